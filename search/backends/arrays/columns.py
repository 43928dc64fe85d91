"""The values of the documents of a segment as typed columns, in a file that is never changed.

<segment>.val, named arrays (see `search.array_file`):
    keys                 the primary key of each document
    <field>.length       how many words of a field of words each document has
    <field>.extent       how many positions they take
    <name>.kind          of each document: has no such value, None, one value, or a list of them
    <name>.start         where the codes of each document begin, and where the last end
    <name>.code          a code for each value
    <name>.whole         by code, the values that are whole numbers, ascending
    <name>.bounds, .text the codes after these: the values that are strings, ascending
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from search.array_file import Arrays, Strings, narrow, pack_strings, read_arrays
from search.backends.column_values import KEY, Row

VERSION = 1
VALUES = "val"
LENGTHS, EXTENTS = "lengths", "extents"
ABSENT, NONE, ONE, LIST = range(4)


def make_columns(rows: Sequence[Row]) -> Arrays:
    """The arrays of a segment with these documents."""
    arrays = {"keys": np.array([int(row[KEY]) for row in rows], np.int64)}
    for kind, extension in ((LENGTHS, "length"), (EXTENTS, "extent")):
        for field in sorted({field for row in rows for field in row[kind]}):
            arrays[f"{field}.{extension}"] = narrow(np.array([row[kind].get(field, 0) for row in rows]))
    names = {name for row in rows for name in row} - {LENGTHS, EXTENTS}
    for name in sorted(names):
        arrays.update({f"{name}.{each}": array for each, array in _column(name, rows).items()})
    return arrays


def _column(name: str, rows: Sequence[Row]) -> Arrays:
    kinds = np.zeros(len(rows), np.uint8)
    starts = np.zeros(len(rows) + 1, np.int64)
    values: list[int | str] = []
    for number, row in enumerate(rows):
        value = row.get(name)
        if isinstance(value, list):
            kinds[number] = LIST
            values.extend(value)
        elif value is not None:
            kinds[number] = ONE
            values.append(value)
        elif name in row:
            kinds[number] = NONE
        starts[number + 1] = len(values)
    distinct = set(values)
    whole = sorted(value for value in distinct if isinstance(value, int))
    strings = sorted(value for value in distinct if isinstance(value, str))
    code_of = {value: code for code, value in enumerate([*whole, *strings])}
    bounds, text = pack_strings(each.encode() for each in strings)
    return {
        "kind": kinds,
        "start": narrow(starts),
        "code": narrow(np.array([code_of[value] for value in values], np.int64)),
        "whole": np.array(whole, np.int64),
        "bounds": bounds,
        "text": text,
    }


class ValueColumn:
    """One field of values in one segment."""

    def __init__(self, arrays: Arrays, name: str) -> None:
        self.kinds, self.starts, self.codes = (arrays[f"{name}.{each}"] for each in ("kind", "start", "code"))
        self.whole = arrays[f"{name}.whole"]
        self.strings = Strings(arrays[f"{name}.bounds"], arrays[f"{name}.text"])

    def value(self, code: int) -> int | str:
        is_whole = code < len(self.whole)
        return int(self.whole[code]) if is_whole else self.strings[code - len(self.whole)].decode()

    def values(self) -> list[int | str]:
        """By code."""
        return [*self.whole.tolist(), *self.strings.decoded()]

    @cached_property
    def documents(self) -> np.ndarray:
        """Beside the codes, the document of each."""
        return np.repeat(np.arange(len(self.kinds), dtype=np.uint32), np.diff(self.starts.astype(np.int64)))

    def of_document(self, number: int) -> Any:
        found = [
            self.value(code) for code in self.codes[self.starts[number] : self.starts[number + 1]].tolist()
        ]
        return {LIST: found, ONE: found[0] if found else None}.get(int(self.kinds[number]))

    def each(self) -> list[int | str]:
        """Of a field with one value a document, those of all in order."""
        values = self.values()
        return [values[code] for code in self.codes.tolist()]

    def having(self, value: str) -> np.ndarray:
        """The documents with a value."""
        at = self.strings.find(value.encode())
        return self.documents[:0] if at is None else self.documents[self.codes == at + len(self.whole)]


class Columns:
    """The values of all documents of a segment, read in place."""

    def __init__(self, buffer: memoryview) -> None:
        self.arrays = read_arrays(buffer, VERSION)
        self.keys = self.arrays["keys"]
        parts = [name.rpartition(".") for name in self.arrays]
        self.names = [name for name, _, last in parts if last == "kind"]
        self.fields = [name for name, _, last in parts if last == "length"]
        self._columns: dict[str, ValueColumn] = {}

    def __len__(self) -> int:
        return len(self.keys)

    def __getitem__(self, number: int) -> dict[str, Any]:
        """All values of a document, as they were written."""
        row = {
            name: column.of_document(number)
            for name in self.names
            if (column := self.column(name)).kinds[number] != ABSENT
        }
        row[LENGTHS] = {field: int(self.arrays[f"{field}.length"][number]) for field in self.fields}
        row[EXTENTS] = {field: int(self.arrays[f"{field}.extent"][number]) for field in self.fields}
        return row

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (self[number] for number in range(len(self)))

    def column(self, name: str) -> ValueColumn:
        if name not in self._columns:
            self._columns[name] = ValueColumn(self.arrays, name)
        return self._columns[name]

    def lengths(self, field: str) -> np.ndarray:
        """The number of words of a field in each document."""
        return self._of_field(field, "length")

    def extents(self, field: str) -> np.ndarray:
        """The number of positions that they take."""
        return self._of_field(field, "extent")

    def _of_field(self, field: str, kind: str) -> np.ndarray:
        found = self.arrays.get(f"{field}.{kind}")
        return np.zeros(len(self), np.uint8) if found is None else found
