"""How words lie on disk: Whoosh's segments with term files and posting lists of our own, read in place.

Whoosh's own lists are pickled and compressed in blocks of 128, its files are copied into memory on opening,
and they are read through a shared file position, which threads disturb. Here both are arrays that are read
straight from the mapped file.

<segment>.<field>.trm, the terms of a field in order:
    u32      number of terms n
    u32[n+1] where each term begins and the last ends in the bytes below
    u32[n]   in how many documents it stands
    u64[n]   where its posting list begins
    bytes    the terms in UTF-8, one after the other

<segment>.pst, posting lists:
    u32 × 2, u8  number of documents d, number of positions p, and for each array below two bits: 8, 16 or
                 32 bits a number
    d numbers    the documents, ascending
    d numbers    how often the term stands in each
    p numbers    the positions, document by document, ascending
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from struct import Struct
from typing import NamedTuple

import numpy as np
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import FieldType
from whoosh.formats import Existence

HEADER = Struct("<IIB")
TYPES = ("B", "H", "I")  # the narrowest that holds all numbers of an array
DTYPES = tuple(np.dtype(name) for name in ("<u1", "<u2", "<u4"))
POSTINGS, TERMS = ".pst", "trm"

if sys.byteorder != "little" or array("I").itemsize != 4 or array("Q").itemsize != 8:
    raise ImportError("the index is written for machines with little-endian integers of 32 and 64 bits")


class Postings(NamedTuple):
    documents: np.ndarray
    counts: np.ndarray
    positions: np.ndarray


class WordsField(FieldType):
    """A field of words; `ArchiveWriter` writes it, Whoosh only keeps its name in the schema."""

    format = Existence()
    analyzer = None
    indexed = True
    stored = unique = scorable = spelling = False
    vector = None
    column_type = None

    def __init__(self) -> None:
        """Whoosh's own asks for what the class already says."""


def pack_postings(documents: array, counts: array, positions: array) -> bytes:
    """A posting list as it lies on disk, from arrays of 32 bits."""
    parts, widths = [], 0
    for place, numbers in enumerate((documents, counts, positions)):
        highest = numbers[-1] if place == 0 else max(numbers)
        width = 0 if highest < 1 << 8 else 1 if highest < 1 << 16 else 2
        widths |= width << (2 * place)
        parts.append((numbers if width == 2 else array(TYPES[width], numbers)).tobytes())
    return HEADER.pack(len(documents), len(positions), widths) + b"".join(parts)


def read_postings(buffer, offset: int) -> Postings:
    """The posting list that begins at an offset of a mapped file. The arrays are views of the file."""
    documents, positions, widths = HEADER.unpack_from(buffer, offset)
    offset += HEADER.size
    arrays = []
    for place, length in enumerate((documents, documents, positions)):
        found = np.frombuffer(buffer, DTYPES[widths >> (2 * place) & 3], length, offset)
        offset += found.nbytes
        arrays.append(found)
    return Postings(*arrays)


class TermsFile:
    """The terms of one field in one segment, found by bisection."""

    def __init__(self, buffer) -> None:
        view = memoryview(buffer)
        self.count = int.from_bytes(view[:4], "little")
        ends = 4 + 4 * (self.count + 1)
        frequencies = ends + 4 * self.count
        self._bytes = frequencies + 8 * self.count
        self._view = view
        self._bounds = view[4:ends].cast("I")
        self.frequencies = view[ends:frequencies].cast("I")
        self._starts = np.frombuffer(buffer, "<u8", self.count, frequencies)

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> bytes:
        base = self._bytes
        return bytes(self._view[base + self._bounds[index] : base + self._bounds[index + 1]])

    def find(self, term: bytes) -> int | None:
        index = bisect_left(self, term)
        return index if index < self.count and self[index] == term else None

    def start(self, index: int) -> int:
        """Where the posting list of a term begins."""
        return int(self._starts[index])

    def raw(self) -> tuple[np.ndarray, np.ndarray]:
        """Where each term begins and the last ends, and the bytes of all of them."""
        bounds = np.frombuffer(self._view[4 : 4 + 4 * (self.count + 1)], "<u4").astype(np.int64)
        return bounds, np.frombuffer(self._view[self._bytes : self._bytes + int(bounds[-1])], np.uint8)

    def starting_with(self, prefix: bytes) -> list[bytes]:
        first, last = bisect_left(self, prefix), bisect_left(self, prefix + b"\xff")
        return [self[index] for index in range(first, last)]


class TermsWriter:
    """Whoosh's field writer: takes the whole pool of a segment at once."""

    def __init__(self, storage, segment) -> None:
        self._storage = storage
        self._segment = segment
        self.is_closed = False

    def add_postings(self, schema, lengths, pool) -> None:
        lists = self._segment.create_file(self._storage, POSTINGS)
        offset = 0
        for field, terms in pool.fields.items():
            names = sorted(terms)
            starts, frequencies = array("Q"), array("I")
            for name in names:
                documents, counts, positions = terms[name].arrays()
                packed = pack_postings(documents, counts, positions)
                lists.write(packed)
                starts.append(offset)
                frequencies.append(len(documents))
                offset += len(packed)
            self._write_terms(field, [name.encode() for name in names], frequencies, starts)
        lists.close()

    def _write_terms(self, field: str, names: list[bytes], frequencies: array, starts: array) -> None:
        bounds = array("I", [0])
        for name in names:
            bounds.append(bounds[-1] + len(name))
        file = self._segment.create_file(self._storage, terms_extension(field))
        for part in (array("I", [len(names)]), bounds, frequencies, starts):
            file.write(part.tobytes())
        file.write(b"".join(names))
        file.close()

    def close(self) -> None:
        self.is_closed = True


class TermsReader:
    """The term files of a segment, and its posting lists."""

    def __init__(self, storage, segment) -> None:
        """All files are opened at once: a segment that is merged away meanwhile is read on from them."""
        self._fields: dict[str, TermsFile] = {}
        self._lists = storage.open_file(segment.make_filename(POSTINGS)).raw_file()
        for name in segment.list_files(storage):
            _, field, extension = [*name.split("."), "", ""][:3]
            if extension == TERMS:
                self._fields[field] = TermsFile(storage.open_file(name).raw_file())

    def field(self, name: str) -> TermsFile | None:
        return self._fields.get(name)

    def postings(self, field: str, term: bytes) -> Postings | None:
        terms = self.field(field)
        index = None if terms is None else terms.find(term)
        return None if terms is None or index is None else self.postings_at(terms, index)

    def postings_at(self, terms: TermsFile, index: int) -> Postings:
        return read_postings(self._lists, terms.start(index))

    def frequency(self, field: str, term: bytes) -> int:
        """In how many documents a term stands, deleted ones included."""
        terms = self.field(field)
        index = None if terms is None else terms.find(term)
        return 0 if terms is None or index is None else terms.frequencies[index]

    def starting_with(self, field: str, prefix: bytes) -> list[bytes]:
        terms = self.field(field)
        return [] if terms is None else terms.starting_with(prefix)

    def indexed_field_names(self) -> list[str]:
        """None of Whoosh's own: `ArchiveWriter` merges the words itself."""
        return []

    def close(self) -> None:
        """The maps are let go with the last array that views them."""


class ArrayCodec(W3Codec):
    length_stats = False  # the lengths that scoring needs are stored with the document

    def field_writer(self, storage, segment):
        return TermsWriter(storage, segment)

    def terms_reader(self, storage, segment):
        return TermsReader(storage, segment)


def terms_extension(field: str) -> str:
    return f".{field}.{TERMS}"
