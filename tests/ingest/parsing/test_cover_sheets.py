"""Cover sheets of repositories and publishers: known by their cues, set aside, and what they say offered."""

import pytest

from ingest.parsing.cover_facts import read_facts
from ingest.parsing.cover_sheets import CUES, find_cover_sheets, read_statements
from ingest.parsing.pipeline import parse
from ingest.parsing.records import SourceFile
from ingest.parsing.vocabulary.normalise import fold
from tests.ingest.parsing.page_builders import paragraph, printed_line, printed_page


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.name)
def test_each_cue_is_found_in_its_example(cue):
    assert cue.pattern.search(fold(cue.example))


@pytest.mark.parametrize("cue", CUES, ids=lambda cue: cue.name)
def test_no_cue_is_found_in_running_text(cue):
    assert not any(cue.pattern.search(fold(line)) for line in paragraph(60))


def sheet(*items, size=10.0):
    """A page of statements, one below the other; a pair is a text with its size."""
    lines, y = [], 70.0
    for item in items:
        text, high = item if isinstance(item, tuple) else (item, size)
        lines.append(printed_line(text, y=y, size=high))
        y += 2 * high
    return printed_page(lines)


def article(title, author, number=2):
    lines = [printed_line(title, y=60, size=16, bold=True), printed_line(author, y=90, size=11)]
    lines += [printed_line(text, y=120 + 14 * n) for n, text in enumerate(paragraph(400))]
    return printed_page(lines, number)


def with_sheet(first, title="Salt and Tolls of the River", author="Inés M. Pradera"):
    return SourceFile("application/pdf", (first, article(title, author)))


ARCHIVE = sheet(
    ("Salt and Tolls of the River", 14.0),
    "Author(s): Inés M. Pradera and Luis Paz",
    "Source: River Quarterly, Vol. 12, No. 3 (Autumn, 1998), pp. 201-204",
    "Stable URL: https://holdings.example/stable/44",
    "Your use of this archive indicates your acceptance of its terms and conditions.",
)
FRENCH = sheet(
    ("Salt and Tolls of the River", 14.0),
    "Inés M. Pradera, Luis Paz",
    "To cite this version:",
    "Inés M. Pradera, Luis Paz. Salt and Tolls of the River. River Quarterly, 1998, 12 (3), pp.201-204.",
    "HAL Id: hal-00912345",
)
REPOSITORY = sheet(
    "This is a repository copy of Salt and Tolls of the River.",
    "Version: Accepted Version",
    "Article:",
    "Pradera, I. and Paz, L. (1998) Salt and Tolls of the River. River Quarterly, 12 (3). pp. 201-204.",
    "If you consider content in this repository to be in breach of UK law, please notify us.",
)
SPANISH = sheet(
    ("Salt and Tolls of the River", 14.0),
    "Pradera, Inés M.; Paz, Luis",
    "River Quarterly, vol. 12, núm. 3, 1998, pp. 201-204",
    "Disponible en: http://articulos.example/44",
    "Cómo citar el artículo",
    "Más información del artículo",
)
LABELS = sheet(
    "Objekttyp: Article",
    "Zeitschrift: River Quarterly",
    "Band (Jahr): 12 (1998)",
    "Heft 3",
    "PDF erstellt am: 20.05.2019",
    "Nutzungsbedingungen",
)


@pytest.mark.parametrize("first", [ARCHIVE, FRENCH, REPOSITORY, SPANISH, LABELS])
def test_a_sheet_is_no_page_of_the_article_and_names_its_issue(first):
    parsed = parse(with_sheet(first))
    (document,) = parsed.documents
    assert [page.number for page in document.pages] == [2]
    assert (document.journal, document.volume, document.number, document.year) == (
        "River Quarterly",
        "12",
        "3",
        1998,
    )
    assert document.evidence["volume"].source == "cover sheet"
    assert document.evidence["volume"].page == 1
    assert document.title == "Salt and Tolls of the River"
    assert [(note.code, note.params) for note in parsed.notes] == [("cover_sheet_aside", {"page": "1"})]
    assert (parsed.pages[0].number, parsed.pages[0].label, parsed.pages[0].text) == (1, "", "")


@pytest.mark.parametrize("first", [ARCHIVE, FRENCH, SPANISH])
def test_a_sheet_names_the_authors(first):
    file = with_sheet(first)
    (found,) = find_cover_sheets(file)
    facts = read_facts(found, file.pages[1])
    assert (facts.title, facts.authors) == ("Salt and Tolls of the River", ("Inés M. Pradera", "Luis Paz"))
    assert (facts.first_page, facts.last_page) == ("201", "204")


def test_the_sheet_names_an_article_that_does_not_name_itself():
    lines = [printed_line(text, y=60 + 14 * n) for n, text in enumerate(paragraph(400))]
    file = SourceFile("application/pdf", (ARCHIVE, printed_page(lines, 2)))
    (document,) = parse(file).documents
    assert document.title == "Salt and Tolls of the River"
    assert [author.family for author in document.authors] == ["Pradera", "Paz"]
    assert document.evidence["title"].source == document.evidence["authors"].source == "cover sheet"


def test_a_page_of_running_text_with_a_publishers_notes_is_no_sheet():
    lines = [printed_line("To cite this article: Paz, L. (2001). Waters, 4(2), 1–7.", y=40, size=8)]
    lines += [printed_line(text, y=60 + 14 * n) for n, text in enumerate(paragraph(500))]
    lines += [printed_line("Published by: The Waters Society. Terms and conditions apply.", y=800, size=8)]
    file = SourceFile("application/pdf", (printed_page(lines), article("The second page", "Luis Paz")))
    assert find_cover_sheets(file) == []


def test_a_stamp_under_every_page_tells_of_no_sheet():
    stamp = ["This content downloaded from 192.0.2.17 on Mon", "All use subject to terms and conditions"]
    pages = []
    for number in (1, 2, 3, 4):
        lines = [printed_line(f"Plate {number}", y=60)]
        lines += [printed_line(text, y=800 + 10 * n, size=7) for n, text in enumerate(stamp)]
        pages.append(printed_page(lines, number))
    assert find_cover_sheets(SourceFile("application/pdf", tuple(pages))) == []


def test_a_file_of_nothing_but_sheets_keeps_its_pages():
    assert find_cover_sheets(SourceFile("application/pdf", (ARCHIVE,))) == []


def test_a_second_article_begins_behind_its_sheet():
    file = SourceFile(
        "application/pdf",
        (
            article("The first text of two", "Ana Soto", 1),
            ARCHIVE,
            article("Salt and Tolls of the River", "Luis Paz", 3),
        ),
    )
    assert [sheet.page for sheet in find_cover_sheets(file)] == [1]
    assert [document.title for document in parse(file).documents] == [
        "The first text of two",
        "Salt and Tolls of the River",
    ]


def test_statements_are_parted_by_white_size_and_labels():
    page = printed_page(
        [
            printed_line("A Title over", y=60, size=14),
            printed_line("two Lines", y=75, size=14),
            printed_line("Source: River Quarterly,", y=100),
            printed_line("Vol. 12", y=111),
            printed_line("Published by: Somebody", y=122),
        ]
    )
    assert [each.text for each in read_statements(page)] == [
        "A Title over two Lines",
        "Source: River Quarterly, Vol. 12",
        "Published by: Somebody",
    ]
