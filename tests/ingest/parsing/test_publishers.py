"""Front matter as different publishers set it: where title, names, dates and abstract stand and what is between."""

from dataclasses import replace

import pytest

from ingest.parsing.pipeline import parse
from ingest.parsing.records import Line, Word
from ingest.parsing.structure.bylines import read_byline
from ingest.parsing.vocabulary.names import split_name
from tests.ingest.parsing.page_builders import paragraph, printed_line, text_file
from tests.ingest.parsing.test_articles import SPANISH, parse_text
from tests.ingest.parsing.test_layouts import GAP, HEAD, TITLE, articles, body, set_page

ABSTRACT = (paragraph(45, 3), {"size": 9.0})
SMALL = {"size": 8.0}
GERMAN = [
    "Der Rat des Tales kam im Herbst wieder zusammen, um über Wasser und Brot zu reden,",
    "während die Leute auf dem Platz warteten und niemand wusste, wann der Regen käme.",
    "So verging der ganze Sommer, ohne dass ein neuer Brunnen gegraben worden wäre.",
]


def raise_letters(line: Line) -> Line:
    """The line with what follows "^" in each word raised: "Sá^a,b"."""
    words: list[Word] = []
    text = ""
    for word in line.words:
        stem, _, mark = word.text.partition("^")
        words += [replace(word, text=stem)] if stem else []
        words += [replace(word, text=mark, is_superscript=True)] if mark else []
        text = f"{text} {stem}{mark}".strip()
    return replace(line, words=tuple(words), text=text)


def test_letters_raised_at_names_lead_to_affiliations():
    page = set_page(
        1,
        ("RIVER POLICY REVIEW", {"size": 8.0}),
        ("Accounts of the Water", TITLE),
        ("Thomas Sá^a,* , Eva Paz^b", GAP),
        ("^a Department of Geography, Valley University, Lima", SMALL),
        ("^b Institute of Bread, Quito", SMALL),
        ("A R T I C L E I N F O", GAP),
        ("Article history: Received 12 March 2018; Accepted 9 January 2019", SMALL),
        ("Keywords: water, accounts", SMALL),
        ("A B S T R A C T", GAP),
        ABSTRACT,
        ("1. Introduction", HEAD),
        body(),
        body(2),
    )
    (found,) = articles(replace(page, lines=tuple(raise_letters(line) for line in page.lines)))
    assert [(a.family, a.affiliation) for a in found.authors] == [
        ("Sá", "Department of Geography, Valley University, Lima"),
        ("Paz", "Institute of Bread, Quito"),
    ]
    assert found.abstract.startswith("The valley met again")
    assert (found.received, found.accepted) == ("2018-03-12", "2019-01-09")
    assert found.keywords == ("water", "accounts")


def test_names_above_the_title_and_a_second_title_below_it():
    page = set_page(
        1,
        ("Karl Möller und Anna von der Heyde", {"size": 11.0}),
        ("Die Brunnen des Tales", TITLE),
        ("Eine Untersuchung am Fluss", {"size": 13.0}),
        ("Zusammenfassung: " + GERMAN[0], {"size": 9.0, "gap": 8.0}),
        (GERMAN[1:], {"size": 9.0}),
        ("1. Einleitung", HEAD),
        (GERMAN * 3, GAP),
        (GERMAN * 2, GAP),
    )
    (found,) = articles(page)
    assert (found.title, found.subtitle) == ("Die Brunnen des Tales", "Eine Untersuchung am Fluss")
    assert [a.family for a in found.authors] == ["Möller", "von der Heyde"]
    assert found.abstract.startswith("Der Rat des Tales")


def test_what_a_journal_says_between_abstract_and_text_is_read():
    page = set_page(
        1,
        ("RESEARCH ARTICLE", {"size": 9.0}),
        ("Prices and Old Wells", TITLE),
        ("Kenji Vega¹*, Sofia Paz¹", GAP),
        ("¹ Center for Upland Research, Nara, Japan", SMALL),
        ("Abstract", HEAD),
        ABSTRACT,
        ("Citation: Vega K, Paz S (2022) Prices and Old Wells. https://doi.org/10.5555/wells.1", {"size": 7.5, "gap": 6.0}),
        ("Received: July 8, 2021", {"size": 7.5, "gap": 6.0}),
        ("Accepted: January 20, 2022", {"size": 7.5, "gap": 6.0}),
        ("Introduction", HEAD),
        body(),
        body(2),
    )  # fmt: skip
    (found,) = articles(page)
    assert (found.doi, found.received, found.accepted) == ("10.5555/wells.1", "2021-07-08", "2022-01-20")
    assert [s.heading for s in found.sections if s.kind == "body" and s.heading] == ["Introduction"]


def test_a_title_in_two_languages_is_no_title_with_a_subtitle():
    page = set_page(
        1,
        ("Las cuentas del agua en el valle alto", TITLE),
        ("The accounts of water in the upper valley", {"size": 12.0, "italic": True, "gap": 6.0}),
        ("Mónica Paz Soto*", {"right": True, "gap": 6.0}),
        ("Resumen: " + SPANISH.splitlines()[0], {"size": 9.0, "gap": 8.0}),
        (SPANISH.splitlines()[1:], {"size": 9.0}),
        ("Introducción", HEAD),
        (SPANISH.splitlines() * 2, GAP),
        (SPANISH.splitlines() * 2, GAP),
    )
    (found,) = articles(page)
    assert (found.title, found.subtitle) == ("Las cuentas del agua en el valle alto", "")
    assert [a.family for a in found.authors] == ["Paz Soto"]


def test_news_with_authors_below_their_titles_are_articles_of_their_own():
    parts = [("News in Brief", {"size": 18.0, "bold": True})]
    people = ["Ruth Vogel", "Karl Roth", "Ana Vega", "Luis Paz"]
    for n, name in enumerate(people):
        parts += [
            (f"Letter number {['one', 'two', 'three', 'four'][n]} answered", {"size": 12.5, "bold": True, "gap": 10.0}),
            (f"By {name}", {"size": 9.0, "italic": True}),
            body(n),
        ]  # fmt: skip
    found = articles(set_page(1, *parts))
    assert [[a.family for a in d.authors] for d in found] == [["Vogel"], ["Roth"], ["Vega"], ["Paz"]]


def test_letters_are_signed_at_the_right_edge_with_name_and_town():
    page = set_page(
        1,
        ("Letters to the Editor", TITLE),
        ("Pumps and pensions", {"size": 12.0, "bold": True, "gap": 10.0}),
        body(),
        ("RUTH VOGEL", {"right": True, "gap": 8.0}),
        ("Westbridge", {"right": True, "italic": True}),
        ("A correction", {"size": 12.0, "bold": True, "gap": 10.0}),
        body(2),
        ("OLE ROTH", {"right": True, "gap": 8.0}),
        ("Oslo", {"right": True, "italic": True}),
    )
    found = articles(page)
    assert [d.title for d in found] == ["Pumps and pensions", "A correction"]
    assert [[a.family for a in d.authors] for d in found] == [["Vogel"], ["Roth"]]


def test_the_title_that_later_pages_repeat_as_their_head_stays_a_title():
    pages = [
        set_page(1, ("THE CLERK AND THE LEDGER", {"size": 16.0}), ("By ANA SÁ", GAP), body(), body(2)),
        *(
            set_page(n, ("THE CLERK AND THE LEDGER", {"size": 8.0}), (paragraph(80, n), {"gap": 20.0}))
            for n in (2, 3)
        ),
    ]
    (found,) = articles(*pages)
    assert found.title == "THE CLERK AND THE LEDGER"
    assert "LEDGER" not in "".join(page.text for page in found.pages[1:])


def test_headings_in_capitals_of_the_text_s_own_size_are_headings():
    page = set_page(
        1,
        ("Ledgers for Boards", TITLE),
        ("Claire Vogel, Member, IVEE, and Ole Roth, Senior Member, IVEE", GAP),
        ("I. INTRODUCTION", {"gap": 10.0}),
        body(),
        ("II. THE PROTOCOL", {"gap": 10.0}),
        body(2),
    )
    (found,) = articles(page)
    assert [a.family for a in found.authors] == ["Vogel", "Roth"]
    assert [s.heading for s in found.sections if s.heading] == ["I. INTRODUCTION", "II. THE PROTOCOL"]


@pytest.mark.parametrize(("follows", "is_abstract"), [("Introduction", True), ("Statement of need", False)])
def test_a_summary_is_an_abstract_where_an_introduction_follows(follows, is_abstract):
    page = set_page(
        1, ("A Census of Pumps", TITLE), ("Ana Sá and Luis Paz", GAP), ("Summary", HEAD), body(), (follows, HEAD), body(3)
    )  # fmt: skip
    (found,) = articles(page)
    assert bool(found.abstract) == is_abstract
    assert ("Summary" in [s.heading for s in found.sections if s.kind == "body"]) != is_abstract


def test_a_journal_s_name_below_the_title_is_no_author():
    assert read_byline("Local Government Annals") is None


@pytest.mark.parametrize(
    ("printed", "given", "family"),
    [
        ("Étienne VAUQUELIN", "Étienne", "Vauquelin"),
        ("VAUQUELIN Étienne", "Étienne", "Vauquelin"),
        ("María Luz PAZ SOTO", "María Luz", "Paz Soto"),
        ("Anna von der HEYDE", "Anna", "von der Heyde"),
        ("JD Salinger", "JD", "Salinger"),
    ],
)
def test_a_surname_in_capitals_is_told_from_the_given_name(printed, given, family):
    name = split_name(printed)
    assert (name.given, name.family) == (given, family)


def test_heads_that_alternate_and_stand_once_each_are_told_by_their_numbers():
    pages = [
        f"{'' if n == 1 else head}\n\n" + "\n".join(paragraph(90, n))
        for n, head in enumerate(("", "78 VALLEY TRANSACTIONS", "VOGEL: LEDGERS FOR BOARDS 79"), 1)
    ]
    parsed = parse(text_file(*pages))
    assert [page.label for page in parsed.pages] == ["77", "78", "79"]
    assert "TRANSACTIONS" not in "".join(page.text for page in parsed.pages)


def test_keywords_may_be_parted_by_stops():
    (found,) = parse_text(
        "As contas da água\n\nTomé Vilarinho\n\nResumo: O conselho reuniu-se de novo para falar da água e do pão.\n\n"
        "Palavras-chave: Água. Juntas. Pão.\n\nIntrodução\n\nO conselho do vale fala da água e do pão enquanto a gente espera."
    )
    assert found.keywords == ("Água", "Juntas", "Pão")


def test_a_side_bar_level_with_a_heading_gives_its_dates_and_stays_out_of_the_text():
    page = set_page(
        1,
        ("Wells of the Valley", TITLE),
        ("Ana Sá and Luis Paz", GAP),
        ("1. Introduction", HEAD),
        (paragraph(120), GAP),
        (paragraph(90, 2), GAP),
    )
    beside = [
        printed_line(text, x=20.0, y=y, size=7.0, block=block)
        for text, y, block in (
            ("Edited by", 140.0, 0),
            ("Eva Roth", 149.0, 0),
            ("Received", 220.0, 2),
            ("3 June 2001", 229.0, 2),
        )
    ]
    head, rest = page.lines[:2], page.lines[2:]
    (found,) = articles(replace(page, lines=(*head, *beside[:2], *rest, *beside[2:])))
    assert found.received == "2001-06-03"
    told = " ".join(p for s in found.sections if s.kind == "body" for p in s.paragraphs)
    assert "Received" not in told
    assert "Eva Roth" not in told


def test_numbered_lines_of_code_are_no_headings():
    page = set_page(
        1,
        ("Wells of the Valley", TITLE),
        ("Ana Sá and Luis Paz", GAP),
        ("1. Introduction", HEAD),
        body(),
        ("9: else", HEAD),
        body(3),
    )
    (found,) = articles(page)
    assert [s.heading for s in found.sections if s.heading] == ["1. Introduction"]


def test_a_reference_may_begin_with_a_particle():
    page = set_page(
        1,
        body(),
        body(2),
        ("References", HEAD),
        *(
            (text, {"size": 9.0, "gap": 6.0})
            for text in (
                "Paz, L. (1999). Bread and water. Lima: Valley Press.",
                "van der Berg, J. H. (2001). On wells. River Quarterly, 4(1), 1–7.",
                "Vega, M. (2003). On water. River Quarterly, 6(1), 1–7.",
            )
        ),
    )
    (found,) = articles(page)
    assert [r.authors for r in found.references] == [("Paz, L.",), ("van der Berg, J. H.",), ("Vega, M.",)]


def test_a_file_that_has_lost_its_first_page_has_no_title():
    large = {"size": 14.3, "bold": True, "gap": 10.0}
    page = set_page(
        1, ("Teaching Experience", large), body(), body(2), ("Story of the Wells", large), body(3)
    )
    (found,) = articles(page)
    assert (found.title, found.authors) == ("", ())
    assert [s.heading for s in found.sections if s.heading] == ["Teaching Experience", "Story of the Wells"]


def test_an_article_of_a_journal_with_smaller_titles_begins_where_its_page_does():
    first = set_page(
        1, ("Wells of the Valley", {"size": 24.0}), ("Ana Sá and Luis Paz", GAP), body(), body(2)
    )
    second = set_page(
        2,
        ("Bread. A free and open text.", {"size": 17.0}),
        ("Eva Roth¹ and Karl Vogel²", GAP),
        body(3),
        body(4),
    )
    assert [d.title for d in articles(first, second)] == [
        "Wells of the Valley",
        "Bread. A free and open text.",
    ]


def test_in_plain_text_the_names_may_stand_right_below_the_title():
    (found,) = parse_text(
        "RIVER QUARTERLY C\n\nResearch / Wells\n\nA Short Course on Wells and Their Keepers\nin the Upper Valley\n"
        "Ana Sá1 , Luis Paz1, 2 , and Eva Roth2\n1 Valley College, Lima 2 Institute of Bread, Quito\n"
        "DOI: 10.5555/wells.3\nSoftware\nReview\n\nIntroduction\n" + "\n".join(paragraph(90))
    )
    assert found.title == "A Short Course on Wells and Their Keepers in the Upper Valley"
    assert [a.family for a in found.authors] == ["Sá", "Paz", "Roth"]
    assert found.doi == "10.5555/wells.3"


def test_a_label_set_solid_in_plain_text_opens_its_list():
    (found,) = parse_text(
        "\n".join(paragraph(90))
        + "\nReferences\nSÁ A. et PAZ L., 1993, Les puits, Lima, Valley Press, 240 p.\n"
        + "VEGA C. et ROTH E., 1999, Le pain, Lima, River Books, 200 p.\n"
    )
    assert [r.authors for r in found.references] == [("SÁ A.", "PAZ L."), ("VEGA C.", "ROTH E.")]
