"""A query tree -> Solr's queries, each a named parameter that others refer to: `n3={!bool must=$n1 must=$n2}`.

A phrase becomes Lucene's phrase query with the very positions that its terms have in the text, one for each way in
which its words may be printed in parts, so it finds what the embedded engine finds. Words near each other are span
queries. Scores are Lucene's BM25 (Robertson & Zaragoza 2009), with those of title, authors and subjects added by
their boosts: the embedded engine's BM25F, which adds counts before they saturate, cannot be had from Lucene's
queries, so the order of what is found is like that one, not the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice, permutations, product, repeat
from xml.sax.saxutils import escape, quoteattr

from search.backends.solr.documents import analysed, value_field
from search.backends.solr.terms import Terms
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
    terms_of,
)

LESS = 0.5  # what another spelling counts beside the reader's own word
ALL, NOTHING = "*:*", "(*:* -*:*)"
MAX_CLAUSES = 200  # terms that are scored one by one; of more of them it only counts that one is there
MAX_WAYS = 200  # in which a phrase may be printed
MAX_ORDERS = 3  # words near each other whose every order is asked for
SEPARATOR = "\x1f"

Way = tuple[
    tuple[int, tuple[str, ...]], ...
]  # units one after the other: the positions each takes, and its terms


def named(parser: str, **given: str) -> str:
    """Local parameters: {!parser name=value}."""
    return "".join(("{!", parser, *(f" {name}={value}" for name, value in given.items()), "}"))


class Queries:
    """Those of one question. `parameters` collects them; `truncated_prefixes` what had too many expansions.

    TooSlowError where Solr has taken all of its time to tell of terms; waiting for another node does not count.
    """

    def __init__(self, terms: Terms, word_fields: Sequence[str], seconds: float) -> None:
        self.parameters: dict[str, str] = {}
        self.truncated_prefixes: list[str] = []
        self.is_cut = False  # some ways in which a phrase may be printed were left out
        self._terms = terms
        self._milliseconds = 1000 * seconds
        self._raising = [field for field in RECORD if field.boost and field.name in word_fields]
        self._names: dict[str, str] = {}
        self._known: dict[str, dict[str, int]] = {}
        self._expanded: dict[tuple[str, Unit], dict[int, list[str]]] = {}

    def milliseconds_left(self) -> int:
        """Of the question, at least one."""
        left = round(self._milliseconds - self._terms.milliseconds)
        if left <= 0:
            raise TooSlowError
        return left

    def add(self, query: str) -> str:
        """The name of the parameter that holds a query."""
        if query not in self._names:
            self._names[query] = name = f"n{len(self._names)}"
            self.parameters[name] = query
        return self._names[query]

    def look_up(self, node: Node | None) -> None:
        """Which of the terms of a tree the index has: the others need not be asked for."""
        by_field: dict[str, set[str]] = {}
        for term in _all_terms(node):
            of_units = chain.from_iterable(unit.terms.values() for unit in _units(term) if _is_plain(unit))
            by_field.setdefault(term.field or CONTENT, set()).update(chain.from_iterable(of_units))
        for field, terms in by_field.items():
            self._known[field] = self._terms.frequencies([field], sorted(terms))[field]

    # ------------------------------------------------------------------ nodes
    def node(self, node: Node) -> str:
        """The name of the query of a node."""
        match node:
            case Term():
                return self._term(node)
            case And(nodes):
                return self._and(nodes)
            case Or(nodes):
                return self._any(map(self.node, nodes))
            case Optional():
                return self._and([node])
            case Akin():
                return self._and([Optional(node)])
            case AtLeast(nodes, least, weights):
                pairs = zip(nodes, weights or repeat(1.0), strict=False)
                return self._any((self._boosted(self.node(inner), weight) for inner, weight in pairs), least)
            case Expanded():
                return self._best(node)
            case Not(inner):
                return self._bool(filter=[self.add(ALL)], must_not=[self.node(inner)])
        return self.condition(node)

    def exactly(self, node: Node) -> str | None:
        """What matches by the reader's own words, which comes first; None where that is all."""
        return self.node(_own_words(node)) if _has_others(node) else None

    def condition(self, node: Node, tag: str = "") -> str:
        """Of values, which do not count for the order. `tag`: by which facets leave it out."""
        given = {"tag": tag} if tag else {}
        match node:
            case Years(first, last):
                query = _range("year", first, last)
            case Language(code):
                return self.add(named("term", f="main_language", **given) + code)
            case Narrowing(field, _, first, last) if first is not None or last is not None:
                query = _range(field, first, last)
            case Narrowing(field, values):
                return self.add(values_query(field, values, **given))
            case _:
                raise TypeError(node)
        return self.add(named("lucene", **given) + query)

    def _and(self, nodes: Sequence[Node]) -> str:
        clauses: dict[str, list[str]] = {"must": [], "filter": [], "must_not": [], "should": []}
        for node in nodes:
            match node:
                case Optional(Akin(terms), weight):
                    clauses["should"] += self._akin(terms, weight)
                case Optional(inner, weight):
                    clauses["should"].append(self._boosted(self.node(inner), weight))
                case Not(inner):
                    clauses["must_not"].append(self.node(inner))
                case Years() | Language() | Narrowing():
                    clauses["filter"].append(self.node(node))
                case _:
                    clauses["must"].append(self.node(node))
        if not clauses["must"] and not clauses["filter"]:
            clauses["filter"].append(self.add(ALL))
        return self._bool(**clauses)

    def _any(self, names: Iterable[str], least: int = 1) -> str:
        chosen = list(names) if least > 1 else list(dict.fromkeys(names))
        if len(chosen) < least or not chosen:
            return self.add(NOTHING)
        return chosen[0] if len(chosen) == 1 else self._bool(least, should=chosen)

    def _bool(self, least: int = 0, **clauses: Sequence[str]) -> str:
        if list(clauses) == ["must"] and len(clauses["must"]) == 1:
            return clauses["must"][0]
        parts = [f"{kind}=${name}" for kind, names in clauses.items() for name in names]
        if least > 1:
            parts.append(f"mm={least}")
        return self.add(f"{{!bool {' '.join(parts)}}}")

    def _best(self, node: Expanded) -> str:
        """The better of two names of a thing decides; other spellings count less."""
        equal = [self.node(node.node), *map(self.node, node.strong)]
        weak = [self._boosted(self.node(term), LESS) for term in node.weak]
        names = list(dict.fromkeys([*equal, *weak]))
        if len(names) == 1:
            return names[0]
        return self.add(named("maxscore") + " ".join(f'_query_:"{{!bool must=${name}}}"' for name in names))

    def _boosted(self, name: str, weight: float) -> str:
        return self.add(named("boost", b=f"{weight:.6g}", v=f"${name}"))

    def _akin(self, terms: Sequence[tuple[str, float]], weight: float) -> list[str]:
        return [
            self._boosted(self.add(query_of_terms(CONTENT, (term,))), weight * own) for term, own in terms
        ]

    # ------------------------------------------------------------------ terms
    def _term(self, term: Term) -> str:
        main = self._occurrences(term, term.field or CONTENT)
        is_near = term.slop is not None  # of many orders and spellings: asked for once, for the whole text
        if term.field or is_near or not self._raising or self.parameters[main] == NOTHING:
            return main
        raising = [
            self._boosted(name, field.boost / 2)
            for field in self._raising
            if self.parameters[name := self._occurrences(term, field.name)] != NOTHING
        ]
        return self._bool(must=[main], should=raising)

    def _occurrences(self, term: Term, field: str) -> str:
        """In a field of the record by the terms that the whole text has of the word."""
        known_by = term.field or CONTENT
        if term.slop is not None and len(term.words) > 1:
            return self._near(term, field, known_by)
        return self._any(self._printed(way, field) for way in self._some(self._ways(term.words, known_by)))

    def _some(self, ways: Iterator[Way]) -> list[Way]:
        chosen = list(islice(ways, MAX_WAYS + 1))
        self.is_cut |= len(chosen) > MAX_WAYS
        return chosen[:MAX_WAYS]

    def _ways(self, words: Sequence[Word], field: str) -> Iterator[Way]:
        """In which words one after the other may be printed. A single unit is one way: its terms need no positions."""
        for alternatives in product(*(word.alternatives for word in words)):
            units = list(chain.from_iterable(alternatives))
            terms = [self._terms_of(unit, field) for unit in units]
            if len(units) == 1:
                if every := tuple(chain.from_iterable(terms[0].values())):
                    yield ((1, every),)
                continue
            for spans in product(*terms):
                yield tuple((span, tuple(of[span])) for span, of in zip(spans, terms, strict=True))

    def _printed(self, way: Way, field: str) -> str:
        if len(way) == 1 and len(way[0][1]) > MAX_CLAUSES:
            return self.add(named("terms", f=field) + ",".join(way[0][1]))
        steps, place = [], 0
        for span, terms in way:
            steps.append((place, terms))
            place += span
        return self.add(phrase_query(field, steps))

    def _terms_of(self, unit: Unit, field: str) -> dict[int, list[str]]:
        """The terms of the index by span."""
        if _is_plain(unit):
            known = self._known.get(field, {})
            found = {span: [term for term in terms if term in known] for span, terms in unit.terms.items()}
            return {span: terms for span, terms in found.items() if terms}
        if (field, unit) not in self._expanded:
            self._expanded[field, unit], is_truncated = self._terms.expand(field, unit)
            if is_truncated and unit.form not in self.truncated_prefixes:
                self.truncated_prefixes.append(unit.form)
            self.milliseconds_left()
        return self._expanded[field, unit]

    # ------------------------------------------------------------------ nearness
    def _near(self, term: Term, field: str, known_by: str) -> str:
        """Words near each other in any order. Spans of a joined spelling are as wide as one word: the slop makes up for it."""
        by_word = [
            _spans_by_width(field, self._some(self._ways_of_word(word, known_by))) for word in term.words
        ]
        queries = []
        for spans in product(*by_word):
            if len(spans) > MAX_ORDERS:
                wider = sum(extra for extra, _ in spans)
                queries.append(_near(field, [span for _, span in spans], (term.slop or 0) + wider, "false"))
                continue
            for order in permutations(spans):
                wider = sum(extra for extra, _ in order[:-1])
                queries.append(_near(field, [span for _, span in order], (term.slop or 0) + wider, "true"))
        return self._any(self.add(named("xmlparser") + query) for query in queries)

    def _ways_of_word(self, word: Word, field: str) -> Iterator[Way]:
        for units in word.alternatives:
            terms = [self._terms_of(unit, field) for unit in units]
            for spans in product(*terms):
                yield tuple((span, tuple(of[span])) for span, of in zip(spans, terms, strict=True))


def values_query(field: str, values: Iterable[str | int], **given: str) -> str:
    """Documents with one of these whole values."""
    name = value_field(field)
    if name.startswith("n_"):
        values = [value for value in values if isinstance(value, int)]
    listed = SEPARATOR.join(map(str, values))
    return named("terms", f=name, separator=f'"{SEPARATOR}"', **given) + listed if listed else NOTHING


def _range(field: str, first: int | None, last: int | None) -> str:
    return f"n_{field}:[{'*' if first is None else first} TO {'*' if last is None else last}]"


def phrase_query(field: str, steps: Sequence[tuple[int, tuple[str, ...]]]) -> str:
    positions: dict[str, list[int]] = {}
    for place, terms in steps:
        for term in terms:
            positions.setdefault(term, []).append(place)
    return named("field", f=field) + analysed(positions)


def query_of_terms(field: str, terms: Sequence[str]) -> str:
    """Documents with any of these terms."""
    return phrase_query(field, [(0, tuple(terms))])


def _span(field: str, way: Way) -> str:
    steps = []
    for _, terms in way:
        listed = "".join(f"<SpanTerm>{escape(term)}</SpanTerm>" for term in terms)
        steps.append(listed if len(terms) == 1 else f"<SpanOr>{listed}</SpanOr>")
    wider = sum(span - 1 for span, _ in way[:-1])
    return steps[0] if len(steps) == 1 else _near(field, steps, wider, "true")


def _spans_by_width(field: str, ways: Sequence[Way]) -> list[tuple[int, str]]:
    """Those of a word as one for each number of positions that its last term takes beyond the one that Lucene counts."""
    found: dict[int, list[str]] = {}
    for way in ways:
        found.setdefault(way[-1][0] - 1, []).append(_span(field, way))
    return [
        (extra, spans[0] if len(spans) == 1 else f"<SpanOr>{''.join(spans)}</SpanOr>")
        for extra, spans in found.items()
    ]


def _near(field: str, spans: Sequence[str], slop: int, in_order: str) -> str:
    return f'<SpanNear fieldName={quoteattr(field)} slop="{slop}" inOrder="{in_order}">{"".join(spans)}</SpanNear>'


def _is_plain(unit: Unit) -> bool:
    return unit.mode in ("stem", "exact")


def _units(term: Term) -> Iterator[Unit]:
    for word in term.words:
        for units in word.alternatives:
            yield from units


def _all_terms(node: Node | None) -> Iterator[Term]:
    """Those that only raise or keep out included."""
    match node:
        case Term():
            yield node
        case Not(inner) | Optional(inner):
            yield from _all_terms(inner)
        case And(nodes) | Or(nodes) | AtLeast(nodes):
            for inner in nodes:
                yield from _all_terms(inner)
        case Expanded(inner):
            yield from terms_of(node)
            yield from _all_terms(inner)


def _has_others(node: Node) -> bool:
    """Whether something may match by other spellings, or by most of the words."""
    match node:
        case Expanded(inner, _, weak):
            return bool(weak) or _has_others(inner)
        case And(nodes) | Or(nodes):
            return any(map(_has_others, nodes))
    return isinstance(node, AtLeast)


def _own_words(node: Node) -> Node:
    """The same without other spellings, and with all of the words where most are enough."""
    match node:
        case Expanded(inner, strong, _):
            own = _own_words(inner)
            return Or((own, *strong)) if strong else own
        case And(nodes):
            return And(tuple(_own_words(each) for each in nodes if not isinstance(each, Optional)))
        case Or(nodes):
            return Or(tuple(map(_own_words, nodes)))
        case AtLeast(nodes):
            return And(tuple(map(_own_words, nodes)))
    return node
