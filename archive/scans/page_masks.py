"""Which areas of a page image are covered, where an article stands on it that a reader may not see. Pure.

Boxes are (left, top, right, bottom) in shares of the page from 0 to 1, so that they fit an image of any
size. The boxes of words say where a text stands; what else belongs to it (figures, rules, stains of
ink that no reader took for words) is covered by growing each of its lines until the next line of a text
that may be seen: what lies between the lines of a hidden text, or between it and the edge, is its own.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

VERSION = (
    2  # counts up when areas come to be drawn otherwise: images kept with old ones are not sent any more
)
PAD = 0.008  # of the page: a hidden line is covered to so near a visible one, at most
SAME = 0.6  # of a hidden word's box that lies in those of a visible article: it is the same word, held twice
MAX_HEIGHT = 2  # times a word: what is higher is another thing, a stain or a watermark read as a word
MAX_SHARED = 0.3  # of a line's height that the boxes of lines set tight overlap
UP, DOWN = -1, 1  # and left, right
PLACED = 0.8  # of an article's words must have a box, or its boxes do not say where it stands

Box = tuple[float, float, float, float]
Lines = tuple[tuple[Box, ...], ...]  # the boxes of the words of each line
Words = Sequence[Sequence[Sequence[float | None]]]  # as a page row keeps them


@dataclass(frozen=True, slots=True)
class Mask:
    """What is to be covered, and what stands beside it and must stay in sight."""

    hidden: Lines
    shown: Lines

    @property
    def key(self) -> str:
        """Another for other boxes: part of the name of a covered image."""
        return sha256(json.dumps([VERSION, self.hidden, self.shown]).encode()).hexdigest()[:12]

    def areas(self) -> list[Box]:
        """The rectangles to cover."""
        shown = [_around(line) for line in self.shown if line]
        return [_grown(_around(line), shown) for line in self.hidden if line]


def boxes_of(words: Words, width: float, height: float) -> Lines:
    """The boxes of the lines of a page that is `width` by `height` in the unit of its words."""
    return tuple(tuple(share_of(word[2:6], width, height) for word in line) for line in words if line)


def are_placed(words: Words, text: str) -> bool:
    """Whether the boxes say where the article stands. Not where there is no text: nothing is known of such a part."""
    placed = len({int(word[0] or 0) for line in words for word in line})
    return bool(text.strip()) and placed >= PLACED * len(text.split())


def without_shown(hidden: Lines, shown: Lines) -> Lines:
    """The hidden lines without the words that a visible article shows in the same place, parted there."""
    boxes = [box for line in shown for box in line]
    runs = (run for line in hidden for run in groupby(line, lambda word: _is_among(word, boxes)))
    return tuple(tuple(words) for is_shown, words in runs if not is_shown)


def share_of(box: Sequence[float | None], width: float, height: float) -> Box:
    """Of [x, y, width, height] in the unit of the page."""
    x, y, wide, high = (float(value or 0) for value in box)
    edges = (x / width, y / height, (x + wide) / width, (y + high) / height)
    left, top, right, bottom = (round(edge, 4) for edge in edges)
    return left, top, right, bottom


def _is_among(word: Box, boxes: Sequence[Box]) -> bool:
    area = (word[2] - word[0]) * (word[3] - word[1])
    alike = (box for box in boxes if box[3] - box[1] <= MAX_HEIGHT * (word[3] - word[1]))
    return area > 0 and sum(_overlap(word, box) for box in alike) >= SAME * area


def _overlap(one: Box, other: Box) -> float:
    width = min(one[2], other[2]) - max(one[0], other[0])
    height = min(one[3], other[3]) - max(one[1], other[1])
    return max(0.0, width) * max(0.0, height)


def _around(line: Sequence[Box]) -> Box:
    return (
        min(box[0] for box in line),
        min(box[1] for box in line),
        max(box[2] for box in line),
        max(box[3] for box in line),
    )


def _grown(line: Box, shown: Sequence[Box]) -> Box:
    """The line, up and down to the next visible ones above and below it, then to both sides."""
    left, top, right, bottom = line
    most = MAX_SHARED * (bottom - top)
    shown = [box for box in shown if not _lies_under(line, box)]
    column = [(box[1], box[3]) for box in shown if box[0] < right and box[2] > left]
    top, bottom = _between(column, top, bottom, most)
    beside = [(box[0], box[2]) for box in shown if box[1] < bottom and box[3] > top]
    left, right = _between(beside, left, right, most)
    return left, top, right, bottom


def _between(
    spans: Sequence[tuple[float, float]], low: float, high: float, most: float
) -> tuple[float, float]:
    """From `low` to `high`, grown to the next visible spans on either side, else to the edges of the page."""
    middle = low + high
    before = [end for start, end in spans if start + end <= middle]
    behind = [start for start, end in spans if start + end > middle]
    return (
        _until(max(before), low, UP, most) if before else 0.0,
        _until(min(behind), high, DOWN, most) if behind else 1.0,
    )


def _lies_under(line: Box, box: Box) -> bool:
    """Whether the line stands amid what the box holds, as under a watermark, not above or below it."""
    return box[1] <= line[1] and box[3] >= line[3] and box[0] < line[2] and box[2] > line[0]


def _until(limit: float, edge: float, direction: int, most: float) -> float:
    """From the edge of a hidden line to almost the limit of a visible one.

    To half the way where they nearly touch, or overlap a little, as lines do that are set tight; where
    they overlap by more than `most`, the hidden line is covered whole.
    """
    gap = (limit - edge) * direction
    return edge if gap < -most else limit - direction * min(gap / 2, PAD)
