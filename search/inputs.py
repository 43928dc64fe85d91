"""What `engine.py` hands to haystack: a query already read, and what the reader narrowed it to.

Haystack joins strings; our engines take these values as they are, so that no raw string of a reader ever
reaches a parser of the index.
"""

from __future__ import annotations

from dataclasses import dataclass

from haystack.inputs import BaseInput

from search.query_language import Query, read
from search.query_nodes import Node


class Reading(BaseInput):
    """A query for `SearchQuerySet.filter(content=Reading(query))`."""

    input_type_name = "reading"
    post_process = False

    def __init__(self, query: Query | str, **kwargs):
        self.query = read(query) if isinstance(query, str) else query
        super().__init__(self.query.describe(), **kwargs)

    @property
    def node(self) -> Node | None:
        return self.query.root


@dataclass(frozen=True)
class Choice:
    """Values chosen in a facet, for `SearchQuerySet.narrow(Choice("authors", ("ines-pradera",)))`.

    A document must have one of them. Counts of that same field are made as if nothing were chosen there,
    so that they tell what choosing one value more would give. `first` and `last` narrow by a range instead.
    """

    field: str
    values: tuple[str, ...] = ()
    first: int | None = None
    last: int | None = None

    def accepts(self, value: object) -> bool:
        if self.first is not None or self.last is not None:
            return (
                isinstance(value, int)
                and (self.first is None or value >= self.first)
                and (self.last is None or value <= self.last)
            )
        return value in self.values
