"""The front of an article: title, by-line, addresses, abstract, keywords, DOI — and where it ends."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.parsing.blocks import Block, ends_sentence
from ingest.parsing.boundaries import is_title_like
from ingest.parsing.bylines import ByLine, byline_rows
from ingest.parsing.cues import cue_of, has_institution, names_body, opens_imprint
from ingest.parsing.kinds import FLOATING
from ingest.parsing.languages import identify_language, is_foreign
from ingest.parsing.name_words import GIVEN_NAMES
from ingest.parsing.normalise import fold
from ingest.parsing.rows import Row
from ingest.parsing.shapes import EMAIL, NOTE_MARK, NUMBERED, Body
from ingest.parsing.titles import Title, find_title
from ingest.parsing.trace import Trace

LONGEST_PASSED = 300  # characters of a block in the front that no rule knows
MOST_PASSED = 14  # blocks from it to the label of the abstract


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
    imprint: list[str] = field(default_factory=list)  # "Received: …", "Citation: …"
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
    _read_above(blocks, title, front)
    _walk_front(blocks, title.end, front, body, trace)
    return front


def _read_above(blocks: Sequence[Block], title: Title, front: Front) -> None:
    """What stands above the title: names where none follow below it, dates and a DOI line."""
    above = [
        i
        for i in sorted(title.taken)
        if blocks[i].first not in front.title and blocks[i].kind not in FLOATING
    ]
    above = [i for i in above if not title.rows or blocks[i].first.line < title.rows[0].line]
    for i in above:
        if opens_imprint(blocks[i].folded):
            front.imprint.append(blocks[i].text)
        elif blocks[i].kind == "doi":
            front.doi_blocks.append(blocks[i])
    below = [b for b in blocks[title.end : title.end + 5] if b.kind not in FLOATING][:3]
    if any(byline_rows(block, 0) for block in below):
        return
    for i in above[::-1]:
        found = byline_rows(blocks[i], 0)
        if found and found[0] == len(blocks[i].rows) and not cue_of(blocks[i].folded, "rubric"):
            front.byline, front.byline_row = found[1], blocks[i].first
            return


def _walk_front(blocks: Sequence[Block], start: int, front: Front, body: Body, trace: Trace) -> None:
    i = _take_subtitle(blocks, start, front)
    while i < len(blocks):
        block = blocks[i]
        taken = _take_front(blocks, i, front, body) or _take_passed(blocks, i, front)
        if not taken:
            break
        if taken > 0:
            trace.note("front", front.kinds.get(i, "front"), block.page, block.first.line, block.text)
        i += abs(taken)


def _is_second_size(block: Block, after: Block, front: Front) -> bool:
    """Type between the title's and the text's right below the title, with the names above or front below."""
    is_between = block.first.source.box is not None and block.size >= 1.06 and block.first.space < 1.0
    is_smaller = block.size < 0.97 * front.title[0].size
    return is_between and is_smaller and (bool(front.byline) or after.kind in {"abstract", "abstract_head"})


def _is_translation(block: Block, blocks: Sequence[Block]) -> bool:
    """Is it the title once more, in another language than that of the text?"""
    text = " ".join(b.text for b in blocks if b.kind == "text" and len(b.text) > 80)[:1500]
    return is_foreign(block.text, identify_language(text)[0])


def _take_passed(blocks: Sequence[Block], i: int, front: Front) -> int:
    """1 for a short block that no rule knows where a label of the front still follows on the page.

    "A R T I C L E  I N F O", a date, a rubric, a place: whatever it is, the text has not begun.
    """
    block = blocks[i]
    if not front.title or front.abstracts or len(block.text) > LONGEST_PASSED or block.page != blocks[0].page:
        return 0
    if NUMBERED.match(block.text) or cue_of(block.folded, "section"):
        return 0
    for later in blocks[i + 1 : i + MOST_PASSED]:
        if later.kind in {"abstract_head", "abstract"} and later.page == block.page:
            break
        is_prose = later.kind == "text" and len(later.text) > LONGEST_PASSED
        if is_prose or NUMBERED.match(later.text) or cue_of(later.folded, "section"):
            return 0
    else:
        return 0
    if has_institution(block.folded) or EMAIL.search(block.text) or NOTE_MARK.match(block.first.signed):
        front.address_lines += [row.signed for row in block.rows]
    else:
        front.imprint.append(block.text)
    front.kinds[i] = "front"
    return 1


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
    elif block.kind == "text" and opens_imprint(block.folded) and block.page == blocks[0].page:
        front.imprint.append(block.text)
    elif block.kind == "heading" and _is_summary_label(blocks, i, front):
        return _take_abstract(blocks, i, front)
    elif block.kind == "correspondence" and (front.title or front.byline):
        front.address_lines += [row.signed for row in block.rows]
    elif _is_corporate_author(blocks, i, front):
        front.corporate = " ".join(block.first.text.split())
        front.byline_row = block.first
        front.address_lines += [row.signed for row in block.rows[1:]]
    elif not (front.title or front.byline or i == 0) or not _take_names(blocks, i, front):
        if not _is_unlabelled_abstract(blocks, i, front, body):
            return 0
        front.abstracts.append([block])
        front.kinds[i] = "abstract"
        return 1
    front.kinds[i] = "front"
    return 1


def _is_summary_label(blocks: Sequence[Block], i: int, front: Front) -> bool:
    """ "Summary" below the names is an abstract where an introduction is the next heading, else a section."""
    if not front.byline or front.abstracts or not cue_of(blocks[i].folded, "summary"):
        return False
    following = next((b for b in blocks[i + 1 :] if b.kind in {"heading", "keywords", "keywords_head"}), None)
    return following is not None and (
        following.kind != "heading" or bool(cue_of(following.folded, "opening"))
    )


def _take_names(blocks: Sequence[Block], i: int, front: Front) -> bool:
    """A block of names, affiliations or both; also what else may stand there: dates, a DOI line."""
    block = blocks[i]
    rows = [row for row in block.rows if row not in front.title]
    if not rows:
        return True
    if cue_of(rows[0].folded, "section"):
        return False  # "I. INTRODUCTION" is no name
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
            front.address_lines.append(row.signed)
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
        separator = " – " if " – " in rest else ". " if ". " in rest else ","
    return tuple(
        word for word in (re.sub(r"\s+", " ", part).strip(" .") for part in rest.split(separator)) if word
    )
