"""The documents found in the order of their values, in any mixture of directions; what has no value comes last.

tantivy sorts by one number. So the first key is left to it, as far as the rows are asked for; those that share the value
at the end are all fetched, and the rest is sorted here. Of long strings that begin alike the values themselves are read.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

import tantivy
from tantivy import Occur, Query

from search.backends.tantivy.index_schema import NUMBER, SORTED, SORTED_STRINGS, row_of, sort_fields
from search.backends.tantivy.open_index import Address, View, both

Row = tuple[int, Address]  # the number of a document, and where it stands


def sorted_rows(view: View, query: Query, sort_by: Sequence[str], start: int, end: int) -> list[Row]:
    """Those from `start` up to `end`."""
    fields = [name.removeprefix("-") for name in sort_by]
    if not set(fields) <= set(SORTED):
        addresses = view.addresses(query)
        rows = list(zip(view.numbers(NUMBER, addresses), addresses, strict=True))
        return sorted(rows, key=lambda row: (_whole_key(view, row, sort_by), row[0]))[start:end]
    addresses = _first(view, query, sort_by[0], end)
    return _ordered(view, addresses, sort_by, start, end)


def _first(view: View, query: Query, name: str, end: int) -> list[Address]:
    """All that can be among the first `end`."""
    field = sort_fields(name.removeprefix("-"))[0]
    order = tantivy.Order.Desc if name.startswith("-") else tantivy.Order.Asc
    having = both((Occur.Must, query), (Occur.Must, Query.exists_query(field)))
    found = view.searcher.search(
        view.visible(having), end, count=False, order_by_field=field, order=order
    ).hits
    addresses = [address for _, address in found]
    if len(found) < end:
        lacking = both((Occur.Must, query), (Occur.MustNot, Query.exists_query(field)))
        return addresses + view.addresses(lacking)
    last = found[-1][0]
    shared = both((Occur.Must, query), (Occur.Must, Query.term_query(view.schema, field, last)))
    return [address for value, address in found if value != last] + view.addresses(shared)


def _ordered(
    view: View, addresses: Sequence[Address], sort_by: Sequence[str], start: int, end: int
) -> list[Row]:
    numbers = view.numbers(NUMBER, addresses)
    columns = []
    for name in sort_by:
        sign = -1 if name.startswith("-") else 1
        pairs = zip(
            *(view.numbers(field, addresses) for field in sort_fields(name.removeprefix("-"))), strict=True
        )
        columns.append(
            [(1, 0, 0) if first is None else (0, sign * first, sign * more) for first, more in pairs]
        )
    keyed = sorted(
        zip(zip(*columns, strict=True), numbers, addresses, strict=True), key=lambda each: each[:2]
    )
    rows: list[Row] = []
    strings = next((at for at, name in enumerate(sort_by, 1) if name.removeprefix("-") in SORTED_STRINGS), 0)
    for _, group in groupby(keyed, key=lambda each: each[0][:strings] if strings else each[:2]):
        alike = [(number, address) for _, number, address in group]
        first, last = len(rows), len(rows) + len(alike)
        if len(alike) > 1 and last > start and first < end:
            alike.sort(key=lambda row: (_whole_key(view, row, sort_by), row[0]))
        rows += alike
        if len(rows) >= end:
            break
    return rows[start:end]


class _Backwards:
    """A value that is the greater, the smaller it is."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __lt__(self, other: _Backwards) -> bool:
        return bool(other.value < self.value)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Backwards) and other.value == self.value


def _whole_key(view: View, row: Row, sort_by: Sequence[str]) -> tuple[Any, ...]:
    columns = row_of(view.searcher.doc(row[1]))
    return tuple(_key(columns.get(name.removeprefix("-")), name.startswith("-")) for name in sort_by)


def _key(value: Any, is_descending: bool) -> tuple[Any, ...]:
    if isinstance(value, list):
        value = value[0] if value else None
    if value is None:
        return (1,)
    comparable = (isinstance(value, str), value)
    return (0, _Backwards(comparable) if is_descending else comparable)
