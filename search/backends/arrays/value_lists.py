"""One list of values for all segments: each segment has codes of its own, and answers need one code a value.

A list only grows while an index lives, so that what was read of a segment is right in every later snapshot.
"""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import numpy as np

from search.backends.arrays.columns import ValueColumn

NO_CODES = np.empty(0, np.int32)


class ColumnValues:
    """A field of values, several a document: codes of values and their documents, side by side.

    `values` by code, of deleted documents too; `order` the codes by ascending value.
    """

    def __init__(
        self, values: list[Any], order: np.ndarray, codes: np.ndarray, documents: np.ndarray
    ) -> None:
        self.values = values
        self.order = order
        self.codes = codes
        self.documents = documents

    @cached_property
    def ranks(self) -> np.ndarray:
        """By code, how many values are smaller."""
        ranks = np.empty(len(self.order), np.int64)
        ranks[self.order] = np.arange(len(self.order))
        return ranks


class _ValueList(NamedTuple):
    code_of: dict[Any, int]
    codes: WeakKeyDictionary[Any, np.ndarray]  # by segment, the codes in place of its own


class ValueLists:
    """The lists of all fields; threads with snapshots of several moments share them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lists: dict[str, _ValueList] = {}
        self._orders: dict[str, np.ndarray] = {}

    def column(self, name: str, parts: Iterable[tuple[int, Any]]) -> ColumnValues:
        """The field in these segments, each with the number of its first document."""
        codes, documents = [NO_CODES], [np.empty(0, np.int64)]
        with self._lock:
            known = self._lists.setdefault(name, _ValueList({}, WeakKeyDictionary()))
            for first, segment in parts:
                if name in segment.columns.names:
                    column = segment.columns.column(name)
                    if segment not in known.codes:
                        known.codes[segment] = _codes(column, known.code_of)
                    codes.append(known.codes[segment])
                    documents.append(column.documents.astype(np.int64) + first)
            values = list(known.code_of)
            order = self._orders[name] = _ordered(values, self._orders.get(name, NO_CODES))
        return ColumnValues(values, order, np.concatenate(codes), np.concatenate(documents))


def _codes(column: ValueColumn, code_of: dict[Any, int]) -> np.ndarray:
    """The codes of a segment's values in the common list, which takes up those that it lacks."""
    common = [code_of.setdefault(value, len(code_of)) for value in column.values()]
    return np.array(common, np.int32)[column.codes] if common else NO_CODES


def _ordered(values: list[Any], order: np.ndarray) -> np.ndarray:
    """All codes by ascending value, where those of the first values are in order already."""
    added = sorted(range(len(order), len(values)), key=values.__getitem__)
    if not len(order):
        return np.array(added, np.int64)
    at = [bisect_left(order, values[code], key=lambda known: values[known]) for code in added]
    return np.insert(order, at, added)
