"""Named arrays in one file, read in place: what is derived once, and mapped by every process.

8 bytes  "HMARRAYS"
u32 × 2  version of what is in the file, length of the table of contents
JSON     the table: {name: [type, number of items, where it begins after the table]}
arrays   each begins at a multiple of 8
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise
from struct import Struct

import numpy as np

MAGIC = b"HMARRAYS"
HEADER = Struct("<8sII")
ALIGNED = 8
TYPES = frozenset(("|u1", "<u2", "<u4", "<u8", "<i8"))
WIDTHS = (np.uint8, np.uint16, np.uint32, np.uint64)

Arrays = dict[str, np.ndarray]


class ArrayFileError(Exception):
    """The file is of another kind or version, or ends too soon."""


def pack_arrays(version: int, arrays: Mapping[str, np.ndarray]) -> Iterator[bytes | memoryview]:
    """The file in pieces, in order."""
    table: dict[str, tuple[str, int, int]] = {}
    end = 0
    for name, array in arrays.items():
        table[name] = (array.dtype.newbyteorder("<").str, len(array), end)
        end += array.nbytes + -array.nbytes % ALIGNED
    written = json.dumps(table, separators=(",", ":")).encode()
    written += b" " * (-(HEADER.size + len(written)) % ALIGNED)
    yield HEADER.pack(MAGIC, version, len(written)) + written
    for name, array in arrays.items():
        yield np.ascontiguousarray(array, table[name][0]).data.cast("B") if len(array) else b""
        yield bytes(-array.nbytes % ALIGNED)


def read_arrays(buffer: bytes | memoryview, version: int) -> Arrays:
    """Views of a mapped file; ArrayFileError if it is not what it should be."""
    try:
        magic, found, length = HEADER.unpack_from(buffer)
        if magic != MAGIC or found != version:
            raise ArrayFileError(f"{magic!r} in version {found} is not {MAGIC!r} in version {version}")
        begin = HEADER.size + length
        table = json.loads(bytes(buffer[HEADER.size : begin]))
        return {
            name: np.frombuffer(buffer, _known(kind), count, begin + start) if count else np.empty(0, kind)
            for name, (kind, count, start) in table.items()
        }
    except ArrayFileError:
        raise
    except Exception as error:  # whatever is wrong in it, it is no such file
        raise ArrayFileError(f"no arrays can be read: {error!r}") from error


def place_of(array: np.ndarray, buffer: memoryview) -> int:
    """Where in the file an array begins that was read from it; 0 for an empty one."""
    if not len(array):
        return 0
    return int(array.ctypes.data - np.frombuffer(buffer, np.uint8).ctypes.data)


def _known(kind: str) -> np.dtype:
    if kind not in TYPES:
        raise ArrayFileError(f"{kind!r} is no type of an array")
    return np.dtype(kind)


def narrow(numbers: np.ndarray) -> np.ndarray:
    """Numbers from 0 in the fewest bytes that hold them all."""
    highest = int(numbers.max()) if len(numbers) else 0
    return numbers.astype(next(each for each in WIDTHS if highest <= np.iinfo(each).max), copy=False)


def pack_strings(strings: Iterable[bytes]) -> tuple[np.ndarray, np.ndarray]:
    """Where each begins and the last ends, and the bytes of all."""
    strings = list(strings)
    bounds = np.zeros(len(strings) + 1, np.int64)
    np.cumsum([len(each) for each in strings], out=bounds[1:])
    return narrow(bounds), np.frombuffer(b"".join(strings), np.uint8)


class Strings:
    """Strings side by side in two arrays. Where they ascend, they are found by bisection.

    >>> Strings(*pack_strings([b"in", b"on"])).find(b"on")
    1
    """

    def __init__(self, bounds: np.ndarray, letters: np.ndarray) -> None:
        self.bounds = bounds
        self.letters = letters
        self._bounds = bounds.data
        self._letters = letters.data

    def __len__(self) -> int:
        return len(self.bounds) - 1

    def __getitem__(self, index: int) -> bytes:
        return bytes(self._letters[self._bounds[index] : self._bounds[index + 1]])

    def bisect(self, wanted: bytes) -> int:
        """How many are smaller."""
        return bisect_left(self, wanted)

    def find(self, wanted: bytes) -> int | None:
        at = self.bisect(wanted)
        return at if at < len(self) and self[at] == wanted else None

    def decoded(self) -> list[str]:
        """All of them."""
        whole = self.letters.tobytes()
        bounds = self.bounds.tolist()
        return [whole[start:end].decode() for start, end in pairwise(bounds)]
