"""The front of an article: title, by-line, addresses, abstract, keywords, DOI — and where it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.parsing.blocks import Block, ends_sentence
from ingest.parsing.boundaries import is_title_like
from ingest.parsing.bylines import ByLine, byline_rows
from ingest.parsing.cues import cue_of, has_institution, names_body
from ingest.parsing.kinds import FLOATING
from ingest.parsing.name_words import GIVEN_NAMES
from ingest.parsing.normalise import fold
from ingest.parsing.rows import Row
from ingest.parsing.shapes import EMAIL, NOTE_MARK, Body
from ingest.parsing.titles import find_title
from ingest.parsing.trace import Trace


@dataclass(slots=True)
class Front:
    """Indexes into the article's blocks by role, and what the by-line says."""

    title: list[Row] = field(default_factory=list)
    title_source: str = ""
    title_confidence: float = 0.0
    subtitle: list[Row] = field(default_factory=list)
    byline: ByLine | None = None
    byline_row: Row | None = None
    corporate: str = ""
    address_lines: list[str] = field(default_factory=list)
    doi_blocks: list[Block] = field(default_factory=list)
    abstracts: list[list[Block]] = field(default_factory=list)  # one group a language
    keywords: list[list[Block]] = field(default_factory=list)
    kinds: dict[int, str] = field(default_factory=dict)  # block index -> "front" | "abstract"


def read_front(blocks: Sequence[Block], body: Body, trace: Trace) -> Front:
    """What the first blocks of an article say about it."""
    title = find_title(blocks, body)
    front = Front(
        list(title.rows),
        title.source,
        title.confidence,
        list(title.subtitle),
        kinds=dict.fromkeys(title.taken, "front"),
    )
    if title.rows:
        first = title.rows[0]
        trace.note("front", f"title by {title.source}", first.page, first.line, first.text)
    _walk_front(blocks, title.end, front, body, trace)
    return front


def _walk_front(blocks: Sequence[Block], start: int, front: Front, body: Body, trace: Trace) -> None:
    i = _take_subtitle(blocks, start, front)
    while i < len(blocks):
        block = blocks[i]
        taken = _take_front(blocks, i, front, body)
        if not taken:
            break
        if taken > 0:
            trace.note("front", front.kinds.get(i, "front"), block.page, block.first.line, block.text)
        i += abs(taken)


def _take_subtitle(blocks: Sequence[Block], start: int, front: Front) -> int:
    """A second heading between the title and the names. After "?" or ":" it goes on with the title."""
    if not front.title or start >= len(blocks) or front.kinds.get(start):
        return start
    block = blocks[start]
    if not is_title_like(block) or byline_rows(block, 0) or len(block.rows) > 4:
        return start
    after = next((b for b in blocks[start + 1 : start + 3] if b.kind not in FLOATING), None)
    named = byline_rows(after, 0) if after is not None else None
    is_body = after is not None and len(after.text) < 100 and names_body(after.folded)
    if after is None or not (named or is_body) or (block.first.source.box and block.size < 0.95):
        return start
    goes_on = front.title[-1].text.rstrip()[-1:] in "?!:" and not block.first.source.box
    (front.title if goes_on else front.subtitle).extend(block.rows)
    front.kinds[start] = "front"
    return start + 1


def _take_front(blocks: Sequence[Block], i: int, front: Front, body: Body) -> int:
    """How many blocks from i belong to the front (and fill it in); 0 when the text begins."""
    block = blocks[i]
    if block.kind in FLOATING:
        return 1
    if block.kind == "doi":
        front.doi_blocks.append(block)
    elif block.kind == "abstract_head":
        return _take_abstract(blocks, i, front)
    elif block.kind == "abstract":
        front.abstracts.append([block])
        front.kinds[i] = "abstract"
        return 1
    elif block.kind in {"keywords", "keywords_head"}:
        return _take_keywords(blocks, i, front)
    elif block.kind == "correspondence" and (front.title or front.byline):
        front.address_lines += [row.text for row in block.rows]
    elif _is_corporate_author(blocks, i, front):
        front.corporate = " ".join(block.first.text.split())
        front.byline_row = block.first
        front.address_lines += [row.text for row in block.rows[1:]]
    elif not (front.title or front.byline or i == 0) or not _take_names(blocks, i, front):
        if not _is_unlabelled_abstract(blocks, i, front, body):
            return 0
        front.abstracts.append([block])
        front.kinds[i] = "abstract"
        return 1
    front.kinds[i] = "front"
    return 1


def _take_names(blocks: Sequence[Block], i: int, front: Front) -> bool:
    """A block of names, affiliations or both; also what else may stand there: dates, a DOI line."""
    block = blocks[i]
    rows = [row for row in block.rows if row not in front.title]
    if not rows:
        return True
    found = byline_rows(Block(tuple(rows)), 0)
    if found and front.byline is None and (found[1].is_sure or front.title):
        _, front.byline = found
        front.byline_row = rows[0]
        rows = rows[found[0] :]
    elif not _is_address(block, front, blocks, i):
        return False
    for row in rows:
        if row.folded.startswith(("doi", "http")):
            front.doi_blocks.append(Block((row,)))
        else:
            front.address_lines.append(row.text)
    return True


def _is_corporate_author(blocks: Sequence[Block], i: int, front: Front) -> bool:
    """Right below the title, where names stand, the name of a body: "Working Group on Trade"."""
    block = blocks[i]
    if not front.title or front.byline or front.corporate or block.kind not in {"text", "heading"}:
        return False
    own = sum(kind == "front" for kind in front.kinds.values())
    is_next = i > 0 and front.kinds.get(i - 1) == "front" and own <= 6
    is_short = len(block.rows) <= 3 and len(block.first.text.split()) <= 9 and not ends_sentence(block.text)
    after = next((b for b in blocks[i + 1 : i + 3] if b.kind not in FLOATING), None)
    is_apart = after is not None and after.kind != "heading" and not front.abstracts
    return (
        is_next
        and is_short
        and is_apart
        and names_body(block.first.folded)
        and not cue_of(block.folded, "section")
    )


def _is_address(block: Block, front: Front, blocks: Sequence[Block], i: int) -> bool:
    """An affiliation, an e-mail line, a date line, one more author: short, not a sentence of the text."""
    if front.byline and byline_rows(block, 0) and not front.abstracts and not front.keywords:
        below = " ".join(row.folded for row in block.rows[1:]) or (
            blocks[i + 1].folded if i + 1 < len(blocks) else ""
        )
        alone = len(front.byline.signatures) == 1 and not front.address_lines
        is_place = alone and len(below) < 200 and fold(block.text.split()[0]) not in GIVEN_NAMES
        return is_place or has_institution(below[:400]) or bool(EMAIL.search(below[:400]))
    marked = bool(NOTE_MARK.match(block.first.text)) or block.first.text[:1].isdigit()
    if (
        block.kind == "heading"
        and not NOTE_MARK.match(block.first.text)
        and not EMAIL.search(block.text)
        and not has_institution(block.folded)
    ):
        return False
    if front.byline is None and not byline_rows(block, 0):
        return False
    if EMAIL.search(block.text) and len(block.rows) <= 6:
        return True
    if cue_of(block.first.folded.split(":")[0], "dates"):
        return len(block.rows) <= 6
    if has_institution(block.folded) and len(block.rows) <= 14:
        is_prose = len(block.rows) > 3 and ends_sentence(block.text) and not marked
        return not (is_prose and (len(block.text) > 350 or _is_lower_case(block.text)))
    return marked and len(block.rows) <= 8


def _is_lower_case(text: str) -> bool:
    """Few capitals among many words: a sentence that speaks of a council, and not a council's address."""
    words = text.split()
    return len(words) > 20 and sum(word[:1].isupper() for word in words) < 0.3 * len(words)


def _take_abstract(blocks: Sequence[Block], i: int, front: Front) -> int:
    """The label and the blocks under it, up to keywords, a heading or a change of type."""
    front.kinds[i] = "abstract"
    group: list[Block] = []
    j = i + 1
    while j < len(blocks) and blocks[j].kind in FLOATING | {"text", "abstract"}:
        block = blocks[j]
        if block.kind == "text" and group and _abstract_is_over(blocks, j, group[0]):
            break
        if block.kind in {"text", "abstract"}:
            group.append(block)
            front.kinds[j] = "abstract"
        j += 1
    if group:
        front.abstracts.append(group)
    return j - i


def _abstract_is_over(blocks: Sequence[Block], j: int, first: Block) -> bool:
    block = blocks[j]
    step = 0.18 if block.first.is_rough else 0.04
    if block.first.source.box and (abs(block.size - first.size) > step or block.is_italic != first.is_italic):
        return True
    following = [b.kind for b in blocks[j : j + 6]]
    ends = any(kind in {"heading", "keywords", "keywords_head"} for kind in following)
    return not ends


def _take_keywords(blocks: Sequence[Block], i: int, front: Front) -> int:
    front.kinds[i] = "front"
    front.keywords.append([blocks[i]])
    if blocks[i].kind == "keywords_head" and i + 1 < len(blocks) and len(blocks[i + 1].rows) <= 6:
        front.keywords[-1].append(blocks[i + 1])
        front.kinds[i + 1] = "front"
        return 2
    return 1


def _is_unlabelled_abstract(blocks: Sequence[Block], i: int, front: Front, body: Body) -> bool:
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
    differs = block.size < 0.96 or (block.is_italic and not following.is_italic)
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
        separator = " – " if " – " in rest else ","
    return tuple(
        word for word in (re.sub(r"\s+", " ", part).strip(" .") for part in rest.split(separator)) if word
    )
