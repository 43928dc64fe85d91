"""Lines that were read on a page turned upright, with their boxes as the page itself shows them."""

from __future__ import annotations

import math
from dataclasses import replace

from ingest.parsing.records import Box, Line


def turned_back(line: Line, turns: int, width: float, height: float) -> Line:
    """The line's boxes on the page of `width` and `height`, which was turned by `turns` quarters, against the clock."""
    if turns == 0:
        return line
    words = tuple(replace(word, box=_turned(word.box, turns, width, height)) for word in line.words)
    return replace(line, words=words, box=_turned(line.box, turns, width, height))


def _turned(box: Box | None, turns: int, page_width: float, page_height: float) -> Box | None:
    if box is None:
        return None
    x, y, width, height = box
    return {
        1: (round(page_width - y - height, 1), x, height, width),
        2: (round(page_width - x - width, 1), round(page_height - y - height, 1), width, height),
        3: (y, round(page_height - x - width, 1), height, width),
    }[turns]


def tilted(line: Line, degrees: float, level: tuple[int, int], page: tuple[int, int]) -> Line:
    """The line's boxes on a page whose rows sink by so many degrees, from an image of it turned level.

    `level`, `page`: the sizes of both. Each word keeps its width and height; the line's box is around them.
    """
    words = tuple(
        replace(word, box=word.box and _tilted(word.box, degrees, level, page)) for word in line.words
    )
    boxes = [word.box for word in words if word.box]
    if not boxes:
        return replace(line, words=words, box=line.box and _tilted(line.box, degrees, level, page))
    left, top = min(x for x, _, _, _ in boxes), min(y for _, y, _, _ in boxes)
    right, bottom = max(x + w for x, _, w, _ in boxes), max(y + h for _, y, _, h in boxes)
    return replace(line, words=words, box=(left, top, round(right - left, 1), round(bottom - top, 1)))


def _tilted(box: Box, degrees: float, level: tuple[int, int], page: tuple[int, int]) -> Box:
    x, y, width, height = box
    across, down = x + width / 2 - level[0] / 2, y + height / 2 - level[1] / 2
    cosine, sine = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    left = across * cosine - down * sine + page[0] / 2 - width / 2
    top = across * sine + down * cosine + page[1] / 2 - height / 2
    return (round(left, 1), round(top, 1), width, height)
