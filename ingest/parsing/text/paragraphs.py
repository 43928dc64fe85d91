"""Blocks -> paragraphs: those that a column or page end has cut in two are put together again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ingest.parsing.layout.blocks import Block, ends_sentence
from ingest.parsing.layout.rows import SOLID
from ingest.parsing.structure.classify_blocks import AUTHOR_MATTER, FLOATING
from ingest.parsing.trace import Trace
from ingest.parsing.vocabulary.normalise import SOFT_HYPHEN


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
    indented = sum(block.first.indent - block.rows[1].indent >= 0.7 for block in texts)
    return indented >= 3 and indented > 0.3 * len(texts)


def _goes_on(above: Block, block: Block, *, uses_indents: bool) -> bool:
    if above.kind != block.kind or block.kind not in {"text", "abstract"} | AUTHOR_MATTER:
        return False
    if block.kind in AUTHOR_MATTER:
        return not ends_sentence(above.text) and (block.first.is_first or block.first.space < SOLID)
    left, opens = above.text, block.text.lstrip("\"'“‘«([¿¡")[:1]
    if above.last.text.endswith(("-", SOFT_HYPHEN)) and opens.islower():
        return True
    if not block.first.is_first:
        return False
    if opens.islower() and above.last.fill > 0.6 and not ends_sentence(left):
        return True
    if not ends_sentence(left):
        return above.last.fill > 0.72 and left[-1:] not in ":" and block.text[:1] not in "•–-"
    is_flush = (
        block.first.indent < 0.5 and len(block.rows) > 1 and block.first.indent <= block.rows[1].indent + 0.3
    )
    return uses_indents and is_flush and above.last.fill > 0.9
