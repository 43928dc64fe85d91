"""A second title below the first: a subtitle, the rest of the title, or the title in another language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsing.front.front_matter import Front
from ingest.parsing.layout.blocks import Block
from ingest.parsing.rules import Rule, first_of
from ingest.parsing.structure.bylines import byline_rows
from ingest.parsing.structure.classify_blocks import FLOATING
from ingest.parsing.structure.title_types import is_title_like
from ingest.parsing.vocabulary.cues import names_body
from ingest.parsing.vocabulary.languages import identify_language, is_foreign

MAX_ROWS = 4
MAX_BODY_NAME = 100  # letters of the name of a body that signs
MIN_SIZE = 0.95  # of the text's
LARGER_THAN_TEXT, SMALLER_THAN_TITLE = 1.06, 0.97
LINE_LENGTH = 80  # letters that a paragraph has at least
SAMPLE = 1500  # letters that tell the language


@dataclass(frozen=True, slots=True)
class Second:
    """A block between the title and what follows it."""

    block: Block
    after: Block | None
    front: Front


def _stands_above_authors(second: Second) -> bool:
    after = second.after
    if after is None:
        return False
    is_body = len(after.text) < MAX_BODY_NAME and names_body(after.folded)
    return is_body or byline_rows(after, 0) is not None


def _is_in_second_size(second: Second) -> bool:
    return second.after is not None and _is_second_size(second.block, second.after, second.front)


NO_SUBTITLE: tuple[Rule[Second], ...] = (
    Rule("not set as a title", lambda s: not is_title_like(s.block), "and so they went home."),
    Rule("names", lambda s: byline_rows(s.block, 0) is not None, "Ana Sá and Luis Paz"),
    Rule("too long", lambda s: len(s.block.rows) > MAX_ROWS, "The valley met again …"),
    Rule("nothing follows", lambda s: s.after is None, "The Wells"),
    Rule(
        "smaller than the text",
        lambda s: bool(s.block.first.source.box) and s.block.size < MIN_SIZE,
        "Lima",
    ),
)
SUBTITLES: tuple[Rule[Second], ...] = (
    Rule("above the authors", _stands_above_authors, "A Study of Wells / Ana Sá"),
    Rule("in the second size", _is_in_second_size, "A Study of Wells"),
)


def take_subtitle(blocks: Sequence[Block], start: int, front: Front) -> int:
    """A second heading between the title and the names. After "?" or ":" it goes on with the title."""
    if not front.title or start >= len(blocks) or front.kinds.get(start):
        return start
    block = blocks[start]
    after = next((b for b in blocks[start + 1 : start + 3] if b.kind not in FLOATING), None)
    second = Second(block, after, front)
    if first_of(NO_SUBTITLE, second) or not first_of(SUBTITLES, second):
        return start
    front.kinds[start] = "front"
    if _is_translation(block, blocks):
        front.parallel_titles.append(list(block.rows))
        return take_subtitle(blocks, start + 1, front)
    goes_on = front.title[-1].text.rstrip()[-1:] in "?!:" and not block.first.source.box
    (front.title if goes_on else front.subtitle).extend(block.rows)
    return start + 1


def _is_second_size(block: Block, after: Block, front: Front) -> bool:
    """Type between the title's and the text's right below the title, with the names above or front below."""
    is_large = block.first.source.box is not None and block.size >= LARGER_THAN_TEXT
    is_between = is_large and block.first.space < 1
    is_smaller = block.size < SMALLER_THAN_TITLE * front.title[0].size
    return is_between and is_smaller and (bool(front.byline) or after.kind in {"abstract", "abstract_head"})


def _is_translation(block: Block, blocks: Sequence[Block]) -> bool:
    """Is it the title once more, in another language than that of the text?"""
    text = " ".join(b.text for b in blocks if b.kind == "text" and len(b.text) > LINE_LENGTH)[:SAMPLE]
    return is_foreign(block.text, identify_language(text)[0])
