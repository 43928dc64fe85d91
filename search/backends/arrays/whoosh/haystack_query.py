"""Haystack's SearchQuery for our Whoosh engine: filters become a tree of nodes, never a string."""

from __future__ import annotations

from typing import Any

from haystack.backends import BaseSearchQuery, SearchNode
from haystack.inputs import AutoQuery, BaseInput, Exact, Raw
from haystack.inputs import Not as NotInput

from search.backends.arrays.conditions import Condition
from search.inputs import Reading
from search.query_language import read
from search.query_nodes import And, Mode, Node, Not, Or, Term
from search.query_words import words_of

# Haystack's way of matching words -> how each of them is taken.
WORD_MODES: dict[str, Mode] = {
    "content": "stem", "exact": "stem", "contains": "stem", "in": "stem",
    "startswith": "prefix", "fuzzy": "fuzzy",
}  # fmt: skip
NOTHING = Or(())


class TreeQuery(BaseSearchQuery):
    """`report` tells of the last search what rows and counts do not: see `whoosh_backend.Report`."""

    report = None

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
        self.report = found["report"]

    def build_query_fragment(self, field, filter_type, value):
        """Only for `SearchQuerySet.narrow(SQ(…))`, which wants a string."""
        return f'{field}:"{value}"'

    def matching_all_fragment(self):
        return None

    def _node(self, found: SearchNode) -> Any:
        nodes = []
        for child in found.children:
            if isinstance(child, SearchNode):
                node = self._node(child)
            else:
                field, filter_type = found.split_expression(child[0])
                node = self._leaf(field, filter_type, child[1])
            if node is not None:
                nodes.append(node)
        if not nodes:
            return None
        kind = And if found.connector == SearchNode.AND else Or
        joined = nodes[0] if len(nodes) == 1 else kind(tuple(nodes))
        return Not(joined) if found.negated else joined

    def _leaf(self, field: str, filter_type: str, value: Any) -> Any:
        if isinstance(value, Reading):
            return value.node
        if isinstance(value, Raw | AutoQuery):
            return read(str(value.query_string)).root or NOTHING
        if hasattr(value, "values_list"):
            value = list(value)
        content = self.backend.content_field
        name = content if field == "content" else field
        if name not in self.backend.word_fields:
            plain = value.query_string if isinstance(value, BaseInput) else value
            return Condition(name, filter_type, tuple(plain) if isinstance(plain, list | set) else plain)
        return self._words("" if name == content else name, filter_type, value)

    def _words(self, field: str, filter_type: str, value: Any) -> Node:
        if isinstance(value, list | tuple | set):
            return Or(tuple(self._words(field, filter_type, one) for one in value))
        text = str(value.query_string if isinstance(value, BaseInput) else value)
        words = words_of(text, WORD_MODES.get(filter_type, "stem"))
        if not words:
            return NOTHING
        if isinstance(value, Exact) or filter_type == "exact":
            return Term(tuple(words), field)
        node = And(tuple(Term((word,), field) for word in words))
        return Not(node) if isinstance(value, NotInput) else node
