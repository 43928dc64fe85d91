"""A query tree -> a query of tantivy that finds the same documents.

Phrases go on over spellings of several parts, so each way through a phrase is a phrase of terms with their positions.
Where these are too many, and for nearness that tantivy means otherwise, the documents that have all words are looked
at by the places of their words, and those that match are asked for by their numbers.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from itertools import product, repeat

from tantivy import Occur, Query

from search.backends.scoring import LESS
from search.backends.tantivy.index_schema import NUMBER, words_field
from search.backends.tantivy.open_index import Address, View, both
from search.backends.tantivy.rescoring import Candidates
from search.errors import TooSlowError
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
    Word,
    Years,
)
from search.stemming import main_language

MAX_WAYS = 64  # through a phrase
MAX_SCORED = 64  # terms of a prefix; the rarer ones are found and count nothing to tantivy
EXACT = (
    1000.0  # more than any score of tantivy's: what has the reader's own words comes before other spellings
)
AT_ONCE = 200  # documents between two looks at what was found
EXTRA = 0.2  # seconds, to tell what was found once the time is used up

Step = dict[int, tuple[str, ...]]  # the terms of a unit, by span
Way = list[tuple[int, str]]  # terms with their positions, and


class Translation:
    """Of one query. `deadline` is in seconds of its own thread; `is_partial` once the time was used up."""

    def __init__(self, view: View, seconds: float) -> None:
        self.view = view
        self.deadline = time.thread_time() + seconds
        self.truncated_prefixes: list[str] = []
        self.is_partial = False
        self._queries: dict[Term, Query] = {}
        self._looked_for: set[Term] = set()
        self._matched: dict[Term, int] = {}

    def check_time(self) -> None:
        if time.thread_time() > self.deadline:
            raise TooSlowError

    # ------------------------------------------------------------------ nodes
    def query(self, node: Node) -> Query:
        """What finds the documents, and scores them as tantivy does."""
        self.check_time()
        match node:
            case Term():
                return self._with_record(node)
            case And(nodes):
                clauses = [self._clause(inner) for inner in nodes]
                asked = any(occur == Occur.Must for occur, _ in clauses)
                return both(*clauses) if asked else both((Occur.Must, _everything()), *clauses)
            case Or(nodes):
                return _any([self.query(inner) for inner in nodes])
            case AtLeast(nodes, least, weights):
                pairs = zip(nodes, weights or repeat(1.0), strict=False)
                clauses = [
                    (Occur.Should, Query.boost_query(self.query(inner), weight)) for inner, weight in pairs
                ]
                return Query.boolean_query(clauses, minimum_number_should_match=least)
            case Expanded(inner, strong, weak):
                lesser = [Query.boost_query(self.query(term), LESS) for term in weak]
                return Query.disjunction_max_query([self.query(inner), *map(self.query, strong), *lesser])
            case Not(inner):
                return both((Occur.Must, _everything()), (Occur.MustNot, self.query(inner)))
            case Optional() | Akin():
                return both((Occur.Must, _everything()), self._clause(node))
        return self.condition(node)

    def _clause(self, node: Node) -> tuple[Occur, Query]:
        match node:
            case Optional(inner, weight):
                return Occur.Should, Query.boost_query(self.query(inner), weight)
            case Akin(terms):
                boosted = [Query.boost_query(self.view.term(CONTENT, term), weight) for term, weight in terms]
                return Occur.Should, _any(boosted)
        return Occur.Must, self.query(node)

    def condition(self, node: Node) -> Query:
        match node:
            case Years(first, last):
                return self.view.having(
                    "year", lambda year: (first is None or year >= first) and (last is None or year <= last)
                )
            case Language(code):
                return self.view.having("language", lambda tag: main_language(tag) == code)
            case Narrowing(field, values, None, None):
                return self.view.having_any(field, values)
            case Narrowing(field):
                return self.view.having(field, node.accepts)
        raise TypeError(node)

    def exact(self, node: Node) -> Query | None:
        """What finds those that match by the reader's own words; None where all of them do."""
        own = _own(node)
        return None if own == node else self.query(own)

    def ranked(self, node: Node) -> Query:
        """The same documents, those with the reader's own words first."""
        query, exact = self.query(node), self.exact(node)
        if exact is None:
            return query
        return both((Occur.Must, query), (Occur.Should, Query.const_score_query(exact, EXACT)))

    # ------------------------------------------------------------------ terms
    def matched(self, term: Term) -> int:
        """In how many documents a term stands."""
        if term not in self._matched:
            self._matched[term] = self.view.count_of(self.term(term))
        return self._matched[term]

    def _with_record(self, term: Term) -> Query:
        found = self.term(term)
        if (
            term.field or term in self._looked_for
        ):  # the record would be looked at as long again, for the order alone
            return found
        raising = [
            (
                Occur.Should,
                Query.boost_query(self.term(Term(term.words, each.name, term.slop)), each.boost / 4),
            )
            for each in RECORD
            if each.boost and words_field(each.name) in self.view.fields
        ]
        return both((Occur.Must, found), *raising)

    def term(self, term: Term) -> Query:
        if term not in self._queries:
            self.check_time()
            self._queries[term] = self._term(term, term.field or CONTENT)
        return self._queries[term]

    def _term(self, term: Term, field: str) -> Query:
        if words_field(field) not in self.view.fields:
            return Query.empty_query()
        if len(term.words) == 1:
            return self._word(term.words[0], field)
        if term.slop is None:
            ways = self._ways([self._alternatives(word, field) for word in term.words])
            if ways is not None:
                return _any([self._phrase(way, field) for way in ways])
        elif len(term.words) == 2 and _are_plain(term.words):
            pairs = self._near(term, field)
            if pairs is not None:
                return _any(pairs)
        return self._looked_at(term, field)

    def _word(self, word: Word, field: str) -> Query:
        found = []
        for units in word.alternatives:
            if len(units) == 1:
                found.append(self._unit(units[0], field))
            else:
                ways = self._ways([[[self._terms(unit, field)]] for unit in units])
                if ways is None:
                    return self._looked_at(Term((word,), field), field)
                found += [self._phrase(way, field) for way in ways]
        return _any(found)

    def _unit(self, unit: Unit, field: str) -> Query:
        terms = [term for found in self._terms(unit, field).values() for term in found]
        if len(terms) <= MAX_SCORED:
            return self.view.any_of(field, terms)
        terms.sort(key=lambda term: -self.view.frequency(field, term))
        everything = Query.const_score_query(
            Query.term_set_query(self.view.schema, words_field(field), terms), 0.0
        )
        return both((Occur.Must, everything), (Occur.Should, self.view.any_of(field, terms[:MAX_SCORED])))

    def _terms(self, unit: Unit, field: str) -> Step:
        terms, is_truncated = self.view.terms_of(field, unit)
        if is_truncated and unit.form not in self.truncated_prefixes:
            self.truncated_prefixes.append(unit.form)
        return terms

    def _alternatives(self, word: Word, field: str) -> list[list[Step]]:
        return [[self._terms(unit, field) for unit in units] for units in word.alternatives]

    # ------------------------------------------------------------------ phrases
    def _ways(self, words: Sequence[list[list[Step]]]) -> list[Way] | None:
        """The ways through a phrase; None for too many."""
        found: list[Way] = []
        for alternatives in product(*words):
            steps = [step for alternative in alternatives for step in alternative]
            number = 1
            for step in steps:
                number *= sum(map(len, step.values()))
            if len(found) + number > MAX_WAYS:
                return None
            found += _through(steps)
        return found

    def _phrase(self, way: Way, field: str) -> Query:
        if len(way) == 1:
            return self.view.term(field, way[0][1])
        return Query.phrase_query(self.view.schema, words_field(field), way)

    def _near(self, term: Term, field: str) -> list[Query] | None:
        """Two words in either order. tantivy counts how far the second is from where it would stand in a phrase."""
        one, other = ([step for (step,) in self._alternatives(word, field)] for word in term.words)
        pairs = [(a, b) for first in one for second in other for a in _spans(first) for b in _spans(second)]
        if (
            len(pairs) > MAX_WAYS
            or any(span > 1 for pair in pairs for span, _ in pair)
            or any(a == b for a, b in pairs)
        ):
            return None
        schema, name, slop = self.view.schema, words_field(field), term.slop or 0
        return [
            Query.phrase_query(schema, name, list(words), slop=slop)
            for (_, a), (_, b) in pairs
            for words in ((a, b), (b, a))
        ]

    # ------------------------------------------------------------------ what tantivy cannot ask for
    def _looked_at(self, term: Term, field: str) -> Query:
        """The newest documents first, as far as the time goes."""
        self._looked_for.add(term)
        candidates = self.view.addresses(self._with_all_words(term, field))
        numbers = self.view.numbers(NUMBER, candidates)
        newest = sorted(zip(numbers, candidates, strict=True), key=lambda pair: -pair[0])
        found: list[int] = []
        try:
            for first in range(0, len(newest), AT_ONCE):
                found += self._having(term, field, newest[first : first + AT_ONCE])
        except TooSlowError:
            if not found:
                raise
            self.is_partial = True
            self.deadline = time.thread_time() + EXTRA
        if not found:
            return Query.empty_query()
        return Query.term_set_query(self.view.schema, NUMBER, found)

    def _having(self, term: Term, field: str, documents: Sequence[tuple[int, Address]]) -> Iterator[int]:
        addresses = [address for _, address in documents]
        places = Candidates(self.view, addresses, self.matched, self.check_time).occurrences(term, field)
        return (number for (number, _), found in zip(documents, places, strict=True) if found)

    def _with_all_words(self, term: Term, field: str) -> Query:
        """The documents that have every word of a phrase, in any of its spellings, somewhere."""
        clauses = []
        for word in term.words:
            spellings = [
                both(*((Occur.Must, self._unit(unit, field)) for unit in units))
                for units in word.alternatives
            ]
            clauses.append((Occur.Must, Query.const_score_query(_any(spellings), 0.0)))
        return both(*clauses)


def _everything() -> Query:
    return Query.const_score_query(Query.all_query(), 0.0)


def _any(queries: Sequence[Query]) -> Query:
    if len(queries) == 1:
        return queries[0]
    return both(*((Occur.Should, query) for query in queries)) if queries else Query.empty_query()


def _are_plain(words: Sequence[Word]) -> bool:
    return all(len(units) == 1 for word in words for units in word.alternatives)


def _spans(step: Step) -> Iterator[tuple[int, str]]:
    return ((span, term) for span, terms in step.items() for term in terms)


def _through(steps: Sequence[Step]) -> Iterator[Way]:
    for chosen in product(*map(_spans, steps)):
        way, at = [], 0
        for span, term in chosen:
            way.append((at, term))
            at += span
        yield way


def _own(node: Node) -> Node:
    """The node without what is only another spelling, and with all of what may be fewer words."""
    match node:
        case And(nodes):
            return And(tuple(_own(inner) for inner in nodes))
        case Or(nodes):
            return Or(tuple(_own(inner) for inner in nodes))
        case AtLeast(nodes):
            return And(tuple(_own(inner) for inner in nodes))
        case Expanded(inner, strong, _):
            return Expanded(_own(inner), strong) if strong else _own(inner)
    return node
