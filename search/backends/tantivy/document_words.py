"""The words of one document by their terms, in a few bytes: where each stands, to count and to place it.

    u32, u32   the number of terms, and the bytes of a position: 2 or 4
    u32 × n    a sum of the field and the term of each, ascending
    u32 × n    where the positions of each end
    positions  of each term, ascending; words of a field are counted from 0

Two terms of a document with one sum would be taken for each other: of a document that the index has found to have
all words asked for, that is one in a million.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import chain
from struct import Struct
from zlib import crc32

import numpy as np

from search.occurrences import Span

HEADER = Struct("<II")
NOWHERE = np.empty(0, np.uint16)

Places = Mapping[str, Sequence[int]]  # term -> positions


@lru_cache(maxsize=1 << 17)
def sum_of(field: str, term: str) -> int:
    return crc32(f"{field}\0{term}".encode())


def pack_words(places: Mapping[str, Places]) -> bytes:
    """Of a document, by field."""
    by_sum = {sum_of(field, term): found for field, terms in places.items() for term, found in terms.items()}
    sums = np.array(sorted(by_sum), np.uint32)
    found = [by_sum[each] for each in sums.tolist()]
    ends = np.cumsum([len(each) for each in found], dtype=np.uint32)
    highest = max((each[-1] for each in found), default=0)
    width = np.dtype("<u2" if highest < 1 << 16 else "<u4")
    positions = np.fromiter(chain.from_iterable(found), width, int(ends[-1]) if len(ends) else 0)
    return b"".join(
        (HEADER.pack(len(sums), width.itemsize), sums.astype("<u4").tobytes(), ends.astype("<u4").tobytes(), positions.tobytes())
    )  # fmt: skip


class DocumentWords:
    """Read in place."""

    def __init__(self, packed: bytes) -> None:
        count, width = HEADER.unpack_from(packed)
        self._sums = np.frombuffer(packed, "<u4", count, HEADER.size)
        self._ends = np.frombuffer(packed, "<u4", count, HEADER.size + 4 * count)
        self._positions = np.frombuffer(packed, f"<u{width}", -1, HEADER.size + 8 * count)

    def _bounds(self, wanted: int) -> tuple[int, int]:
        at = int(np.searchsorted(self._sums, np.uint32(wanted)))
        if at == len(self._sums) or self._sums[at] != wanted:
            return 0, 0
        return int(self._ends[at - 1]) if at else 0, int(self._ends[at])

    def count(self, sums: Sequence[int]) -> int:
        """How often any of these terms stands there."""
        return sum(last - first for first, last in map(self._bounds, sums))

    def positions(self, sums: Sequence[int]) -> np.ndarray:
        """Where any of these terms stands, ascending."""
        found = [self._positions[first:last] for first, last in map(self._bounds, sums) if first < last]
        if len(found) == 1:
            return found[0].astype(np.int64)
        return np.unique(np.concatenate([np.empty(0, np.int64), *found]))

    def spans(self, sums_by_span: Mapping[int, Sequence[int]]) -> list[Span]:
        """Where these terms stand, by how many positions they take; ascending."""
        found = []
        for span, sums in sums_by_span.items():
            for first, last in map(self._bounds, sums):
                found += [(place, place + span) for place in self._positions[first:last].tolist()]
        return sorted(found)
