"""Which letters the terms of a segment have: arrays by which words like another are found without reading all.

<segment>.shp, named arrays (see `search.array_file`); those of each field stand side by side with its terms:
    <field>.letters   a bit for each letter of the form, one for all that is no letter from a to z, one for
                      a spelling in parts
    <field>.length    the letters of the form; 0 for a stem
    <field>.tail      the last three bytes of the forms in one piece, the last one highest, ascending
    <field>.by_tail   beside them the numbers of the terms

One letter added, left out or changed changes at most two bits; most words differ in more.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from search.array_file import Arrays, narrow, read_arrays

VERSION = 1
SHAPES = "shp"
OTHER, JOINED = 26, 31  # bits
CONTINUED = 0x80  # the highest two bits of a byte that goes on with a letter


class Shapes:
    """Those of all fields of a segment, read in place."""

    def __init__(self, buffer: memoryview) -> None:
        self._arrays = read_arrays(buffer, VERSION)

    def field(self, name: str) -> FieldShapes:
        return FieldShapes(
            *(self._arrays[f"{name}.{each}"] for each in ("letters", "length", "tail", "by_tail"))
        )


class FieldShapes(NamedTuple):
    letters: np.ndarray
    lengths: np.ndarray
    tails: np.ndarray
    by_tail: np.ndarray

    def ending_with(self, tail: bytes) -> np.ndarray:
        """The numbers of the terms in one piece whose forms end so: two or three bytes."""
        low = int.from_bytes(tail[::-1].ljust(3, b"\0"), "big")
        high = low + (1 << 8 * (3 - len(tail)))
        first, last = np.searchsorted(self.tails, (low, high))
        return self.by_tail[first:last].astype(np.int64)

    def like(
        self, numbers: np.ndarray, form: str, bits: int, letters: int, *, joined: bool = False
    ) -> np.ndarray:
        """Those of the terms whose shape differs from a form's by at most so many bits, and letters in length.

        `joined`: also spellings in parts.
        """
        shapes = self.letters[numbers]
        other = shapes ^ shape_of(form)
        if joined:
            other &= np.uint32((1 << JOINED) - 1)
        lengths = self.lengths[numbers].astype(np.int16)
        near = (np.bitwise_count(other) <= bits) & (np.abs(lengths - len(form)) <= letters) & (lengths > 0)
        if not joined:
            near &= shapes >> JOINED == 0
        return numbers[near]


def shape_of(form: str) -> np.uint32:
    return np.bitwise_or.reduce(_BITS[np.frombuffer(form.encode(), np.uint8)])


def make_shapes(terms: Sequence[bytes]) -> Arrays:
    """Of terms in order."""
    if not terms:
        empty = np.empty(0, np.uint8)
        return dict.fromkeys(("letters", "length", "tail", "by_tail"), empty)
    ends = np.cumsum([len(term) for term in terms])
    starts = np.concatenate(([0], ends[:-1]))
    text = np.frombuffer(b"".join(terms), np.uint8)
    is_stem = text[starts] == ord(":")
    is_joined = np.logical_or.reduceat(text == ord("+"), starts)
    form_ends = ends - 2 * is_joined  # "+2"
    form_ends -= text[form_ends - 1] == ord("!")
    bits = _BITS[text]
    bits[ends[is_joined] - 1] = 0
    letters = np.bitwise_or.reduceat(bits, starts) | (is_joined.astype(np.uint32) << JOINED)
    begins = np.add.reduceat((text & 0xC0) != CONTINUED, starts, dtype=np.int64)
    lengths = np.where(is_stem, 0, begins - (ends - form_ends))
    plain = np.flatnonzero(~is_stem & ~is_joined)
    tails = np.zeros(len(plain), np.uint32)
    for place in range(3):  # of terms that are shorter a neighbour's
        tails |= text[np.maximum(form_ends[plain] - 1 - place, 0)].astype(np.uint32) << 8 * (2 - place)
    order = np.argsort(tails, kind="stable")
    return {
        "letters": letters,
        "length": narrow(lengths),
        "tail": tails[order],
        "by_tail": narrow(plain[order]),
    }


def _bits() -> np.ndarray:
    bits = np.full(256, 1 << OTHER, np.uint32)
    for index in range(26):
        bits[ord("a") + index] = 1 << index
    bits[ord("!")] = bits[ord("+")] = 0
    return bits


_BITS = _bits()
