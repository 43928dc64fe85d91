"""A query tree over a snapshot -> which documents match and how well.

All documents at once: a match is one array of booleans and one of scores, a phrase is an intersection of
sorted arrays of places. Scores are BM25 (Robertson & Zaragoza 2009, The Probabilistic Relevance Framework,
section 3) of the whole text, raised where the words stand in the title, the subjects or the authors' names.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from search.analysis import main_language
from search.backends.snapshot import NO_PLACES, PLACE_BITS, Snapshot
from search.occurrences import find_near
from search.query_nodes import And, Language, Node, Not, Or, Term, Unit, Word, Years

K1, B = 1.2, 0.75
# Field -> what its BM25 counts for beside that of the whole text.
RAISING_FIELDS = {"title": 2.0, "subject": 1.0, "author": 1.0}
PLACE_MASK = (1 << PLACE_BITS) - 1

Places = dict[int, np.ndarray]  # number of positions taken -> first places, ascending


class TooSlowError(Exception):
    """The time for this query is used up."""


class Match(NamedTuple):
    documents: np.ndarray  # booleans
    scores: np.ndarray


class Evaluation:
    """Answers the nodes of one query. `content` is the field that holds the whole text.

    `cut` collects the words whose expansions were too many, so that some were left out.
    """

    def __init__(self, snapshot: Snapshot, content: str = "text", seconds: float = 1.0) -> None:
        self.snapshot = snapshot
        self.content = content
        self.deadline = time.monotonic() + seconds
        self.cut: list[str] = []
        self._places: dict[tuple[str, Unit], Places] = {}

    def match(self, node: Node) -> Match:
        self._check_time()
        match node:
            case Term():
                return self._term(node)
            case And(nodes):
                return self._and(nodes)
            case Or(nodes):
                return self._or(nodes)
            case Not(inner):
                return self._plain(self.snapshot.live & ~self.match(inner).documents)
            case Years(first, last):
                return self._plain(self._years(first, last))
            case Language(code):
                return self._plain(self._languages(code))
        raise TypeError(node)

    def everything(self) -> Match:
        return self._plain(self.snapshot.live)

    def _plain(self, documents: np.ndarray) -> Match:
        return Match(documents, np.zeros(self.snapshot.size))

    def _check_time(self) -> None:
        if time.monotonic() > self.deadline:
            raise TooSlowError

    # ------------------------------------------------------------------ joined nodes
    def _and(self, nodes: Sequence[Node]) -> Match:
        documents = self.snapshot.live.copy()
        scores = np.zeros(self.snapshot.size)
        for node in nodes:
            found = self.match(node)
            documents &= found.documents
            scores += found.scores
        return Match(documents, scores)

    def _or(self, nodes: Sequence[Node]) -> Match:
        documents = np.zeros(self.snapshot.size, bool)
        scores = np.zeros(self.snapshot.size)
        for node in nodes:
            found = self.match(node)
            documents |= found.documents
            scores += found.scores
        return Match(documents, scores)

    # ------------------------------------------------------------------ values
    def _years(self, first: int | None, last: int | None) -> np.ndarray:
        chosen = self.snapshot.select(
            "year", lambda year: (first is None or year >= first) and (last is None or year <= last)
        )
        return chosen & self.snapshot.live

    def _languages(self, code: str) -> np.ndarray:
        return self.snapshot.select("language", lambda tag: main_language(tag) == code) & self.snapshot.live

    # ------------------------------------------------------------------ terms
    def _term(self, term: Term) -> Match:
        field = term.field or self.content
        counts = self._counts(term, field)
        documents = counts > 0
        scores = self._bm25(counts, field, B)
        if not term.field:
            for raising, weight in RAISING_FIELDS.items():
                if raising in self.snapshot.schema.names():
                    scores += weight * self._bm25(self._counts(term, raising), raising, 0.0)
        return Match(documents, scores)

    def _bm25(self, counts: np.ndarray, field: str, b: float) -> np.ndarray:
        matched = int(np.count_nonzero(counts))
        if not matched:
            return np.zeros(self.snapshot.size)
        total = max(self.snapshot.count, matched)
        weight = np.log(1 + (total - matched + 0.5) / (matched + 0.5))
        norm = np.ones(self.snapshot.size)
        if b:
            lengths = self.snapshot.lengths(field)
            mean = lengths[self.snapshot.live].mean() or 1.0
            norm = 1 - b + b * lengths / mean
        return weight * counts * (K1 + 1) / (counts + K1 * norm)

    def _counts(self, term: Term, field: str) -> np.ndarray:
        """How often a term stands in each document."""
        self._check_time()
        if term.slop is not None:
            return self._near(term, field)
        if len(term.words) == 1 and len(term.words[0].alternatives) == 1:
            return self._unit_counts(term.words[0].alternatives[0][0], field)
        return self._per_document(self._phrase([self._word(word, field) for word in term.words]))

    def _per_document(self, places: Places) -> np.ndarray:
        counts = np.zeros(self.snapshot.size)
        for starts in places.values():
            counts += np.bincount(starts >> PLACE_BITS, minlength=self.snapshot.size)
        return counts

    def _unit_counts(self, unit: Unit, field: str) -> np.ndarray:
        """A form and its stem stand at the same places, so of these the higher count is taken."""
        counts = np.zeros(self.snapshot.size)
        for terms in self._terms_of(unit, field).values():
            of_span = np.zeros(self.snapshot.size)
            for term in terms:
                documents, often, _ = self.snapshot.term(field, term)
                if unit.mode in ("prefix", "fuzzy"):
                    of_span[documents] += often
                else:
                    of_span[documents] = np.maximum(of_span[documents], often)
            counts += of_span
        return counts

    def _terms_of(self, unit: Unit, field: str) -> dict[int, Sequence[str]]:
        if unit.mode in ("stem", "exact"):
            return dict(unit.terms)
        terms, is_cut = self.snapshot.expand(field, unit)
        if is_cut and unit.form not in self.cut:
            self.cut.append(unit.form)
        self._check_time()
        return dict(terms)

    # ------------------------------------------------------------------ places
    def _unit(self, unit: Unit, field: str) -> Places:
        key = (field, unit)
        if key not in self._places:
            found = {
                span: _union([self.snapshot.term(field, term)[2] for term in terms])
                for span, terms in self._terms_of(unit, field).items()
            }
            self._places[key] = {span: places for span, places in found.items() if len(places)}
        return self._places[key]

    def _word(self, word: Word, field: str) -> Places:
        found: dict[int, list[np.ndarray]] = {}
        for units in word.alternatives:
            for span, places in self._phrase([self._unit(unit, field) for unit in units]).items():
                found.setdefault(span, []).append(places)
        return {span: _union(parts) for span, parts in found.items()}

    def _phrase(self, steps: Sequence[Places]) -> Places:
        """The places where each step begins where the one before it ended."""
        if len(steps) > 1:
            steps = self._common(steps)
        current = steps[0]
        for step in steps[1:]:
            self._check_time()
            found: dict[int, list[np.ndarray]] = {}
            for length, starts in current.items():
                for span, places in step.items():
                    both = _intersect(starts + length, places)
                    if len(both):
                        found.setdefault(length + span, []).append(both - length)
            current = {length: _union(parts) for length, parts in found.items()}
        return current

    def _common(self, steps: Sequence[Places]) -> list[Places]:
        """The steps without the documents that lack one of them: they need not be compared."""
        documents = self.snapshot.live.copy()
        for step in steps:
            documents &= self._per_document(step) > 0
        if np.count_nonzero(documents) * 2 > self.snapshot.count:
            return list(steps)
        return [
            {span: places[documents[places >> PLACE_BITS]] for span, places in step.items()} for step in steps
        ]

    def _near(self, term: Term, field: str) -> np.ndarray:
        steps = self._common([self._word(word, field) for word in term.words])
        counts = np.zeros(self.snapshot.size)
        by_document = [_by_document(step) for step in steps]
        for index, document in enumerate(set.intersection(*(set(found) for found in by_document))):
            if index % 64 == 0:
                self._check_time()
            spans = [found[document] for found in by_document]
            counts[document] = len(find_near(spans, term.slop or 0))
        return counts


def _union(parts: Sequence[np.ndarray]) -> np.ndarray:
    filled = [part for part in parts if len(part)]
    if not filled:
        return NO_PLACES
    return filled[0] if len(filled) == 1 else np.unique(np.concatenate(filled))


def _intersect(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """What two ascending arrays without repetitions have in common."""
    small, large = (one, other) if len(one) < len(other) else (other, one)
    if not len(small):
        return NO_PLACES
    at = np.searchsorted(large, small)
    at[at == len(large)] = 0
    return small[large[at] == small]


def _by_document(places: Places) -> dict[int, list[tuple[int, int]]]:
    """For each document its spans of positions, ascending."""
    found: dict[int, list[tuple[int, int]]] = {}
    for span, starts in places.items():
        documents = (starts >> PLACE_BITS).tolist()
        for document, position in zip(documents, (starts & PLACE_MASK).tolist(), strict=True):
            found.setdefault(document, []).append((position, position + span))
    for spans in found.values():
        spans.sort()
    return found
