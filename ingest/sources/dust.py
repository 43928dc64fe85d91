"""Dust on a scan, read as signs: “- A Notebook” where no dash is printed, “ee ee ER” along a dark margin."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ingest.parsing.records import Box, Line, Word

# Of the height of the word that follows, both ways. A hyphen is wider, a full stop stands after a word.
SPECK = 0.12
UNSURE = 0.4  # confidence of noise; the worst print has words above it
SURE = 0.7  # of lines that surely are print: they tell where the page's text stands
FEW_WORDS = 3


def without_dust(lines: Iterable[Line]) -> list[Line]:
    """The lines without a first word that is a speck: no letter or digit, and smaller than any printed sign.

    Short lines of which no word is sure go where they stand outside all that surely is print.
    """
    cleaned = [_cleaned(line) if _begins_with_dust(line.words) else line for line in lines]
    body = _around([line for line in cleaned if _surest(line) >= SURE and len(line.words) > FEW_WORDS])
    return [line for line in cleaned if not _is_dust(line, body)]


def _is_dust(line: Line, body: Box | None) -> bool:
    """Without a body nothing is: a page of bad print is better than none."""
    if body is None or line.box is None or len(line.words) > FEW_WORDS or _surest(line) >= UNSURE:
        return False
    x, y, width, height = line.box
    left, top, across, down = body
    is_beside = x + width <= left or x >= left + across
    is_above_or_below = y + height <= top or y >= top + down  # where folios stand, "iv" too
    if any(character.isdigit() for character in line.text):
        return False
    return is_beside or (is_above_or_below and not any(character.isalpha() for character in line.text))


def _surest(line: Line) -> float:
    """The highest confidence of its words; 1 where the engine gives none."""
    return max((1.0 if word.confidence is None else word.confidence for word in line.words), default=0.0)


def _around(lines: list[Line]) -> Box | None:
    return _hull([line.box for line in lines if line.box])


def _hull(boxes: list[Box]) -> Box | None:
    if not boxes:
        return None
    left, top = min(x for x, _, _, _ in boxes), min(y for _, y, _, _ in boxes)
    right, bottom = max(x + w for x, _, w, _ in boxes), max(y + h for _, y, _, h in boxes)
    return (left, top, right - left, bottom - top)


def _begins_with_dust(words: tuple[Word, ...]) -> bool:
    if len(words) < 2 or not words[0].box or not words[1].box or any(c.isalnum() for c in words[0].text):
        return False
    limit = SPECK * words[1].box[3]
    return words[0].box[2] <= limit and words[0].box[3] <= limit


def _cleaned(line: Line) -> Line:
    words = line.words[1:]
    text = line.text.removeprefix(line.words[0].text).lstrip()
    return replace(line, words=words, text=text, box=_hull([word.box for word in words if word.box]))
