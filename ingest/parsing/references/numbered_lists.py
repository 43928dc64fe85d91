"""Numbered lists of cited works that came apart, were taken for notes, or have no heading.

The numbers hold a list together: what stands between [3] and [4] belongs to [3], whatever its type.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.parsing.layout.blocks import Block, ends_sentence
from ingest.parsing.layout.rows import SOLID
from ingest.parsing.rules import Rule, first_of
from ingest.parsing.structure.block_features import YEAR
from ingest.parsing.trace import Trace

MIN_ENTRIES = 3
REACH = 8  # blocks over which the next number is looked for: floats and pieces of an entry
FAR_REACH = (
    24  # the same for a number in brackets: figures and the end of the text part the columns of a list
)
MAX_PIECE = 300  # characters of what stands between two numbered blocks
SAME_SIZE = 0.12  # by which the type of a list may differ from itself
YEARS = 0.5  # of the entries of a list without a heading, that must tell a year
_number = re.compile(
    r"^(?:\[(?P<bracketed>\d{1,3})\]|\((?P<round>\d{1,3})\)|(?P<plain>\d{1,3})[.)]?\s+(?=[A-ZÀ-Þ“\"]))"
)


@dataclass(frozen=True, slots=True)
class _Opening:
    """A block that holds number 1, and the block before it."""

    block: Block
    before: Block | None
    numbers: Sequence[int]


def _is_headed(opening: _Opening) -> bool:
    return opening.before is not None and opening.before.kind in {"references_head", "reference"}


def _is_bracketed(opening: _Opening) -> bool:
    return opening.block.first.text.startswith("[1]") and opening.block.kind in {"text", "note", "heading"}


OPENINGS: tuple[Rule[_Opening], ...] = (
    Rule("under its heading", _is_headed, "References / 1. Sá, A. (2010). The water."),
    Rule("a number in brackets", _is_bracketed, "[1] A. Sá, The water, 2010."),
)


def gather_numbered(blocks: Sequence[Block], trace: Trace) -> list[Block]:
    """All blocks of a file; those of numbered lists are of kind "reference"."""
    out = list(blocks)
    for i, block in enumerate(blocks):
        numbers = numbers_of(block)
        if numbers[:1] != [1] or out[i].kind == "caption":
            continue
        before = next((b for b in reversed(out[:i]) if b.kind not in {"note", "caption", "aside"}), None)
        rule = first_of(OPENINGS, _Opening(block, before, numbers))
        if rule is None:
            continue
        members = _members(blocks, i)
        if _is_list(blocks, members, is_headed=rule is OPENINGS[0]):
            for j in members:
                if out[j].kind != "reference":
                    trace.note(
                        "references", f"numbered list, {rule.name}", block.page, block.first.line, out[j].text
                    )
                out[j] = replace(out[j], kind="reference")
    return out


def numbers_of(block: Block) -> list[int]:
    """The numbers that open its rows, as far as they ascend by one from the first."""
    found: list[int] = []
    for row in block.rows:
        match = _number.match(row.text)
        number = int(match["bracketed"] or match["round"] or match["plain"]) if match else 0
        if number and (not found or number == found[-1] + 1):
            found.append(number)
    return found


def _members(blocks: Sequence[Block], start: int) -> list[int]:
    """The indexes of the blocks from number 1 to the last that goes on counting."""
    members = [start]
    expected = numbers_of(blocks[start])[-1] + 1
    while True:
        last = members[-1]
        reach = FAR_REACH if blocks[start].text.startswith("[") else REACH
        following = range(last + 1, min(last + 1 + reach, len(blocks)))
        place = next((j for j in following if _goes_on(blocks[start], blocks[j], expected)), None)
        if place is None:
            break
        is_far = place > last + REACH
        between = [j for j in range(last + 1, place) if _is_piece(blocks[start], blocks[j])]
        members += [*(_rest_of_last(blocks, last) if is_far else between), place]
        expected = numbers_of(blocks[place])[-1] + 1
    return members + _rest_of_last(blocks, members[-1])


def _goes_on(first: Block, block: Block, expected: int) -> bool:
    """Does the block hold the next number, in the type of the list?"""
    numbers = numbers_of(block)
    return bool(numbers) and expected in numbers[:1] and abs(block.size - first.size) < SAME_SIZE


def _is_piece(first: Block, block: Block) -> bool:
    """A piece of an entry, and no float: no larger than the list."""
    is_small = len(block.text) <= MAX_PIECE and block.size < first.size + SAME_SIZE
    return is_small and block.kind in {"text", "note", "doi", "reference", "heading"}


def _rest_of_last(blocks: Sequence[Block], last: int) -> list[int]:
    """The block set solid below the last number, which is the rest of its entry: in its type, or after an open end."""
    if last + 1 >= len(blocks):
        return []
    below, block = blocks[last + 1], blocks[last]
    is_solid = below.page == block.page and below.first.space < SOLID and below.kind in {"text", "note"}
    is_alike = abs(below.size - block.size) < SAME_SIZE / 2
    is_rest = is_alike or (below.size < block.size and not ends_sentence(block.text))
    return [last + 1] if is_solid and is_rest and len(below.text) <= MAX_PIECE else []


def _is_list(blocks: Sequence[Block], members: Sequence[int], *, is_headed: bool) -> bool:
    count = sum(len(numbers_of(blocks[j])) for j in members)
    if count < MIN_ENTRIES:
        return False
    years = len(YEAR.findall(" ".join(blocks[j].text for j in members)))
    return is_headed or years >= YEARS * count
