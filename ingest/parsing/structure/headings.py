"""Levels of headings: from their numbers, else from their type, else all 1."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from ingest.parsing.layout.blocks import Block
from ingest.parsing.structure.block_features import APART, NUMBERED, is_capitals, letters_of
from ingest.parsing.structure.bylines import byline_rows

MAX_LEVEL = 4
MAX_ROWS = 4  # of a heading that is put together again
MIN_FILL = 0.6  # of the measure, to which its first line reaches


def settle_headings(blocks: Sequence[Block]) -> list[Block]:
    """Where the headings of an article are numbered or in capitals, what is neither is text.

    Plain text alone: type sizes tell more than this where there are any.
    """
    heads = [block for block in blocks if block.kind == "heading" and block.first.source.box is None]
    for is_marked in (is_capitals, _is_numbered):
        marked = [block for block in heads if is_marked(block.text)]
        if len(marked) > 1 and 2 * len(marked) >= len(heads):
            return [replace(b, kind="text") if b in heads and b not in marked else b for b in blocks]
    return list(blocks)


def _is_numbered(text: str) -> bool:
    return bool(NUMBERED.match(text))


def without_title_again(blocks: Sequence[Block], front: Collection[int], title: str) -> list[Block]:
    """Where the title is set once more, above data or on the last page, it and the names below are no headings."""
    key = letters_of(title)
    out: list[Block] = []
    is_below = False
    for i, block in enumerate(blocks):
        is_title = i not in front and block.kind == "heading" and bool(key) and letters_of(block.text) == key
        is_names = is_below and byline_rows(block, 0) is not None
        is_below = is_title
        out.append(
            replace(block, kind="text") if block.kind == "heading" and (is_title or is_names) else block
        )
    return out


def join_broken_headings(blocks: Sequence[Block]) -> list[Block]:
    """Two lines of one heading that came apart: same type, close together, the second without a number."""
    out: list[Block] = []
    for block in blocks:
        above = out[-1] if out else None
        if above is not None and block.kind == above.kind == "heading" and _continues(above, block):
            out[-1] = replace(above, rows=above.rows + block.rows)
        else:
            out.append(block)
    return out


def _continues(above: Block, block: Block) -> bool:
    if block.first.source.box is None or block.first.space > APART or NUMBERED.match(block.text):
        return False
    same_type = _style(above) == _style(block) and above.font == block.font
    return same_type and above.last.fill > MIN_FILL and len(above.rows) + len(block.rows) <= MAX_ROWS


def set_levels(blocks: Sequence[Block], front: Collection[int] = ()) -> list[Block]:
    """The blocks of one article; headings know their level. `front`: indexes of its front matter."""
    heads = [block for i, block in enumerate(blocks) if block.kind == "heading" and i not in front]
    numbered = sum(bool(NUMBERED.match(b.text)) for b in heads)
    styles = _styles(heads)
    out = []
    for block in blocks:
        if block.kind != "heading":
            out.append(block)
            continue
        level = (
            _by_number(block.text)
            if numbered * 2 >= len(heads) and NUMBERED.match(block.text)
            else styles.get(_style(block), 1)
        )
        out.append(replace(block, level=min(level, MAX_LEVEL)))
    return out


def _by_number(text: str) -> int:
    """3 for "2.4.1 Data"."""
    match = NUMBERED.match(text)
    number = match["number"] if match else None
    return number.count(".") + 1 if number else 1


def _style(block: Block) -> tuple[float, bool, bool]:
    """What sets one rank of heading off from another: size, capitals, weight."""
    return (round(block.size * 20) / 20, is_capitals(block.text), block.is_bold)


def _styles(heads: Sequence[Block]) -> dict[tuple[float, bool, bool], int]:
    """Larger before smaller, capitals before lower case, bold before light."""
    if not any(block.first.source.box for block in heads):
        return {}
    ranked = sorted({_style(block) for block in heads}, reverse=True)
    return {style: rank for rank, style in enumerate(ranked, 1)}
