"""A long text in parts, each about as long as an article is: what the article page shows at a time. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Protocol, TypeVar

WHOLE_LETTERS, WHOLE_PAGES = 100_000, 60  # a text of no more is not parted
LETTERS, PAGES = 25_000, 40  # of a part, or one page that has more
AROUND = 2  # parts on either side of the one shown that are led to, beside the first and the last


class PageText(Protocol):
    sequence: int
    text: str


P = TypeVar("P", bound=PageText)


@dataclass(frozen=True)
class PartLink:
    """A way to a part, with the first and the last page of it."""

    number: int
    first: PageText
    last: PageText
    hits: int
    is_current: bool
    follows_gap: bool


def parts_of(pages: Sequence[P]) -> list[list[P]]:
    """The pages in parts of about one size; one part of a text that is not long."""
    letters = sum(len(page.text) for page in pages)
    if letters <= WHOLE_LETTERS and len(pages) <= WHOLE_PAGES:
        return [list(pages)]
    weights = [max(len(page.text) / LETTERS, 1 / PAGES) for page in pages]
    most = sum(weights) / ceil(sum(weights))
    parts: list[list[P]] = [[]]
    weight = 0.0
    for page, own in zip(pages, weights, strict=True):
        if parts[-1] and weight + own / 2 > most * len(parts):
            parts.append([])
        parts[-1].append(page)
        weight += own
    return parts


def part_with(parts: Sequence[Sequence[PageText]], sequence: int | None) -> int:
    """The number, from 1, of the part in which the page stands; else of the first."""
    return next(
        (n for n, part in enumerate(parts, 1) for page in part if page.sequence == sequence),
        1,
    )


def part_links(parts: Sequence[Sequence[PageText]], here: int, hits: Mapping[int, int]) -> list[PartLink]:
    """The ways to the parts around this one and to the ends; `hits` has the matches by page."""
    shown = [n for n in range(1, len(parts) + 1) if n in (1, len(parts)) or abs(n - here) <= AROUND]
    return [
        PartLink(
            number,
            parts[number - 1][0],
            parts[number - 1][-1],
            sum(hits.get(page.sequence, 0) for page in parts[number - 1]),
            number == here,
            follows_gap=bool(place) and number - shown[place - 1] > 1,
        )
        for place, number in enumerate(shown)
    ]
