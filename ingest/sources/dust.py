"""Dust on a scan, read as a sign before a line: “- A Notebook” where no dash is printed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from ingest.parsing.records import Line, Word

# Of the height of the word that follows, both ways. A hyphen is wider, a full stop stands after a word.
SPECK = 0.12


def without_dust(lines: Iterable[Line]) -> list[Line]:
    """The lines without a first word that is a speck: no letter or digit, and smaller than any printed sign."""
    return [_cleaned(line) if _begins_with_dust(line.words) else line for line in lines]


def _begins_with_dust(words: tuple[Word, ...]) -> bool:
    if len(words) < 2 or not words[0].box or not words[1].box or any(c.isalnum() for c in words[0].text):
        return False
    limit = SPECK * words[1].box[3]
    return words[0].box[2] <= limit and words[0].box[3] <= limit


def _cleaned(line: Line) -> Line:
    words = line.words[1:]
    boxes = [word.box for word in words if word.box]
    left, top = min(x for x, _, _, _ in boxes), min(y for _, y, _, _ in boxes)
    width = max(x + w for x, _, w, _ in boxes) - left
    height = max(y + h for _, y, _, h in boxes) - top
    text = line.text.removeprefix(line.words[0].text).lstrip()
    return replace(line, words=words, text=text, box=(left, top, width, height))
