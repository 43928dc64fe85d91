"""Long texts in parts."""

from dataclasses import dataclass

import pytest

from archive.reading.text_parts import LETTERS, PAGES, WHOLE_LETTERS, part_links, part_with, parts_of


@dataclass(frozen=True)
class PageRow:
    sequence: int
    text: str


def pages(*lengths):
    return [PageRow(number, "a" * length) for number, length in enumerate(lengths, 1)]


@pytest.mark.parametrize("lengths", [(), (0,), (3000,) * 12, (WHOLE_LETTERS,), (0,) * 60])
def test_an_article_is_shown_whole(lengths):
    assert parts_of(pages(*lengths)) == [pages(*lengths)]


@pytest.mark.parametrize(
    "lengths",
    [(3000,) * 300, (3000,) * 34, (0,) * 300, (200_000, 10, 10), (10, 200_000, 10), (500,) * 1000, (15_000,) * 7 + (3,)],
)  # fmt: skip
def test_a_longer_text_has_parts_of_about_one_size_in_order(lengths):
    given = pages(*lengths)
    parts = parts_of(given)
    assert [page for part in parts for page in part] == given
    assert len(parts) > 1
    for part in parts:
        letters = sum(len(page.text) for page in part)
        assert 1 <= len(part) <= PAGES
        assert len(part) == 1 or letters <= 1.5 * LETTERS


def test_a_page_stands_in_its_part():
    parts = parts_of(pages(*(3000,) * 100))
    for number, part in enumerate(parts, 1):
        assert {part_with(parts, page.sequence) for page in part} == {number}
    assert part_with(parts, None) == part_with(parts, 999) == 1


def test_ways_lead_to_the_parts_around_and_to_both_ends():
    parts = [[PageRow(number, "")] for number in range(1, 21)]
    links = part_links(parts, 10, {11: 2, 20: 5})
    assert [link.number for link in links] == [1, 8, 9, 10, 11, 12, 20]
    assert [link.number for link in links if link.follows_gap] == [8, 20]
    assert [link.number for link in links if link.is_current] == [10]
    assert [link.hits for link in links] == [0, 0, 0, 0, 2, 0, 5]
    assert len(part_links(parts, 1, {})) == 4
