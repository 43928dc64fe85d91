"""Who wrote an article, as the lines between its title and its text say it: in a line, in a list, side by side."""

from dataclasses import replace

import pytest

from ingest.parsing.front.certainty import AUTHOR_SIGNS
from ingest.parsing.front.opening import is_prose
from ingest.parsing.front.titles import TITLE_SIGNS
from ingest.parsing.layout.blocks import Block
from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.pipeline import parse
from ingest.parsing.records import Line, SourceFile, Word
from ingest.parsing.rules import SURE
from ingest.parsing.structure.block_features import NO_HEADING, Body, Head, is_heading
from ingest.parsing.structure.bylines import read_byline, read_names_in
from ingest.parsing.vocabulary.cues import run_in_length
from ingest.parsing.vocabulary.names import is_place, looks_like_name, split_name
from tests.ingest.parsing.page_builders import paragraph, printed_line, printed_page
from tests.ingest.parsing.test_layouts import GAP, HEAD, TITLE, articles, body, set_page

ABSTRACT = (paragraph(45, 3), {"size": 9.0})


def set_at(*lines, number=1):
    """A page of (text, x, y, look); then an abstract and text below."""
    placed = [printed_line(text, x=x, y=y, **look) for text, x, y, look in lines]
    y = max(y for _, _, y, _ in lines) + 30
    placed.append(printed_line("Abstract", x=72, y=y, bold=True))
    for text in paragraph(60, 3) + paragraph(80, 5):
        y += 12
        placed.append(printed_line(text, x=72, y=y))
    return printed_page(placed, number)


def authors_of(page):
    (found,) = parse(SourceFile("application/pdf", (page, set_page(2, body(), body(2))))).documents
    return found.authors


BIG = {"size": 16.0, "bold": True}
SMALL = {"size": 9.0}


def test_authors_side_by_side_each_with_what_stands_below_the_name():
    page = set_at(
        ("Accounts of the Upper Water", 150, 80, BIG),
        ("Ana Sá", 90, 120, {"size": 11.0}),
        ("Luis Paz", 250, 120, {"size": 11.0}),
        ("Eva Roth", 410, 120, {"size": 11.0}),
        ("Valley University", 90, 133, SMALL),
        ("Hill College", 250, 133, SMALL),
        ("Valley University", 410, 133, SMALL),
        ("ana@valley.example", 90, 145, SMALL),
        ("paz@hill.example", 250, 145, SMALL),
        ("roth@valley.example", 410, 145, SMALL),
    )
    assert [(a.family, a.affiliation, a.email) for a in authors_of(page)] == [
        ("Sá", "Valley University", "ana@valley.example"),
        ("Paz", "Hill College", "paz@hill.example"),
        ("Roth", "Valley University", "roth@valley.example"),
    ]


def test_a_second_row_of_the_grid_is_known_by_its_type():
    page = set_at(
        ("Accounts of the Upper Water", 150, 80, BIG),
        ("Ana Sá", 120, 120, {"bold": True}),
        ("Luis Paz", 330, 120, {"bold": True}),
        ("Valley University", 120, 132, SMALL),
        ("Hill College", 330, 132, SMALL),
        ("Eva Roth", 220, 155, {"bold": True}),
        ("Bread Institute", 220, 167, SMALL),
    )
    assert [(a.family, a.affiliation) for a in authors_of(page)] == [
        ("Sá", "Valley University"),
        ("Paz", "Hill College"),
        ("Roth", "Bread Institute"),
    ]


def test_a_place_set_as_the_names_are_is_no_author():
    page = set_at(
        ("Accounts of the Upper Water", 150, 80, BIG),
        ("Ana Sá", 120, 120, {}),
        ("Luis Paz", 330, 120, {}),
        ("UC San Diego", 120, 132, {}),
        ("UC San Diego", 330, 132, {}),
        ("sa@valley.example", 120, 144, {}),
        ("paz@valley.example", 330, 144, {}),
    )
    assert [a.family for a in authors_of(page)] == ["Sá", "Paz"]


def test_names_at_the_left_with_their_addresses_at_the_right():
    page = set_at(
        ("Accounts of the Upper Water", 150, 80, BIG),
        ("Ana Sá", 72, 120, {"bold": True}),
        ("ana@valley.example", 380, 120, {}),
        ("Luis Paz", 72, 132, {"bold": True}),
        ("paz@valley.example", 380, 132, {}),
        ("Department of Bread, Valley University, Lima", 72, 144, SMALL),
    )
    found = authors_of(page)
    assert [(a.family, a.email) for a in found] == [
        ("Sá", "ana@valley.example"),
        ("Paz", "paz@valley.example"),
    ]


def test_authors_one_under_the_other_with_their_places():
    page = set_page(
        1,
        ("Accounts of the Upper Water", TITLE),
        ("Ana Sá", {"size": 11.0, "gap": 8.0}),
        ("Institute of Bread, Route de Nozay, Lima", {"size": 9.0, "italic": True}),
        ("C. Paz", {"size": 11.0, "gap": 4.0}),
        ("Valley University, Quito", {"size": 9.0, "italic": True}),
        ("Abstract", HEAD),
        ABSTRACT,
        ("1. Introduction", HEAD),
        body(),
    )
    (found,) = articles(page)
    assert [(a.given, a.family, a.affiliation) for a in found.authors] == [
        ("Ana", "Sá", "Institute of Bread, Route de Nozay, Lima"),
        ("C.", "Paz", "Valley University, Quito"),
    ]


def test_a_strange_piece_loses_no_author_and_lowers_the_confidence():
    def front(names):
        page = set_page(
            1, ("Accounts of the Upper Water", TITLE), (names, GAP), ("Abstract", HEAD), ABSTRACT, body()
        )
        (found,) = articles(page)
        return [a.family for a in found.authors], found.evidence["authors"].confidence

    names, sure = front("Ana Sá, Luis Paz and Eva Roth")
    with_strange, less_sure = front("Ana Sá, Xy#3 zz, Luis Paz and Eva Roth")
    assert names == with_strange == ["Sá", "Paz", "Roth"]
    assert less_sure < sure


def test_hundreds_of_authors_are_read():
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    names = [f"{letters[n % 26]}. {letters[n // 26]}orva{'n' * (n % 5)}" for n in range(160)]
    found = read_byline(", ".join(names))
    assert found is not None
    assert len(found.signatures) == 160


@pytest.mark.parametrize(
    ("line", "names", "rest"),
    [
        ("Yu.A.Pesep¹⁾*, L.Fernandes dos Santos² and D.Smolin³", ["Yu.A.Pesep", "L.Fernandes dos Santos", "D.Smolin"], 0),
        ("Sá, Ana; Paz, L. M.", ["Ana Sá", "L. M. Paz"], 0),
        ("By Ana Sá on 3 May 1999", ["Ana Sá"], 0),
        ("G. Fox, Ph.D., F.S.A., and the Rev. J. Smith, D.D.", ["G. Fox", "the Rev. J. Smith"], 0),
        ("C. Contreras, Valley State University, 48823 East Hill, USA", ["C. Contreras"], 3),
        ("Ana Sá 0000-0003-4608-752X, Luis Paz 0000-0002-3620-0632", ["Ana Sá", "Luis Paz"], 0),
        ("\ue000 Ana Sá¹, \ue000 Luis Paz²", ["Ana Sá", "Luis Paz"], 0),
        ("Karl Möller und Anna von der Heyde", ["Karl Möller", "Anna von der Heyde"], 0),
        ("Lars Ødegård & Åse Bjørnsdóttir", ["Lars Ødegård", "Åse Bjørnsdóttir"], 0),
    ],
)  # fmt: skip
def test_names_are_read_piece_by_piece(line, names, rest):
    found = read_names_in(line)
    assert found is not None
    assert ([s.name for s in found.signatures], len(found.rest)) == (names, rest)


@pytest.mark.parametrize(
    "text",
    ["LA REFORMA AGRARIA", "RELIRE LA DÉCLARATION", "Through Increased Memory", "DIE BRUNNEN DES TALES"],
)
def test_titles_in_capitals_are_no_persons(text):
    assert not looks_like_name(text)


@pytest.mark.parametrize(
    ("printed", "given", "family"),
    [
        ("Yu.A.Pesep", "Yu. A.", "Pesep"),
        ("D. H. Jorva-Almond", "D. H.", "Jorva-Almond"),
        ("Iskander DT", "DT", "Iskander"),
        ("Xiao LI", "Xiao", "Li"),
        ("The Rev. Canon Ellis", "", "Ellis"),
        ("Don Smith", "Don", "Smith"),
        ("L. Fernandes dos Santos", "L. Fernandes", "dos Santos"),
    ],
)
def test_a_name_with_titles_or_solid_initials_is_split(printed, given, family):
    name = split_name(printed)
    assert (name.given, name.family) == (given, family)


def test_places_are_told_from_persons():
    assert [is_place(t) for t in ("New York", "Karlsruhe, Germany", "UC San Diego", "Santiago Paz", "Peter Saint-Roth")] == [
        True, True, True, False, False,
    ]  # fmt: skip


def test_a_title_is_not_the_masthead_though_that_is_larger():
    page = set_page(
        1,
        ("VRJ Journal of Valley Research", {"size": 22.0, "bold": True, "italic": True}),
        ("January 2007, Volume 18, Issue 3", {"size": 9.0, "italic": True}),
        ("Accounts of the Upper Water", {"size": 15.0, "bold": True, "gap": 30.0}),
        ("Ana Sá and Luis Paz", GAP),
        ("Abstract", HEAD),
        ABSTRACT,
        ("1. Introduction", HEAD),
        body(),
        body(2),
    )
    (found,) = articles(page)
    assert found.title == "Accounts of the Upper Water"
    assert [a.family for a in found.authors] == ["Sá", "Paz"]


def test_an_unlabelled_abstract_behind_dates_and_rights():
    page = set_page(
        1,
        ("Accounts of the Upper Water", TITLE),
        ("Ana Sá and Luis Paz", GAP),
        ("Institute of Bread, Lima", {"size": 9.0, "italic": True}),
        ("Received 9 November 2010; Accepted 25 December 2010", {"size": 9.0, "gap": 8.0}),
        ("Copyright © 2010 Ana Sá. This is an open access article distributed under a licence,", {"size": 9.0, "gap": 8.0}),
        (paragraph(50, 3), {"size": 9.0, "gap": 8.0}),
        ("1. Introduction", HEAD),
        body(),
        body(2),
    )  # fmt: skip
    (found,) = articles(page)
    assert found.abstract.startswith("The valley met again")
    assert (found.received, found.accepted) == ("2010-11-09", "2010-12-25")


NUMBERED = [
    "[1] A. Sá, On the water of the valley, River Quarterly 4, 1998.",
    "[2] L. Paz, On bread, River Quarterly 5, 1999.",
    "[3] E. Roth and A. Sá, On wells, River Quarterly 7, 2001.",
]


def test_a_numbered_list_without_a_heading_is_one_of_references():
    page = set_page(1, ("Accounts of the Water", TITLE), ("Ana Sá and Luis Paz", GAP), body(), body(2), *((line, GAP) for line in NUMBERED))  # fmt: skip
    (found,) = articles(page)
    assert [work.raw for work in found.references] == NUMBERED


def head(text, **look):
    block = next(iter(_blocks_of(text, **look)))
    return Head(block, None, Body("Serif", has_boxes=True))


def _blocks_of(text, **look):
    from ingest.parsing.layout.blocks import make_blocks
    from ingest.parsing.layout.rows import read_rows

    lines = [printed_line(text, y=60.0, **look)]
    lines += [printed_line(line, y=100.0 + 12 * n) for n, line in enumerate(paragraph(90))]
    return make_blocks(read_rows(SourceFile("application/pdf", (printed_page(lines),)))[0])


BY_PLACE = {
    "too long",
    "on many pages",
    "turned",
    "not set as a heading",
    "a row of a table",
    "above figures",
    "doubted by the engine",  # in test_figures
}
BY_TEXT = [rule for rule in NO_HEADING if rule.name not in BY_PLACE]


def rule_against(name):
    return next(rule for rule in NO_HEADING if rule.name == name)


def bold_words(*placed):
    """A row of words in bold, each set at its own place."""
    words = tuple(Word(text, (x, 60.0, 5.0 * len(text), 10.0)) for text, x in placed)
    text = " ".join(text for text, _ in placed)
    last = words[-1].box
    source = Line(words, text, (placed[0][1], 60.0, last[0] + last[2] - placed[0][1], 10.0), 10.0, True)
    return Block((SourceRow(0, 0, text, words, source),))


@pytest.mark.parametrize(
    ("placed", "is_row"),
    [
        ([("Module", 72), ("Lesson", 180), ("Packages", 300)], True),
        ([("The", 72), ("Wells", 90), ("and", 118), ("Springs", 136)], False),
        ([("II.", 72), ("METHODS", 120)], False),
        ([("2.1", 72), ("Methods", 120)], False),
    ],
)
def test_a_row_of_a_table_is_words_apart(placed, is_row):
    rule = rule_against("a row of a table")
    assert rule.holds(Head(bold_words(*placed), None, Body("Serif", has_boxes=True))) == is_row


def test_what_stands_above_small_figures_is_no_heading():
    rule = rule_against("above figures")
    first, text = _blocks_of("Coefficients of bread", bold=True)[:2]
    figures = _blocks_of("O-1s -0.99 0.00 0.22 0.13 -0.00 -0.00", size=7.0)[0]
    small = replace(figures, rows=tuple(replace(row, size=0.7) for row in figures.rows))
    assert rule.holds(Head(first, small, Body("Serif", has_boxes=True)))
    assert not rule.holds(Head(first, text, Body("Serif", has_boxes=True)))


def test_words_set_large_that_run_on_into_the_text_are_no_heading():
    page = set_page(
        1,
        ("The Long Road to Water", TITLE),
        ("By Ana Sá", GAP),
        body(),
        ("The bread and water of the valley. One question is whether new", {"size": 11.0, "italic": True, "gap": 10.0, "font": "Slope"}),
        (["councils may meet again to speak about bread and the water of the", *paragraph(60, 2)], {}),
        body(5),
    )  # fmt: skip
    assert [s.heading for s in articles(page)[0].sections if s.heading] == []


def test_the_entries_of_contents_inside_an_article_are_no_headings():
    page = set_page(
        1,
        ("The Long Road to Water", TITLE),
        ("By Ana Sá", GAP),
        ("Contents", HEAD),
        ("1. The wells of the valley 2", HEAD),
        ("2. The bridges and the roads 4", HEAD),
        ("1. The wells of the valley", {**HEAD, "gap": 24.0}),
        body(),
        body(3),
    )
    found = [s.heading for s in articles(page)[0].sections if s.heading]
    assert found == ["Contents", "1. The wells of the valley"]


def test_a_name_below_the_number_of_a_table_is_part_of_its_caption():
    page = set_page(
        1,
        ("The Long Road to Water", TITLE),
        ("By Ana Sá", GAP),
        body(),
        ("TABLE III", {"size": 8.0, "gap": 20.0, "x": 200.0}),
        ("COST OF BREAD IN THE VALLEY", {"size": 7.0, "gap": 5.0, "x": 160.0, "font": "Sans"}),
        body(3),
        body(5),
    )
    assert "COST OF BREAD IN THE VALLEY" not in [s.heading for s in articles(page)[0].sections]


@pytest.mark.parametrize(
    ("text", "abstract"),
    [
        ("ABSTRACT The council of the valley met", "The council of the valley met"),
        ("RESUMO A câmara do vale reuniu", "A câmara do vale reuniu"),
        ("Abstract art of the valley is old", None),
        ("ABSTRACT ART OF THE VALLEY is old", None),
    ],
)
def test_a_label_in_capitals_needs_no_sign_before_its_text(text, abstract):
    assert (text[run_in_length(text, "abstract") :] if run_in_length(text, "abstract") else None) == abstract


def test_an_abstract_runs_in_after_its_label_in_capitals():
    lines = paragraph(60, 4)
    page = set_page(
        1,
        ("The Long Road to Water", TITLE),
        ("By Ana Sá", GAP),
        (["ABSTRACT The " + lines[0], *lines[1:]], {"gap": 12.0}),
        ("Introduction", HEAD),
        body(),
        body(3),
    )
    assert articles(page)[0].abstract.startswith("The " + lines[0][:20])


@pytest.mark.parametrize("rule", BY_TEXT, ids=lambda rule: rule.name)
def test_each_rule_against_a_heading_holds_for_its_example(rule):
    assert rule.holds(head(rule.example))


@pytest.mark.parametrize(
    "text", ["The Wells of the Valley", "2. Methods", "What is it for?", "Data", "GP Services"]
)
def test_a_heading_in_bold_type_passes_all_of_them(text):
    first, after = _blocks_of(text, bold=True)[:2]
    assert is_heading(first, after, Body("Serif", has_boxes=True))


def test_names_beside_longer_addresses_of_others_are_authors_from_left_to_right():
    page = set_at(
        ("Accounts of the Upper Water", 150, 80, BIG),
        ("Eva Roth", 410, 120, {"size": 11.0, "bold": True}),
        ("Ana Sá", 90, 133, {"size": 11.0, "bold": True}),
        ("Luis Paz", 250, 133, {"size": 11.0, "bold": True}),
        ("Valley University,", 410, 133, SMALL),
        ("Hill College", 90, 145, SMALL),
        ("Hill College", 250, 145, SMALL),
        ("Upper Valley", 410, 145, SMALL),
        ("ana@hill.example", 90, 157, SMALL),
        ("paz@hill.example", 250, 157, SMALL),
        ("roth@valley.example", 410, 157, SMALL),
    )
    assert [(a.family, a.email) for a in authors_of(page)] == [
        ("Sá", "ana@hill.example"),
        ("Paz", "paz@hill.example"),
        ("Roth", "roth@valley.example"),
    ]


def test_a_name_over_two_rows_of_its_cell_is_one():
    page = set_at(
        ("Accounts of the Upper Water", 150, 80, BIG),
        ("Ana Roca e", 90, 108, {"size": 11.0}),
        ("Paz", 90, 121, {"size": 11.0}),
        ("Eva Roth", 410, 121, {"size": 11.0}),
        ("Valley University", 90, 135, SMALL),
        ("Hill College", 410, 135, SMALL),
        ("ana@valley.example", 90, 147, SMALL),
        ("roth@hill.example", 410, 147, SMALL),
    )
    assert [a.name_as_printed for a in authors_of(page)] == ["Ana Roca e Paz", "Eva Roth"]


def test_authors_with_their_mail_beside_them_may_change_their_type():
    page = set_at(
        ("Accounts of the Upper Water", 150, 80, BIG),
        ("Ana Sá", 72, 120, {"size": 11.0, "bold": True}),
        ("ana@valley.example", 350, 120, {"size": 10.0}),
        ("Luis Paz", 72, 136, {"size": 10.0}),
        ("paz@hill.example", 350, 136, {"size": 10.0}),
    )
    assert [a.email for a in authors_of(page)] == ["ana@valley.example", "paz@hill.example"]


def test_a_name_without_the_mark_of_all_others_goes_on_below():
    page = set_at(
        ("Accounts of the Upper Water", 150, 80, BIG),
        ("Eva Roth¹, Luis Paz², Ana María", 150, 120, {"size": 11.0}),
        ("Tamm¹, Jan Kask²", 200, 133, {"size": 11.0}),
        ("¹Valley University", 200, 150, SMALL),
        ("²Hill College", 200, 162, SMALL),
    )
    assert [a.family for a in authors_of(page)] == ["Roth", "Paz", "Tamm", "Kask"]


def test_one_author_surname_first_is_read_below_the_title():
    page = set_at(
        ("Accounts of the Upper Water", 72, 80, BIG),
        ("Le Tamm, Priit", 72, 110, {"size": 11.0}),
        ("Valley University", 72, 125, SMALL),
    )
    assert [(a.given, a.family) for a in authors_of(page)] == [("Priit", "Le Tamm")]


def sure_of_authors(*lines):
    page = set_at(("Accounts of the Upper Water", 150, 80, BIG), *lines)
    (found,) = parse(SourceFile("application/pdf", (page, set_page(2, body(), body(2))))).documents
    return found.evidence["authors"].confidence


@pytest.mark.parametrize(
    ("names", "full", "more"),
    [
        ("Ana Sá, Luis Paz", "ana@valley.example, paz@valley.example", "{ana,paz,roth}@valley.example"),
        ("Ana Sá¹, Luis Paz²", "²Hill College", "²Hill College ³Lake College"),
    ],
)
def test_more_addresses_or_marks_than_names_make_unsure(names, full, more):
    lines = [(names, 150, 120, {"size": 11.0}), ("¹Valley University", 150, 136, SMALL)]
    assert sure_of_authors(*lines, (full, 150, 148, SMALL)) >= SURE
    assert sure_of_authors(*lines, (more, 150, 148, SMALL)) < SURE


def test_every_sign_has_a_name_an_example_and_a_weight():
    for rule in (*AUTHOR_SIGNS, *TITLE_SIGNS):
        assert rule.name
        assert rule.example
        assert rule.weight


def test_prose_is_told_from_addresses():
    assert is_prose(" ".join(paragraph(40)))
    assert not is_prose("Department of Bread, Valley University, Lima, Peru. " * 8)
