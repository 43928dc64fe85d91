"""A query tree over a snapshot -> which documents match and how well.

All documents at once: a match is one array of booleans and one of scores (of phrases see `phrases`). Scores are BM25F (Robertson & Zaragoza 2009, The Probabilistic Relevance Framework,
section 3.6): a word in the title, the subjects or the authors' names counts as several in the text, before
what is counted saturates, so that a word in both is not taken for two words.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from itertools import chain, repeat
from typing import NamedTuple

import numpy as np

from search.backends.arrays.phrases import count_phrases, find_in
from search.backends.arrays.snapshot import Snapshot
from search.backends.scoring import LESS, length_norm, rarity, saturated
from search.errors import TooSlowError
from search.occurrences import Occurrence
from search.query_fields import CONTENT, RECORD
from search.query_nodes import (
    Akin,
    And,
    AtLeast,
    Expanded,
    Language,
    Narrowing,
    Node,
    Not,
    Optional,
    Or,
    Term,
    Unit,
    Years,
)
from search.stemming import STEMMED, main_language

PARTS = 64  # the first of the parts in which a slow query is asked is so much smaller than the whole


class Match(NamedTuple):
    """`exact`: those of the documents that match by the reader's own words, not by other spellings or OCR variants alone."""

    documents: np.ndarray  # booleans
    scores: np.ndarray
    exact: np.ndarray  # booleans


class Evaluation:
    """Answers the nodes of one query, in so many seconds of its own thread: others' load does not count.

    `documents` are those asked about, all living ones at first. `truncated_prefixes` collects the words whose
    expansions were too many, so that some were left out.
    """

    def __init__(self, snapshot: Snapshot, seconds: float = 1.0) -> None:
        self.snapshot = snapshot
        self.deadline = time.thread_time() + seconds
        self.documents = snapshot.live
        self.truncated_prefixes: list[str] = []
        self._terms: dict[tuple[str, Unit], dict[int, tuple[str, ...]]] = {}

    def as_far_as_time_goes(self, node: Node, seconds: float) -> tuple[Match, bool]:
        """Asked part by part, the newest documents first: what was found, and whether that is all.

        Every document found matches. TooSlowError where not even the first part is done in time.
        """
        self.deadline = time.thread_time() + seconds
        newest = np.flatnonzero(self.snapshot.live)[::-1]
        whole = self._plain(np.zeros(self.snapshot.size, bool))
        done, size = 0, max(1, len(newest) // PARTS)
        try:
            while done < len(newest):
                self.documents = np.zeros(self.snapshot.size, bool)
                self.documents[newest[done : done + size]] = True
                found = self.match(node)
                whole = Match(
                    *(np.where(found.documents, new, old) for new, old in zip(found, whole, strict=True))
                )
                done, size = done + size, 2 * size
        except TooSlowError:
            if not done:
                raise
        return whole, done >= len(newest)

    def match(self, node: Node) -> Match:
        self._check_time()
        match node:
            case Term():
                return self._term(node)
            case And(nodes):
                return self._and(nodes)
            case Or(nodes):
                return self._or(nodes)
            case Optional(inner, weight):
                found = self.match(inner)
                return Match(self.documents, weight * found.scores * found.documents, self.documents)
            case Akin(terms):
                return self._akin(terms)
            case AtLeast():
                return self._at_least(node)
            case Expanded():
                return self._expanded(node)
            case Not(inner):
                return self._plain(self.documents & ~self.match(inner).documents)
            case Years(first, last):
                return self._plain(self._years(first, last))
            case Language(code):
                return self._plain(self._languages(code))
            case Narrowing():
                return self._plain(self.snapshot.select(node.field, node.accepts) & self.documents)
        raise TypeError(node)

    def everything(self) -> Match:
        return self._plain(self.documents)

    def _plain(self, documents: np.ndarray) -> Match:
        return Match(documents, np.zeros(self.snapshot.size), documents)

    def _check_time(self) -> None:
        if time.thread_time() > self.deadline:
            raise TooSlowError

    # ------------------------------------------------------------------ joined nodes
    def _and(self, nodes: Sequence[Node]) -> Match:
        documents, exact = self.documents.copy(), self.documents.copy()
        scores = np.zeros(self.snapshot.size)
        for node in nodes:
            found = self.match(node)
            documents &= found.documents
            exact &= found.exact
            scores += found.scores
        return Match(documents, scores, exact)

    def _or(self, nodes: Sequence[Node]) -> Match:
        documents, exact = np.zeros(self.snapshot.size, bool), np.zeros(self.snapshot.size, bool)
        scores = np.zeros(self.snapshot.size)
        for node in nodes:
            found = self.match(node)
            documents |= found.documents
            exact |= found.exact
            scores += found.scores
        return Match(documents, scores, exact)

    def _at_least(self, node: AtLeast) -> Match:
        """Whatever has all of them is taken for exact, so that it comes first."""
        found_by = np.zeros(self.snapshot.size, np.int32)
        exact = self.documents.copy()
        scores = np.zeros(self.snapshot.size)
        for inner, weight in zip(node.nodes, node.weights or repeat(1.0), strict=False):
            found = self.match(inner)
            found_by += found.documents
            exact &= found.exact
            scores += weight * found.scores
        return Match(found_by >= node.least, scores, exact)

    def _expanded(self, node: Expanded) -> Match:
        """Another name of a thing counts as much as the reader's: the better of the two decides. Spellings count less."""
        best = self.match(node.node)
        documents, scores, exact = best.documents.copy(), best.scores.copy(), best.exact.copy()
        for term in node.strong:
            found = self.match(term)
            documents |= found.documents
            exact |= found.documents
            scores = np.maximum(scores, found.scores)
        for term in node.weak:
            found = self.match(term)
            documents |= found.documents
            scores = np.where(exact, scores, np.maximum(scores, LESS * found.scores))
        return Match(documents, scores, exact)

    # ------------------------------------------------------------------ values
    def _years(self, first: int | None, last: int | None) -> np.ndarray:
        chosen = self.snapshot.select(
            "year", lambda year: (first is None or year >= first) and (last is None or year <= last)
        )
        return chosen & self.documents

    def _languages(self, code: str) -> np.ndarray:
        return self.snapshot.select("language", lambda tag: main_language(tag) == code) & self.documents

    # ------------------------------------------------------------------ terms
    def _term(self, term: Term) -> Match:
        field = term.field or CONTENT
        counts = self._counts(term, field)
        documents = (counts > 0) & self.documents
        matched = int(np.count_nonzero(documents))
        if not matched:
            return Match(documents, np.zeros(self.snapshot.size), documents)
        weighted = counts / self._length_norm(field)
        if not term.field:
            for raising in RECORD:
                if raising.boost and raising.name in self.snapshot.schema.names():
                    weighted += raising.boost * self._counts(term, raising.name)
        return Match(documents, rarity(self.snapshot.count, matched) * saturated(weighted), documents)

    def _akin(self, terms: Sequence[tuple[str, float]]) -> Match:
        """Every document has something of it; only those with a term are reckoned."""
        scores = np.zeros(self.snapshot.size)
        norm = self._length_norm(CONTENT)
        for term, weight in terms:
            self._check_time()
            documents, counts = self.snapshot.term(CONTENT, term)
            scores[documents] += (
                weight * rarity(self.snapshot.count, len(documents)) * saturated(counts / norm[documents])
            )
        return Match(self.documents, scores, self.documents)

    def _length_norm(self, field: str) -> np.ndarray:
        """How much longer than usual each document is; a title counts whatever the length of its article."""
        lengths = self.snapshot.lengths(field)
        return length_norm(lengths, lengths[self.snapshot.live].mean())

    def _counts(self, term: Term, field: str) -> np.ndarray:
        """How often a term stands in each document."""
        self._check_time()
        if term.slop is None and len(term.words) == 1 and len(term.words[0].alternatives) == 1:
            return self._unit_counts(term.words[0].alternatives[0][0], field)
        candidates = self._with_all_words(term, field)
        counts = np.zeros(self.snapshot.size)
        for first, segment in self.snapshot.parts():
            own = slice(first, first + segment.count)
            if candidates[own].any():
                terms_of = partial(self._terms_of, field=field)
                counts[own] = count_phrases(segment, field, term, candidates[own], terms_of, self._check_time)
        return counts

    def _unit_counts(self, unit: Unit, field: str) -> np.ndarray:
        """No two terms of a unit stand at one position, so their counts add up."""
        counts = self.snapshot.counts(field, [*chain.from_iterable(self._terms_of(unit, field).values())])
        return np.zeros(self.snapshot.size) if counts is None else counts

    def _with_all_words(self, term: Term, field: str) -> np.ndarray:
        """The documents that have every word of a phrase, in any of its spellings, somewhere."""
        candidates = self.documents.copy()
        for word in term.words:
            has_word = np.zeros(self.snapshot.size, bool)
            for units in word.alternatives:
                has_all = self.documents.copy()
                for unit in units:
                    has_all &= self._unit_counts(unit, field) > 0
                has_word |= has_all
            candidates &= has_word
        return candidates

    def _terms_of(self, unit: Unit, field: str) -> dict[int, tuple[str, ...]]:
        """The index terms by span; stems only in languages that the archive has."""
        key = (field, unit)
        if key not in self._terms:
            if unit.mode in ("stem", "exact"):
                absent = tuple(f":{code}:" for code in STEMMED.keys() - self.snapshot.languages)
                self._terms[key] = {
                    span: tuple(term for term in terms if not term.startswith(absent))
                    for span, terms in unit.terms.items()
                }
            else:
                expanded, is_truncated = self.snapshot.expand(field, unit)
                self._terms[key] = {span: tuple(terms) for span, terms in expanded.items()}
                if is_truncated and unit.form not in self.truncated_prefixes:
                    self.truncated_prefixes.append(unit.form)
            self._check_time()
        return self._terms[key]

    # ------------------------------------------------------------------ positions
    def occurrences(self, term: Term, numbers: Sequence[int]) -> dict[int, list[Occurrence]]:
        """Where a term stands in these documents, by their numbers; words are counted from 0 in each."""
        field = term.field or CONTENT
        terms_of = partial(self._terms_of, field=field)
        wanted = np.unique(np.array(numbers, np.int64))
        found: dict[int, list[Occurrence]] = {}
        for first, segment in self.snapshot.parts():
            low, high = np.searchsorted(wanted, (first, first + segment.count))
            own = wanted[low:high]
            places = find_in(segment, field, term, own - first, terms_of)
            found.update(zip(own.tolist(), places, strict=True))
        return found
