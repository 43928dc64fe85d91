"""Pages whose print lies on its side, on its head or askew, parsed as if it stood upright.

Boxes say where words stand on the image, as the reader sees it. Columns, indents and heads are told by rows that
run level: the words themselves tell by how much theirs do not. What was found is put back to its place after.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from statistics import median

from ingest.parsing.layout.direction import is_right_to_left
from ingest.parsing.records import (
    Box,
    DocumentPage,
    Evidence,
    Line,
    ParsedAuthor,
    ParsedDocument,
    ParsedFile,
    SourceFile,
    SourcePage,
)

MIN_WORDS = 3  # of a line that tells its direction
MIN_LINES = 3
MIN_SHARE = 0.6  # of the letters run in one direction
LEVEL = math.radians(0.5)  # parsing takes less for level


@dataclass(frozen=True, slots=True)
class Turn:
    """`quarters`: with the clock, in which the lines run; `askew`: the rest, in radians. Of a page of this size."""

    quarters: int
    askew: float
    width: float
    height: float

    def upright(self, box: Box) -> Box:
        """Where the box stands when the lines run level, from left to right."""
        return self._around(box, -self._angle, self._middle, self._upright_middle)

    def back(self, box: Box) -> Box:
        return self._around(box, self._angle, self._upright_middle, self._middle)

    @property
    def upright_size(self) -> tuple[float, float]:
        return (self.height, self.width) if self.quarters % 2 else (self.width, self.height)

    @property
    def _angle(self) -> float:
        return self.quarters * math.pi / 2 + self.askew

    @property
    def _middle(self) -> tuple[float, float]:
        return self.width / 2, self.height / 2

    @property
    def _upright_middle(self) -> tuple[float, float]:
        width, height = self.upright_size
        return width / 2, height / 2

    def _around(self, box: Box, angle: float, old: tuple[float, float], new: tuple[float, float]) -> Box:
        """The box turned about the middle of the page; it keeps its own width and height along the lines."""
        x, y, width, height = box
        across, down = x + width / 2 - old[0], y + height / 2 - old[1]
        cosine, sine = math.cos(angle), math.sin(angle)
        middle = across * cosine - down * sine + new[0], across * sine + down * cosine + new[1]
        if self.quarters % 2:
            width, height = height, width
        left, top = middle[0] - width / 2, middle[1] - height / 2
        return (round(left, 2), round(top, 2), width, height)


def turn_upright(source: SourceFile) -> tuple[SourceFile, dict[int, Turn]]:
    """The file with level lines, and the turn of each page that had others, by its number."""
    turns = {page.number: turn for page in source.pages if (turn := turn_of(page))}
    if not turns:
        return source, {}
    pages = (_upright(page, turns[page.number]) if page.number in turns else page for page in source.pages)
    return replace(source, pages=tuple(pages)), turns


def turn_of(page: SourcePage) -> Turn | None:
    """How the lines of the page run; None where they are level, or where too few tell."""
    told = [(angle, len(line.text)) for line in page.lines if (angle := _direction(line)) is not None]
    if len(told) < MIN_LINES:
        return None
    votes: Counter[int] = Counter()
    for angle, letters in told:
        votes[round(angle / (math.pi / 2)) % 4] += letters
    quarters, count = votes.most_common(1)[0]
    if count < MIN_SHARE * votes.total():
        return None
    rests = (_rest(angle, quarters) for angle, _ in told)
    askew = median(rest for rest in rests if abs(rest) < math.pi / 4)
    if quarters == 0 and abs(askew) < LEVEL:
        return None
    return Turn(quarters, askew if abs(askew) >= LEVEL else 0.0, page.width, page.height)


def _direction(line: Line) -> float | None:
    """From the middle of its first word to that of its last one, in radians with the clock.

    Of a script that runs to the left the last word stands on the left, in some files the first: it is taken to stand
    on its feet.
    """
    boxes = [word.box for word in line.words]
    if len(boxes) < MIN_WORDS or boxes[0] is None or boxes[-1] is None:
        return None
    first, last = boxes[0], boxes[-1]
    if last[0] < first[0] and is_right_to_left(line.text):
        first, last = last, first
    across = last[0] + last[2] / 2 - first[0] - first[2] / 2
    down = last[1] + last[3] / 2 - first[1] - first[3] / 2
    return math.atan2(down, across) if across or down else None


def _rest(angle: float, quarters: int) -> float:
    return math.remainder(angle - quarters * math.pi / 2, 2 * math.pi)


def _upright(page: SourcePage, turn: Turn) -> SourcePage:
    """Level, with the box of each line around its words."""
    lines = tuple(_line(line, turn) for line in page.lines)
    width, height = turn.upright_size
    return replace(page, lines=lines, width=width, height=height)


def _line(line: Line, turn: Turn) -> Line:
    words = tuple(replace(word, box=word.box and turn.upright(word.box)) for word in line.words)
    boxes = [word.box for word in words if word.box]
    if not boxes:
        return replace(line, words=words, box=line.box and turn.upright(line.box))
    left, top = min(x for x, _, _, _ in boxes), min(y for _, y, _, _ in boxes)
    right, bottom = max(x + w for x, _, w, _ in boxes), max(y + h for _, y, _, h in boxes)
    return replace(line, words=words, box=(left, top, right - left, bottom - top))


# ------------------------------------------------------------------ back to where they stand
def turn_back(parsed: ParsedFile, turns: Mapping[int, Turn]) -> ParsedFile:
    """The parse with all boxes where they stand on the images."""
    if not turns:
        return parsed
    return replace(parsed, documents=tuple(_document(document, turns) for document in parsed.documents))


def _document(document: ParsedDocument, turns: Mapping[int, Turn]) -> ParsedDocument:
    return replace(
        document,
        pages=tuple(_page(page, turns) for page in document.pages),
        sections=tuple(
            replace(each, evidence=each.evidence and _evidence(each.evidence, turns))
            for each in document.sections
        ),
        authors=tuple(_author(author, turns) for author in document.authors),
        references=tuple(
            replace(each, place=each.place and _evidence(each.place, turns)) for each in document.references
        ),
        evidence=_all(document.evidence, turns),
    )


def _page(page: DocumentPage, turns: Mapping[int, Turn]) -> DocumentPage:
    turn = turns.get(page.number)
    if turn is None:
        return page
    return replace(
        page,
        lines=tuple(tuple(word._replace(box=turn.back(word.box)) for word in line) for line in page.lines),
        width=turn.width,
        height=turn.height,
        label_evidence=page.label_evidence and _evidence(page.label_evidence, turns),
        furniture=tuple(_boxes(page.furniture, turn)),
    )


def _boxes(boxes: Iterable[Box], turn: Turn) -> Iterable[Box]:
    return (turn.back(box) for box in boxes)


def _author(author: ParsedAuthor, turns: Mapping[int, Turn]) -> ParsedAuthor:
    return replace(author, evidence=_all(author.evidence, turns))


def _all(evidence: Mapping[str, Evidence], turns: Mapping[int, Turn]) -> dict[str, Evidence]:
    return {name: _evidence(each, turns) for name, each in evidence.items()}


def _evidence(evidence: Evidence, turns: Mapping[int, Turn]) -> Evidence:
    turn = turns.get(evidence.page) if evidence.page is not None else None
    if turn is None or evidence.box is None:
        return evidence
    return replace(evidence, box=turn.back(evidence.box))
