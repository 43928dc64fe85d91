"""The words of many documents -> the posting lists of a field, term by term.

Documents are kept as numbers of chunks, and sorted all at once: a segment of millions of words is a few
arrays, and lists are made of some positions at a time.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence

import numpy as np

from search.analysis import PART_GAP
from search.backends.arrays.whoosh.codec import Postings
from search.tokens.chunks import Numbered, Vocabulary

AT_ONCE = 500_000  # positions
TERM_BITS = 32  # of a key from which its term, or its chunk, begins


class Gathering:
    """One field of all documents of a segment in the making, added in the order of their numbers."""

    def __init__(self) -> None:
        self._numbers = array("I")  # of chunks
        self._joined_at = array("Q")  # where in `_numbers` a chunk is joined with the next
        self._joined = array("I")
        # of each part of a text: its document, its first chunk, and the position of its first word
        self._documents = array("I")
        self._begins = array("Q")
        self._bases = array("I")

    def add(self, document: int, parts: Sequence[Numbered]) -> tuple[int, int]:
        """The number of words of a document, and of positions taken including the gaps between parts."""
        words = base = 0
        for part in parts:
            self._documents.append(document)
            self._begins.append(len(self._numbers))
            self._bases.append(base)
            for at, both in part.joined:
                self._joined_at.append(len(self._numbers) + at)
                self._joined.append(both)
            self._numbers.extend(part.numbers)
            words += part.width
            base += part.width + PART_GAP
        return words, base

    def postings(self, vocabulary: Vocabulary) -> Iterator[tuple[bytes, Postings]]:
        """Each term with its list, in order of the terms."""
        keys, begins = self._keys(vocabulary)
        keys.sort()
        places = keys.astype(np.uint32)  # the lower half
        often = np.bincount(_upper_half(keys), minlength=len(vocabulary))
        del keys
        firsts = np.cumsum(often) - often
        names, terms, chunks, shifts = _terms_of_chunks(vocabulary, often)
        ends = np.cumsum(often[chunks])
        begin = 0
        while begin < len(terms):
            done = int(ends[begin - 1]) if begin else 0
            last = terms[min(np.searchsorted(ends, done + AT_ONCE), len(terms) - 1)]
            end = int(np.searchsorted(terms, last, side="right"))
            own = slice(begin, end)
            counts = often[chunks[own]]
            at = np.arange(counts.sum()) + np.repeat(firsts[chunks[own]] - np.cumsum(counts) + counts, counts)
            keys = np.repeat(terms[own] << TERM_BITS | shifts[own], counts) + places[at]
            keys.sort()
            yield from _lists(names, keys, begins)
            begin = end

    def _keys(self, vocabulary: Vocabulary) -> tuple[np.ndarray, np.ndarray]:
        """Of each chunk its number and its place in one, and the place where each document begins.

        Places are counted on from document to document.
        """
        numbers = np.frombuffer(self._numbers, np.uint32)
        widths = np.frombuffer(vocabulary.widths, np.uint32)
        before = np.zeros(len(numbers) + 1, np.uint32)
        np.cumsum(widths[numbers], out=before[1:])
        begins = np.array(self._begins, np.int64)
        documents, bases = np.array(self._documents, np.int64), np.array(self._bases, np.int64)
        lengths = np.diff(np.append(begins, len(numbers)))
        extents = bases + before[begins + lengths] - before[begins] + PART_GAP
        taken = np.zeros(int(documents.max(initial=-1)) + 1, np.int64)
        np.maximum.at(taken, documents, extents)
        firsts = np.cumsum(taken) - taken
        moved = (firsts[documents] + bases - before[begins]).astype(np.uint32)  # backwards: it wraps around
        places = before[:-1]
        places += np.repeat(moved, lengths)
        keys = np.empty(len(numbers) + len(self._joined), np.uint64)
        keys[: len(numbers)] = numbers
        keys[len(numbers) :] = self._joined
        keys <<= np.uint64(TERM_BITS)
        keys[: len(numbers)] |= places
        keys[len(numbers) :] |= places[np.array(self._joined_at, np.int64)]
        return keys, firsts


def _upper_half(keys: np.ndarray) -> np.ndarray:
    """The numbers of keys, in their place."""
    keys >>= np.uint64(TERM_BITS)
    return keys.view(np.int64)


def _terms_of_chunks(
    vocabulary: Vocabulary, often: np.ndarray
) -> tuple[list[bytes], np.ndarray, np.ndarray, np.ndarray]:
    """The terms in order; and side by side, by term: its number, a chunk that has it, and at which of its words.

    Of the chunks that stand somewhere.
    """
    used = np.flatnonzero(often[np.frombuffer(vocabulary.rows[0], np.uint32)])
    chunks, terms, shifts = (np.frombuffer(row, np.uint32)[used].astype(np.int64) for row in vocabulary.rows)
    found, terms = np.unique(terms, return_inverse=True)
    by_number = list(vocabulary.terms)
    names = [by_number[number].encode() for number in found.tolist()]
    order = sorted(range(len(names)), key=names.__getitem__)
    ranks = np.empty(len(names), np.int64)
    ranks[order] = np.arange(len(names))
    terms = ranks[terms]
    by_term = np.argsort(terms, kind="stable")
    return [names[at] for at in order], terms[by_term], chunks[by_term], shifts[by_term]


def _lists(names: Sequence[bytes], keys: np.ndarray, begins: np.ndarray) -> Iterator[tuple[bytes, Postings]]:
    """Ascending keys of a term and a place -> the lists of these terms."""
    places = keys & ((1 << TERM_BITS) - 1)
    documents = np.searchsorted(begins, places, side="right") - 1
    positions = (places - begins[documents]).astype(np.uint32)
    terms = keys >> TERM_BITS
    is_first = np.ones(len(keys), bool)
    is_first[1:] = (terms[1:] != terms[:-1]) | (documents[1:] != documents[:-1])
    firsts = np.flatnonzero(is_first)
    counts = np.diff(np.append(firsts, len(keys))).astype(np.uint32)
    documents, terms = documents[firsts].astype(np.uint32), terms[firsts]
    edges = np.flatnonzero(np.diff(terms, prepend=-1, append=-1))
    cuts = np.append(firsts, len(keys))[edges].tolist()
    edges = edges.tolist()
    for at, term in enumerate(terms[edges[:-1]].tolist()):
        own = slice(edges[at], edges[at + 1])
        yield names[term], Postings(documents[own], counts[own], positions[cuts[at] : cuts[at + 1]])
