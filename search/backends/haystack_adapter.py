"""Any engine behind haystack: its calls become questions of `search.engine_protocol`, its filters a tree of nodes.

The archive finds its engine through haystack's connection and then speaks to the engine itself. What is here
is for those who know haystack: SearchQuerySet, `update_index` and the like do what its manual says.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from haystack.backends import BaseSearchBackend, BaseSearchQuery, SearchNode, log_query
from haystack.constants import DJANGO_CT, DJANGO_ID
from haystack.exceptions import FacetingError, SkipDocument
from haystack.inputs import AutoQuery, BaseInput, Exact, Raw
from haystack.inputs import Not as NotInput
from haystack.models import SearchResult
from haystack.utils import get_identifier, get_model_ct

from search.engine_protocol import Entry, Question, SearchEngine
from search.entries import INDEX, MODEL, entries_from, identities_of
from search.errors import IndexAwayError
from search.query_fields import CONTENT, WORD_FIELDS
from search.query_language import read
from search.query_nodes import And, Mode, Narrowing, Node, Not, Or, Term, is_one_edit_away
from search.query_words import words_of

EVERYTHING = "*"
NOTHING = Or(())
# Haystack's way of matching words -> how each of them is taken.
WORD_MODES: dict[str, Mode] = {
    "content": "stem", "exact": "stem", "contains": "stem", "in": "stem",
    "startswith": "prefix", "fuzzy": "fuzzy",
}  # fmt: skip
# Haystack's way of matching a whole value (a year, a name, a code) -> its test.
VALUE_TESTS: dict[str, Callable[[Any, Any], bool]] = {
    "content": lambda value, wanted: _alike(value, wanted),
    "exact": lambda value, wanted: _alike(value, wanted),
    "contains": lambda value, wanted: str(wanted) in str(value),
    "startswith": lambda value, wanted: str(value).startswith(str(wanted)),
    "endswith": lambda value, wanted: str(value).endswith(str(wanted)),
    "gt": lambda value, wanted: value > wanted,
    "gte": lambda value, wanted: value >= wanted,
    "lt": lambda value, wanted: value < wanted,
    "lte": lambda value, wanted: value <= wanted,
    "in": lambda value, wanted: any(_alike(value, one) for one in wanted),
    "range": lambda value, wanted: wanted[0] <= value <= wanted[1],
    "fuzzy": lambda value, wanted: is_one_edit_away(str(value), str(wanted)),
}
logger = logging.getLogger(__name__)


def _alike(value: Any, wanted: Any) -> bool:
    """Numbers may come as strings and the other way round."""
    return value == wanted or str(value) == str(wanted)


class EngineBackend(BaseSearchBackend):
    """A backend of haystack's around an engine, which is asked for anew each time: it may be moved."""

    @property
    def engine(self) -> SearchEngine:
        raise NotImplementedError

    # ------------------------------------------------------------------ writing
    def update(self, index, iterable, commit=True):
        """Write objects in one commit. One that cannot be prepared is logged and left out."""
        self._write(list(self._entries(index, iterable)))

    def _entries(self, index, iterable: Iterable[Any]) -> Iterator[Entry]:
        for obj in iterable:
            try:
                yield from entries_from(index, obj)
            except SkipDocument:
                logger.debug("%s is left out by its index", get_identifier(obj))
            except Exception:  # whatever is wrong with this object, the others go on
                if not self.silently_fail:
                    raise
                logger.exception("%s cannot be prepared for the index", get_identifier(obj))

    def _write(self, entries: list[Entry], removed: Iterable[str] = ()) -> None:
        """Into an empty index, where there is none."""
        try:
            self.engine.version()
        except IndexAwayError:
            self.clear()
        with self.engine.writing() as write:
            write(entries, removed)

    def remove(self, obj_or_string, commit=True):
        self._write([], identities_of([get_identifier(obj_or_string)]))

    def clear(self, models=None, commit=True):
        """Empty the index by putting an empty one in its place; it holds documents alone."""
        if models is None or MODEL in map(get_model_ct, models):
            self.engine.rebuild((), lambda identities: iter(()))

    # ------------------------------------------------------------------ reading
    @log_query
    def search(
        self,
        query_string,
        sort_by=None,
        start_offset=0,
        end_offset=None,
        facets=None,
        date_facets=None,
        query_facets=None,
        narrow_queries=None,
        spelling_query=None,
        models=None,
        result_class=None,
        **kwargs,
    ):
        """`query_string` is a node, None for everything, or a string in the reader's notation."""
        if date_facets:
            raise FacetingError("The archive dates by year: facet on that field.")
        node = query_string
        if isinstance(query_string, str):
            node = None if query_string.strip() == EVERYTHING else read(query_string).root or NOTHING
        narrowings = [_narrowing(query) for query in narrow_queries or ()]
        if models:
            narrowings.append(Narrowing(DJANGO_CT, tuple(map(get_model_ct, models))))
        found = self.engine.ask(
            Question(node, narrowings, sort_by or (), start_offset or 0, end_offset, list(facets or ()))
        )
        rows = self._rows(found.keys, found.scores, result_class or SearchResult)
        counts = {name: list(values.items()) for name, values in found.facets.items()}
        queries = {
            f"{field}_{value}": self.engine.ask(
                Question(node, [*narrowings, Narrowing(field, (value,))], end=0)
            ).total
            for field, value in query_facets or ()
        }
        return _answer(rows, found.total, counts, queries, self._spelling(spelling_query))

    def _rows(self, keys: Sequence[int], scores: Iterable[float], result_class) -> list[Any]:
        known = self.engine.values(keys)
        rows = []
        for key, score in zip(keys, scores, strict=True):
            if key in known:
                stored = {n: value for n, value in known[key].items() if n not in (DJANGO_CT, DJANGO_ID)}
                rows.append(result_class(*MODEL.split("."), key, score, **stored))
        return rows

    def _spelling(self, text: str | None) -> str | None:
        """The text with each word the archive lacks replaced by its nearest; None where none is replaced."""
        words = [word.text for word in words_of(text or "")]
        corrected = [self.engine.correct(word) or word for word in words]
        return " ".join(corrected) if corrected != words else None

    def more_like_this(self, model_instance, *args, start_offset=0, end_offset=None, **kwargs):
        """Articles that share the words that set this one apart."""
        key = int(model_instance.pk)
        held = self.engine.values([key]).get(key, {})
        entries = entries_from(INDEX, model_instance)
        entry = next((each for each in entries if each.identity == held.get("id")), None)
        if entry is None:
            return _answer([], 0)
        keys = self.engine.related(entry)
        shown = keys[start_offset:end_offset]
        return _answer(self._rows(shown, [0.0] * len(shown), SearchResult), len(keys))

    def matching_values(self, field: str, filter_type: str, wanted: Any) -> Narrowing:
        """A filter on a field of values as the choice of those of its values that pass."""
        values = self.engine.ask(Question(end=0, facets=(field,))).facets[field]
        test = VALUE_TESTS[filter_type]
        return Narrowing(field, tuple(value for value in values if test(value, wanted)))


def _narrowing(query: Narrowing | str) -> Narrowing:
    """Haystack's own form is 'field:"value"'."""
    if isinstance(query, Narrowing):
        return query
    field, _, value = query.partition(":")
    if field in WORD_FIELDS:
        raise FacetingError(f"{field} holds words: filter by it, narrow by a field of values.")
    return Narrowing(field, (value.strip().strip('"'),))


def _answer(rows: list[Any], total: int, fields=None, queries=None, spelling=None) -> dict[str, Any]:
    """What haystack expects of a search."""
    return {
        "results": rows,
        "hits": total,
        "facets": {"fields": fields or {}, "dates": {}, "queries": queries or {}},
        "spelling_suggestion": spelling,
    }


class NodeQuery(BaseSearchQuery):
    """Haystack's filters as a tree of nodes, never as a string."""

    def build_query(self):
        """The node to search for, None for everything."""
        return self._node(self.query_filter)

    def run(self, spelling_query=None, **kwargs):
        found = self.backend.search(
            self.build_query(), **{**self.build_params(spelling_query=spelling_query), **kwargs}
        )
        self._results = found["results"]
        self._hit_count = found["hits"]
        self._facet_counts = self.post_process_facets(found)
        self._spelling_suggestion = found["spelling_suggestion"]

    def build_query_fragment(self, field, filter_type, value):
        """Only for `SearchQuerySet.narrow(SQ(…))`, which wants a string."""
        return f'{field}:"{value}"'

    def matching_all_fragment(self):
        return None

    def _node(self, found: SearchNode) -> Node | None:
        nodes = []
        for child in found.children:
            if isinstance(child, SearchNode):
                node = self._node(child)
            else:
                field, filter_type = found.split_expression(child[0])
                node = self._leaf(CONTENT if field == "content" else field, filter_type, child[1])
            if node is not None:
                nodes.append(node)
        if not nodes:
            return None
        kind = And if found.connector == SearchNode.AND else Or
        joined = nodes[0] if len(nodes) == 1 else kind(tuple(nodes))
        return Not(joined) if found.negated else joined

    def _leaf(self, field: str, filter_type: str, value: Any) -> Node:
        if isinstance(value, Raw | AutoQuery):
            return read(str(value.query_string)).root or NOTHING
        if hasattr(value, "values_list"):
            value = list(value)
        if field in WORD_FIELDS:
            return _words("" if field == CONTENT else field, filter_type, value)
        wanted = value.query_string if isinstance(value, BaseInput) else value
        return self.backend.matching_values(field, filter_type, wanted)


def _words(field: str, filter_type: str, value: Any) -> Node:
    if isinstance(value, list | tuple | set):
        return Or(tuple(_words(field, filter_type, one) for one in value))
    text = str(value.query_string if isinstance(value, BaseInput) else value)
    words = words_of(text, WORD_MODES.get(filter_type, "stem"))
    if not words:
        return NOTHING
    if isinstance(value, Exact) or filter_type == "exact":
        return Term(tuple(words), field)
    node = And(tuple(Term((word,), field) for word in words))
    return Not(node) if isinstance(value, NotInput) else node
