"""Footnotes: blocks at the foot of a page or column that begin with a note mark or are set smaller."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.parsing.layout.blocks import Block
from ingest.parsing.structure.block_features import EMAIL, NOTE_MARK, Body, looks_like_reference
from ingest.parsing.trace import Trace

_unread_mark = re.compile(r"^['’‘!\"”“°?|¢®]{1,2}\s?[A-ZÀ-Þ]")  # a raised figure that OCR misread
_number_start = re.compile(r"^\d{1,3}\.?\s?[A-ZÀ-Þ“‘\"h¿¡]")
SMALL = 0.93  # of the size of the text; notes are set smaller


def mark_notes(blocks: Sequence[Block], body: Body, trace: Trace) -> list[Block]:
    """The blocks of one page; those that are footnotes are of kind "note"."""
    out = list(blocks)
    for end in _column_ends(blocks):
        start = end
        while (
            start >= 0
            and (start == end or not blocks[start].last.is_last)
            and _may_be_note(blocks[start], body)
        ):
            start -= 1
        first = next((i for i in range(start + 1, end + 1) if _opens_note(blocks[i], body)), None)
        if first is None or first == 0:
            continue
        for i in range(first, end + 1):
            out[i] = replace(blocks[i], kind="note")
            trace.note("notes", "at the foot", blocks[i].page, blocks[i].first.line, blocks[i].text)
    return out


def _column_ends(blocks: Sequence[Block]) -> list[int]:
    return [i for i, block in enumerate(blocks) if block.last.is_last]


def _may_be_note(block: Block, body: Body) -> bool:
    if block.first.source.box is None or not body.has_boxes:
        return bool(NOTE_MARK.match(block.first.text))
    if block.first.is_rough and block.is_bold:
        return False
    return block.size < SMALL and (not looks_like_reference(block) or bool(NOTE_MARK.match(block.first.text)))


def _opens_note(block: Block, body: Body) -> bool:
    text = block.first.text
    if NOTE_MARK.match(text):
        return True
    if block.first.is_rough and block.size < SMALL and _unread_mark.match(text):
        return True
    return bool(
        body.has_boxes and block.size < SMALL and _number_start.match(text) and not EMAIL.search(text[:20])
    )


def split_notes(block: Block) -> list[Block]:
    """One block a note: a new one begins at every row with a mark."""
    groups: list[list[int]] = []
    for i, row in enumerate(block.rows):
        if not groups or NOTE_MARK.match(row.text):
            groups.append([i])
        else:
            groups[-1].append(i)
    return [replace(block, rows=tuple(block.rows[i] for i in group)) for group in groups]
