"""A second title below the first: a subtitle, the rest of the title, or the title in another language."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.parsing.front.front_matter import Front
from ingest.parsing.layout.blocks import Block
from ingest.parsing.structure.bylines import byline_rows
from ingest.parsing.structure.classify_blocks import FLOATING
from ingest.parsing.structure.title_types import is_title_like
from ingest.parsing.vocabulary.cues import names_body
from ingest.parsing.vocabulary.languages import identify_language, is_foreign


def take_subtitle(blocks: Sequence[Block], start: int, front: Front) -> int:
    """A second heading between the title and the names. After "?" or ":" it goes on with the title."""
    if not front.title or start >= len(blocks) or front.kinds.get(start):
        return start
    block = blocks[start]
    if not is_title_like(block) or byline_rows(block, 0) or len(block.rows) > 4:
        return start
    after = next((b for b in blocks[start + 1 : start + 3] if b.kind not in FLOATING), None)
    named = byline_rows(after, 0) if after is not None else None
    is_body = after is not None and len(after.text) < 100 and names_body(after.folded)
    if after is None or (block.first.source.box and block.size < 0.95):
        return start
    if not (named or is_body) and not _is_second_size(block, after, front):
        return start
    if _is_translation(block, blocks):
        front.kinds[start] = "front"
        return start + 1
    goes_on = front.title[-1].text.rstrip()[-1:] in "?!:" and not block.first.source.box
    (front.title if goes_on else front.subtitle).extend(block.rows)
    front.kinds[start] = "front"
    return start + 1


def _is_second_size(block: Block, after: Block, front: Front) -> bool:
    """Type between the title's and the text's right below the title, with the names above or front below."""
    is_between = block.first.source.box is not None and block.size >= 1.06 and block.first.space < 1.0
    is_smaller = block.size < 0.97 * front.title[0].size
    return is_between and is_smaller and (bool(front.byline) or after.kind in {"abstract", "abstract_head"})


def _is_translation(block: Block, blocks: Sequence[Block]) -> bool:
    """Is it the title once more, in another language than that of the text?"""
    text = " ".join(b.text for b in blocks if b.kind == "text" and len(b.text) > 80)[:1500]
    return is_foreign(block.text, identify_language(text)[0])
