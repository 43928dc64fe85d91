"""Running heads and folios: found at the edges of pages, taken out of the text, kept as labels.

A folio is a number that grows with the pages: number minus page index is the same over a run (the
arithmetic test). A running head is a line that recurs at the edge of pages, or that carries a folio.
Heads may stand before or after the body ("GSP Forum 269" stands after it), on right-hand pages only,
or be there once in the whole file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.parsing.layout.blocks import DISPLAY
from ingest.parsing.layout.edges import Edge, EdgeNumber, edges_of_page, folios_of, key_of
from ingest.parsing.layout.folios import FIRST_YEAR, LAST_YEAR
from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.structure.block_features import (
    APART,
    LARGER,
    MIN_SIZE,
    NOTE_MARK,
    Standing,
    place_of,
    stamps_of,
)
from ingest.parsing.structure.bylines import read_byline
from ingest.parsing.trace import Trace
from ingest.parsing.vocabulary.cues import cue_of

_issue_line = re.compile(r"^[A-ZÀ-Þ][^\d.;:]{3,70}\s\d{1,3}\s?\(\d{1,4}\)(?:,?\s\(?(?:1[6-9]|20)\d\d\)?)?$")
_imprint = re.compile(
    r"\d\s?(?:\(\d|,).*(?:\b\d+\s?[–-]\s?\d+\b.*©|©.*\b\d+\s?[–-]\s?\d+\b|©\s?(?:19|20)\d\d)"
)
AS_TITLE = 1.25  # how much larger than a running head the same words are as a title
MAX_HEAD_LENGTH = 90  # characters
MIN_KEY = 3  # letters of a line that recurs
MIN_CLIMBING, FASTEST = 3, 4  # numbers that climb together; by so many a page at most
MAX_ISSUE_LINE = 160  # characters of a line with journal, volume and number
MAX_SINGLE_WORDS, MAX_SINGLE_LETTERS = 10, 60  # of a head that no other page repeats
WHITE_BELOW = 0.3  # pitches between such a head and the text
MIN_ROWS = 3  # of a page that has such a head
MAX_LONE_WORDS = 8  # of the one head of a file
MIN_LONE_ROWS = 8  # of a page that has it
RECURRING, LONE, SEEN_ONCE = range(3)  # lines that bear a folio, the surest first


@dataclass(frozen=True, slots=True)
class PageFurniture:
    """What was taken from a page: indexes of its rows, the head without the folio, the folio."""

    rows: frozenset[int] = frozenset()
    head: str = ""
    folio: EdgeNumber | None = None


def find_furniture(
    pages: Sequence[Sequence[SourceRow]], trace: Trace, beside: Mapping[int, int] | None = None
) -> list[PageFurniture]:
    """For every page, which of its rows are running head or folio.

    `beside`: by index of a page the line that is its number in the side margin.
    """
    edges = [edges_of_page(index, rows) for index, rows in enumerate(pages)]
    flat = [edge for page in edges for edge in page]
    repeated = _repeated_keys(flat)
    offsets = _arithmetic(flat, repeated) | _climbing(flat, repeated)
    titles = _titles(flat, repeated, pages)
    found = [_take([edge for edge in page if edge not in titles], repeated, offsets) for page in edges]
    if not any(item.folio for item in found):
        found = [item if item.rows else _lone_head(pages[i]) for i, item in enumerate(found)]
    found = [_with_single_head(i, pages, found) for i in range(len(pages))]
    stamps = stamps_of(pages)
    found = [
        _with_margins(rows, item, stamps, (beside or {}).get(i, -1))
        for i, (rows, item) in enumerate(zip(pages, found, strict=True))
    ]
    found = _without_emptying(pages, found)
    for index, item in enumerate(found):
        for row in sorted(item.rows):
            rule = "folio" if item.folio and item.folio.printed in pages[index][row].text else "running head"
            trace.note("furniture", rule, index, pages[index][row].line, pages[index][row].text)
    return found


# ------------------------------------------------------------------ what recurs, what counts
def _repeated_keys(edges: Sequence[Edge]) -> set[tuple[bool, str]]:
    """(top?, key) of lines that stand at the same edge of two or more pages, once on each."""
    pages: defaultdict[tuple[bool, str], set[int]] = defaultdict(set)
    rows: defaultdict[tuple[int, str], set[int]] = defaultdict(set)
    for edge in edges:
        rows[(edge.page, edge.key)].add(edge.row)
        is_label = cue_of(edge.key, "references", "abstract", "notes", "keywords")
        if len(edge.key) >= MIN_KEY and not NOTE_MARK.match(edge.text) and not is_label:
            pages[(edge.is_top, edge.key)].add(edge.page)
    twice = {key for (_, key), places in rows.items() if len(places) > 1}
    pages = defaultdict(set, {place: seen for place, seen in pages.items() if place[1] not in twice})
    recurring = {key for key, seen in pages.items() if len(seen) > 1}
    places = {(edge.page, edge.is_top, edge.rank): edge for edge in edges}
    return {
        (edge.is_top, edge.key)
        for edge in edges
        if (edge.is_top, edge.key) in recurring and _is_set_off(edge, places, recurring)
    }


def _titles(
    edges: Sequence[Edge], repeated: set[tuple[bool, str]], pages: Sequence[Sequence[SourceRow]]
) -> set[Edge]:
    """The title of the article that its running head repeats: in larger type, or with its authors below. What
    stands below a title at the top of its page is no running head either: "By", the author whom heads name.
    """
    smallest: dict[str, float] = {}
    for edge in edges:
        if (edge.is_top, edge.key) in repeated:
            smallest[edge.key] = min(edge.size, smallest.get(edge.key, edge.size))
    titles = {
        edge
        for edge in edges
        if edge.key in smallest and not edge.folios
        and (edge.size > max(DISPLAY, AS_TITLE * smallest[edge.key]) or _names_below(edge, pages[edge.page]))
    }  # fmt: skip
    large = {
        (edge.page, edge.rank)
        for edge in edges
        if edge.is_top and edge.size > DISPLAY and (edge in titles or edge.key not in smallest)
    }
    below = {
        edge
        for edge in edges
        if edge.is_top and any((edge.page, rank) in large for rank in range(edge.rank)) and not edge.folios
    }
    return titles | below


def _names_below(edge: Edge, rows: Sequence[SourceRow]) -> bool:
    found = read_byline(rows[edge.row + 1].text) if edge.row + 1 < len(rows) else None
    return edge.is_top and found is not None and found.has_by


def _is_set_off(
    edge: Edge, places: dict[tuple[int, bool, int], Edge], recurring: set[tuple[bool, str]]
) -> bool:
    """Does white space part the line, or the recurring lines between it and the body, from the body?"""
    if edge.is_apart or edge.folios:
        return True
    inner = places.get((edge.page, edge.is_top, edge.rank + 1))
    if inner is None or not (inner.folios or (inner.is_top, inner.key) in recurring):
        return False
    return _is_set_off(inner, places, recurring)


def _arithmetic(edges: Sequence[Edge], repeated: set[tuple[bool, str]]) -> set[tuple[bool, int]]:
    """(roman?, number minus page index) of the runs of folios that the pages support."""
    support: defaultdict[tuple[bool, int], set[int]] = defaultdict(set)
    for edge in edges:
        for folio in edge.folios:
            if not folio.rest or (edge.is_top, edge.key) in repeated or _may_be_head(edge, folio):
                support[(folio.is_roman, folio.value - edge.page)].add(edge.page)
    taken: set[int] = set()
    offsets: set[tuple[bool, int]] = set()
    for offset, seen in sorted(support.items(), key=lambda item: (-len(item[1]), item[0])):
        if len(seen - taken) > 1:
            offsets.add(offset)
            taken |= seen
    # A single page of roman front matter, or a first page by itself: a lone number before a run.
    for offset, seen in support.items():
        if len(seen - taken) == 1 and offset not in offsets and offsets and _is_lone_run(offset, seen, edges):
            offsets.add(offset)
    return offsets


def _may_be_head(edge: Edge, folio: EdgeNumber) -> bool:
    """A line by itself at the very top with a number at its outer end, seen once: heads that alternate."""
    is_head = edge.rank == 0 and edge.is_top and edge.is_apart and not folio.is_roman
    is_short = (
        len(folio.rest) <= MAX_HEAD_LENGTH and folio.rest[:1].isupper() and folio.rest[-1:] not in ".,;:"
    )
    return is_head and is_short and edge.size < LARGER


def _climbing(edges: Sequence[Edge], repeated: set[tuple[bool, str]]) -> set[tuple[bool, int]]:
    """Offsets of a recurring head whose number climbs from page to page by more than one.

    Where page ends between right-hand pages went unseen, number minus index is no constant.
    """
    chains: defaultdict[tuple[bool, str], list[tuple[int, EdgeNumber]]] = defaultdict(list)
    for edge in edges:
        if (edge.is_top, edge.key) in repeated:
            chains[(edge.is_top, edge.key)] += [
                (edge.page, f) for f in edge.folios if f.rest and not f.is_roman
            ]
    offsets: set[tuple[bool, int]] = set()
    for chain in chains.values():
        steps = [(b[1].value - a[1].value, b[0] - a[0]) for a, b in pairwise(chain)]
        if len(chain) >= MIN_CLIMBING and all(0 < rise <= FASTEST * pages for rise, pages in steps):
            offsets |= {(False, folio.value - page) for page, folio in chain}
    return offsets


def _is_lone_run(offset: tuple[bool, int], seen: set[int], edges: Sequence[Edge]) -> bool:
    is_roman, shift = offset
    return is_roman and all(
        any(
            e.page == page and any(not f.rest and f.is_roman and f.value - page == shift for f in e.folios)
            for e in edges
        )
        for page in seen
    )


# ------------------------------------------------------------------ one page
def _take(
    edges: Sequence[Edge], repeated: set[tuple[bool, str]], offsets: set[tuple[bool, int]]
) -> PageFurniture:
    rows: set[int] = set()
    heads: list[str] = []
    folio = _best_folio(edges, repeated, offsets)
    for is_top in (True, False):
        for edge in sorted((e for e in edges if e.is_top == is_top), key=lambda e: e.rank):
            carries = folio is not None and folio[0].row == edge.row
            if not carries and (is_top, edge.key) not in repeated and not _names_issue(edge):
                break
            rows.add(edge.row)
            head = folio[1].rest if carries and folio else edge.text
            if head:
                heads.append(head)
    if folio and folio[0].row not in rows:
        folio = None
    return PageFurniture(frozenset(rows), heads[0] if heads else "", folio[1] if folio else None)


def _names_issue(edge: Edge) -> bool:
    """A line by itself at the very edge with journal, volume and number: "Teaching and Method 11(4), 2010"."""
    if edge.rank or not edge.is_apart or len(edge.text) > MAX_ISSUE_LINE:
        return False
    return bool(_issue_line.match(edge.text) or (_imprint.search(edge.text) and edge.text[:1].isupper()))


def _best_folio(
    edges: Sequence[Edge], repeated: set[tuple[bool, str]], offsets: set[tuple[bool, int]]
) -> tuple[Edge, EdgeNumber] | None:
    """The folio of the page: outermost first, a lone or recurring line before a line seen once."""
    candidates = []
    for edge in edges:
        for folio in edge.folios:
            if (folio.is_roman, folio.value - edge.page) in offsets:
                otherwise = SEEN_ONCE if folio.rest else LONE
                standing = RECURRING if (edge.is_top, edge.key) in repeated else otherwise
                candidates.append((standing, edge.rank, edge.is_top, edge, folio))
    candidates.sort(key=lambda item: item[:3])
    for standing, rank, _, edge, folio in candidates:
        if standing != SEEN_ONCE or rank == 0:
            return edge, folio
    return None


def _with_single_head(
    index: int, pages: Sequence[Sequence[SourceRow]], found: Sequence[PageFurniture]
) -> PageFurniture:
    """A head that no other page repeats: a short line at the top, in the middle of a sentence.

    What stands between "…everyone is" and "presumed innocent" is no heading.
    """
    item, rows = found[index], pages[index]
    kept = [i for i in range(len(rows)) if i not in item.rows]
    if len(kept) < MIN_ROWS or index == 0 or item.head:
        return item
    row, following = rows[kept[0]], rows[kept[1]]
    before = [r for i, r in enumerate(pages[index - 1]) if i not in found[index - 1].rows]
    flowing = [r for r in before if not NOTE_MARK.match(r.text) and r.size > MIN_SIZE]
    is_short = len(row.text.split()) <= MAX_SINGLE_WORDS and len(row.text) <= MAX_SINGLE_LETTERS
    is_open = row.text[:1].isupper() and row.text[-1:] not in ".,;:-"
    is_cut = following.text[:1].islower() and bool(flowing) and flowing[-1].text[-1:] not in ".!?"
    if is_short and is_open and is_cut and following.space >= WHITE_BELOW:
        return PageFurniture(item.rows | {kept[0]}, row.text, item.folio)
    return item


def _with_margins(
    rows: Sequence[SourceRow], item: PageFurniture, stamps: frozenset[Standing], beside: int
) -> PageFurniture:
    """Also what is set up the margin of many pages, and the number in the side margin."""
    taken = {i for i, row in enumerate(rows) if row.line == beside or place_of(row) in stamps}
    numbers = [folio for row in rows if row.line == beside for folio in folios_of(row.text)]
    return replace(item, rows=item.rows | taken, folio=item.folio or next(iter(numbers), None))


def _without_emptying(
    pages: Sequence[Sequence[SourceRow]], found: Sequence[PageFurniture]
) -> list[PageFurniture]:
    """The same, in which no page loses all of its text.

    Captions of plates, a half title and short pages that are alike recur as running heads do. A line is
    believed to be one where it stands over text; then a page may hold nothing but its head and folio.
    """
    heads = {
        key_of(rows[i].text)
        for rows, item in zip(pages, found, strict=True)
        if len(item.rows) < len(rows)
        for i in item.rows
    }
    return [
        _spared(rows, item, heads) if len(item.rows) == len(rows) else item
        for rows, item in zip(pages, found, strict=True)
    ]


def _spared(rows: Sequence[SourceRow], item: PageFurniture, heads: set[str]) -> PageFurniture:
    """Of a page of which all was taken, the folio that stands by itself; the rest is text."""
    lone = frozenset(i for i in item.rows if not key_of(rows[i].text))
    if all(key_of(rows[i].text) in heads for i in item.rows - lone) and item.folio:
        return item
    folio = item.folio if item.folio and not item.folio.rest else None
    return PageFurniture(lone, "", folio)


def _lone_head(rows: Sequence[SourceRow]) -> PageFurniture:
    """The one head of a file: a short title-case line set off by white that ends in a number.

    "GSP Forum 269" after the body of one page of four is such a line.
    """
    if len(rows) < MIN_LONE_ROWS:
        return PageFurniture()
    for number in (len(rows) - 1, 0):
        row = rows[number]
        is_set_off = rows[number or 1].space >= APART
        words = row.text.split()
        for folio in folios_of(row.text):
            title_case = sum(w[:1].isupper() for w in folio.rest.split())
            is_short = len(words) <= MAX_LONE_WORDS and (not folio.rest or 2 * title_case >= len(words) - 1)
            is_year = FIRST_YEAR < folio.value < LAST_YEAR  # "1837" at the foot of a title page is an imprint
            if is_set_off and is_short and not folio.is_roman and not is_year:
                return PageFurniture(frozenset({number}), folio.rest, folio)
    return PageFurniture()
