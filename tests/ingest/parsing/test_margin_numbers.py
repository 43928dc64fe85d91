"""Line numbers in a margin stay out of the lines beside them."""

import pytest

from ingest.parsing.layout.lines import Font, GlyphRun, lines_of
from ingest.parsing.layout.margin_numbers import find_margin_numbers
from ingest.parsing.layout.reading_order import PagePiece

SERIF = Font("Serif", is_bold=False, is_italic=False)


def segment(text, x, baseline, size=10.0):
    return [GlyphRun(text, x, x + len(text) * size / 2, baseline, size, SERIF)]


def page(numbers, *, x=300.0, size=5.0, step=11.0):
    """Ten lines of text with numbers beside them that drift from their baselines."""
    text = [segment(f"line{n}ofthetextthatrunsonandon", 72.0, 100 + 12.0 * n) for n in range(12)]
    margin = [segment(str(number), x, 98 + step * i, size) for i, number in enumerate(numbers)]
    return [piece for pair in zip(text, margin, strict=False) for piece in pair] + text[len(margin) :]


@pytest.mark.parametrize("numbers", [range(1, 11), range(5, 55, 5), range(95, 105)])
def test_numbers_that_count_on_make_a_block_of_their_own(numbers):
    lines = lines_of(page(numbers), 595.0)
    last = max(line.block for line in lines)
    assert [line.text for line in lines if line.block == last] == [str(number) for number in numbers]
    assert all(line.text.startswith("line") for line in lines if line.block != last)


@pytest.mark.parametrize(
    ("numbers", "look"),
    [
        ([3, 1, 4, 1, 5, 9, 2, 6], {}),  # values of a table
        (range(1, 4), {}),  # too few to tell
        (range(1, 11), {"size": 10.0}),  # as large as the text and right of it: a column of a table
    ],
)
def test_other_numbers_stay_where_they_are(numbers, look):
    pieces = [PagePiece(72.0, 12.0 * n, 250.0, 12.0 * n + 10, 10.0, 9) for n in range(12)] + [
        PagePiece(300.0, 12.0 * n, 305.0, 12.0 * n + 5, look.get("size", 5.0), 1)
        for n, _ in enumerate(numbers)
    ]
    texts = ["text that runs on"] * 12 + [str(number) for number in numbers]
    assert find_margin_numbers(pieces, texts) == []


def test_numbers_as_large_as_the_text_stand_left_of_it_all():
    lines = lines_of(page(range(1, 11), x=40.0, size=10.0), 595.0)
    assert not any(line.text.startswith("line") and line.text.endswith("1") for line in lines)
    assert sum(line.text.isdigit() for line in lines) == 10


def test_two_listings_in_one_column_are_two_runs():
    pieces = [PagePiece(300.0, 10.0 * n, 304.0, 10.0 * n + 5, 5.0, 1) for n in range(14)]
    pieces += [PagePiece(72.0, 10.0 * n, 250.0, 10.0 * n + 10, 10.0, 9) for n in range(20)]
    texts = [str(n % 7 + 1) for n in range(14)] + ["text"] * 20
    assert [len(run) for run in find_margin_numbers(pieces, texts)] == [7, 7]


def test_a_cell_of_a_side_bar_is_no_part_of_the_heading_beside_it():
    side = [*segment("Reviewed", 40.0, 106, 8.0), *segment("by", 74.0, 106, 8.0)]
    heading = [*segment("1", 114.0, 104, 14.3), *segment("Introduction", 126.0, 104, 14.3)]
    texts = [line.text for line in lines_of([side, heading], 595.0)]
    assert sorted(texts) == ["1 Introduction", "Reviewed by"]


def test_a_raised_mark_stays_in_its_line():
    words = [*segment("Open", 72.0, 100, 14.0), *segment("questions", 104.0, 100, 14.0)]
    assert len(lines_of([words, segment("2", 180.0, 96, 7.0)], 595.0)) == 1
