"""The front of an article: title, by-line, addresses, abstract, keywords, DOI — and where it ends."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.parsing.front.abstracts import (
    is_summary_label,
    is_unlabelled_abstract,
    take_abstract,
    take_keywords,
)
from ingest.parsing.front.front_matter import Front
from ingest.parsing.front.opening import read_opening
from ingest.parsing.front.subtitles import take_subtitle
from ingest.parsing.front.titles import Title, find_title
from ingest.parsing.layout.blocks import Block, ends_sentence
from ingest.parsing.structure.block_features import EMAIL, NOTE_MARK, NUMBERED, Body
from ingest.parsing.structure.bylines import ByLine, byline_rows
from ingest.parsing.structure.classify_blocks import FLOATING
from ingest.parsing.trace import Trace
from ingest.parsing.vocabulary.cues import cue_of, has_institution, names_body, opens_imprint
from ingest.parsing.vocabulary.name_words import GIVEN_NAMES
from ingest.parsing.vocabulary.normalise import fold

MAX_PASSED_LENGTH = 300  # characters of a block in the front that no rule knows
MAX_PASSED = 14  # blocks from it to the label of the abstract


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
    start = take_subtitle(blocks, title.end, front)
    _read_opening(blocks, title, front, trace)
    _walk_front(blocks, start, front, body, trace)
    return front


def _read_opening(blocks: Sequence[Block], title: Title, front: Front, trace: Trace) -> None:
    """On a page with boxes: the authors below the title, wherever in the order of reading they come."""
    if not front.title or front.byline or not front.title[0].source.box:
        return
    known = {id(row) for row in [*front.title, *front.subtitle]}
    opening = read_opening(blocks, [*front.title, *front.subtitle], known, set(title.taken))
    if opening is None:
        return
    signatures = tuple(opening.signatures)
    names = [group.names for group in opening.groups]
    front.opening = opening
    front.byline = ByLine(
        signatures,
        any(by.has_by for by in names),
        any(by.has_marks for by in names),
        tuple(piece for by in names for piece in by.rest),
        sum(by.singles for by in names),
    )
    front.byline_row = opening.groups[0].cell.row
    front.address_lines += [line for group in opening.groups for line in group.lines] + opening.common
    opening.count = len(front.address_lines)
    front.imprint += opening.before
    for i in opening.taken:
        front.kinds[i] = "front"
        trace.note("front", "front", blocks[i].page, blocks[i].first.line, blocks[i].text)
        if blocks[i].kind == "doi":
            front.doi_blocks.append(blocks[i])
    row = front.byline_row
    trace.note("front", "authors " + opening.how, row.page, row.line, row.text)


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
    i = start
    while i < len(blocks):
        block = blocks[i]
        if front.opening and i in front.opening.taken:
            i += 1
            continue
        taken = _take_front(blocks, i, front, body) or _take_passed(blocks, i, front)
        if not taken:
            break
        if taken > 0:
            trace.note("front", front.kinds.get(i, "front"), block.page, block.first.line, block.text)
        i += abs(taken)


def _take_passed(blocks: Sequence[Block], i: int, front: Front) -> int:
    """1 for a short block that no rule knows where a label of the front still follows on the page.

    "A R T I C L E  I N F O", a date, a rubric, a place: whatever it is, the text has not begun.
    """
    block = blocks[i]
    if (
        not front.title
        or front.abstracts
        or len(block.text) > MAX_PASSED_LENGTH
        or block.page != blocks[0].page
    ):
        return 0
    if NUMBERED.match(block.text) or cue_of(block.folded, "section"):
        return 0
    for later in blocks[i + 1 : i + MAX_PASSED]:
        if later.kind in {"abstract_head", "abstract"} and later.page == block.page:
            break
        is_prose = later.kind == "text" and len(later.text) > MAX_PASSED_LENGTH
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


def _take_front(blocks: Sequence[Block], i: int, front: Front, body: Body) -> int:
    """How many blocks from i belong to the front (and fill it in); 0 when the text begins."""
    block = blocks[i]
    if block.kind in FLOATING:
        return 1
    if block.kind == "doi":
        front.doi_blocks.append(block)
    elif block.kind == "abstract_head":
        return take_abstract(blocks, i, front)
    elif block.kind == "abstract":
        front.abstracts.append([block])
        front.kinds[i] = "abstract"
        return 1
    elif block.kind in {"keywords", "keywords_head"}:
        return take_keywords(blocks, i, front)
    elif block.kind == "text" and opens_imprint(block.folded) and block.page == blocks[0].page:
        front.imprint.append(block.text)
    elif block.kind == "heading" and is_summary_label(blocks, i, front):
        return take_abstract(blocks, i, front)
    elif block.kind == "correspondence" and (front.title or front.byline):
        front.address_lines += [row.signed for row in block.rows]
    elif _is_corporate_author(blocks, i, front):
        front.corporate = " ".join(block.first.text.split())
        front.byline_row = block.first
        front.address_lines += [row.signed for row in block.rows[1:]]
    elif not (front.title or front.byline or i == 0) or not _take_names(blocks, i, front):
        if not is_unlabelled_abstract(blocks, i, front, body):
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
