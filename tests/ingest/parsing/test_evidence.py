"""Every told value says where it stands: the page and the box of the words that spell it."""

import pytest

from ingest.parsing.layout.rows import read_rows
from ingest.parsing.pipeline import parse
from ingest.parsing.records import SourceFile
from ingest.parsing.text.locate_values import spelled_in
from tests.ingest.parsing.page_builders import paragraph
from tests.ingest.parsing.test_layouts import GAP, HEAD, TITLE, body, set_page


@pytest.fixture(scope="module")
def source():
    head = {"size": 8.0}
    first = set_page(
        1,
        ("Valley Forum 4(1), 2001, 31", head),
        ("The Long Road to Water", {**TITLE, "gap": 20.0}),
        ("A History of Wells", {"size": 12.0}),
        ("Ana Sá¹ and Luis Paz²", GAP),
        ("¹ Department of Wells, Valley University, Lima", {"size": 8.0}),
        ("² Institute of Bread, Quito. Email: paz@bread.example", {"size": 8.0}),
        ("Received: 3 March 2001. Accepted: 4 May 2001", {"size": 8.0, "gap": 6.0}),
        ("Abstract", HEAD),
        (paragraph(45, 3), {"size": 9.0}),
        ("Keywords: water; wells", {"size": 9.0, "gap": 6.0}),
        ("DOI: 10.5555/valley.7", {"size": 9.0, "gap": 6.0}),
        ("1. Introduction", HEAD),
        body(),
    )
    second = set_page(
        2,
        ("Valley Forum 4(1), 2001, 32", head),
        (paragraph(70, 2), {"gap": 20.0}),
        ("References", HEAD),
        ("Paz, L. (1999). Bread and water. Lima: Valley Press.", {"size": 9.0}),
        ("Sá, A. (2001). On water. River Quarterly, 4(1), 1–7.", {"size": 9.0}),
    )
    return SourceFile("application/pdf", (first, second))


@pytest.fixture(scope="module")
def article(source):
    (found,) = parse(source).documents
    return found


def words_in(source, evidence):
    """What is printed within the box."""
    left, top, width, height = evidence.box
    return " ".join(
        word.text
        for line in source.pages[evidence.page - 1].lines
        for word in line.words
        if left - 1 <= word.box[0] and word.box[0] + word.box[2] <= left + width + 1
        and top - 1 <= word.box[1] and word.box[1] + word.box[3] <= top + height + 1
    )  # fmt: skip


@pytest.mark.parametrize(
    ("field", "printed"),
    [
        ("title", "The Long Road to Water"),
        ("subtitle", "A History of Wells"),
        ("authors", "Ana Sá¹ and Luis Paz²"),
        ("keywords", "Keywords: water; wells"),
        ("doi", "10.5555/valley.7"),
        ("received", "Received: 3 March 2001. Accepted: 4 May 2001"),
        ("accepted", "Received: 3 March 2001. Accepted: 4 May 2001"),
        ("journal", "Valley Forum"),
        ("year", "2001,"),
        ("references", "Paz, L. (1999). Bread and water. Lima: Valley Press."),
    ],
)
def test_the_box_of_a_field_holds_the_words_that_say_it(source, article, field, printed):
    assert words_in(source, article.evidence[field]) == printed


def test_the_abstract_and_the_language_are_placed_at_their_paragraphs(source, article):
    assert words_in(source, article.evidence["abstract"]) == article.abstract
    assert article.evidence["language"].page == 1


def test_every_field_with_a_value_has_a_place(article):
    assert all(evidence.page and evidence.box for evidence in article.evidence.values())
    assert all(0 < evidence.confidence <= 1 and evidence.source for evidence in article.evidence.values())


def test_each_author_and_what_is_told_of_them_has_a_place_of_its_own(source, article):
    ana, luis = article.authors
    assert words_in(source, ana.evidence["name"]).startswith("Ana Sá")
    assert words_in(source, luis.evidence["name"]).startswith("Luis Paz")
    assert words_in(source, ana.evidence["affiliation"]) == "Department of Wells, Valley University, Lima"
    assert words_in(source, luis.evidence["email"]) == "paz@bread.example"


def test_headings_references_and_labels_have_a_place(source, article):
    heads = {s.heading: s.evidence for s in article.sections if s.heading}
    assert words_in(source, heads["1. Introduction"]) == "1. Introduction"
    assert heads["1. Introduction"].source == "cue word"
    assert [words_in(source, r.place).split(",")[0] for r in article.references] == ["Paz", "Sá"]
    assert [words_in(source, p.label_evidence) for p in article.pages] == [
        "Valley Forum 4(1), 2001, 31",
        "Valley Forum 4(1), 2001, 32",
    ]


def test_a_value_that_runs_over_the_line_end_is_found_at_its_first_line(source):
    rows = read_rows(source)[0]
    row, box = spelled_in("Department of Wells, Valley University, Lima, and more", rows)
    assert row.text.startswith("¹ Department")
    assert box is not None
    assert spelled_in("nowhere printed at all", rows) is None
