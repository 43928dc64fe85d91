"""Two printed pages on one image, as a book lies open on the scanner: read as two, kept as one.

Each half is parsed as a page, with its own running head and number; then the halves are put together again,
since the image is one. It is labelled "50–51", and where its text goes over from one to the other is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import groupby, pairwise
from typing import TypeVar

from ingest.parsing.layout.direction import is_right_to_left
from ingest.parsing.layout.folios import read_folio
from ingest.parsing.layout.words import union
from ingest.parsing.records import (
    DocumentPage,
    Line,
    ParsedAcronym,
    ParsedDocument,
    ParsedFile,
    ParsedPage,
    ParsedSection,
    PlacedWord,
    SourceFile,
    SourcePage,
)

LANDSCAPE = 1.15  # so much wider than high
MIDDLE = (0.4, 0.6)  # of the width: where the gutter may lie
MIN_LINES = 3  # of a half
MIN_GAP = 2.5  # of the size of the print: between what two pages print at one height
OUTER_LINES = 3  # at the head and the foot of a half, where its number stands
BREAK = "\n\n"

Part = TypeVar("Part", ParsedSection, ParsedAcronym)


def part_spreads(source: SourceFile) -> SourceFile:
    """Two pages under one number for each spread, in the order of reading. A file that names its articles stays."""
    if source.articles:
        return source
    parted = [half for page in source.pages for half in _halves(page)]
    return replace(source, pages=tuple(parted)) if len(parted) > len(source.pages) else source


def _halves(page: SourcePage) -> Sequence[SourcePage]:
    cut = page if page.gutter else _with_lines_cut(page)
    gutter = page.gutter or find_gutter(cut)
    if not gutter:
        return [page]
    first, second = (
        replace(page, lines=side, raw_text="\n".join(line.text for line in side), gutter=0.0)
        for side in _sides(cut, gutter)
    )
    return [first, replace(second, file_label="", begins_file=False)]


def _with_lines_cut(page: SourcePage) -> SourcePage:
    """Head lines of two pages stand at one height, and a text layer has them as one line: here they are two."""
    if page.width < LANDSCAPE * page.height:
        return page
    low, high = (share * page.width for share in MIDDLE)
    return replace(page, lines=tuple(part for line in page.lines for part in _cut(line, low, high)))


def _cut(line: Line, low: float, high: float) -> Sequence[Line]:
    """The line in two at its widest gap amid the page, else whole."""
    gaps = [
        (min(a[0] + a[2], b[0] + b[2]), max(a[0], b[0]), index)
        for index, (a, b) in enumerate(pairwise(word.box for word in line.words), 1)
        if a and b
    ]
    amid = [(right - left, at) for left, right, at in gaps if low <= (left + right) / 2 <= high]
    wide, at = max(amid, default=(0.0, 0))
    if not line.size or wide < MIN_GAP * line.size:
        return [line]
    first, second = (_part(line, 0, at), _part(line, at, len(line.words)))
    return [first, replace(second, has_drop_cap=False)]


def _part(line: Line, start: int, end: int) -> Line:
    """Some of its words."""
    ends, here = [0], 0
    for word in line.words:
        found = line.text.find(word.text, here)
        here = found + len(word.text) if found >= 0 else here
        ends.append(here)
    return replace(
        line,
        words=line.words[start:end],
        text=line.text[ends[start] : ends[end]].strip(),
        box=union([word.box for word in line.words[start:end] if word.box]),
        italics=tuple(place - start for place in line.italics if start <= place < end),
    )


def find_gutter(page: SourcePage) -> float:
    """Where the lines themselves show a spread: none crosses the middle, and two numbers follow each other."""
    if page.width < LANDSCAPE * page.height or not all(line.box for line in page.lines):
        return 0.0
    gutter = _white_between(page.lines, page.width)
    if not gutter:
        return 0.0
    first, second = _sides(page, gutter)
    if min(len(first), len(second)) < MIN_LINES:
        return 0.0
    numbers = _numbers(second)
    return gutter if any(number + 1 in numbers for number in _numbers(first)) else 0.0


def _white_between(lines: Iterable[Line], width: float) -> float:
    """The middle of the widest white band, from top to bottom, around the middle of the page; 0 for none."""
    low, high = (share * width for share in MIDDLE)
    boxes = [line.box for line in lines if line.box]
    taken = sorted((x, x + w) for x, _, w, _ in boxes if x + w > low and x < high)
    edge, best = low, (0.0, 0.0)
    for start, end in [*taken, (high, high)]:
        best = max(best, (start - edge, (start + edge) / 2))
        edge = max(edge, end)
    return best[1] if best[0] > 0 else 0.0


def _sides(page: SourcePage, gutter: float) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines of the printed page that is read first, and of the other: where the script runs to the left that on
    the right comes first."""
    left: list[Line] = []
    right: list[Line] = []
    for line in page.lines:
        is_left = line.box is None or line.box[0] + line.box[2] / 2 < gutter
        (left if is_left else right).append(line)
    return (tuple(right), tuple(left)) if is_right_to_left(page.raw_text) else (tuple(left), tuple(right))


def _numbers(lines: Sequence[Line]) -> set[int]:
    """What may be the page number of a half."""
    ordered = sorted(lines, key=lambda line: line.box[1] if line.box else 0.0)
    outer = [*ordered[:OUTER_LINES], *ordered[-OUTER_LINES:]]
    folios = (read_folio(line.text) for line in outer)
    return {folio.number for folio in folios if folio and not folio.is_roman}


# ------------------------------------------------------------------ put together again
def join_halves(parsed: ParsedFile) -> ParsedFile:
    """The parse of a file in which each image is one page again."""
    numbers = [page.number for page in parsed.pages]
    if len(set(numbers)) == len(numbers):
        return parsed
    return replace(
        parsed,
        pages=tuple(
            _joined_page(list(halves)) for _, halves in groupby(parsed.pages, key=lambda p: p.number)
        ),
        documents=tuple(_joined_document(document) for document in parsed.documents),
    )


def joined_label(labels: Iterable[str]) -> str:
    """
    >>> joined_label(["50", "51"]), joined_label(["", "51"])
    ('50–51', '51')
    """
    return "–".join(dict.fromkeys(label for label in labels if label))


def _joined_page(halves: list[ParsedPage]) -> ParsedPage:
    """Their text is told by the number of the page, and so is that of both already."""
    first = halves[0]
    if len(halves) == 1:
        return first
    return replace(
        first,
        label=joined_label(half.label for half in halves),
        label_source=next(
            (h.label_source for h in halves if h.label_source != "printed"), first.label_source
        ),
        running_head=first.running_head or halves[-1].running_head,
    )


def _joined_document(document: ParsedDocument) -> ParsedDocument:
    pages: list[DocumentPage] = []
    places: list[tuple[int, int]] = []  # of each half: index of its page, characters before it
    for index, half in enumerate(document.pages):
        if pages and pages[-1].number == half.number:
            glue = _between(document, index - 1)
            shift = len(pages[-1].text) + len(glue)
            pages[-1] = _both(pages[-1], half, glue)
        else:
            shift = 0
            pages.append(half)
        places.append((len(pages) - 1, shift))
    if len(pages) == len(document.pages):
        return document

    def moved(part: Part) -> Part:
        page, shift = places[part.page]
        return replace(part, page=page, offset=part.offset + shift)

    return replace(
        document,
        pages=tuple(pages),
        sections=tuple(map(moved, document.sections)),
        acronyms=tuple(map(moved, document.acronyms)),
    )


def _between(document: ParsedDocument, left: int) -> str:
    """A blank where the last paragraph goes on in the other half and no note stands between; else a break."""
    last = [section for section in document.sections if section.page <= left][-1:]
    is_broken = document.pages[left].runs_on and not any(_is_note(section) for section in last)
    return " " if is_broken else BREAK


def _is_note(section: ParsedSection) -> bool:
    return section.kind == "notes"


def _both(left: DocumentPage, right: DocumentPage, glue: str) -> DocumentPage:
    shift = len(left.text) + len(glue)
    return replace(
        left,
        label=joined_label((left.label, right.label)),
        label_source=left.label_source if left.label_source == right.label_source else "inferred",
        running_head=left.running_head or right.running_head,
        raw_text=f"{left.raw_text}\n\n{right.raw_text}",
        text=left.text + glue + right.text,
        runs_on=right.runs_on,
        turns_at=shift,
        lines=left.lines + tuple(tuple(_shifted(word, shift) for word in line) for line in right.lines),
        confidence=_mean(left, right),
        label_evidence=left.label_evidence or right.label_evidence,
        furniture=left.furniture + right.furniture,
    )


def _shifted(word: PlacedWord, shift: int) -> PlacedWord:
    return word._replace(start=word.start + shift, end=word.end + shift)


def _mean(left: DocumentPage, right: DocumentPage) -> float | None:
    """Of the confidences, by the number of words."""
    known = [(half.confidence, sum(map(len, half.lines))) for half in (left, right) if half.confidence]
    words = sum(count for _, count in known)
    return round(sum(sure * count for sure, count in known) / words, 4) if words else None
