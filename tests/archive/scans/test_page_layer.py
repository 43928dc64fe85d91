import pytest

from archive.scans.page_layer import hit_boxes, text_lines
from archive.spans import TextSpan
from tests.typeset import LEADING, LEFT, SIZE, TOP, typeset

TEXT = "the free trade area"
WORDS = [
    [[0, 3, 10, 20, 15, 10, 0.9], [4, 8, 30, 20, 20, 10, 0.9]],
    [[9, 14, 10, 34, 25, 10, 0.9], [15, 19, 40, 34, 20, 10, 0.9]],
]


def copied(lines):
    """What a selection over the layer copies: a new line between <text> elements."""
    return "\n".join("".join(word.text for word in line.words) for line in lines)


def test_words_of_a_line_are_one_text_with_a_space_after_each():
    assert copied(text_lines(WORDS, TEXT)) == "the free \ntrade area "


def test_a_word_reaches_to_the_next_so_that_the_selection_has_no_gaps():
    line = text_lines(WORDS, TEXT)[0]
    assert [(word.x, word.length) for word in line.words] == [(10, 20), (30, 20)]


def test_a_broken_word_is_copied_whole():
    text = "a diplomat speaks"
    words = [
        [[0, 1, 0, 0, 5, 10, None], [2, 7, 10, 0, 25, 10, None]],
        [[7, 10, 0, 14, 15, 10, None], [11, 17, 20, 14, 30, 10, None]],
    ]
    assert copied(text_lines(words, text)) == "a diplomat \nspeaks "


def test_a_line_that_is_only_the_rest_of_a_word_joins_the_line_above():
    words = [[[0, 4, 0, 0, 5, 10, None]], [[4, 8, 0, 14, 5, 10, None]]]
    assert copied(text_lines(words, "diplomat")) == "diplomat "


def test_a_hit_has_one_box_on_each_line_it_touches_around_whole_words():
    boxes = hit_boxes(WORDS, [TextSpan(1, 1, 5, 12)])
    assert [(box.hit, box.x, box.y, box.width, box.height) for box in boxes] == [
        (1, 30, 20, 20, 10),
        (1, 10, 34, 25, 10),
    ]


def test_neighbouring_words_of_a_hit_share_a_box():
    assert [(box.x, box.width) for box in hit_boxes(WORDS, [TextSpan(1, 1, 0, 8)])] == [(10, 40)]


def test_pages_without_boxes_have_no_layer():
    assert text_lines([], TEXT) == []
    assert hit_boxes([], [TextSpan(1, 1, 0, 3)]) == []


def test_boxes_stand_where_the_words_were_typeset():
    _, (page,) = typeset(("One two.\n\nThree four.",))
    start = page.text.index("Three")
    (box,) = hit_boxes(page.words, [TextSpan(1, 1, start, start + 5)])
    assert (box.x, box.height) == (LEFT, SIZE)
    assert box.y == pytest.approx(TOP + LEADING * 1.5, abs=0.06)
