"""An article's pages and a query -> every hit, with the characters it covers.

The results page, the reader's marks and boxes and every machine interface use this one function, so that
what the one promises the other shows. What is asked is the same as in the index: terms of
`search.analysis`, places of `search.occurrences`.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from search.analysis import (
    CHUNK,
    COMBINING_FORMS,
    JOINING_GAPS,
    PAGE_BREAK,
    STEMMED,
    Part,
    joined_open,
    main_language,
    read_chunk,
)
from search.occurrences import Span, find_occurrences
from search.query_language import Query
from search.query_nodes import Term, Unit

FAR = 4000  # characters, and words: what lies further apart is neither a phrase nor near


@dataclass(frozen=True, slots=True)
class Range:
    """Characters `start` to `end` of the text of one page; `page` is an index from 0."""

    page: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Hit:
    """One place of one term, in reading order: one range, more over a page break or of words near each other."""

    ranges: tuple[Range, ...]

    @property
    def page(self) -> int:
        """The page it begins on, which it is counted for."""
        return self.ranges[0].page


class Locator:
    """Finds the terms of one query in texts of one language. Keeps what it learned of each spelling.

    >>> Locator(read("people").page_terms, "en").find("The people’s forum")
    [((4, 12),)]

    The spellings of a text are gathered first, which is fast; only those that the query asks for are then
    looked up with their places.
    """

    def __init__(self, terms: Sequence[Term], language: str) -> None:
        main = main_language(language)
        self.language = main if main in STEMMED else ""
        self.terms = terms
        units = {u for term in terms for word in term.words for units in word.alternatives for u in units}
        self.by_term: dict[str, list[Unit]] = {}
        for unit in units:
            if unit.mode in ("stem", "exact"):
                for name in chain.from_iterable(unit.terms.values()):
                    self.by_term.setdefault(name, []).append(unit)
        self.open = [unit for unit in units if unit.mode in ("prefix", "fuzzy")]
        self.may_join = any(_may_join(unit) for unit in units)
        self.asked: dict[str, tuple[tuple[Part, tuple[Unit, ...]], ...]] = {}
        self.ignored: set[str] = set()
        self.pattern: re.Pattern[str] | None = None

    def find(self, text: str) -> list[tuple[Span, ...]]:
        """The hits of a text, each as ranges of characters. No hit lies inside another."""
        self._learn(text)
        tokens = list(self._tokens(text))
        if not tokens:
            return []
        spans: dict[Unit, set[Span]] = {}
        edges: dict[int, Span] = {}
        for token in tokens:
            edges.update(token.edges)
            for unit in token.units:
                spans.setdefault(unit, set()).add(token.span)
        ordered = {unit: sorted(found) for unit, found in spans.items()}
        return _without_contained(
            [
                tuple((edges[first][0], edges[last - 1][1]) for first, last in occurrence)
                for term in self.terms
                for occurrence in find_occurrences(term, lambda unit: ordered.get(unit, ()))
            ]
        )

    def _learn(self, text: str) -> None:
        """Tell for each new spelling of a text whether the query asks for it."""
        new = set(CHUNK.findall(text)).difference(self.ignored, self.asked)
        for spelling in new:
            chunk = read_chunk(spelling, self.language)
            parts = tuple(
                (part, units) for part in chunk.parts if (units := self._asking(part.form, part.terms))
            )
            if parts or (self.may_join and chunk.is_combining):
                self.asked[spelling] = parts
                self.pattern = None
            else:
                self.ignored.add(spelling)

    def _asking(self, form: str, terms: Iterable[str]) -> tuple[Unit, ...]:
        units = [unit for name in terms for unit in self.by_term.get(name, ())]
        units += [unit for unit in self.open if unit.accepts(form)]
        return tuple(dict.fromkeys(units))

    def _tokens(self, text: str) -> Iterator[_Token]:
        """What the query asks for, in order, with positions that tell how many words lie between."""
        if not self.asked:
            return
        if self.pattern is None:
            longest_first = sorted(self.asked, key=len, reverse=True)
            self.pattern = re.compile("|".join(map(re.escape, longest_first)))
        position = done = 0
        for match in self.pattern.finditer(text):
            chunk = _chunk_at(text, match.start())
            if chunk is None or chunk.start() < done:
                continue
            spelling = chunk.group()
            if spelling not in self.asked:
                continue
            position += self._words_between(text, done, chunk.start())
            yield from self._read(text, chunk, position)
            position += read_chunk(spelling, self.language).width
            done = chunk.end()

    def _words_between(self, text: str, start: int, end: int) -> int:
        if end - start > FAR:
            return FAR
        return sum(read_chunk(spelling, self.language).width for spelling in CHUNK.findall(text, start, end))

    def _read(self, text: str, match: re.Match[str], position: int) -> Iterator[_Token]:
        start = match.start()
        chunk = read_chunk(match.group(), self.language)
        for part, units in self.asked[match.group()]:
            singles = chunk.parts[part.position : part.position + part.span]
            first = position + part.position
            edges = {position + one.position: (start + one.start, start + one.end) for one in singles}
            yield _Token((first, first + part.span), edges, units)
        if chunk.is_combining and self.may_join:
            yield from self._read_joined(text, match, position)

    def _read_joined(self, text: str, match: re.Match[str], position: int) -> Iterator[_Token]:
        """ "neo liberal" printed open: the joined form may be asked for."""
        following = CHUNK.search(text, match.end())
        if following is None or text[match.end() : following.start()] not in JOINING_GAPS:
            return
        chunk = read_chunk(following.group(), self.language)
        joined = joined_open(read_chunk(match.group(), self.language).parts[0].form, chunk, self.language)
        units = self._asking(*joined) if joined else ()
        if units:
            begin = following.start()
            edges = {
                position: match.span(),
                position + 1: (begin + chunk.parts[0].start, begin + chunk.parts[0].end),
            }
            yield _Token((position, position + 2), edges, units)


@dataclass(frozen=True, slots=True)
class _Token:
    """Something the query asks for: its positions, the characters of each of them, and the units that ask."""

    span: Span
    edges: dict[int, Span]
    units: tuple[Unit, ...]


def _may_join(unit: Unit) -> bool:
    """Whether a unit can stand for a word printed open, "neo liberal"."""
    is_open = unit.mode in ("prefix", "fuzzy")
    return is_open or any(unit.form.startswith(form) for form in COMBINING_FORMS)


def _chunk_at(text: str, position: int) -> re.Match[str] | None:
    """The chunk that covers a character, if any. A space is in no chunk, so the search begins after the last."""
    if position == 0 or text[position - 1] == " ":
        return CHUNK.match(text, position)
    for match in CHUNK.finditer(text, text.rfind(" ", 0, position) + 1):
        if match.end() > position:
            return match if match.start() <= position else None
    return None


def _without_contained(hits: list[tuple[Span, ...]]) -> list[tuple[Span, ...]]:
    """In order, without those that lie within another: a word inside a phrase that is a hit itself."""
    ordered = sorted(set(hits), key=lambda hit: (hit[0][0], -hit[-1][1]))
    kept: list[tuple[Span, ...]] = []
    reach = -1
    for hit in ordered:
        if hit[-1][1] > reach:
            kept.append(hit)
            reach = max(reach, hit[-1][1])
        elif not any(_covers(other, hit) for other in reversed(kept)):
            kept.append(hit)
    return kept


def _covers(outer: tuple[Span, ...], inner: tuple[Span, ...]) -> bool:
    return all(any(start <= a and b <= end for start, end in outer) for a, b in inner)


def locate(
    query: Query, pages: Sequence[str], language: str, locator: Locator | None = None
) -> tuple[Hit, ...]:
    """All hits of a query on the pages of an article, in reading order.

    A hit may run over page breaks; it then has a range on each page. `locator` saves work where several
    articles of one language are searched for one query.
    """
    if not query.page_terms:
        return ()
    locator = locator or Locator(query.page_terms, language)
    begins = [0]
    for page in pages:
        begins.append(begins[-1] + len(page) + len(PAGE_BREAK))
    text = PAGE_BREAK.join(pages)
    return tuple(
        Hit(tuple(piece for start, end in hit for piece in _by_page(start, end, begins)))
        for hit in locator.find(text)
    )


def _by_page(start: int, end: int, begins: Sequence[int]) -> list[Range]:
    """Characters of the joined text -> ranges of pages."""
    ranges = []
    while start < end:
        page = bisect_right(begins, start) - 1
        limit = min(end, begins[page + 1] - len(PAGE_BREAK))
        if start < limit:
            ranges.append(Range(page, start - begins[page], limit - begins[page]))
        start = begins[page + 1]
    return ranges


def count_by_page(hits: Sequence[Hit], page_count: int) -> list[int]:
    """The number of hits that begin on each page."""
    counts = [0] * page_count
    for hit in hits:
        counts[hit.page] += 1
    return counts
