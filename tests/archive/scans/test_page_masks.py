"""Which areas of a shared page are covered: all of the hidden text and its surroundings, nothing of the visible one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.scans.page_masks import Mask, are_placed, boxes_of, without_shown

LINE = 0.02  # of the page: how high the lines of these pages are


def line(top, left=0.1, right=0.9):
    return ((left, top, right, top + LINE),)


def covers(areas, box):
    """Whether one of the areas covers all of the box, which is a line at most."""
    return any(a[0] <= box[0] and a[1] <= box[1] and a[2] >= box[2] and a[3] >= box[3] for a in areas)


def meet(one, other):
    return min(one[2], other[2]) - max(one[0], other[0]) > 1e-9 and (
        min(one[3], other[3]) - max(one[1], other[1]) > 1e-9
    )


def test_below_a_visible_text_all_is_covered_to_the_edges_of_the_page():
    mask = Mask(hidden=(line(0.6), line(0.9)), shown=(line(0.2), line(0.5)))
    areas = mask.areas()
    assert covers(areas, (0.0, 0.53, 1.0, 1.0))  # a figure between the lines, a note at the foot
    assert not any(meet(area, line(0.5)[0]) for area in areas)


def test_above_a_visible_text_all_is_covered():
    areas = Mask(hidden=(line(0.2),), shown=(line(0.5), line(0.6))).areas()
    assert covers(areas, (0.0, 0.0, 1.0, 0.49))
    assert not any(meet(area, line(0.5)[0]) for area in areas)


def test_in_a_column_the_other_column_stays_in_sight():
    left = [line(top, 0.1, 0.45) for top in (0.1, 0.3, 0.5, 0.7)]
    right = [line(top, 0.55, 0.9) for top in (0.1, 0.3)]
    hidden = (line(0.6, 0.55, 0.9),)
    areas = Mask(hidden, tuple(left + right)).areas()
    assert covers(areas, (0.5, 0.35, 1.0, 1.0))
    assert not any(meet(area, box) for area in areas for (box,) in left + right)


def test_lines_that_are_set_tight_are_parted_in_the_middle():
    above, below = line(0.5), line(0.515)  # their boxes overlap by a quarter
    (area,) = Mask(hidden=(below,), shown=(above,)).areas()
    assert area[1] == pytest.approx(0.5175)


def test_a_hidden_line_on_top_of_a_visible_one_is_covered_whole():
    (area,) = Mask(hidden=(line(0.505),), shown=(line(0.5),)).areas()
    assert area[1] == pytest.approx(0.505)
    assert area[3] == 1.0


@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.booleans(), st.booleans()), unique_by=lambda each: each[:2]
    ).filter(lambda rows: any(row[2] for row in rows))
)
def test_every_hidden_line_is_covered_and_no_visible_one(rows):
    """Rows of two columns, each line of one text or the other, in any mixture."""
    lines = {True: [], False: []}
    for row, is_left, is_hidden in rows:
        edges = (0.1, 0.45) if is_left else (0.55, 0.9)
        lines[is_hidden].append(line(round(row * 0.024, 4), *edges))
    areas = Mask(tuple(lines[True]), tuple(lines[False])).areas()
    assert all(covers(areas, box) for (box,) in lines[True])
    assert not any(meet(area, box) for area in areas for (box,) in lines[False])


def test_words_that_a_visible_text_shows_in_the_same_place_are_not_hidden():
    both = ((0.1, 0.1, 0.2, 0.12), (0.3, 0.1, 0.4, 0.12))
    assert without_shown((both, line(0.5)), (both,)) == (line(0.5),)


def test_a_watermark_or_a_stain_read_as_a_word_shows_no_hidden_words():
    """“DRAFT” across the page, which OCR or a text layer puts among the words of the visible article."""
    watermark = ((0.0, 0.2, 1.0, 0.8),)
    hidden = without_shown((line(0.5),), (watermark,))
    assert hidden == (line(0.5),)
    assert covers(Mask(hidden, (watermark, line(0.3))).areas(), (0.0, 0.33, 1.0, 1.0))


def test_what_stands_between_two_hidden_words_is_not_covered_where_it_is_visible():
    first, between, last = (0.1, 0.1, 0.2, 0.12), (0.3, 0.1, 0.4, 0.12), (0.5, 0.1, 0.6, 0.12)
    hidden = without_shown(((first, between, last),), ((between,),))
    areas = Mask(hidden, ((between,),)).areas()
    assert covers(areas, first)
    assert covers(areas, last)
    assert not any(meet(area, between) for area in areas)


def test_the_boxes_of_words_are_shares_of_the_page():
    assert boxes_of([[[0, 5, 30, 60, 30, 12, None]], []], 300, 600) == (((0.1, 0.1, 0.2, 0.12),),)


def test_boxes_that_lack_words_do_not_say_where_a_text_stands():
    words = [[[0, 3, 1, 1, 9, 9, None], [4, 7, 11, 1, 9, 9, None]]]
    assert are_placed(words, "one two")
    assert not are_placed(words, "one two and three more")
    assert not are_placed([], "one two")
    assert not are_placed([], "")  # what nobody has read yet may say anything


def test_another_mask_has_another_key():
    masks = [Mask((line(0.5),), ()), Mask((line(0.6),), ()), Mask((line(0.5),), (line(0.1),))]
    assert len({mask.key for mask in masks}) == 3
