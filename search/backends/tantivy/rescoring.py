"""Some documents looked at one by one, by the places of their words: which match, how well, and where.

tantivy scores by a formula of its own. What it finds best is scored here as every engine of ours does
(`search.backends.scoring`), and what it cannot ask for is looked for here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import repeat
from typing import NamedTuple

import numpy as np

from search.backends.scoring import LESS, length_norm, rarity, saturated
from search.backends.tantivy.document_words import DocumentWords, sum_of
from search.backends.tantivy.index_schema import PLACES, length_field
from search.backends.tantivy.open_index import Address, View
from search.occurrences import Occurrence, Span, find_occurrences
from search.query_fields import CONTENT, RECORD
from search.query_nodes import And, AtLeast, Expanded, Node, Optional, Or, Term, Unit, Word


class Scored(NamedTuple):
    """Of each document: whether it has something of a node, its score, and whether by the reader's own words."""

    found: np.ndarray
    scores: np.ndarray
    exact: np.ndarray


Positions = dict[int, np.ndarray]  # number of positions taken -> first positions, ascending


def _follow(steps: Sequence[Positions]) -> Positions:
    """The positions where each step begins where the one before it ended."""
    current = steps[0]
    for step in steps[1:]:
        found: dict[int, list[np.ndarray]] = {}
        for length, starts in current.items():
            for span, positions in step.items():
                met = starts[np.isin(starts + length, positions, assume_unique=True)]
                if len(met):
                    found.setdefault(length + span, []).append(met)
        current = _joined(found)
    return current


def _joined(found: dict[int, list[np.ndarray]]) -> Positions:
    return {
        length: parts[0] if len(parts) == 1 else np.unique(np.concatenate(parts))
        for length, parts in found.items()
    }


class Candidates:
    """Documents of an index. `matched` tells how many documents of the whole index have a term, `check` looks at the time."""

    def __init__(
        self,
        view: View,
        addresses: Sequence[Address],
        matched: Callable[[Term], int],
        check: Callable[[], None],
    ) -> None:
        self.view = view
        self.addresses = addresses
        self._matched = matched
        self._check = check
        self._words: list[DocumentWords] = []
        for address in addresses:
            check()
            self._words.append(DocumentWords(view.searcher.doc(address).get_first(PLACES)))
        self._norms: dict[str, np.ndarray] = {}
        self._sums: dict[tuple[str, Unit], dict[int, list[int]]] = {}

    def score(self, node: Node) -> Scored:
        self._check()
        match node:
            case Term():
                return self._term(node)
            case And(nodes):
                return self._and(nodes)
            case Or(nodes):
                return self._any(nodes)
            case AtLeast(nodes, _, weights):
                found = self._any(nodes, weights)
                return found._replace(exact=self._and(nodes).exact)
            case Expanded():
                return self._expanded(node)
        return self._plain()  # conditions, Not, Optional: whatever is here fulfils them

    def _plain(self) -> Scored:
        everything = np.ones(len(self._words), bool)
        return Scored(everything, np.zeros(len(self._words)), everything)

    def _and(self, nodes: Sequence[Node]) -> Scored:
        found, scores, exact = (each.copy() for each in self._plain())
        for node in nodes:
            if isinstance(node, Optional):
                inner = self._raising(node)
                scores += inner
                continue
            each = self.score(node)
            found &= each.found
            exact &= each.exact
            scores += each.scores
        return Scored(found, scores, exact)

    def _any(self, nodes: Sequence[Node], weights: Sequence[float] = ()) -> Scored:
        found, scores = np.zeros(len(self._words), bool), np.zeros(len(self._words))
        exact = found.copy()
        for node, weight in zip(nodes, weights or repeat(1.0), strict=False):
            each = self.score(node)
            found |= each.found
            exact |= each.exact
            scores += weight * each.scores * each.found
        return Scored(found, scores, exact)

    def _raising(self, node: Optional) -> np.ndarray:
        inner = node.node
        if hasattr(inner, "terms"):
            return node.weight * self._akin(inner.terms)
        found = self.score(inner)
        return node.weight * found.scores * found.found

    def _akin(self, terms: Sequence[tuple[str, float]]) -> np.ndarray:
        scores = np.zeros(len(self._words))
        norm = self._norm(CONTENT)
        for term, weight in terms:
            frequency = self.view.frequency(CONTENT, term)
            if frequency:
                wanted = [sum_of(CONTENT, term)]
                counts = np.array([words.count(wanted) for words in self._words])
                scores += weight * rarity(self.view.count, frequency) * saturated(counts / norm)
        return scores

    def _expanded(self, node: Expanded) -> Scored:
        """As `arrays.evaluation` has it: another name counts as much as the reader's, a spelling less."""
        found, scores, exact = (each.copy() for each in self.score(node.node))
        for term in node.strong:
            other = self.score(term)
            found |= other.found
            exact |= other.found
            scores = np.maximum(scores, other.scores)
        for term in node.weak:
            other = self.score(term)
            found |= other.found
            scores = np.where(exact, scores, np.maximum(scores, LESS * other.scores))
        return Scored(found, scores, exact)

    def _term(self, term: Term) -> Scored:
        field = term.field or CONTENT
        counts = self.counts(term, field)
        found = counts > 0
        if not found.any():
            return Scored(found, np.zeros(len(counts)), found)
        weighted = counts / self._norm(field)
        if not term.field:
            for raising in RECORD:
                if raising.boost and length_field(raising.name) in self.view.fields:
                    weighted = weighted + raising.boost * self.counts(term, raising.name)
        matched = max(self._matched(term), 1)
        return Scored(found, rarity(self.view.count, matched) * saturated(weighted), found)

    def _norm(self, field: str) -> np.ndarray:
        if field not in self._norms:
            lengths = np.array(self.view.numbers(length_field(field), self.addresses), np.float64)
            self._norms[field] = length_norm(lengths, self.view.mean_length(field))
        return self._norms[field]

    def counts(self, term: Term, field: str) -> np.ndarray:
        """How often a term stands in each document."""
        if term.slop is None and len(term.words) == 1 and len(term.words[0].alternatives) == 1:
            sums = self._sums_of(term.words[0].alternatives[0][0], field)
            wanted = [each for found in sums.values() for each in found]
            return np.array([words.count(wanted) for words in self._words], np.float64)
        if term.slop is None:
            return np.array([self._phrases(words, term, field) for words in self._words], np.float64)
        return np.array([len(found) for found in self.occurrences(term, field)], np.float64)

    def _phrases(self, words: DocumentWords, term: Term, field: str) -> int:
        """How often a phrase begins in a document."""
        self._check()
        steps = []
        for word in term.words:
            steps.append(self._word(words, word, field))
            if not steps[-1]:  # of the fields of a record mostly the first
                return 0
        return sum(map(len, _follow(steps).values()))

    def _unit(self, words: DocumentWords, unit: Unit, field: str) -> Positions:
        found = {span: words.positions(sums) for span, sums in self._sums_of(unit, field).items()}
        return {span: positions for span, positions in found.items() if len(positions)}

    def _word(self, words: DocumentWords, word: Word, field: str) -> Positions:
        found: dict[int, list[np.ndarray]] = {}
        for units in word.alternatives:
            steps = [self._unit(words, unit, field) for unit in units]
            for span, positions in _follow(steps).items():
                found.setdefault(span, []).append(positions)
        return _joined(found)

    def occurrences(self, term: Term, field: str) -> list[list[Occurrence]]:
        """Where a term stands in each document; words are counted from 0 in each."""
        found = []
        for words in self._words:
            self._check()

            def spans_of(unit: Unit, words: DocumentWords = words) -> list[Span]:
                return words.spans(self._sums_of(unit, field))

            found.append(find_occurrences(term, spans_of))
        return found

    def _sums_of(self, unit: Unit, field: str) -> dict[int, list[int]]:
        key = (field, unit)
        if key not in self._sums:
            by_span, _ = self.view.terms_of(field, unit)
            self._sums[key] = {
                span: [sum_of(field, term) for term in terms] for span, terms in by_span.items()
            }
        return self._sums[key]
