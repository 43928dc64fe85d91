"""Abstracts and keywords: where they stand in the front, which of several counts, what they say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsing.front.front_matter import Front
from ingest.parsing.front.opening import is_prose
from ingest.parsing.layout.blocks import Block, ends_sentence
from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.rules import Rule, name_of
from ingest.parsing.structure.block_features import EMAIL, NOTE_MARK, Body
from ingest.parsing.structure.classify_blocks import FLOATING
from ingest.parsing.text.reading_text import Decide, read_segments, whole_text
from ingest.parsing.vocabulary.cues import cue_of, is_notice, label_length, lead_length
from ingest.parsing.vocabulary.languages import identify_language
from ingest.parsing.vocabulary.normalise import fold

ROWS_OF_KEYWORDS = 6
SURE_OF_LANGUAGE = 0.8
MIN_LENGTH = 150  # letters of an abstract without a label
SIZE_OF_NOTES = 0.7
FORMULA_BLOCKS, MAX_FORMULA = 4, 80  # pieces of a formula inside an abstract, letters of each
STEP, ROUGH_STEP = 0.04, 0.18  # by which sizes differ inside one abstract, told and measured
SMALLER = 0.96  # than the text, as a share of its size


def take_abstract(blocks: Sequence[Block], i: int, front: Front) -> int:
    """The label and the blocks under it, up to keywords, a heading or a change of type."""
    front.kinds[i] = "abstract"
    group = [blocks[i]] if blocks[i].kind == "abstract" else []  # "Abstract—In this paper …"
    is_own = bool(group) and not _is_set_apart(group[0])
    j = i + 1
    if is_own:
        front.abstracts.append(group)
        return 1
    while j < len(blocks) and blocks[j].kind in FLOATING | {"text", "abstract"}:
        block = blocks[j]
        if block.kind == "abstract" and group and block.kind != blocks[i].kind:
            break
        if block.kind == "abstract" and group and label_length(block.text, "abstract"):
            break  # the next one, in another language
        if block.kind == "text" and group and _abstract_is_over(blocks, j, group[0]):
            break
        if block.kind in {"text", "abstract"}:
            group.append(block)
            front.kinds[j] = "abstract"
        j += 1
    if group:
        front.abstracts.append(group)
    return j - i


def _is_set_apart(block: Block) -> bool:
    """Set in type that the text has not, which tells how far an abstract goes that runs on from its label."""
    return block.first.source.box is not None and (block.is_bold or block.is_italic or block.size < SMALLER)


def _abstract_is_over(blocks: Sequence[Block], j: int, first: Block) -> bool:
    block = blocks[j]
    if is_notice(block.folded):
        return True
    if block.first.source.box and not _is_alike(block, first):
        later = [b for b in blocks[j + 1 : j + 1 + FORMULA_BLOCKS] if b.page == block.page]
        is_formula = len(block.text) <= MAX_FORMULA and _is_set_apart(first)
        return not (
            is_formula and any(b.kind == "text" and _is_alike(b, first) and is_prose(b.text) for b in later)
        )
    following = [b.kind for b in blocks[j : j + 6]]
    ends = any(kind in {"heading", "keywords", "keywords_head"} for kind in following)
    return not ends


def _is_alike(block: Block, first: Block) -> bool:
    step = ROUGH_STEP if block.first.is_rough else STEP
    same_face = block.is_italic == first.is_italic and block.is_bold == first.is_bold
    return same_face and abs(block.size - first.size) <= step


def take_keywords(blocks: Sequence[Block], i: int, front: Front) -> int:
    front.kinds[i] = "front"
    front.keywords.append([blocks[i]])
    if (
        blocks[i].kind == "keywords_head"
        and i + 1 < len(blocks)
        and len(blocks[i + 1].rows) <= ROWS_OF_KEYWORDS
    ):
        front.keywords[-1].append(blocks[i + 1])
        front.kinds[i + 1] = "front"
        return 2
    return 1


def is_summary_label(blocks: Sequence[Block], i: int, front: Front) -> bool:
    """ "Summary" below the names is an abstract where an introduction is the next heading, else a section."""
    if not front.byline or front.abstracts or not cue_of(blocks[i].folded, "summary"):
        return False
    following = next((b for b in blocks[i + 1 :] if b.kind in {"heading", "keywords", "keywords_head"}), None)
    return following is not None and (
        following.kind != "heading" or bool(cue_of(following.folded, "opening"))
    )


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph below the names, and what follows it."""

    block: Block
    following: Block


def _opens_text(block: Block) -> bool:
    return block.kind == "heading" and bool(cue_of(block.folded, "opening"))


UNLABELLED: tuple[Rule[Paragraph], ...] = (
    Rule("smaller type", lambda p: p.block.size < SMALLER, "The valley met again …"),
    Rule("italics", lambda p: p.block.is_italic and not p.following.is_italic, "The valley met again …"),
    Rule("bold type", lambda p: p.block.is_bold and not p.following.is_bold, "The valley met again …"),
    Rule("above the introduction", lambda p: _opens_text(p.following), "The valley … / 1. Introduction"),
)


def is_unlabelled_abstract(blocks: Sequence[Block], i: int, front: Front, body: Body) -> bool:
    """A paragraph between the names and the text that keywords follow, or set in other type."""
    block = blocks[i]
    is_due = front.title and (front.byline or front.doi_blocks) and not front.abstracts
    if not is_due or block.kind != "text" or len(block.text) < MIN_LENGTH:
        return False
    following = next((b for b in blocks[i + 1 : i + 3] if b.kind not in FLOATING), None)
    if following is None:
        return False
    if following.kind in {"keywords", "keywords_head"}:
        return True
    if not block.first.source.box or block.size <= SIZE_OF_NOTES:
        return False
    is_note = NOTE_MARK.match(block.first.text) or EMAIL.search(block.text)
    return not is_note and bool(name_of(UNLABELLED, Paragraph(block, following)))


def keywords_of(text: str, lead: int) -> tuple[str, ...]:
    """Keywords of a line without its label.

    >>> keywords_of("Keywords: trade; regional integration.", 10)
    ('trade', 'regional integration')
    """
    rest = text[lead:].strip(" .:—–-")
    separator = (
        ";" if ";" in rest else "·" if "·" in rest else "•" if "•" in rest else "|" if " | " in rest else ","
    )
    if separator == "," and "," not in rest:
        separator = " – " if " – " in rest else ". " if ". " in rest else ","
    return tuple(
        word for word in (re.sub(r"\s+", " ", part).strip(" .") for part in rest.split(separator)) if word
    )


def choose_group(front: Front, language: str) -> int:
    """Which of the abstracts is in the language of the article: its index, 0 if none can be told."""
    for number, group in enumerate(front.abstracts):
        code, certainty = identify_language(" ".join(block.text for block in group)[:1500])
        if code == language and certainty > SURE_OF_LANGUAGE:
            return number
    return 0


def read_abstract(group: Sequence[Block], joints: Decide) -> str:
    joined = ""
    for block in group:
        text = join_rows(block.rows, joints)
        part = _cut_lead(text, label_length(text, "abstract"))
        joined = f"{joined}\n\n{part}" if joined and ends_sentence(joined) else f"{joined} {part}".strip()
    return joined


def _cut_lead(text: str, folded_length: int) -> str:
    """The text without the words that make the first `folded_length` characters of its folded form."""
    place = 0
    while place < len(text) and len(fold(text[:place])) < folded_length:
        place += 1
    return text[place:].strip()


def keyword_blocks(blocks: Sequence[Block], front: Front, chosen: int) -> Sequence[Block]:
    """The keywords beside the chosen abstract; without any in the front, those that stand elsewhere."""
    if front.keywords:
        return front.keywords[chosen if len(front.keywords) == len(front.abstracts) else 0]
    return [block for block in blocks if block.kind == "keywords"][:1]


def read_keywords(found: Sequence[Block], joints: Decide) -> tuple[str, ...]:
    if not found:
        return ()
    text = " ".join(join_rows(block.rows, joints) for block in found)
    return keywords_of(_cut_lead(text, lead_length(fold(text), "keywords") or _label_length(found[0])), 0)


def _label_length(block: Block) -> int:
    return len(block.folded) + 1 if block.kind == "keywords_head" else 0


def join_rows(rows: Sequence[SourceRow], joints: Decide) -> str:
    return whole_text(read_segments(rows, joints)) if rows else ""
