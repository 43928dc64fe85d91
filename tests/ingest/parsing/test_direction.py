"""Lines of Hebrew and Arabic in the order in which they are read."""

import pytest

from ingest.parsing.layout.direction import in_reading_order, is_right_to_left
from ingest.parsing.layout.lines import Font, GlyphRun, lines_of
from ingest.parsing.layout.rows import read_rows
from ingest.parsing.pipeline import parse
from ingest.parsing.records import SourceFile, SourcePage
from tests.ingest.parsing.page_builders import printed_line, printed_page

SERIF = Font("Serif", is_bold=False, is_italic=False)


def run(text: str, left: float, right: float, baseline: float = 100.0) -> GlyphRun:
    return GlyphRun(text, left, right, baseline, 11.0, SERIF)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ספרי הנמל 1900", True),
        ("سفن", True),
        ("The phrase מן is short", False),
        ("1900", False),
        ("", False),
    ],
)
def test_the_direction_of_a_text_is_that_of_most_of_its_letters(text, expected):
    assert is_right_to_left(text) is expected


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        (["הנמל", "ספרי"], ["ספרי", "הנמל"]),
        (["1901", "1900", "הנמל", "ספרי"], ["ספרי", "הנמל", "1900", "1901"]),
        (["העצים", "הנמל", "Port", "Tor", "ספרי"], ["ספרי", "Port", "Tor", "הנמל", "העצים"]),
        (["He", "wrote", "הצפון", "מן", "above"], ["He", "wrote", "מן", "הצפון", "above"]),
    ],
)
def test_words_are_read_in_their_own_direction(shown, read):
    segments = [[run(text, 50.0 * n, 50.0 * n + 40)] for n, text in enumerate(shown)]
    ordered = in_reading_order(segments)
    assert [each.text for each in ordered] == read
    assert not any(each.is_joined for each in ordered)


def test_letters_set_one_by_one_keep_the_spaces_of_the_file():
    letters = [run(letter, 90.0 - 10 * n, 97.0 - 10 * n) for n, letter in enumerate("מןיין")]
    for n, letter in enumerate(letters):
        letter.is_joined = n not in (0, 2)
    [line] = lines_of([letters], 400.0)
    assert line.text == "מן יין"


def test_the_right_column_is_read_first_and_indents_stand_on_the_right():
    columns = [(520.0, "ספרי"), (280.0, "הנמל")]
    segments = []
    for right, word in columns:
        for n in range(12):
            end = right - (22 if n == 6 else 0)
            segments.append(
                [run(word, end - 45 * (k + 1), end - 45 * k - 5, 100.0 + 14 * n) for k in range(4)]
            )
    lines = lines_of(segments, 600.0)
    assert [line.text.split()[0] for line in lines] == ["ספרי"] * 12 + ["הנמל"] * 12
    page = SourcePage(1, tuple(lines), "", 600.0, 842.0, text_source="pdf")
    [rows] = read_rows(SourceFile("application/pdf", (page,)))
    assert [round(row.indent) for row in rows[:12]] == [0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0]


def test_an_article_in_hebrew_has_abstract_and_headings():
    def line(text, y, **type_of):
        return printed_line(text, x=500.0 - len(text) * type_of.get("size", 10) / 2, y=y, **type_of)

    prose = "הסירות שבו אל הנמל לפני החורף והסוחרים רשמו את המחירים בספר הגדול של העיר"
    lines = [line("ספרי הנמל של עיר החוף", 40, size=18, bold=True), line("תקציר", 80, bold=True)]
    lines += [line(prose + ".", 95, size=9), line("מבוא", 125, size=12, bold=True)]
    lines += [line(prose + "." * (n % 4 == 3), 145 + 12 * n) for n in range(12)]
    (document,) = parse(SourceFile("application/pdf", (printed_page(lines),))).documents
    assert document.title == "ספרי הנמל של עיר החוף"
    assert document.abstract == prose + "."
    assert [section.heading for section in document.sections if section.heading] == ["תקציר", "מבוא"]
