"""Words that an OCR engine read in a figure: labels, boxes, arrows taken for letters. They are no part of the text.

They stand above the caption of the figure, in small type or short lines, or the engine doubted them.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.parsing.layout.blocks import Block, ends_sentence
from ingest.parsing.rules import Rule, first_of
from ingest.parsing.structure.block_features import is_doubted
from ingest.parsing.trace import Trace

SMALL = 0.9  # of the type of the text
WORDS_A_ROW = 8  # of labels that stand side by side
LABEL_WORDS = 4
_caption = re.compile(r"^(?:fig(?:ure|\.)?|figura|abbildung|abb\.)\s*\d+\s*[:.—–|-]")


def _words_a_row(block: Block) -> float:
    return len(block.text.split()) / len(block.rows)


OF_A_FIGURE: tuple[Rule[Block], ...] = (
    Rule("doubted by the engine", is_doubted, "\\ HE Perceived"),
    Rule("small type", lambda b: b.size < SMALL and _words_a_row(b) <= WORDS_A_ROW, "System Features"),
)


def mark_figures(blocks: Sequence[Block], trace: Trace) -> list[Block]:
    """The blocks of one page; where it was recognised, those of a figure are of kind "aside"."""
    out = list(blocks)
    for i, caption in enumerate(blocks):
        if not caption.first.is_rough or not _caption.match(caption.folded):
            continue
        for j in _above(blocks, i):
            trace.note("asides", "words of a figure", out[j].page, out[j].first.line, out[j].text)
            out[j] = replace(out[j], kind="aside")
    return out


def _above(blocks: Sequence[Block], i: int) -> range:
    """The indexes of the blocks of the figure whose caption is block i."""
    top = j = i
    while j > 0:
        j -= 1
        block = blocks[j]
        if block.kind != "text" or _caption.match(block.folded):
            break
        if first_of(OF_A_FIGURE, block):
            top = j
        elif _words_a_row(block) > LABEL_WORDS or ends_sentence(block.text):
            break  # text; a label in the type of the text may stand among others
    return range(top, i)
