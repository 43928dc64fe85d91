"""Layouts of journals, one page or two of each, set by hand: what opens and closes an article there."""

import re
from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.parsing.explain import explain
from ingest.parsing.pipeline import parse
from ingest.parsing.records import SourceFile
from ingest.parsing.trace import Trace
from tests.ingest.parsing.page_builders import paragraph, printed_line, printed_page, text_file

RIGHT = 430.0  # where the text's right edge is, for 72 and lines of 66 letters about


def set_page(number, *parts):
    """Parts from the top: (text or lines, look). `gap`: white above in points."""
    lines, y = [], 90.0
    for text, look in parts:
        size = look.get("size", 10.0)
        y += look.get("gap", 0.0)
        for line in [text] if isinstance(text, str) else text:
            y += size * 1.2
            place = {"x": RIGHT - len(line) * size * 0.5} if look.get("right") else {}
            style = {k: v for k, v in look.items() if k not in ("gap", "right")}
            lines.append(printed_line(line, y=y - size, **style, **place))
    return printed_page(lines, number)


def articles(*pages):
    return parse(SourceFile("application/pdf", pages)).documents


TITLE = {"size": 16.0, "bold": True}
HEAD = {"bold": True, "gap": 10.0}
GAP = {"gap": 8.0}


def body(seed=0):
    return (paragraph(60, seed), GAP)


def test_two_stars_on_a_name_lead_to_the_note_with_two_stars():
    page = set_page(
        1,
        ("The Long Road to Water", TITLE),
        ("ANA SÁ*", GAP),
        ("LUIS PAZ**", {}),
        body(),
        body(3),
        body(5),
        ("* Professor, University of the Valley. E-mail: sa@valley.example", {"size": 8.0, "gap": 20.0}),
        ("** Researcher, Institute of Water Studies, Lima.", {"size": 8.0}),
    )
    (found,) = articles(page)
    assert [(a.family, a.affiliation, a.email) for a in found.authors] == [
        ("Sá", "Professor, University of the Valley", "sa@valley.example"),
        ("Paz", "Researcher, Institute of Water Studies, Lima", ""),
    ]


def test_keywords_set_solid_below_an_abstract_are_no_part_of_it():
    page = set_page(
        1,
        ("Les chemins de l’eau", TITLE),
        ("Jean-Pierre Lefèvre", GAP),
        ("Résumé", HEAD),
        (paragraph(40), {"size": 9.0}),
        ("Mots-clés : eau, pain, marché", {"size": 9.0}),
        ("Introduction", HEAD),
        body(),
        body(2),
    )
    (found,) = articles(page)
    assert found.keywords == ("eau", "pain", "marché")
    assert "Mots" not in found.abstract


def test_dates_below_the_references_are_no_reference_and_close_the_article():
    page = set_page(
        1,
        ("Die Wege des Wassers", TITLE),
        ("von Eva Roth und Karl Vogel", GAP),
        body(),
        body(2),
        ("Literatur", HEAD),
        ("Paz, L. (1999). Brot und Wasser. Lima: Valley Press.", {"size": 9.0}),
        ("Sá, A. (2001). Vom Wasser. River Quarterly, 4(1), 1–7.", {"size": 9.0}),
        ("Eingegangen am 3. Januar 2001, angenommen am 4. Mai 2001", {"size": 9.0, "gap": 12.0}),
    )
    (found,) = articles(page)
    assert (found.received, found.accepted) == ("2001-01-03", "2001-05-04")
    assert [r.authors for r in found.references] == [("Paz, L.",), ("Sá, A.",)]
    assert not found.ends_after


def test_each_review_goes_by_its_book_and_its_signature():
    page = set_page(
        1,
        ("BOOK REVIEWS", {"size": 13.0, "bold": True}),
        ("Ana Sá, The Water of the Valley. Lima: Valley Press, 2001. 312 pp.", HEAD),
        body(),
        body(1),
        ("LUIS PAZ", {"right": True}),
        ("University of the Valley", {"right": True, "italic": True}),
        ("Eva Roth, Bread: Twelve Essays. London: River Books, 1999. 210 pp.", {"bold": True, "gap": 20.0}),
        body(2),
        body(3),
        ("MARÍA VEGA", {"right": True}),
        ("River College", {"right": True, "italic": True}),
    )
    found = articles(page)
    assert [d.title.split(".")[0] for d in found] == [
        "Ana Sá, The Water of the Valley",
        "Eva Roth, Bread: Twelve Essays",
    ]
    assert [[a.family for a in d.authors] for d in found] == [["Paz"], ["Vega"]]
    assert found[0].evidence["title"].source == "book under review"


def test_a_page_of_contents_is_no_part_of_the_first_article():
    contents = set_page(
        1,
        ("RIVER QUARTERLY", TITLE),
        ("CONTENTS", HEAD),
        ("The Long Road to Water . . . . . . . . . . . 2", GAP),
        ("Bread and Markets . . . . . . . . . . . . 9", {}),
    )
    first = set_page(
        2,
        ("The Long Road to Water", TITLE),
        ("Ana Sá", GAP),
        ("University of the Valley", {"italic": True}),
        body(),
        body(2),
    )
    found = articles(contents, first)
    assert [d.title for d in found][-1] == "The Long Road to Water"
    assert [a.family for a in found[-1].authors] == ["Sá"]
    assert len(found) == 2


# ------------------------------------------------------------------ whatever the page
LETTERS = st.text(alphabet="abcdefghijk ABC.,:*1", min_size=1, max_size=60).filter(
    lambda text: any(c.isalpha() for c in text)
)
PAGES = st.lists(
    st.lists(st.one_of(LETTERS, st.just("")), min_size=1, max_size=12).map("\n".join), min_size=1, max_size=4
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PAGES)
def test_no_word_of_any_page_is_lost(pages):
    """What is printed stands in the text of its page, or was told to be a head or foot line."""
    trace = Trace()
    parsed = parse(text_file(*pages), trace)
    texts = [p.text for p in parsed.pages] + [f.text for f in trace.firings if f.step == "furniture"]
    have = Counter(re.findall(r"\w+", " ".join(texts)))
    assert not Counter(re.findall(r"\w+", " ".join(pages))) - have


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PAGES)
def test_sections_begin_within_their_pages(pages):
    for document in parse(text_file(*pages)).documents:
        places = [(section.page, section.offset) for section in document.sections]
        assert places == sorted(places)
        assert all(offset <= len(document.pages[page].text) for page, offset in places)


def test_an_explanation_says_what_was_found_and_what_is_unknown():
    page = set_page(1, ("The Long Road to Water", TITLE), ("Ana Sá", GAP), body(), body(2))
    text = explain(SourceFile("application/pdf", (page,)))
    assert "title by font  | The Long Road to Water" in text
    assert "names, addresses, dates of the article  | Ana Sá" in text
    assert (
        "  unknown: subtitle, abstract, keywords, doi, received, accepted, journal, volume, number, year\n"
        in text
    )
    assert "  author: Ana | Sá  [by-line, page 1 at 72," in text
    assert "[first of the file, page 1 at 72," in text


# ------------------------------------------------------------------ what stands around titles
def test_a_word_for_by_and_a_name_below_a_title_are_no_running_heads_though_heads_repeat_them():
    def first(number, title, name):
        return set_page(
            number,
            (title, TITLE),
            ("von", {"gap": 8.0, "size": 9.0}),
            (name, {"size": 11.0}),
            body(),
            body(2),
        )

    def later(number, head):
        return set_page(
            number,
            (f"{number} {head}" if number % 2 == 0 else f"{head} {number}", {"size": 9.0}),
            body(4),
            body(5),
        )

    found = articles(
        first(1, "Brücken im alten Tal", "Elisabeth Möller"), later(2, "Elisabeth Möller"), later(3, "Brücken im alten Tal"),
        first(4, "Die Märkte am Oberlauf", "Karl Vogel"), later(5, "Die Märkte am Oberlauf"), later(6, "Karl Vogel"),
    )  # fmt: skip
    assert [(d.title, [a.family for a in d.authors]) for d in found] == [
        ("Brücken im alten Tal", ["Möller"]),
        ("Die Märkte am Oberlauf", ["Vogel"]),
    ]


def newspaper(*parts):
    """Below a masthead with the day of its issue, which no other page repeats."""
    return articles(
        set_page(
            1,
            ("LE COURRIER DU PORT", {"size": 30.0, "bold": True}),
            ("12e année. N° 3402. Mardi 7 mai 1912. Cinq centimes", {"size": 8.0, "gap": 4.0}),
            *parts,
        )
    )


LARGE = {"size": 13.0, "bold": True, "gap": 10.0}
SIGNS = {"right": True, "gap": 2.0, "bold": True}
LOUD = {"size": 14.0, "bold": True, "gap": 8.0, "font": "Grotesque"}


def test_neither_masthead_nor_advertisements_are_titles_or_headings():
    found = newspaper(
        ("La question des eaux", LARGE), body(), body(1), body(2), ("Étienne Roux.", SIGNS),
        ("CHOCOLAT MERCIER", LOUD), ("le meilleur des petits déjeuners", {"size": 8.0}), ("EN VENTE PARTOUT", LOUD),
        ("Un bateau à la côte", LARGE), body(3), body(4), body(5), ("Paul Garnier.", SIGNS),
        ("MACHINES VULCAIN", LOUD), ("3, rue du Port", {"size": 8.0}),
        ("Théâtre municipal", LARGE), body(6), body(7), body(8), ("Marcel Aubry.", SIGNS),
    )  # fmt: skip
    assert [(d.title, [a.family for a in d.authors]) for d in found] == [
        ("La question des eaux", ["Roux"]),
        ("Un bateau à la côte", ["Garnier"]),
        ("Théâtre municipal", ["Aubry"]),
    ]
    assert [s.heading for d in found for s in d.sections if s.heading] == []


def test_an_advertisement_within_a_text_is_no_heading():
    found = newspaper(
        ("La question des eaux", LARGE), body(), body(1), body(2),
        ("CHOCOLAT MERCIER", {**LARGE, "size": 22.0}), ("Le meilleur des petits déjeuners.", {"size": 8.0}),
        body(3), body(4), ("Étienne Roux.", SIGNS),
        ("Gardien du Phare Sauvé", LARGE), ("De notre envoyé spécial", {"italic": True}), body(5), body(6),
    )  # fmt: skip
    assert [d.title for d in found] == ["La question des eaux", "Gardien du Phare Sauvé"]
    assert [s.heading for d in found for s in d.sections if s.heading] == []


def test_a_line_above_the_title_may_tell_the_doi_within():
    (found,) = articles(
        set_page(
            1,
            ("River Quarterly 2011;4(3):e17, doi: 10.5555/rq.2011.0017", {"size": 7.0}),
            ("The Long Road to Water", TITLE),
            ("Ana Sá", GAP),
            body(),
            body(2),
        )
    )
    assert found.doi == "10.5555/rq.2011.0017"


def test_the_plan_of_an_article_below_its_names_is_no_affiliation():
    (found,) = articles(
        set_page(
            1,
            ("A jurisdição das águas na província", TITLE),
            ("Maria Ribeiro*", GAP),
            ("João Nogueira**", {}),
            ("Sumário: 1. Introdução; 2. O costume; 3. A lei", {"size": 8.0, "gap": 8.0}),
            ("1. Introdução", HEAD),
            body(),
            body(2),
            ("3. A lei", HEAD),
            body(3),
            ("* Professora da Universidade do Vale.", {"size": 8.0, "gap": 20.0}),
            ("** Juiz da Universidade do Norte.", {"size": 8.0}),
        )
    )
    assert [a.affiliation for a in found.authors] == [
        "Professora da Universidade do Vale",
        "Juiz da Universidade do Norte",
    ]
    assert [s.heading for s in found.sections if s.heading] == ["1. Introdução", "3. A lei"]


def test_a_place_after_the_one_name_of_a_by_line_is_no_second_author():
    (found,) = articles(
        set_page(
            1,
            ("Die Brücken im alten Tal", TITLE),
            ("Von", {"size": 8.0, "gap": 8.0}),
            ("Karl Vogel, Leipzig", {"size": 11.0}),
            body(),
            body(2),
        )
    )
    assert [(a.given, a.family) for a in found.authors] == [("Karl", "Vogel")]
