"""Tables of contents: what they name, and the blocks that are the table itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from ingest.parsing.layout.blocks import Block
from ingest.parsing.layout.edges import roman_value
from ingest.parsing.structure.classify_blocks import FLOATING
from ingest.parsing.vocabulary.cues import cue_of
from ingest.parsing.vocabulary.normalise import fold

MIN_ENTRIES = 3
LOOKED_AT = 6  # rows at the top of a page for its label
ENTRY_SHARE = 0.3  # of the rows of a page: each entry may have its authors in a row below, and a title in two
SAME_TITLE = 0.85  # of the letters: editors shorten, OCR misreads
SHORTER, LONGER = 0.6, 1.7  # than the entry: a subtitle left out, or the names added
MIN_TITLE = 4  # letters of a title
ROMAN_DIGITS = frozenset("ivxlc")
_entry = re.compile(
    r"^(?P<title>\S.*?)(?P<lead>\s*(?:[.…·_]\s?){2,}\s*|\s+)(?:pp?\.?\s*)?(?P<page>\d{1,4}|[ivxlc]{1,7})(?:\s?[-–]\s?\d{1,4})?\.?$"
)
_leaders = re.compile(r"(?:[.…·_]\s?){3,}")
_letters = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a table of contents: the folded title, the number of the page as printed."""

    title: str
    page: str
    index: int  # of the page that the table stands on


def read_contents(blocks: Sequence[Block]) -> tuple[list[Entry], frozenset[int]]:
    """The entries of the tables of contents, and the indexes of the blocks that are nothing else."""
    entries: list[Entry] = []
    taken: set[int] = set()
    by_page: dict[int, list[int]] = {}
    for i, block in enumerate(blocks):
        by_page.setdefault(block.page, []).append(i)
    for page, places in by_page.items():
        rows = [row for i in places for row in blocks[i].rows]
        found = [
            (row, match) for row in rows if _may_end_entry(row.text) and (match := _entry.match(row.text))
        ]
        has_label = any(cue_of(row.folded, "contents") for row in rows[:LOOKED_AT])
        led = [item for item in found if _leaders.search(item[0].text)]
        kept = found if has_label else led
        if len(kept) < MIN_ENTRIES or len(kept) < ENTRY_SHARE * len(rows) or not _climb(kept):
            continue
        entries += [Entry(_key(match["title"]), match["page"], page) for _, match in kept]
        taken.update(places)
    return entries, frozenset(taken)


def _may_end_entry(text: str) -> bool:
    """Does a number end it? So is told of most lines that they are no entry, before the pattern is tried."""
    last = text.removesuffix(".")[-1:]
    return last.isdigit() or last in ROMAN_DIGITS


def _climb(found: Sequence[tuple[object, re.Match[str]]]) -> bool:
    """Do most numbers rise, as pages in a table do and years in a list of references do not?"""
    numbers = [
        int(page) if page.isdigit() else roman_value(page) for _, match in found for page in [match["page"]]
    ]
    rising = sum(b >= a for a, b in pairwise(numbers))
    return rising >= 0.8 * (len(numbers) - 1)


def _key(text: str) -> str:
    return "".join(_letters.findall(fold(_leaders.sub(" ", text))))


def named_blocks(blocks: Sequence[Block], entries: Sequence[Entry]) -> frozenset[int]:
    """Indexes of the blocks that read as an entry does, the first after the table for each."""
    found: set[int] = set()
    for entry in entries:
        place = next((i for i, block in enumerate(blocks) if _is_named(block, entry)), None)
        if place is not None:
            found.add(place)
    return frozenset(found)


def _is_named(block: Block, entry: Entry) -> bool:
    if block.page <= entry.index or block.kind in FLOATING or len(entry.title) < MIN_TITLE:
        return False
    key = _key(block.text)
    if not key or not SHORTER < len(key) / len(entry.title) < LONGER:
        return False
    if key == entry.title or key.startswith(entry.title) or entry.title.startswith(key):
        return True
    return SequenceMatcher(None, key, entry.title).ratio() >= SAME_TITLE
