"""Abstracts and keywords: where they stand in the front, which of several counts, what they say."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.parsing.front.front_matter import Front
from ingest.parsing.layout.blocks import Block, ends_sentence
from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.structure.block_features import EMAIL, NOTE_MARK, Body
from ingest.parsing.structure.classify_blocks import FLOATING
from ingest.parsing.text.reading_text import Decide, read_segments, whole_text
from ingest.parsing.vocabulary.cues import cue_of, is_notice, lead_length
from ingest.parsing.vocabulary.languages import identify_language
from ingest.parsing.vocabulary.normalise import fold

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
        if block.kind == "abstract" and group and lead_length(block.folded, "abstract"):
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
    step = 0.18 if block.first.is_rough else 0.04
    is_other = abs(block.size - first.size) > step or block.is_italic != first.is_italic
    if block.first.source.box and (is_other or block.is_bold != first.is_bold):
        return True
    if is_notice(block.folded):
        return True
    following = [b.kind for b in blocks[j : j + 6]]
    ends = any(kind in {"heading", "keywords", "keywords_head"} for kind in following)
    return not ends


def take_keywords(blocks: Sequence[Block], i: int, front: Front) -> int:
    front.kinds[i] = "front"
    front.keywords.append([blocks[i]])
    if blocks[i].kind == "keywords_head" and i + 1 < len(blocks) and len(blocks[i + 1].rows) <= 6:
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


def is_unlabelled_abstract(blocks: Sequence[Block], i: int, front: Front, body: Body) -> bool:
    """A paragraph between the names and the text that keywords follow, or set in other type."""
    block = blocks[i]
    if front.abstracts or not (front.title and (front.byline or front.doi_blocks)) or block.kind != "text":
        return False
    if len(block.text) < 150:
        return False
    following = next((b for b in blocks[i + 1 : i + 3] if b.kind not in FLOATING), None)
    if following is None:
        return False
    if following.kind in {"keywords", "keywords_head"}:
        return True
    if not block.first.source.box:
        return False
    differs = (
        block.size < SMALLER
        or (block.is_italic and not following.is_italic)
        or (block.is_bold and not following.is_bold)
        or (following.kind == "heading" and bool(cue_of(following.folded, "opening")))
    )
    return (
        differs
        and block.size > 0.7
        and not NOTE_MARK.match(block.first.text)
        and not EMAIL.search(block.text)
    )


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
        if code == language and certainty > 0.8:
            return number
    return 0


def read_abstract(group: Sequence[Block], joints: Decide) -> str:
    joined = ""
    for block in group:
        text = join_rows(block.rows, joints)
        part = _cut_lead(text, lead_length(fold(text), "abstract"))
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
