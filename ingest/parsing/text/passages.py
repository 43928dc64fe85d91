"""Blocks of one article -> passages: paragraphs, headings, notes and references with their section.

A passage is what the reading text sets off by blank lines. Each belongs to one section; sections
follow one another and leave nothing out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ingest.parsing.layout.blocks import Block
from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.records import SectionKind
from ingest.parsing.references.entries import split_references
from ingest.parsing.structure.classify_blocks import AUTHOR_MATTER, FLOATING
from ingest.parsing.structure.notes import split_notes
from ingest.parsing.text.paragraphs import join_paragraphs
from ingest.parsing.trace import Trace

SECTION_OF_KIND: dict[str, SectionKind] = {
    "front": "front",
    "aside": "front",
    "keywords": "front",
    "keywords_head": "front",
    "doi": "front",
    "abstract": "abstract",
    "abstract_head": "abstract",
    "note": "notes",
    "notes_head": "notes",
    "references_head": "references",
    "reference": "references",
    "note_on_author": "back",
    **dict.fromkeys(AUTHOR_MATTER, "back"),
}
APART = {"note": -1, "aside": -2}  # sections of their own, which interrupt others
HEADS = frozenset({"heading", "abstract_head", "references_head", "notes_head", "note_on_author"})


@dataclass(frozen=True, slots=True)
class Passage:
    """Rows that make one paragraph of the reading text. `section` numbers the article's sections."""

    rows: tuple[SourceRow, ...]
    kind: SectionKind
    section: int
    is_heading: bool = False
    level: int = 1
    role: str = "text"  # the kind of the block it came from


def make_passages(blocks: Sequence[Block], front: Mapping[int, str], trace: Trace) -> list[Passage]:
    """`front` tells for some indexes of `blocks` that they are "front" or "abstract"."""
    told = [
        replace(b, kind=front[i]) if front.get(i) and b.kind not in HEADS - {"heading"} else b
        for i, b in enumerate(blocks)
    ]
    passages: list[Passage] = []
    section, current = 0, ""
    in_notes = False
    for block in _with_split_references(join_paragraphs(told, trace)):
        kind: SectionKind = SECTION_OF_KIND.get(block.kind, "body")
        if block.kind == "notes_head":
            in_notes = True
        elif block.kind in HEADS or kind in ("front", "back", "references"):
            in_notes = False
        if in_notes and kind == "body":
            kind = "notes"
        is_heading = block.kind in HEADS
        apart = APART.get(block.kind)
        if apart is None and (is_heading or kind != current):
            section += 1
            current = kind
        for part in split_notes(block) if block.kind == "note" else [block]:
            number = section if apart is None else apart
            passages.append(Passage(part.rows, kind, number, is_heading, block.level, block.kind))
    return passages


def _with_split_references(blocks: Sequence[Block]) -> list[Block]:
    """Every run of reference blocks as one block an entry."""
    out: list[Block] = []
    run: list[Block] = []
    floating: list[Block] = []
    for block in [*blocks, None]:
        if block is not None and block.kind == "reference":
            out += floating
            floating = []
            run.append(block)
        elif block is not None and run and block.kind in FLOATING:
            floating.append(block)
        else:
            out += [Block(tuple(rows), "reference") for rows in split_references(run)]
            out += floating
            run, floating = [], []
            if block is not None:
                out.append(block)
    return out
