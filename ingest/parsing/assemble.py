"""Passages of one article -> its pages with reading text and word boxes, and its sections."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.records import Box, DocumentPage, Evidence, ParsedSection, PlacedWord, SourceFile
from ingest.parsing.structure.block_features import LARGER, NUMBERED
from ingest.parsing.structure.classify_blocks import FLOATING
from ingest.parsing.structure.labels import Label
from ingest.parsing.text.locate_values import at_rows
from ingest.parsing.text.passages import Passage
from ingest.parsing.text.reading_text import Decide, Segment, read_segments, whole_text
from ingest.parsing.vocabulary.cues import cue_of

PARAGRAPH_BREAK = "\n\n"


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What is known of every page of the file before its articles are assembled."""

    source: SourceFile
    labels: Sequence[Label]
    heads: Sequence[str]
    label_evidence: Sequence[Evidence | None]
    furniture: Sequence[tuple[Box, ...]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A segment of passage number `passage`, at `offset` of its page's text."""

    passage: int
    segment: Segment
    offset: int
    opens: bool  # is it the first segment of the passage?


@dataclass(frozen=True, slots=True)
class Assembled:
    pages: tuple[DocumentPage, ...]
    sections: tuple[ParsedSection, ...]
    texts: tuple[str, ...]  # the whole text of each passage
    places: tuple[tuple[int, int], ...]  # (index into pages, offset) where each passage begins


def assemble(
    passages: Sequence[Passage], facts: PageFacts, decide: Decide, shared: frozenset[int]
) -> Assembled:
    """`shared`: indexes of the file's pages on which other articles stand too."""
    segments = [read_segments(passage.rows, decide) for passage in passages]
    by_page = _by_page(passages, segments)
    numbers = sorted(by_page)
    rows: dict[int, list[SourceRow]] = {}
    for row in (row for passage in passages for row in passage.rows):
        rows.setdefault(row.page, []).append(row)
    pages = tuple(_page(n, by_page, rows.get(n, []), passages, facts, is_shared=n in shared) for n in numbers)
    index = {n: i for i, n in enumerate(numbers)}
    texts = tuple(whole_text(parts) for parts in segments)
    places: list[tuple[int, int]] = [(0, 0)] * len(passages)
    for n in numbers:
        for placed in by_page[n]:
            if placed.opens:
                places[placed.passage] = (index[n], placed.offset)
    ordered = [(index[n], placed) for n in numbers for placed in by_page[n]]
    return Assembled(pages, _sections(ordered, passages, texts, facts.source), texts, tuple(places))


def _by_page(passages: Sequence[Passage], segments: Sequence[tuple[Segment, ...]]) -> dict[int, list[Placed]]:
    by_page: dict[int, list[Placed]] = {}
    ends: dict[int, int] = {}
    for number, parts in enumerate(segments):
        for part, segment in enumerate(parts):
            start = ends[segment.page] + len(PARAGRAPH_BREAK) if segment.page in ends else 0
            by_page.setdefault(segment.page, []).append(Placed(number, segment, start, part == 0))
            ends[segment.page] = start + len(segment.text)
    return by_page


def _page(
    number: int,
    by_page: dict[int, list[Placed]],
    rows: Sequence[SourceRow],
    passages: Sequence[Passage],
    facts: PageFacts,
    *,
    is_shared: bool,
) -> DocumentPage:
    source = facts.source.pages[number]
    placed = by_page[number]
    label = facts.labels[number]
    flowing = [p.passage for p in placed if passages[p.passage].role not in FLOATING]
    ahead = by_page.get(min((n for n in by_page if n > number), default=-1), [])
    runs_on = bool(flowing) and any(p.passage == flowing[-1] and not p.opens for p in ahead)
    return DocumentPage(
        number=source.number,
        label=label.text,
        label_source=label.source,
        running_head=facts.heads[number],
        raw_text=_raw(number, rows, facts) if is_shared else source.raw_text,
        text=PARAGRAPH_BREAK.join(p.segment.text for p in placed),
        runs_on=runs_on,
        lines=_placed_lines(placed, number),
        width=source.width,
        height=source.height,
        text_source=source.text_source,
        confidence=_confidence(rows),
        image=source.image,
        label_evidence=facts.label_evidence[number],
        furniture=facts.furniture[number],
    )


def _raw(number: int, rows: Sequence[SourceRow], facts: PageFacts) -> str:
    """The article's own lines of the page, as read: others may stand between its text and its footnote."""
    lines = facts.source.pages[number].lines
    return "\n".join(lines[line].text for line in sorted({row.line for row in rows}))


def _placed_lines(placed: Sequence[Placed], number: int) -> tuple[tuple[PlacedWord, ...], ...]:
    """Words with boxes by printed line; of a word broken over the page end the part on this page."""
    lines: dict[tuple[int, int], list[PlacedWord]] = {}
    for item in placed:
        for span in item.segment.spans:
            word = span.row.words[span.word]
            if word.box is None or span.row.page != number:
                continue
            lines.setdefault((item.passage, span.row.line), []).append(
                PlacedWord(item.offset + span.start, item.offset + span.end, word.box, word.confidence)
            )
    return tuple(tuple(words) for words in lines.values())


def _confidence(rows: Sequence[SourceRow]) -> float | None:
    known = [word.confidence for row in rows for word in row.words if word.confidence is not None]
    return round(sum(known) / len(known), 4) if known else None


def _sections(
    ordered: Sequence[tuple[int, Placed]],
    passages: Sequence[Passage],
    texts: Sequence[str],
    source: SourceFile,
) -> tuple[ParsedSection, ...]:
    """A new section wherever the text, page after page, passes into another one.

    A footnote at the page end interrupts the body: its section goes on in one without a heading.
    """
    sections: list[ParsedSection] = []
    paragraphs: list[list[str]] = []
    current: int | None = None
    seen: set[int] = set()
    level = 1
    for page, placed in ordered:
        passage = passages[placed.passage]
        if passage.section != current or (passage.is_heading and placed.opens):
            is_new = placed.opens and passage.section not in seen
            heading = texts[placed.passage] if passage.is_heading and is_new else ""
            level = passage.level if passage.is_heading else level if passage.section in seen else 1
            told = _of_heading(passage.rows, source) if heading else None
            sections.append(ParsedSection(passage.kind, heading, level, page, placed.offset, evidence=told))
            paragraphs.append([])
            current = passage.section
            seen.add(passage.section)
        if placed.opens and not passage.is_heading:
            paragraphs[-1].append(texts[placed.passage])
    return tuple(replace(s, paragraphs=tuple(p)) for s, p in zip(sections, paragraphs, strict=True))


def _of_heading(rows: Sequence[SourceRow], source: SourceFile) -> Evidence:
    """By which of its marks a heading was known, the strongest first."""
    row = rows[0]
    if cue_of(row.folded, "section", "references", "abstract", "notes", "acknowledgements"):
        return at_rows(rows, source.pages, 0.95, "cue word")
    if NUMBERED.match(row.text):
        return at_rows(rows, source.pages, 0.9, "numbering")
    if row.size >= LARGER or row.is_bold:
        return at_rows(rows, source.pages, 0.9, "font")
    return at_rows(rows, source.pages, 0.7, "white space and length")
