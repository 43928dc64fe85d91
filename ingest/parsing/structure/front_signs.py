"""What follows a possible title and speaks of an article's front. The strongest sign counts.

A table: each row has its name, its strength and an example as printed; `front_strength` reads it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.parsing.layout.blocks import Block, ends_sentence
from ingest.parsing.rules import Rule, first_of
from ingest.parsing.structure.block_features import EMAIL
from ingest.parsing.structure.bylines import ByLine, byline_rows
from ingest.parsing.structure.classify_blocks import FLOATING
from ingest.parsing.vocabulary.cues import has_institution

SURE = 2.0  # front matter without doubt
LIKELY = 1.5  # names alone, right below
POSSIBLE = 1.0  # names alone, after something else
LABELLED = 2.5  # an abstract or keywords
BLOCKS_BELOW = 6  # looked at below the title
STEPS = 4  # of those that do not float
NAME_STEPS = 3  # names stand no further down
NAME_ROWS = 12  # of a block of names with their affiliations
MAX_TITLE = 300  # characters of a block of title and names
PROSE_ROWS, PROSE_LENGTH = 8, 250  # of a block in which the text has begun
FEW_ROWS = 3
SHOWN = 300  # characters below names in which an institution is looked for


@dataclass(frozen=True)
class Below:
    """The block `step` places below a possible title."""

    blocks: Sequence[Block]
    at: int
    step: int

    @property
    def block(self) -> Block:
        return self.blocks[self.at]

    @cached_property
    def byline(self) -> tuple[int, ByLine] | None:
        block = self.block
        may_name = (
            self.step < NAME_STEPS and block.kind in {"text", "heading"} and len(block.rows) <= NAME_ROWS
        )
        return byline_rows(block, 0) if may_name else None

    @cached_property
    def is_backed(self) -> bool:
        """Does an affiliation or an e-mail address stand below the names?"""
        if self.byline is None:
            return False
        below = " ".join(row.folded for row in self.block.rows[self.byline[0] :])
        if not below and self.at + 1 < len(self.blocks):
            below = self.blocks[self.at + 1].folded[:SHOWN]
        return bool(EMAIL.search(below)) or (has_institution(below) and len(below) < SHOWN)


def _is_doi(below: Below) -> bool:
    return below.block.kind == "doi" or below.block.first.folded.startswith(("doi:", "https://doi.org/10."))


def _is_labelled(below: Below) -> bool:
    return below.block.kind in {"abstract_head", "abstract", "keywords", "keywords_head"}


def _has_sure_names(below: Below) -> bool:
    return below.byline is not None and (below.byline[1].is_sure or below.is_backed)


FRONT_SIGNS: tuple[Rule[Below], ...] = (
    Rule("abstract or keywords", _is_labelled, "Abstract", LABELLED),
    Rule("sure names", _has_sure_names, "By Ana Sá / Ana Sá and Luis Paz / Ana Sá, University of Hull", SURE),
    Rule("DOI", _is_doi, "doi:10.1000/182", SURE),
    Rule("a name right below", lambda below: below.byline is not None and below.step == 0, "Ana Sá", LIKELY),
    Rule("a name", lambda below: below.byline is not None, "Ana Sá", POSSIBLE),
)


def front_strength(blocks: Sequence[Block], i: int) -> float:
    """How strongly the blocks after a possible title speak of an article's front: 0 to 2.5."""
    title = blocks[i]
    strength = 0.0
    if len(title.text) < MAX_TITLE and not ends_sentence(title.text) and byline_rows(title, 1):
        strength = SURE
    places = [
        j for j in range(i + 1, min(i + 1 + BLOCKS_BELOW, len(blocks))) if blocks[j].kind not in FLOATING
    ]
    for step, at in enumerate(places[:STEPS]):
        below = Below(blocks, at, step)
        sign = first_of(FRONT_SIGNS, below)
        strength = max(strength, sign.weight if sign else 0.0)
        if strength == LABELLED or _ends_front(below):
            break
    return strength


def _ends_front(below: Below) -> bool:
    """Has the text begun, or a part with a heading?"""
    block = below.block
    if block.kind == "heading" and byline_rows(block, 0) is None and below.step > 1:
        return True
    is_prose = len(block.rows) > PROSE_ROWS or (len(block.text) > PROSE_LENGTH and ends_sentence(block.text))
    is_text = block.kind == "text" and len(block.rows) > FEW_ROWS
    return is_text and (is_prose or not has_institution(block.folded))
