"""Side bars: narrow boxes beside the text with dates, licences, editors. Not part of the running text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.parsing.layout.blocks import Block
from ingest.parsing.structure.block_features import LARGER
from ingest.parsing.trace import Trace

NARROW = 0.55  # of the width of the text beside it

Extent = tuple[float, float, float, float]  # left, top, right, bottom


def mark_asides(blocks: Sequence[Block], trace: Trace) -> list[Block]:
    """The blocks of one page; those of a side bar are of kind "aside"."""
    extents = _extents(blocks)
    if len(extents) <= 1:
        return list(blocks)
    main, all_text = _largest(extents, blocks), _main(extents)
    boxes = {box for box in extents if extents[box] != main and _is_beside(extents[box], main)}
    out = []
    for block in blocks:
        extent = _extents([block]).get(block.first.column)
        is_beside = block.first.column in boxes or (extent is not None and _is_beside(extent, all_text))
        if block.kind == "text" and is_beside and block.size <= LARGER:
            trace.note("asides", "beside the text", block.page, block.first.line, block.text)
            block = replace(block, kind="aside")
        out.append(block)
    return out


def _largest(extents: Mapping[int, Extent], blocks: Sequence[Block]) -> Extent:
    """The column or box with the most text."""
    rows = {box: sum(len(block.rows) for block in blocks if block.first.column == box) for box in extents}
    return extents[max(extents, key=lambda box: rows[box] * (extents[box][2] - extents[box][0]))]


def _main(extents: Mapping[int, Extent]) -> Extent:
    """Where the columns of the text stand, all that are wide."""
    widest = max(box[2] - box[0] for box in extents.values())
    wide = [box for box in extents.values() if box[2] - box[0] >= NARROW * widest]
    return (
        min(box[0] for box in wide),
        min(box[1] for box in wide),
        max(box[2] for box in wide),
        max(box[3] for box in wide),
    )


def _extents(blocks: Sequence[Block]) -> dict[int, Extent]:
    """Where the columns and boxes of the page stand, without the odd line that sticks out."""
    members: dict[int, list[Extent]] = {}
    for block in blocks:
        for row in block.rows:
            if row.source.box is not None:
                x, y, width, height = row.source.box
                members.setdefault(row.column, []).append((x, y, x + width, y + height))
    extents = {}
    for column, boxes in members.items():
        cut = len(boxes) // 8
        extents[column] = (
            sorted(box[0] for box in boxes)[cut],
            min(box[1] for box in boxes),
            sorted(box[2] for box in boxes)[-1 - cut],
            max(box[3] for box in boxes),
        )
    return extents


def _is_beside(box: Extent, main: Extent) -> bool:
    """Narrow, and wholly to the left or right of the text without leaving its height."""
    narrow = box[2] - box[0] < NARROW * (main[2] - main[0])
    beside = box[2] <= main[0] + 2 or box[0] >= main[2] - 2
    level = box[1] < main[3] and box[3] > main[1] - 0.2 * (main[3] - main[1])
    return narrow and beside and level
