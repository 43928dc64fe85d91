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

<segment>.val, the values of the documents: see `search.backends.arrays.columns`.
<segment>.shp, which letters the terms have: see `search.backends.arrays.word_shapes`.
"""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from struct import Struct
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
from whoosh.codec.whoosh3 import W3Codec
from whoosh.fields import FieldType
from whoosh.formats import Existence

from search.array_file import pack_arrays
from search.backends.arrays import columns, word_shapes

HEADER = Struct("<IIB")
DTYPES = tuple(np.dtype(name) for name in ("<u1", "<u2", "<u4"))  # the narrowest that holds all of an array
ONE_PLACE = {
    (document, position): Struct(f"{HEADER.format}{'BHI'[document]}B{'BHI'[position]}")
    for document in range(len(DTYPES))
    for position in range(len(DTYPES))
}
FEW = 32  # numbers: of so many the highest is found sooner as a list
POSTINGS, TERMS = "pst", "trm"
AT_ONCE = 1000  # posting lists that are written together
MARKS = (b"", b"!", b"+")  # what may stand behind a form, before all letters: see `search.analysis`
NONE: Mapping[bytes, int] = MappingProxyType({})
MAX_REMEMBERED = 2000  # forms of a field and segment that were looked for
TOGETHER = 32  # terms of which the first is in memory

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


def pack_postings(postings: Postings) -> bytes:
    """A posting list as it lies on disk."""
    if len(postings.positions) == 1:
        return _pack_one(int(postings.documents[0]), int(postings.positions[0]))
    parts, widths = [], 0
    for place, numbers in enumerate(postings):
        highest = (
            numbers[-1] if place == 0 else numbers.max() if len(numbers) > FEW else max(numbers.tolist())
        )
        width = _width(highest)
        widths |= width << (2 * place)
        parts.append(numbers.astype(DTYPES[width]).tobytes())
    return HEADER.pack(len(postings.documents), len(postings.positions), widths) + b"".join(parts)


def _pack_one(document: int, position: int) -> bytes:
    """The list of a term that stands in one place, as most do."""
    widths = _width(document), _width(position)
    return ONE_PLACE[widths].pack(1, 1, widths[0] | widths[1] << 4, document, 1, position)


def _width(highest: int) -> int:
    """Of the numbers up to this one, as a place among DTYPES."""
    return 0 if highest < 1 << 8 else 1 if highest < 1 << 16 else 2


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


def form_of(term: bytes) -> bytes:
    """A term without marks behind it: see `search.analysis.bare_form`."""
    return term.partition(b"+")[0].rstrip(b"!")


class TermsFile:
    """The terms of one field in one segment, found by bisection."""

    def __init__(self, buffer) -> None:
        view = memoryview(buffer)
        self.count = int.from_bytes(view[:4], "little")
        ends = 4 + 4 * (self.count + 1)
        frequencies = ends + 4 * self.count
        self._letters = view[frequencies + 8 * self.count :]
        self._bounds = view[4:ends].cast("I")
        self.frequencies = np.frombuffer(buffer, "<u4", self.count, ends)
        self._starts = np.frombuffer(buffer, "<u8", self.count, frequencies)
        self._found: dict[bytes, Mapping[bytes, int]] = {}  # by form

    def __len__(self) -> int:
        return self.count

    def __getitem__(self, index: int) -> bytes:
        return bytes(self._letters[self._bounds[index] : self._bounds[index + 1]])

    @cached_property
    def _first_of_each(self) -> list[bytes]:
        """The first of each so many terms."""
        return [self[index] for index in range(0, self.count, TOGETHER)]

    def bisect(self, wanted: bytes) -> int:
        """How many are smaller."""
        begin = max(0, bisect_left(self._first_of_each, wanted) - 1) * TOGETHER
        return bisect_left(self, wanted, begin, min(begin + TOGETHER, self.count))

    def find(self, term: bytes) -> int | None:
        """The number of a term."""
        return self.with_form(form_of(term)).get(term)

    def with_form(self, form: bytes) -> Mapping[bytes, int]:
        """The terms that are this form or stem, with or without a mark behind it: "form!", "form+2"; their numbers.

        Remembered, also where there are none: a query asks for its stems in all languages, in each field.
        """
        found = self._found.get(form)
        if found is None:
            if len(self._found) >= MAX_REMEMBERED:
                self._found = {}
            found = self._found[form] = dict(self._with_form(form)) or NONE
        return found

    def _with_form(self, form: bytes) -> Iterator[tuple[bytes, int]]:
        for index in range(self.bisect(form), self.count):
            term = self[index]
            if not term.startswith(form) or term[len(form) : len(form) + 1] not in MARKS:
                return
            yield term, index

    def start(self, index: int) -> int:
        """Where the posting list of a term begins."""
        return int(self._starts[index])

    def starting_with(self, prefix: bytes) -> range:
        """The numbers of the terms that begin so."""
        return range(self.bisect(prefix), self.bisect(prefix + b"\xff"))


class ValuesWriter:
    """Whoosh's writer of documents: keeps the rows of a segment until it is closed."""

    def __init__(self, storage, segment) -> None:
        self._storage = storage
        self._segment = segment
        self._rows: list[columns.Row] = []
        self.is_closed = False

    def add(self, row: Mapping[str, Any]) -> None:
        self._rows.append(row)

    def close(self) -> None:
        self.is_closed = True
        if self._rows:
            _write_arrays(
                self._storage,
                self._segment,
                columns.VALUES,
                columns.VERSION,
                columns.make_columns(self._rows),
            )


class TermsWriter:
    """Whoosh's field writer: takes the whole pool of a segment at once."""

    def __init__(self, storage, segment) -> None:
        self._storage = storage
        self._segment = segment
        self.is_closed = False

    def add_postings(self, schema, lengths, pool) -> None:
        lists = self._segment.create_file(self._storage, f".{POSTINGS}")
        offset = 0
        pending: list[bytes] = []
        shapes = {}
        for field, found in pool.fields():
            names: list[bytes] = []
            starts, frequencies = array("Q"), array("I")
            for name, postings in found:
                packed = pack_postings(postings)
                pending.append(packed)
                names.append(name)
                starts.append(offset)
                frequencies.append(len(postings.documents))
                offset += len(packed)
                if len(pending) >= AT_ONCE:
                    lists.write(b"".join(pending))
                    pending.clear()
            self._write_terms(field, names, frequencies, starts)
            shapes.update({f"{field}.{name}": each for name, each in word_shapes.make_shapes(names).items()})
        lists.write(b"".join(pending))
        lists.close()
        _write_arrays(self._storage, self._segment, word_shapes.SHAPES, word_shapes.VERSION, shapes)

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


class SegmentFiles:
    """The files of a segment, all opened at once: one that is merged away meanwhile is read on from them."""

    def __init__(self, storage, segment) -> None:
        def opened(extension: str):
            return storage.open_file(segment.make_filename(f".{extension}")).raw_file()

        self._lists = opened(POSTINGS)
        self.columns = columns.Columns(opened(columns.VALUES))
        self.shapes = word_shapes.Shapes(opened(word_shapes.SHAPES))
        self.fields: dict[str, TermsFile] = {}
        for name in segment.list_files(storage):
            _, field, extension = [*name.split("."), "", ""][:3]
            if extension == TERMS:
                self.fields[field] = TermsFile(opened(f"{field}.{TERMS}"))

    def postings(self, field: str, term: bytes) -> Postings | None:
        terms = self.fields.get(field)
        index = None if terms is None else terms.find(term)
        return None if terms is None or index is None else self.postings_at(terms, index)

    def all_postings(self, field: str, terms: Mapping[bytes, Collection[bytes]]) -> Iterator[Postings]:
        """Those of the terms, given by form, that there are; most are not, since a query asks in all languages."""
        own = self.fields.get(field)
        if own:
            for form, names in terms.items():
                for name, index in own.with_form(form).items():
                    if name in names:
                        yield self.postings_at(own, index)

    def postings_at(self, terms: TermsFile, index: int) -> Postings:
        return read_postings(self._lists, terms.start(index))

    def frequency(self, field: str, term: bytes) -> int:
        """In how many documents a term stands, deleted ones included."""
        terms = self.fields.get(field)
        index = None if terms is None else terms.find(term)
        return 0 if terms is None or index is None else int(terms.frequencies[index])


def _write_arrays(storage, segment, extension: str, version: int, arrays: Mapping[str, np.ndarray]) -> None:
    with segment.create_file(storage, f".{extension}") as file:
        for piece in pack_arrays(version, arrays):
            file.write(piece)


class ArrayCodec(W3Codec):
    length_stats = False  # the lengths that scoring needs are among the values

    def per_document_writer(self, storage, segment):
        return ValuesWriter(storage, segment)

    def field_writer(self, storage, segment):
        return TermsWriter(storage, segment)


def terms_extension(field: str) -> str:
    return f".{field}.{TERMS}"
