"""Lines that were read on a page turned upright, with their boxes as the page itself shows them."""

from __future__ import annotations

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
