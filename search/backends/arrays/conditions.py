"""Haystack's filters on values (years, names, codes) as conditions on one value. Words are no values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from search.query_nodes import is_one_edit_away

Test = Callable[[Any, Any], bool]

TESTS: dict[str, Test] = {
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


@dataclass(frozen=True)
class Condition:
    """One of a document's values of a field must pass the test."""

    field: str
    test: str
    wanted: Any

    def accepts(self, value: Any) -> bool:
        return TESTS[self.test](value, self.wanted)


def _alike(value: Any, wanted: Any) -> bool:
    """Numbers may come as strings and the other way round."""
    return value == wanted or str(value) == str(wanted)
