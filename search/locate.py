"""An article's pages and a query -> every hit, with the characters it covers.

The results page, the reader's marks and boxes and every machine interface use this one function, so that
what the one promises the other shows. What is asked is the same as in the index: terms of
`search.analysis`, places of `search.occurrences`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from search.analysis import (
    CHUNK,
    COMBINING_FORMS,
    JOINING_GAPS,
    LONGEST_FORM,
    PAGE_BREAK,
    STEMMED,
    Part,
    chunk_parts,
    joined_terms,
    main_language,
)
from search.occurrences import Span, find_occurrences
from search.query_language import Query
from search.query_nodes import Term, Unit


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
    """

    def __init__(self, terms: Sequence[Term], language: str) -> None:
        main = main_language(language)
        self.language = main if main in STEMMED else ""
        self.terms = terms
        units = {u for term in terms for word in term.words for units in word.alternatives for u in units}
        self.listed: dict[str, list[Unit]] = {}
        for unit in units:
            if unit.mode in ("stem", "exact"):
                for of_span in unit.terms.values():
                    for name in of_span:
                        self.listed.setdefault(name, []).append(unit)
        self.open = [unit for unit in units if unit.mode in ("prefix", "fuzzy")]
        self.known: dict[str, tuple[int, tuple[tuple[Part, tuple[Unit, ...]], ...], str]] = {}

    def find(self, text: str) -> list[tuple[Span, ...]]:
        """The hits of a text, each as ranges of characters. No hit lies inside another."""
        spans, edges = self._scan(text)
        return _without_contained(
            [
                tuple((edges[first][0], edges[last - 1][1]) for first, last in occurrence)
                for term in self.terms
                for occurrence in find_occurrences(term, lambda unit: spans.get(unit, ()))
            ]
        )

    def _scan(self, text: str) -> tuple[dict[Unit, list[Span]], dict[int, Span]]:
        """For each unit its spans of positions, ascending; for each position in them its characters."""
        found: dict[Unit, set[Span]] = {}
        edges: dict[int, Span] = {}
        position = 0
        before: tuple[int, int, str] | None = None  # start and end of a combining form, and the form
        known = self.known
        for match in CHUNK.finditer(text):
            chunk = match.group()
            entry = known.get(chunk)
            if entry is None:
                entry = known[chunk] = self._learn(chunk)
            width, parts, combining = entry
            if parts:
                start = match.start()
                for part, units in parts:
                    place = position + part.position
                    edges.update(_edges(part, chunk, self.language, position, start))
                    for unit in units:
                        found.setdefault(unit, set()).add((place, place + part.span))
            if before is not None and width:
                self._join(text, match.start(), chunk, before, position, found, edges)
            before = (match.start(), match.end(), combining) if combining else None
            position += width
        return {unit: sorted(spans) for unit, spans in found.items()}, edges

    def _learn(self, chunk: str) -> tuple[int, tuple[tuple[Part, tuple[Unit, ...]], ...], str]:
        """Of a chunk: its width in words, the parts that a unit asks for, its form if that may join the next."""
        parts = chunk_parts(chunk, self.language)
        asked = tuple((part, units) for part in parts if (units := self._asking(part.form, part.terms)))
        width = max((part.position + 1 for part in parts), default=0)
        form = parts[0].form if width == 1 else ""
        return width, asked, form if form in COMBINING_FORMS else ""

    def _asking(self, form: str, terms: tuple[str, ...]) -> tuple[Unit, ...]:
        units = [unit for name in terms for unit in self.listed.get(name, ())]
        units += [unit for unit in self.open if unit.accepts(form)]
        return tuple(dict.fromkeys(units))

    def _join(
        self,
        text: str,
        start: int,
        chunk: str,
        before: tuple[int, int, str],
        position: int,
        found: dict[Unit, set[Span]],
        edges: dict[int, Span],
    ) -> None:
        """ "neo liberal" printed open: the joined form may be asked for."""
        if text[before[1] : start] not in JOINING_GAPS:
            return
        first = chunk_parts(chunk, self.language)[0]
        if not first.form.isalpha():
            return
        form = (before[2] + first.form)[:LONGEST_FORM]
        for unit in self._asking(form, joined_terms(form, 2, self.language)):
            found.setdefault(unit, set()).add((position - 1, position + 1))
            edges[position - 1] = (before[0], before[1])
            edges[position] = (start + first.start, start + first.end)


def _edges(part: Part, chunk: str, language: str, position: int, start: int) -> dict[int, Span]:
    """The characters of each position that a part takes."""
    if part.span == 1:
        return {position + part.position: (start + part.start, start + part.end)}
    singles = chunk_parts(chunk, language)[part.position : part.position + part.span]
    return {position + single.position: (start + single.start, start + single.end) for single in singles}


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
