"""Blocks -> paragraphs: those that a column or page end has cut in two are put together again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.parsing.layout.blocks import Block, ends_sentence
from ingest.parsing.layout.rows import SOLID
from ingest.parsing.structure.classify_blocks import AUTHOR_MATTER, FLOATING
from ingest.parsing.trace import Trace
from ingest.parsing.vocabulary.normalise import SOFT_HYPHEN

INDENT = 0.7  # ems from which on a first line is set in
MANY, MOSTLY = 3, 0.3  # paragraphs that are set in, and their share, where indents mark them
FLUSH, LEVEL = 0.5, 0.3  # ems: a line at the edge stands in by less, and by so much from the next at most
# Of the measure, what a line that runs on over a column end fills: before a small letter, before another
# sign, and at the end of a sentence.
BEFORE_SMALL, BEFORE_OTHER, AFTER_SENTENCE = 0.6, 0.72, 0.9
LAST_ROWS = 4  # of a paragraph, which tell how it ends


def join_paragraphs(blocks: Sequence[Block], trace: Trace) -> list[Block]:
    """The blocks of one article; a joined paragraph stands where it begins."""
    uses_indents = _uses_indents(blocks)
    out: list[Block] = []
    for block in blocks:
        place = _unfinished(out)
        if place is not None and _goes_on(out[place], block, uses_indents=uses_indents):
            trace.note("paragraphs", "goes on", block.page, block.first.line, block.text)
            out[place] = replace(out[place], rows=out[place].rows + block.rows)
        else:
            out.append(block)
    return out


def _unfinished(blocks: Sequence[Block]) -> int | None:
    """The last block that is no note or caption."""
    for place in range(len(blocks) - 1, -1, -1):
        if blocks[place].kind not in FLOATING:
            return place
    return None


def _uses_indents(blocks: Sequence[Block]) -> bool:
    """Are new paragraphs marked by an indent rather than by white space?"""
    texts = [block for block in blocks if block.kind == "text" and len(block.rows) > 1]
    indented = sum(block.first.indent - block.rows[1].indent >= INDENT for block in texts)
    return indented >= MANY and indented > MOSTLY * len(texts)


def _goes_on(above: Block, block: Block, *, uses_indents: bool) -> bool:
    if above.kind != block.kind or block.kind not in {"text", "abstract"} | AUTHOR_MATTER:
        return False
    if block.kind in AUTHOR_MATTER:
        return not ends_sentence(_end_of(above)) and (block.first.is_first or block.first.space < SOLID)
    left, opens = _end_of(above), block.text.lstrip("\"'“‘«([¿¡")[:1]
    if above.last.text.endswith(("-", SOFT_HYPHEN)) and opens.islower():
        return True
    if not block.first.is_first or block.first.source.has_drop_cap:
        return False
    if opens.islower() and above.last.fill > BEFORE_SMALL and not ends_sentence(left):
        return True
    if not ends_sentence(left):
        return above.last.fill > BEFORE_OTHER and left[-1:] not in ":" and block.text[:1] not in "•–-"
    first, *others = block.rows
    is_flush = first.indent < FLUSH and bool(others) and first.indent <= others[0].indent + LEVEL
    return uses_indents and is_flush and above.last.fill > AFTER_SENTENCE


def _end_of(block: Block) -> str:
    """The end of its text: of a paragraph that has grown over many pages the whole is much to join each time."""
    return Block(block.rows[-LAST_ROWS:]).text
