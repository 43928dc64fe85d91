"""Where a value stands: the words of the printed lines that spell its beginning, and their box."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.records import Box, Evidence, SourcePage
from ingest.parsing.vocabulary.normalise import fold

FIRST_LETTERS = 24  # of a value, that tell its place
MIN_LINE = 6  # letters of a line that a value fills before it goes on in the next


def union(boxes: Sequence[Box]) -> Box:
    """The smallest box around all."""
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[0] + b[2] for b in boxes), max(b[1] + b[3] for b in boxes)
    return (left, top, right - left, bottom - top)


def spelled_in(value: str, rows: Iterable[SourceRow]) -> tuple[SourceRow, Box | None] | None:
    """The first row in which the value begins, and the box of its words there; None if it stands in none."""
    wanted = _letters(value)[:FIRST_LETTERS]
    if not wanted:
        return None
    for row in rows:
        words = [_letters(word.text) for word in row.words]
        line = "".join(words)
        at = line.find(wanted)
        if at < 0 and len(line) >= MIN_LINE and wanted.startswith(line):
            at = 0  # it goes on in the next row
        if at >= 0:
            return row, _box_of(row, words, at, at + len(_letters(value)))
    return None


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", fold(text))


def _box_of(row: SourceRow, words: Sequence[str], start: int, end: int) -> Box | None:
    place = 0
    boxes: list[Box] = []
    for word, letters in zip(row.words, words, strict=True):
        if place < end and place + len(letters) > start and word.box is not None:
            boxes.append(word.box)
        place += len(letters)
    return union(boxes) if boxes else row.source.box


def evidence_of(
    value: str, rows: Iterable[SourceRow], pages: Sequence[SourcePage], confidence: float, source: str
) -> Evidence:
    """Evidence with the place of the value, without one where no row spells it."""
    found = spelled_in(value, rows)
    if found is None:
        return Evidence(confidence, source)
    row, box = found
    return Evidence(confidence, source, pages[row.page].number, box)


def at_row(row: SourceRow, pages: Sequence[SourcePage], confidence: float, source: str) -> Evidence:
    return Evidence(confidence, source, pages[row.page].number, row.source.box)


def at_rows(
    rows: Sequence[SourceRow], pages: Sequence[SourcePage], confidence: float, source: str
) -> Evidence:
    """The box around those of the rows that stand on the first one's page."""
    first = rows[0]
    boxes = [row.source.box for row in rows if row.source.box is not None and row.page == first.page]
    return Evidence(confidence, source, pages[first.page].number, union(boxes) if boxes else None)
