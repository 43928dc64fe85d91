"""Plain text cut into its pages: at form feeds, else where a running head or folio shows the end.

Without form feeds a page shows itself in three ways: a folio line set off by blank lines, more of
them on the side of the break; a line that begins with a single blank, as OCR of the *Global Social
Policy* pages marks the first line of a page; or a number missing between two folios.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.parsing.layout.folios import FIRST_YEAR, LAST_YEAR, Folio, read_folio
from ingest.parsing.layout.unmarked_pages import Mark, find_unmarked_starts
from ingest.parsing.records import Line, Word
from ingest.parsing.vocabulary.jump_lines import read_jump_line

LINE_END = re.compile(r"\r\n|\n|\r")
WINDOW = 40  # candidates looked back at for the one before in the sequence
MIN_LINES = 8  # of a page between two marks by a blank
WIDE_GAP = 2  # blank lines, more than between two paragraphs
MIN_SEQUENCE = 3  # folios that are believed without a wide gap
MAX_FIRST = 9  # arabic number that may be the first after roman ones
MIN_DISTANCE = 4  # lines from one folio to the next
FIT, FIT_FARTHER = {1: 1.0, 2: 0.8}, 0.3  # of folios that count on by so many, and by more
NEVER = -100.0
MAX_HEAD_WORDS = 6  # of a running head that stands alone
MAX_BLANK_LED = 0.05  # share of lines that begin with a blank where this still means a page
_BLANK_LED = re.compile(r" \S")
_ENDED = re.compile(r"[.!?:;…][”’\"')\]»]*$|[)\]]$")


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A line that may be furniture, with the number of blank lines above and below it."""

    at: int
    folio: Folio
    above: int
    below: int

    @property
    def is_marked(self) -> bool:
        return max(self.above, self.below) >= WIDE_GAP


def split_pages(text: str) -> list[str]:
    """The text of each page, verbatim but for line ends (now \\n) and the break itself."""
    text = LINE_END.sub("\n", text)
    if "\f" in text:
        pages = text.split("\f")
        return pages[:-1] if not pages[-1].strip() and len(pages) > 1 else pages
    lines = text.split("\n")
    starts = [0, *find_page_starts(lines), len(lines)]
    return ["\n".join(lines[start:end]) for start, end in pairwise(starts)]


def lines_of_text(page: str) -> tuple[Line, ...]:
    """The lines of a page of plain text, blank ones between them too, without those around it."""
    lines = [line.rstrip().expandtabs() for line in page.strip("\n").split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    while lines and not lines[-1]:
        lines.pop()
    if lines and _BLANK_LED.match(lines[0]):
        lines[0] = lines[0][1:]  # the mark of a page's beginning, not an indent
    return tuple(Line(tuple(Word(word) for word in line.split()), line) for line in lines)


def find_page_starts(lines: Sequence[str]) -> list[int]:
    """Indices of the lines at which a new page begins, without the first page's."""
    blank = [not line.strip() for line in lines]
    furniture = _choose(_candidates(lines, blank))
    marks = _marks(furniture, blank)
    starts = _starts_by_furniture(marks, blank)
    starts |= _starts_by_blank(lines, blank, starts)
    return sorted({*starts, *find_unmarked_starts(lines, sorted(starts), marks)})


def _candidates(lines: Sequence[str], blank: Sequence[bool]) -> list[_Candidate]:
    found = []
    for at, line in enumerate(lines):
        if blank[at] or read_jump_line(line):
            continue
        above, below = _blank_run(blank, at, -1), _blank_run(blank, at, 1)
        if above and below and (folio := read_folio(line)):
            found.append(_Candidate(at, folio, above, below))
    return found


def _blank_run(blank: Sequence[bool], at: int, step: int) -> int:
    """How many blank lines follow line `at` in one direction; 1 at the edge of the text."""
    run = 0
    position = at + step
    while 0 <= position < len(blank) and blank[position]:
        run += 1
        position += step
    return run if 0 <= position < len(blank) else max(run, 1)


def _choose(candidates: list[_Candidate]) -> list[_Candidate]:
    """The likeliest sequence of folios: rising numbers, marked lines and like heads preferred."""
    scores: list[float] = []
    before: list[int | None] = []
    for i, candidate in enumerate(candidates):
        best, link = 0.0, None
        for j in range(max(0, i - WINDOW), i):
            gain = scores[j] + _fit(candidates[j], candidate)
            if gain > best:
                best, link = gain, j
        scores.append(best + (1.0 if candidate.is_marked else 0.2))
        before.append(link)
    if not scores:
        return []
    at: int | None = max(range(len(scores)), key=lambda i: scores[i])
    chain: list[_Candidate] = []
    while at is not None:
        chain.append(candidates[at])
        at = before[at]
    chain.reverse()
    return [c for c in chain if c.is_marked or len(chain) >= MIN_SEQUENCE or _is_plain_head(c)]


def _fit(earlier: _Candidate, later: _Candidate) -> float:
    """How well one folio follows another: 1 for the next number, less for a gap, or never."""
    if earlier.folio.is_roman and not later.folio.is_roman:
        return 0.5 if later.folio.number <= MAX_FIRST else NEVER
    if later.folio.is_roman != earlier.folio.is_roman:
        return NEVER
    step = later.folio.number - earlier.folio.number
    distance = later.at - earlier.at
    if not 1 <= step <= 2 + distance // 10 or distance < MIN_DISTANCE:
        return NEVER
    return FIT.get(step, FIT_FARTHER)


def _is_plain_head(candidate: _Candidate) -> bool:
    """A single head without wider gaps is believed when it is a short line of capitalised words."""
    words = candidate.folio.head.split()
    capitalised = sum(word[:1].isupper() for word in words)
    is_year = FIRST_YEAR <= candidate.folio.number <= LAST_YEAR
    return 0 < len(words) <= MAX_HEAD_WORDS and 2 * capitalised > len(words) and not is_year


def _marks(furniture: list[_Candidate], blank: Sequence[bool]) -> list[Mark]:
    """The furniture as foot or head of its page: the wider gap is on the side of the break."""
    marks = []
    for candidate in furniture:
        is_foot = candidate.below > candidate.above
        if candidate.below == candidate.above:
            is_foot = _are_feet(furniture, blank)
        marks.append(Mark(candidate.at, candidate.folio.number, candidate.folio.is_roman, is_foot))
    return marks


def _starts_by_furniture(marks: list[Mark], blank: Sequence[bool]) -> set[int]:
    starts = set()
    for mark in marks:
        start = _next_text(blank, mark.at + 1) if mark.is_foot else mark.at
        if 0 < start < len(blank) and not all(blank[:start]):
            starts.add(start)
    return starts


def _are_feet(furniture: list[_Candidate], blank: Sequence[bool]) -> bool:
    """Whether most lines of furniture end a page: by their gaps, else by where the text begins."""
    feet = sum(c.below > c.above for c in furniture)
    heads = sum(c.above > c.below for c in furniture)
    return feet > heads if feet != heads else not all(blank[: furniture[0].at])


def _next_text(blank: Sequence[bool], at: int) -> int:
    while at < len(blank) and blank[at]:
        at += 1
    return at


def _starts_by_blank(lines: Sequence[str], blank: Sequence[bool], known: set[int]) -> set[int]:
    """Page starts shown by a single blank before a line that goes on where the one before broke off."""
    led = [at for at, line in enumerate(lines) if _BLANK_LED.match(line)]
    if len(led) > max(3, MAX_BLANK_LED * sum(not b for b in blank)):
        return set()
    starts: set[int] = set()
    for at in led:
        if at == 0 or all(blank[:at]) or at in known:
            continue
        above = _blank_run(blank, at, -1)
        last = lines[at - above - 1].rstrip()
        others = [*known, *starts, 0, len(lines)]
        is_apart = all(abs(at - other) >= MIN_LINES for other in others)
        if above >= WIDE_GAP or (is_apart and not _ENDED.search(last)):
            starts.add(at)
    return starts
