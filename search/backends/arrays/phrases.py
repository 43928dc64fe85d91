"""Where phrases stand, and words near each other: positions of a few documents at a time.

The candidates of a segment, which have every word somewhere, are taken in windows of some million positions:
memory is bounded, and the time is looked at between two windows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from search.analysis import MAX_PARTS, PART_GAP
from search.backends.arrays.snapshot import SegmentView
from search.occurrences import Occurrence, find_near, find_occurrences
from search.query_nodes import Term, Unit, Word

WINDOW = 1 << 22  # positions
SPARSE = 40  # times longer than another is an array in which a search beats a table of all positions
FEW = 50  # one document in so many: then the positions of each are cut out by themselves
NONE = np.empty(0, np.int32)

Spans = tuple[np.ndarray, np.ndarray]
Positions = dict[int, np.ndarray]  # number of positions taken -> first positions, ascending
TermsOf = Callable[[Unit], dict[int, tuple[str, ...]]]  # the index terms of a unit, by span


def count_phrases(
    segment: SegmentView,
    field: str,
    term: Term,
    candidates: np.ndarray,
    terms_of: TermsOf,
    check: Callable[[], None],
) -> np.ndarray:
    """How often a phrase, or words near each other, stand in each document of a segment; `candidates` are booleans.

    Of two words near each other, how many have the other near. `check` is called between two windows.
    """
    counts = np.zeros(segment.count)
    documents = np.flatnonzero(candidates)
    for chosen in _parted(documents, segment.columns.extents(field)):
        check()
        window = Window(segment, field, chosen, terms_of)
        counts[chosen] = window.count(term) if term.slop is None else window.count_near(term, check)
    return counts


def find_in(
    segment: SegmentView, field: str, term: Term, documents: np.ndarray, terms_of: TermsOf
) -> list[list[Occurrence]]:
    """Where a term stands in each of these documents of a segment, ascending; words are counted from 0 in each."""
    return [
        occurrences
        for chosen in _parted(documents, segment.columns.extents(field))
        for occurrences in Window(segment, field, chosen, terms_of).occurrences(term)
    ]


def _parted(documents: np.ndarray, extents: np.ndarray) -> Iterator[np.ndarray]:
    """The documents in runs of about WINDOW positions."""
    if not len(documents):
        return
    ends = np.cumsum(extents[documents].astype(np.int64) + PART_GAP)
    first = 0
    while first < len(documents):
        done = int(ends[first - 1]) if first else 0
        last = max(first + 1, int(np.searchsorted(ends, done + WINDOW)))
        yield documents[first:last]
        first = last


class Window:
    """The positions of a field in some documents of a segment, one number counted on from each to the next."""

    def __init__(self, segment: SegmentView, field: str, documents: np.ndarray, terms_of: TermsOf) -> None:
        self._segment = segment
        self._field = field
        self._terms_of = terms_of
        self._documents = documents
        extents = segment.columns.extents(field)[documents].astype(np.int64) + PART_GAP
        self._edges = np.concatenate(([0], np.cumsum(extents))).astype(np.int32)
        self._begins = np.full(segment.count, -1, np.int32)
        self._begins[documents] = self._edges[:-1]
        self._known: dict[Unit, Positions] = {}

    # ------------------------------------------------------------------ what is asked
    def count(self, phrase: Term) -> np.ndarray:
        """How often a phrase stands in each document."""
        counts = np.zeros(len(self._documents), np.int64)
        for starts in self._follow([self._word(word) for word in phrase.words]).values():
            counts += self._per_document(starts)
        return counts

    def count_near(self, term: Term, check: Callable[[], None]) -> np.ndarray:
        """How often words stand near each other; of two words, how many have the other near."""
        slop = term.slop or 0
        words = [_spans(self._word(word)) for word in term.words]
        if len(words) == 2:
            return self._count_pairs(*words, slop)
        counts = np.zeros(len(self._documents), np.int64)
        is_near = np.ones(len(counts), bool)
        for other in words[1:]:  # what no two words fulfil, three do not
            is_near &= self._count_pairs(words[0], other, slop + MAX_PARTS * len(words)) > 0
        for at in np.flatnonzero(is_near).tolist():
            check()
            spans = [_within(word, self._edges[at], self._edges[at + 1]) for word in words]
            counts[at] = len(find_near(spans, slop))
        return counts

    def _count_pairs(self, one: Spans, other: Spans, slop: int) -> np.ndarray:
        """How many spans of one word are followed by the other after `slop` words at most."""
        counts = np.zeros(len(self._documents), np.int64)
        for (starts, ends), (next_starts, _) in ((one, other), (other, one)):
            at = np.searchsorted(next_starts, ends)
            is_near = at < len(next_starts)
            is_near[is_near] = next_starts[at[is_near]] - ends[is_near] <= slop
            counts += self._per_document(starts[is_near])
        return counts

    def occurrences(self, term: Term) -> Iterator[list[Occurrence]]:
        """Where a term stands in each document."""
        units = {unit for word in term.words for each in word.alternatives for unit in each}
        spans = {unit: _spans(self._unit(unit)) for unit in units}
        for first, last in zip(self._edges.tolist(), self._edges[1:].tolist(), strict=False):
            inside = {unit: _within(each, first, last) for unit, each in spans.items()}
            yield [
                tuple((start - first, end - first) for start, end in occurrence)
                for occurrence in find_occurrences(term, inside.__getitem__)
            ]

    def _per_document(self, ascending: np.ndarray) -> np.ndarray:
        return np.diff(np.searchsorted(ascending, self._edges))

    # ------------------------------------------------------------------ positions
    def _unit(self, unit: Unit) -> Positions:
        if unit not in self._known:
            found = {
                span: _merge([self._read(term) for term in terms])
                for span, terms in self._terms_of(unit).items()
            }
            self._known[unit] = {span: positions for span, positions in found.items() if len(positions)}
        return self._known[unit]

    def _read(self, term: str) -> np.ndarray:
        """The positions of one index term in the documents of the window."""
        postings = self._segment.postings(self._field, term)
        if postings is None:
            return NONE
        first, last = np.searchsorted(postings.documents, (self._documents[0], self._documents[-1] + 1))
        begins = self._begins[postings.documents[first:last]]
        keep = begins >= 0
        if not keep.any():
            return NONE
        counts = postings.counts[first:last]
        before = int(postings.counts[:first].sum(dtype=np.int64))
        positions = postings.positions[before : before + int(counts.sum(dtype=np.int64))]
        if not keep.all():
            positions, counts, begins = _chosen(positions, counts, keep), counts[keep], begins[keep]
        return np.repeat(begins, counts) + positions

    def _word(self, word: Word) -> Positions:
        found: dict[int, list[np.ndarray]] = {}
        for units in word.alternatives:
            for span, positions in self._follow([self._unit(unit) for unit in units]).items():
                found.setdefault(span, []).append(positions)
        return {span: _union(parts) for span, parts in found.items()}

    def _follow(self, steps: Sequence[Positions]) -> Positions:
        """The positions where each step begins where the one before it ended."""
        current = steps[0]
        for step in steps[1:]:
            found: dict[int, list[np.ndarray]] = {}
            for length, starts in current.items():
                for span, positions in step.items():
                    both = self._common(starts, length, positions)
                    if len(both):
                        found.setdefault(length + span, []).append(both)
            current = {length: _union(parts) for length, parts in found.items()}
        return current

    def _common(self, starts: np.ndarray, shift: int, positions: np.ndarray) -> np.ndarray:
        """Those of `starts` that are in `positions` when moved by `shift`."""
        if len(starts) * SPARSE < len(positions):
            return starts[_contained(starts + shift, positions)]
        if len(positions) * SPARSE < len(starts):
            moved = positions - shift
            return moved[_contained(moved, starts)]
        taken = np.zeros(int(self._edges[-1]) + PART_GAP, bool)
        taken[positions] = True
        return starts[taken[starts + shift]]


def _chosen(positions: np.ndarray, counts: np.ndarray, keep: np.ndarray) -> np.ndarray:
    """The positions in the documents that are kept."""
    if np.count_nonzero(keep) * FEW > len(keep):
        return positions[np.repeat(keep, counts)]
    ends = np.cumsum(counts, dtype=np.int64)
    return np.concatenate([positions[ends[at] - counts[at] : ends[at]] for at in np.flatnonzero(keep)])


def _spans(positions: Positions) -> Spans:
    """First positions and the ones after the last, in order of the first."""
    starts = np.concatenate([NONE, *positions.values()])
    ends = np.concatenate([NONE, *(found + span for span, found in positions.items())])
    if len(positions) < 2:
        return starts, ends
    order = np.lexsort((ends, starts))
    return starts[order], ends[order]


def _within(spans: Spans, first: int, last: int) -> list[tuple[int, int]]:
    """The spans of one document, whose positions go from `first` up to `last`."""
    starts, ends = spans
    low, high = np.searchsorted(starts, (first, last))
    return list(zip(starts[low:high].tolist(), ends[low:high].tolist(), strict=True))


def _merge(parts: Sequence[np.ndarray]) -> np.ndarray:
    """One ascending array of several that have nothing in common. Timsort finds their runs."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return NONE
    if len(filled) == 1:
        return filled[0]
    merged = np.concatenate(filled)
    merged.sort(kind="stable")
    return merged


def _union(parts: Sequence[np.ndarray]) -> np.ndarray:
    """One ascending array of several, each number once."""
    merged = _merge(parts)
    if len(parts) == 1 or len(merged) < 2:
        return merged
    return merged[np.concatenate(([True], merged[1:] != merged[:-1]))]


def _contained(small: np.ndarray, large: np.ndarray) -> np.ndarray:
    """Which numbers of one ascending array are in another, much longer one."""
    if not len(small) or not len(large):
        return np.zeros(len(small), bool)
    at = np.searchsorted(large, small)
    at[at == len(large)] = 0
    return large[at] == small
