"""Where one article ends and the next begins, also in the middle of a page.

`boundary_signs` says what speaks for a beginning and what forbids it. A high sum parts articles; a
middling one parts them too, with a confidence that asks for a person's eye.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsing.layout.blocks import Block, ends_sentence
from ingest.parsing.structure.block_features import NUMBERED, Body, letters_of, signed_names
from ingest.parsing.structure.boundary_signs import File, Place, has_dateline, signs_at
from ingest.parsing.structure.classify_blocks import AUTHOR_MATTER, FLOATING, closes, next_flowing
from ingest.parsing.structure.contents import Entry, named_blocks
from ingest.parsing.structure.front_signs import LIKELY, front_strength
from ingest.parsing.structure.title_types import (
    flowing_before,
    is_kicker,
    is_title_like,
    title_size,
    types_of_titles,
)
from ingest.parsing.trace import Trace
from ingest.parsing.vocabulary.cues import cue_of

SPLIT = 2.0
NEARLY = 1.0  # from here on an explanation tells why no article begins
OTHER_FILE = 0.9  # how sure it is that a file of its own is an article of its own
OTHER_PIECE = 0.85  # the same of what a jump line opens: "Continued from page 1"
SEVERAL_PAGES = 3
MIN_TITLE, MIN_HEAD = 4, 12  # letters; a head that cuts a title short keeps so many
NUMBERS_MISSED = 3  # the next number read may be so much higher
NUMBERED_ROWS = 3  # of a title with its number
MIN_SIGNED, SIGNED_OF_NUMBERED = 2, 3  # two signatures, and one for three numbers at least
SUREST, MIN_SURE, SURE_BY_WEIGHT = 0.98, 0.35, 0.15
CANNOT_OPEN = (
    frozenset({"reference", "abstract_head", "abstract", "keywords", "doi"}) | AUTHOR_MATTER | FLOATING
)


@dataclass(frozen=True, slots=True)
class Start:
    """The index of the block that opens an article, and how sure that is (0 to 1)."""

    block: int
    confidence: float


def find_starts(
    blocks: Sequence[Block],
    body: Body,
    trace: Trace,
    begun: frozenset[int] = frozenset(),
    heads: Sequence[str] = (),
    contents: Sequence[Entry] = (),
    pieces: frozenset[int] = frozenset(),
) -> list[Start]:
    """The starts of all articles of a file; the first is always block 0.

    `begun`: indexes of the pages that open another of several files packed together. `heads`: the running
    head of every page. `contents`: what the table of contents names. `pieces`: blocks that jump lines set apart.
    """
    file = _file(blocks, body, heads, contents)
    starts = [Start(0, 1.0)]
    for i in range(1, len(blocks)):
        block = blocks[i]
        if _opens_file(blocks, i, begun):
            starts.append(Start(i, OTHER_FILE))
            trace.note("boundaries", "another file begins", block.page, block.first.line, block.text)
            continue
        if i in pieces:
            starts.append(Start(i, OTHER_PIECE))
            trace.note("boundaries", "beside a jump line", block.page, block.first.line, block.text)
            continue
        if block.kind in CANNOT_OPEN:
            continue
        signs = signs_at(Place(file, i, starts[-1].block))
        score = sum(signs.values())
        words = ", ".join(f"{name} {value:+.1f}" for name, value in signs.items())
        if score >= SPLIT:
            confidence = min(SUREST, MIN_SURE + SURE_BY_WEIGHT * score)
            starts.append(Start(_with_kicker(blocks, i, starts[-1].block), round(confidence, 2)))
            trace.note("boundaries", words, block.page, block.first.line, block.text)
        elif score >= NEARLY:
            rule = f"no new article, {score:.1f} of {SPLIT:.1f}: {words}"
            trace.note("boundaries", rule, block.page, block.first.line, block.text)
    return starts


def _file(blocks: Sequence[Block], body: Body, heads: Sequence[str], contents: Sequence[Entry]) -> File:
    listed = named_blocks(blocks, contents)
    headed = _taken_up_by_heads(blocks, heads)

    def has_sign(i: int) -> bool:
        before = flowing_before(blocks, i)
        after = next_flowing(blocks, i + 1)
        is_signed = before is not None and (before.kind in AUTHOR_MATTER or before.kind == "reference")
        is_dated = after is not None and has_dateline(after.text)
        return i in listed or i in headed or is_signed or is_dated or front_strength(blocks, i) >= LIKELY

    def is_heading(i: int) -> bool:
        return bool(NUMBERED.match(blocks[i].text) or cue_of(blocks[i].folded, "section", "opening"))

    of_titles = types_of_titles(blocks, has_sign, is_heading)
    return File(
        blocks,
        body,
        title_size(blocks),
        of_titles,
        listed,
        headed,
        _numbered_texts(blocks),
        _repeated(blocks),
    )


def _repeated(blocks: Sequence[Block]) -> frozenset[int]:
    """Short lines that stand on several pages: stamps at the margin, the name of a part."""
    pages: dict[str, set[int]] = {}
    for block in blocks:
        if len(block.rows) == 1:
            pages.setdefault(block.folded, set()).add(block.page)
    return frozenset(i for i, block in enumerate(blocks) if len(pages.get(block.folded, ())) >= SEVERAL_PAGES)


def _numbered_texts(blocks: Sequence[Block]) -> frozenset[int]:
    """Headings that number the texts of a file one after the other, where authors sign above some of them.

    The parts of an article are numbered too, but nobody signs between them.
    """
    places: list[tuple[int, int]] = []
    for i, block in enumerate(blocks):
        match = NUMBERED.match(block.text)
        number = match["number"] or "" if match else ""
        is_head = block.kind == "heading" or block.is_bold
        if not number.isdigit() or not is_head or len(block.rows) > NUMBERED_ROWS:
            continue
        if not places or 0 < int(number) - places[-1][1] <= NUMBERS_MISSED:
            places.append((i, int(number)))
    signed = sum(
        1 for i, _ in places if i and blocks[i - 1].kind == "signature" and signed_names(blocks[i - 1])
    )
    is_told = signed >= MIN_SIGNED and signed * SIGNED_OF_NUMBERED >= len(places)
    return frozenset(i for i, _ in places) if is_told else frozenset()


def _taken_up_by_heads(blocks: Sequence[Block], heads: Sequence[str]) -> frozenset[int]:
    """Titles that the running heads print from their page or the next on, and not before."""
    keys = [letters_of(head) for head in heads]
    found = set()
    for i, block in enumerate(blocks):
        key = letters_of(block.text) if is_title_like(block) else ""
        if len(key) < MIN_TITLE:
            continue
        pages = [
            page
            for page, head in enumerate(keys)
            if head and (head == key or (key.startswith(head) and len(head) > MIN_HEAD))
        ]
        if pages and block.page <= pages[0] <= block.page + 2:
            found.add(i)
    return frozenset(found)


def _with_kicker(blocks: Sequence[Block], i: int, opened: int) -> int:
    """The index of the line above the headline that belongs to it, or i: "LABOUR", "CHRONIQUE"."""
    above = blocks[i - 1]
    if i - 1 <= opened or not is_kicker(above) or signed_names(above):
        return i
    before = flowing_before(blocks, i - 1, opened)
    is_over = before is None or before.kind != "text" or closes(before.text)
    is_near = above.page == blocks[i].page and above.first.column == blocks[i].first.column
    return i - 1 if is_over and is_near else i


def _opens_file(blocks: Sequence[Block], i: int, begun: frozenset[int]) -> bool:
    """Does another file begin between block i and the one before, and the text not plainly go on in it?"""
    last, page = blocks[i - 1].page, blocks[i].page
    if last == page or not any(last < opened <= page for opened in begun):
        return False
    before = next((b for b in reversed(blocks[:i]) if b.kind not in FLOATING), None)
    after = next_flowing(blocks, i)
    if before is None or after is None or before.kind != "text" or after.kind != "text":
        return True
    goes_on = after.text[:1].islower() or (before.text[-1:].isalpha() and not is_title_like(after))
    return ends_sentence(before.text) or not goes_on
