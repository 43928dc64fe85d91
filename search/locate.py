"""An article's pages and a query -> every hit, with the characters it covers.

The results page, the reader's marks and boxes and every machine interface use this one function, so that
what the one promises the other shows. What is asked is the same as in the index: terms of
`search.analysis`, spans of `search.occurrences`.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple, overload

from search.analysis import (
    CHUNK,
    COMBINING_FORMS,
    JOINING_GAPS,
    PAGE_BREAK,
    Chunk,
    Part,
    joined_open,
    read_chunk,
)
from search.first_letters import FirstLetters
from search.occurrences import Span, find_occurrences
from search.query_language import Query
from search.query_nodes import Term, Unit
from search.stemming import STEMMED, main_language

SHORT = 300  # characters: the words of a title are sooner looked at than a pattern is made
CharSpan = tuple[int, int]  # first character and one past the last; a Span counts words


class Range(NamedTuple):
    """Characters `start` to `end` of the text of one page; `page` is an index from 0."""

    page: int
    start: int
    end: int


class Hit(NamedTuple):
    """One place of one term, in reading order: one range, more over a page break or of words near each other."""

    ranges: tuple[Range, ...]

    @property
    def page(self) -> int:
        """The page it begins on, which it is counted for."""
        return self.ranges[0].page


@dataclass(frozen=True, slots=True)
class AskedChunk:
    """A spelling that the query asks for, wholly or in part."""

    spelling: str
    chunk: Chunk
    parts: tuple[tuple[Part, tuple[Unit, ...]], ...]


Found = tuple[int, int, AskedChunk]  # position of the first word, its first character, what is asked


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
        self.by_term: dict[str, list[Unit]] = {}
        for unit in units:
            if unit.mode in ("stem", "exact"):
                for name in chain.from_iterable(unit.terms.values()):
                    self.by_term.setdefault(name, []).append(unit)
        self.open = [unit for unit in units if unit.mode in ("prefix", "fuzzy")]
        self.may_join = any(_may_join(unit) for unit in units)
        self.distance = _distance_needed(terms, may_join=self.may_join)
        self.letters = FirstLetters(units, self.language, may_be_open=self.may_join)
        self.known: dict[
            str, int | AskedChunk
        ] = {}  # spelling -> what is asked, else only its width in words
        self.is_of_words = all(_is_one_word(term) for term in terms)
        self._alone: dict[str, list[CharSpan]] = {}  # spelling -> the hits in it

    def find(self, text: str) -> list[tuple[CharSpan, ...]]:
        """The hits of a text, each as ranges of characters. No hit lies inside another."""
        return self.hits(text, self._found(text))

    def asked(self, spelling: str) -> AskedChunk | None:
        """What the query asks for in a spelling."""
        entry = self.known.get(spelling)
        if entry is None:
            entry = self._learn(spelling)
        return entry if isinstance(entry, AskedChunk) else None

    def hits(self, text: str, found: Iterable[Found]) -> list[tuple[CharSpan, ...]]:
        """The same, where it is known what is asked for in the text, in order."""
        if not self.is_of_words:
            return self._hits(text, found)
        found = [*found]
        if self.may_join and any(asked.chunk.is_combining for _, _, asked in found):
            return self._hits(text, found)
        return [
            ((start + first, start + last),)
            for _, start, asked in found
            for first, last in self._hits_in(asked)
        ]

    def _hits_in(self, asked: AskedChunk) -> list[CharSpan]:
        """Of single words no hit goes beyond a chunk, so those in a spelling are the same everywhere."""
        known = self._alone.get(asked.spelling)
        if known is None:
            known = self._alone[asked.spelling] = [span for (span,) in self._hits("", [(0, 0, asked)])]
        return known

    def _hits(self, text: str, found: Iterable[Found]) -> list[tuple[CharSpan, ...]]:
        spans: dict[Unit, list[Span]] = {}
        edges: dict[int, CharSpan] = {}
        for position, start, asked in found:
            for part, units in asked.parts:
                first = position + part.position
                for one in asked.chunk.parts[part.position : part.position + part.span]:
                    edges[position + one.position] = (start + one.start, start + one.end)
                for unit in units:
                    spans.setdefault(unit, []).append((first, first + part.span))
            if self.may_join and asked.chunk.is_combining:
                self._join(text, position, start, asked, spans, edges)
        if not spans:
            return []
        ordered = {unit: sorted(found) for unit, found in spans.items()}
        return _without_contained(
            [
                tuple((edges[first][0], edges[last - 1][1]) for first, last in occurrence)
                for term in self.terms
                for occurrence in find_occurrences(term, lambda unit: ordered.get(unit, ()))
            ]
        )

    def _found(self, text: str) -> Iterator[Found]:
        """What is asked for in a text, in order. Positions tell as much of distances as the query needs."""
        is_worth_it = len(text) >= SHORT or self.open  # each word that is looked at takes longer then
        places = self.letters.places(text) if is_worth_it else None
        if places is None:
            yield from self._read_all(text)
            return
        position = counted = done = 0
        for place in places:
            match = _chunk_at(text, place.start()) if place.start() >= done else None
            if match is None:
                continue
            done = match.end()
            entry = self.known.get(match[0])
            if entry is None:
                entry = self._learn(match[0])
            if isinstance(entry, AskedChunk):
                position += self.distance(self.language, text, counted, match.start())
                yield position, match.start(), entry
                position += entry.chunk.width
                counted = done

    def _read_all(self, text: str) -> Iterator[Found]:
        """The same, where first letters do not tell or are not worth their pattern: every word is looked at."""
        position = 0
        for match in CHUNK.finditer(text):
            entry = self.known.get(match[0])
            if entry is None:
                entry = self._learn(match[0])
            if isinstance(entry, int):
                position += entry
            else:
                yield position, match.start(), entry
                position += entry.chunk.width

    def _learn(self, spelling: str) -> int | AskedChunk:
        """Whether the query asks for a spelling, or for a part of it."""
        chunk = read_chunk(spelling, self.language)
        parts = tuple((part, units) for part in chunk.parts if (units := self._asking(part.form, part.terms)))
        is_asked = bool(parts) or (self.may_join and chunk.is_combining)
        entry = self.known[spelling] = AskedChunk(spelling, chunk, parts) if is_asked else chunk.width
        return entry

    def _asking(self, form: str, terms: Iterable[str]) -> tuple[Unit, ...]:
        units = [unit for name in terms for unit in self.by_term.get(name, ())]
        units += [unit for unit in self.open if unit.accepts(form)]
        return tuple(dict.fromkeys(units))

    def _join(
        self,
        text: str,
        position: int,
        start: int,
        asked: AskedChunk,
        spans: dict[Unit, list[Span]],
        edges: dict[int, CharSpan],
    ) -> None:
        """ "neo liberal" printed open: the joined form may be asked for."""
        end = start + len(asked.spelling)
        following = CHUNK.search(text, end)
        if following is None or text[end : following.start()] not in JOINING_GAPS:
            return
        chunk = read_chunk(following[0], self.language)
        joined = joined_open(asked.chunk.parts[0].form, chunk, self.language)
        for unit in self._asking(*joined) if joined else ():
            spans.setdefault(unit, []).append((position, position + 2))
            edges[position] = (start, end)
            begin = following.start()
            edges[position + 1] = (begin + chunk.parts[0].start, begin + chunk.parts[0].end)


def _distance_needed(terms: Sequence[Term], *, may_join: bool) -> Callable[[str, str, int, int], int]:
    """How far apart two words must be known to be: that they are two, whether any stands between, or how many."""
    if any(term.slop is not None for term in terms):
        return _count_words
    if any(
        len(t.words) > 1 or len(units) > 1 for t in terms for word in t.words for units in word.alternatives
    ):
        # "neo liberal" printed open takes two positions: one word after it is then no gap, two are.
        return _count_words if may_join else _has_words
    return _one


def _one(language: str, text: str, start: int, end: int) -> int:
    return 1


def _has_words(language: str, text: str, start: int, end: int) -> int:
    return 0 if CHUNK.search(text, start, end) is None else 1


def _count_words(language: str, text: str, start: int, end: int) -> int:
    return sum(read_chunk(spelling, language).width for spelling in CHUNK.findall(text, start, end))


def _is_one_word(term: Term) -> bool:
    """Whether each of its hits is one unit."""
    return len(term.words) == 1 and term.slop is None and all(len(u) == 1 for u in term.words[0].alternatives)


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


def _without_contained(hits: list[tuple[CharSpan, ...]]) -> list[tuple[CharSpan, ...]]:
    """In order, without those that lie within another: a word inside a phrase that is a hit itself."""
    ordered = sorted(set(hits), key=lambda hit: (hit[0][0], -hit[-1][1]))
    kept: list[tuple[CharSpan, ...]] = []
    reach = -1
    for hit in ordered:
        if hit[-1][1] > reach:
            kept.append(hit)
            reach = max(reach, hit[-1][1])
        elif not any(_covers(other, hit) for other in reversed(kept)):
            kept.append(hit)
    return kept


def _covers(outer: tuple[CharSpan, ...], inner: tuple[CharSpan, ...]) -> bool:
    return all(any(start <= a and b <= end for start, end in outer) for a, b in inner)


class Hits(Sequence[Hit]):
    """The hits on the pages of an article, in reading order: counted at once, placed on pages where they are asked for."""

    def __init__(self, found: Sequence[tuple[CharSpan, ...]], begins: Sequence[int]) -> None:
        self._found = found  # as characters of the joined text
        self._begins = begins  # of each page, and of one behind the last
        self._placed: dict[int, Hit] = {}

    def __len__(self) -> int:
        return len(self._found)

    @overload
    def __getitem__(self, at: int) -> Hit: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[Hit, ...]: ...
    def __getitem__(self, at: int | slice) -> Hit | tuple[Hit, ...]:
        if isinstance(at, slice):
            return tuple(Hit(_by_page(hit, self._begins)) for hit in self._found[at])
        if at not in self._placed:
            self._placed[at] = Hit(_by_page(self._found[at], self._begins))
        return self._placed[at]

    def by_page(self) -> Iterator[tuple[int, range]]:
        """Each page with hits, counted from 0, and which of the hits begin on it."""
        first = 0
        while first < len(self._found):
            page = bisect_right(self._begins, self._found[first][0][0]) - 1
            last = bisect_left(self._found, self._begins[page + 1], first, key=lambda hit: hit[0][0])
            yield page, range(first, last)
            first = last


def locate(
    query: Query,
    pages: Sequence[str],
    language: str,
    locator: Locator | None = None,
    headings: Sequence[Range] = (),
) -> tuple[Hit, ...]:
    """All hits of a query on the pages of an article, in reading order.

    A hit may run over page breaks; it then has a range on each page. `locator` saves work where several
    articles of one language are searched for one query. `headings` say where `heading:` is looked for.
    """
    return find_hits(query, pages, language, locator, headings)[:]


def find_hits(
    query: Query,
    pages: Sequence[str],
    language: str,
    locator: Locator | None = None,
    headings: Sequence[Range] = (),
) -> Hits:
    """Those that `locate` tells, for who needs to know of most only how many there are."""
    begins = [0]
    for page in pages:
        begins.append(begins[-1] + len(page) + len(PAGE_BREAK))
    text = PAGE_BREAK.join(pages)
    found: list[tuple[CharSpan, ...]] = []
    if query.page_terms:
        found = (locator or Locator(query.page_terms, language)).find(text)
    if query.heading_terms and headings:
        found = _without_contained(
            found + _in_headings(query.heading_terms, pages, language, headings, begins)
        )
    return Hits(found, begins)


def _in_headings(
    terms: Sequence[Term],
    pages: Sequence[str],
    language: str,
    headings: Sequence[Range],
    begins: Sequence[int],
) -> list[tuple[CharSpan, ...]]:
    """The hits of terms of that field, as characters of the joined text. Each heading is a text of its own."""
    locator = Locator(terms, language)
    found = []
    for page, start, end in ((each.page, each.start, each.end) for each in headings):
        base = begins[page] + start
        hits = locator.find(pages[page][start:end])
        found += [tuple((base + first, base + last) for first, last in hit) for hit in hits]
    return found


def _by_page(hit: tuple[CharSpan, ...], begins: Sequence[int]) -> tuple[Range, ...]:
    """Characters of the joined text -> ranges of pages."""
    ranges = []
    for start, end in hit:
        while start < end:
            page = bisect_right(begins, start) - 1
            limit = min(end, begins[page + 1] - len(PAGE_BREAK))
            if start < limit:
                ranges.append(Range(page, start - begins[page], limit - begins[page]))
            start = begins[page + 1]
    return tuple(ranges)
