"""Columns, wide bands, side bars and tables, as boxes alone."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.parsing.layout.reading_order import PagePiece, order_pieces

WIDTH = 600


def line(left, right, top, size=10.0, words=8) -> PagePiece:
    return PagePiece(left, top, right, top + size, size, words)


def column(left, right, top, count, size=10.0, leading=12.0) -> list[PagePiece]:
    return [line(left, right, top + leading * n, size) for n in range(count)]


def order(*groups: list[PagePiece]) -> list[list[PagePiece]]:
    """The blocks found when the pieces come in any order."""
    pieces = [piece for group in groups for piece in group]
    random.Random(7).shuffle(pieces)
    return [[pieces[i] for i in block] for block in order_pieces(pieces, WIDTH)]


def test_one_column_is_one_block():
    text = column(60, 540, 80, 30)
    assert order(text) == [text]


def test_two_columns_are_read_left_then_right():
    left, right = column(60, 290, 80, 30), column(310, 540, 80, 30)
    assert order(left, right) == [left, right]


def test_three_columns_are_read_from_left_to_right():
    columns = [column(60 + 165 * n, 210 + 165 * n, 80, 30) for n in range(3)]
    assert order(*columns) == columns


def test_wide_bands_part_the_columns():
    title = [line(100, 500, 40, 20)]
    left, right = column(60, 290, 80, 10), column(310, 540, 80, 10)
    caption = [line(60, 540, 220)]
    lower_left, lower_right = column(60, 290, 260, 10), column(310, 540, 260, 10)
    assert order(title, left, right, caption, lower_left, lower_right) == [
        title,
        left,
        right,
        caption,
        lower_left,
        lower_right,
    ]


def test_a_title_that_ends_in_the_gutter_hides_no_columns():
    title = [line(60, 298, 40, 20), line(60, 305, 62, 20)]
    left, right = column(60, 290, 100, 20), column(310, 540, 100, 20)
    blocks = order(title, left, right)
    assert [piece for block in blocks for piece in block] == [*title, *left, *right]


def test_the_short_last_line_of_a_wide_note_stays_with_it():
    left, right = column(60, 290, 80, 20), column(310, 540, 80, 20)
    note = [line(60, 540, 345, 8), line(60, 540, 354, 8), line(60, 200, 363, 8, 3)]
    assert order(left, right, note) == [left, right, note]


def test_a_folio_below_and_a_head_above_the_columns_stand_outside_them():
    head, folio = [line(430, 540, 30, 9, 3)], [line(296, 304, 700, 9, 1)]
    left, right = column(60, 290, 80, 40), column(310, 540, 80, 40)
    assert order(head, left, right, folio) == [head, left, right, folio]


def test_a_side_bar_in_small_type_comes_after_the_text_beside_it():
    bar, text = column(30, 150, 120, 10, 8), column(170, 560, 80, 40)
    assert order(bar, text) == [text, bar]


def test_a_side_bar_of_few_words_comes_after_the_text_whatever_its_type():
    text = column(170, 560, 80, 40)
    bar = [line(30, 150, 120 + 12 * n, words=3) for n in range(6)]
    assert order(bar, text) == [text, bar]


def test_a_foot_line_and_its_folio_on_slightly_another_height_stay_together():
    bar, text = column(30, 150, 120, 10, 8), column(170, 560, 80, 40)
    foot = [line(40, 500, 781, 8, 19), line(548, 552, 779, 10, 1)]
    assert order(bar, text, foot)[-1] in (foot, foot[::-1])


def test_the_numbers_of_a_list_are_no_column():
    numbers = [line(60, 75, 80 + 12 * n, words=1) for n in range(20)]
    entries = column(90, 540, 80, 20)
    assert len(order(numbers, entries)) == 1


def test_numbers_that_hang_in_the_gutter_belong_to_the_list_on_its_right():
    left, right = column(60, 280, 80, 30), column(316, 540, 80, 30)
    numbers = [line(298, 304, 80 + 36 * n, words=1) for n in range(10)]
    text, listed = order(left, numbers, right)
    assert text == left
    assert len(listed) == len(right) + len(numbers)


def test_a_table_is_read_row_by_row():
    cells = [line(60 + 120 * n, 100 + 120 * n, 80 + 12 * row, words=1) for row in range(12) for n in range(4)]
    assert len(order(cells)) == 1


@given(
    st.lists(
        st.tuples(st.integers(0, 500), st.integers(1, 300), st.integers(0, 700), st.integers(4, 30)),
        max_size=60,
    )
)
@settings(max_examples=150, deadline=None)
def test_every_piece_comes_exactly_once(shapes):
    pieces = [PagePiece(x, y, x + width, y + size, size, 1 + width // 30) for x, width, y, size in shapes]
    blocks = order_pieces(pieces, WIDTH)
    assert sorted(i for block in blocks for i in block) == list(range(len(pieces)))
    assert all(blocks)
