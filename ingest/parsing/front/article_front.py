"""The front of an article: title, by-line, addresses, abstract, keywords, DOI — and where it ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ingest.parsing.front.abstracts import (
    is_summary_label,
    is_unlabelled_abstract,
    take_abstract,
    take_keywords,
)
from ingest.parsing.front.front_matter import Front
from ingest.parsing.front.opening import is_prose, read_opening
from ingest.parsing.front.subtitles import take_subtitle
from ingest.parsing.front.titles import Title, find_title
from ingest.parsing.layout.blocks import Block, ends_sentence
from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.rules import Rule, name_of
from ingest.parsing.structure.block_features import EMAIL, NOTE_MARK, NUMBERED, Body
from ingest.parsing.structure.bylines import ByLine, byline_rows
from ingest.parsing.structure.classify_blocks import FLOATING
from ingest.parsing.structure.title_types import is_kicker
from ingest.parsing.trace import Trace
from ingest.parsing.vocabulary.cues import (
    cue_of,
    has_institution,
    is_notice,
    names_body,
    names_publisher,
    opens_imprint,
)
from ingest.parsing.vocabulary.names import is_given_name

MAX_PASSED_LENGTH = 300  # characters of a block in the front that no rule knows
MAX_ROWS_OF_LINE = 6  # of an e-mail or date line with what stands under it
MAX_ROWS_OF_ADDRESS = 14
MAX_ROWS_OF_PLACE = 3  # above which a block that ends in a full stop may be text
MAX_MARKED_ROWS = 8
MAX_ADDRESS = 350  # characters
MAX_LINE_BELOW = 200  # characters of what stands under a name
REACH = 400  # characters below a name in which its address begins
DECK_BLOCKS = 4  # from the title to the line of authors
DECK_TYPE = 1.06  # of a deck, at least
MAX_BLOCKS_BEFORE, ROWS_OF_BODY, WORDS_OF_BODY = 6, 3, 9  # of a body that signs, below the title
WORDS_OF_SENTENCE, FEW_CAPITALS = 20, 0.3  # a sentence has more of the one and fewer of the other
MAX_PASSED = 14  # blocks from it to the label of the abstract


def read_front(blocks: Sequence[Block], body: Body, trace: Trace, claimed: str = "") -> Front:
    """What the first blocks of an article say about it. `claimed`: its title in the file's metadata."""
    title = find_title(blocks, body, claimed)
    front = Front(
        list(title.rows),
        title.source,
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
        if (
            found
            and found[0] == len(blocks[i].rows)
            and not names_publisher(blocks[i].folded)
            and not (is_kicker(blocks[i]) and not _is_person(found[1]))
        ):
            front.byline, front.byline_row = found[1], blocks[i].first
            return


def _is_person(byline: ByLine) -> bool:
    """In capitals above a title: sure names, or one that a given name or initials open. "HARBOUR NEWS" is none."""
    first = byline.signatures[0].name.split()[0]
    return byline.is_sure or is_given_name(first) or first.endswith(".")


def _walk_front(blocks: Sequence[Block], start: int, front: Front, body: Body, trace: Trace) -> None:
    i = _take_deck(blocks, start, front)
    while i < len(blocks):
        block = blocks[i]
        if front.opening and front.kinds.get(i) == "front":
            i += 1
            continue
        taken = _take_front(blocks, i, front, body) or _take_passed(blocks, i, front)
        if not taken:
            break
        if taken > 0:
            trace.note("front", front.kinds.get(i, "front"), block.page, block.first.line, block.text)
        i += abs(taken)


def _take_deck(blocks: Sequence[Block], start: int, front: Front) -> int:
    """Lines in larger type between the title and a line of authors: a sentence on what follows, a rest of
    the title. They belong to the front; the index of the line of authors."""
    if not front.title or front.byline:
        return start
    i = start
    while i < len(blocks) and i < start + DECK_BLOCKS:
        block = blocks[i]
        if block.kind in FLOATING:
            i += 1
            continue
        found = byline_rows(block, 0)
        if found and found[1].has_by:
            front.kinds.update(
                {place: "front" for place in range(start, i) if blocks[place].kind not in FLOATING}
            )
            return i
        is_deck = (
            block.kind in {"text", "heading"} and block.size >= DECK_TYPE and block.page == blocks[0].page
        )
        if not is_deck or cue_of(block.folded, "section") or NUMBERED.match(block.text):
            return start
        i += 1
    return start


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


@dataclass(frozen=True, slots=True)
class Place:
    """A block of the front, where the walk has come to, and what was read before it."""

    blocks: Sequence[Block]
    i: int
    front: Front
    body: Body

    @property
    def block(self) -> Block:
        return self.blocks[self.i]

    @property
    def is_first_page(self) -> bool:
        return self.block.page == self.blocks[0].page


def _is_known(place: Place) -> bool:
    return bool(place.front.title or place.front.byline)


ROLES: tuple[Rule[Place], ...] = (
    Rule("floating", lambda p: p.block.kind in FLOATING, "¹ Thanks are due …"),
    Rule("doi", lambda p: p.block.kind == "doi", "doi:10.5555/12345678"),
    Rule("abstract", lambda p: p.block.kind in {"abstract", "abstract_head"}, "Abstract"),
    Rule("keywords", lambda p: p.block.kind in {"keywords", "keywords_head"}, "Keywords: water"),
    Rule("imprint", lambda p: p.block.kind == "text" and opens_imprint(p.block.folded) and p.is_first_page, "Received: 3 May"),
    Rule("imprint", lambda p: _is_known(p) and is_notice(p.block.folded) and p.is_first_page, "© 2010 Ana Sá"),
    Rule("abstract", lambda p: p.block.kind == "heading" and is_summary_label(p.blocks, p.i, p.front), "Summary"),
    Rule("address", lambda p: p.block.kind == "correspondence" and _is_known(p), "Correspondence: Ana Sá"),
    Rule("body", lambda p: _is_corporate_author(p.blocks, p.i, p.front), "Working Group on Trade"),
    Rule("names", lambda p: (_is_known(p) or p.i == 0) and _are_names(p.blocks, p.i, p.front), "Ana Sá"),
    Rule("unlabelled abstract", lambda p: is_unlabelled_abstract(p.blocks, p.i, p.front, p.body), "The valley met again …"),
)  # fmt: skip


def _take_front(blocks: Sequence[Block], i: int, front: Front, body: Body) -> int:
    """How many blocks from i belong to the front (and fill it in); 0 when the text begins."""
    role = name_of(ROLES, Place(blocks, i, front, body))
    return _TAKE[role](blocks, i, front) if role else 0


def _pass_by(blocks: Sequence[Block], i: int, front: Front) -> int:
    return 1


def _take_doi(blocks: Sequence[Block], i: int, front: Front) -> int:
    front.doi_blocks.append(blocks[i])
    return _take_as(i, front, "front")


def _take_imprint(blocks: Sequence[Block], i: int, front: Front) -> int:
    front.imprint.append(blocks[i].text)
    return _take_as(i, front, "front")


def _take_address(blocks: Sequence[Block], i: int, front: Front) -> int:
    front.address_lines += [row.signed for row in blocks[i].rows]
    return _take_as(i, front, "front")


def _take_body(blocks: Sequence[Block], i: int, front: Front) -> int:
    front.corporate = " ".join(blocks[i].first.text.split())
    front.byline_row = blocks[i].first
    front.address_lines += [row.signed for row in blocks[i].rows[1:]]
    return _take_as(i, front, "front")


def _take_unlabelled(blocks: Sequence[Block], i: int, front: Front) -> int:
    front.abstracts.append([blocks[i]])
    return _take_as(i, front, "abstract")


def _take_as(i: int, front: Front, kind: str) -> int:
    front.kinds[i] = kind
    return 1


def _are_names(blocks: Sequence[Block], i: int, front: Front) -> bool:
    """A block of names, affiliations or both; also what else may stand there: dates, a DOI line."""
    rows = _rows_below_title(blocks[i], front)
    if not rows:
        return True
    if cue_of(rows[0].folded, "section"):
        return False  # "I. INTRODUCTION" is no name
    return bool(_first_byline(rows, front)) or bool(name_of(ADDRESSES, Place(blocks, i, front, Body())))


def _rows_below_title(block: Block, front: Front) -> list[SourceRow]:
    return [row for row in block.rows if row not in front.title]


def _first_byline(rows: Sequence[SourceRow], front: Front) -> tuple[int, ByLine] | None:
    """The by-line that opens the rows, where none was read yet."""
    found = byline_rows(Block(tuple(rows)), 0) if front.byline is None else None
    return found if found and (found[1].is_sure or front.title) else None


def _take_names(blocks: Sequence[Block], i: int, front: Front) -> int:
    rows = _rows_below_title(blocks[i], front)
    found = _first_byline(rows, front) if rows else None
    if found:
        front.byline = found[1]
        front.byline_row = rows[0]
        rows = rows[found[0] :]
    for row in rows:
        if row.folded.startswith(("doi", "http")):
            front.doi_blocks.append(Block((row,)))
        else:
            front.address_lines.append(row.signed)
    return _take_as(i, front, "front")


_TAKE: dict[str, Callable[[Sequence[Block], int, Front], int]] = {
    "floating": _pass_by,
    "doi": _take_doi,
    "abstract": take_abstract,
    "keywords": take_keywords,
    "imprint": _take_imprint,
    "address": _take_address,
    "body": _take_body,
    "names": _take_names,
    "unlabelled abstract": _take_unlabelled,
}


def _is_corporate_author(blocks: Sequence[Block], i: int, front: Front) -> bool:
    """Right below the title, where names stand, the name of a body: "Working Group on Trade"."""
    block = blocks[i]
    if not front.title or front.byline or front.corporate or block.kind not in {"text", "heading"}:
        return False
    own = sum(kind == "front" for kind in front.kinds.values())
    is_next = i > 0 and front.kinds.get(i - 1) == "front" and own <= MAX_BLOCKS_BEFORE
    is_short = (
        len(block.rows) <= ROWS_OF_BODY
        and len(block.first.text.split()) <= WORDS_OF_BODY
        and not ends_sentence(block.text)
    )
    after = next((b for b in blocks[i + 1 : i + 3] if b.kind not in FLOATING), None)
    is_apart = after is not None and after.kind != "heading" and not front.abstracts
    return (
        is_next
        and is_short
        and is_apart
        and names_body(block.first.folded)
        and not cue_of(block.folded, "section")
    )


def _is_marked(block: Block) -> bool:
    return bool(NOTE_MARK.match(block.first.text)) or block.first.text[:1].isdigit()


def _is_further_author(place: Place) -> bool:
    """Names once more below the by-line: one more author, or the place of the one above that looks like a name."""
    front, block = place.front, place.block
    following = place.blocks[place.i + 1].folded if place.i + 1 < len(place.blocks) else ""
    below = " ".join(row.folded for row in block.rows[1:]) or following
    is_alone = front.byline is not None and len(front.byline.signatures) == 1 and not front.address_lines
    is_place = is_alone and len(below) < MAX_LINE_BELOW and not is_given_name(block.text.split()[0])
    return is_place or has_institution(below[:REACH]) or bool(EMAIL.search(below[:REACH]))


def _is_names_again(place: Place) -> bool:
    front = place.front
    is_open = bool(front.byline) and not front.abstracts and not front.keywords
    return is_open and byline_rows(place.block, 0) is not None


def _is_institution(place: Place) -> bool:
    """An institution's address, and not a sentence of the text that speaks of one."""
    block = place.block
    if not has_institution(block.folded) or len(block.rows) > MAX_ROWS_OF_ADDRESS:
        return False
    if is_prose(block.text) and not _is_marked(block):
        return False
    is_text = len(block.rows) > MAX_ROWS_OF_PLACE and ends_sentence(block.text) and not _is_marked(block)
    return not (is_text and (len(block.text) > MAX_ADDRESS or _is_lower_case(block.text)))


def _is_no_address(place: Place) -> bool:
    """A heading without any sign of an address, or a block before any name."""
    block, front = place.block, place.front
    has_sign = NOTE_MARK.match(block.first.text) or EMAIL.search(block.text) or has_institution(block.folded)
    if block.kind == "heading" and not has_sign:
        return True
    return front.byline is None and not byline_rows(block, 0)


def _may_be_address(place: Place) -> bool:
    return not _is_names_again(place) and not _is_no_address(place)


ADDRESSES: tuple[Rule[Place], ...] = (
    Rule(
        "one more author", lambda p: _is_names_again(p) and _is_further_author(p), "Luis Paz / Valley College"
    ),
    Rule(
        "e-mail",
        lambda p: (
            _may_be_address(p) and bool(EMAIL.search(p.block.text)) and len(p.block.rows) <= MAX_ROWS_OF_LINE
        ),
        "ana@valley.example",
    ),
    Rule(
        "dates",
        lambda p: _may_be_address(p) and _opens_with_date(p.block) and len(p.block.rows) <= MAX_ROWS_OF_LINE,
        "Received 3 May 2010",
    ),
    Rule(
        "institution",
        lambda p: _may_be_address(p) and _is_institution(p),
        "Department of Bread, Valley University",
    ),
    Rule(
        "a mark",
        lambda p: (
            _may_be_address(p)
            and _is_marked(p.block)
            and not has_institution(p.block.folded)
            and len(p.block.rows) <= MAX_MARKED_ROWS
        ),
        "¹ Lima",
    ),
)


def _opens_with_date(block: Block) -> bool:
    return bool(cue_of(block.first.folded.split(":")[0], "dates"))


def _is_lower_case(text: str) -> bool:
    """Few capitals among many words: a sentence that speaks of a council, and not a council's address."""
    words = text.split()
    return len(words) > WORDS_OF_SENTENCE and sum(word[:1].isupper() for word in words) < FEW_CAPITALS * len(
        words
    )
