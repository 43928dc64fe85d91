"""How words lie on disk: Whoosh's segments with posting lists of our own, read in place.

Whoosh's own lists are pickled and compressed in blocks of 128, its files are copied into memory on opening,
and they are read through a shared file position, which threads disturb. Here a list is four arrays that
numpy reads straight from the mapped file:

    header   number of documents n, number of positions p, flags (struct HEADER)
    u32[n]   document numbers, ascending
    u16|u32[n]  how often the term stands in each
    u16|u32[p]  the positions, document by document, ascending
"""

from __future__ import annotations

import mmap
import os
from array import array
from pathlib import Path
from struct import Struct
from typing import NamedTuple

import numpy as np
from whoosh.codec.base import PostingsWriter
from whoosh.codec.whoosh3 import W3Codec, W3FieldWriter, W3TermInfo
from whoosh.fields import FieldType
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile
from whoosh.formats import Format
from whoosh.matching import ListMatcher

HEADER = Struct("<III")
WIDE_COUNTS, WIDE_POSITIONS = 1, 2
NARROW = 1 << 16
LEXICON = ".lex"  # all forms of a field, one a line, in order


class Postings(NamedTuple):
    documents: np.ndarray
    counts: np.ndarray
    positions: np.ndarray


class PositionsFormat(Format):
    """Values are the positions as unsigned integers of 32 bits, ascending."""

    def decode_positions(self, value: bytes) -> list[int]:
        return array("I", value).tolist()

    def decode_frequency(self, value: bytes) -> int:
        return len(value) // 4


class WordsField(FieldType):
    """A field of words. Its value is a list of (term, positions), made by `analysis.term_positions`."""

    format = PositionsFormat()
    analyzer = None
    indexed = True
    stored = unique = scorable = False
    vector = None
    column_type = None
    spelling = False

    def __init__(self) -> None:
        """Whoosh's own asks for what the class already says."""

    def index(self, value, **kwargs):
        for term, positions in value:
            yield term.encode(), len(positions), float(len(positions)), array("I", positions).tobytes()

    def to_bytes(self, value) -> bytes:
        return value if isinstance(value, bytes) else value.encode()

    def from_bytes(self, value: bytes) -> str:
        return value.decode()


class ArrayPostingsWriter(PostingsWriter):
    """Writes the posting list of one term after the other."""

    def __init__(self, file) -> None:
        self._file = file

    def start_postings(self, format_, terminfo) -> None:
        self._terminfo = terminfo
        self._ids = array("I")
        self._weights = array("f")
        self._values: list[bytes] = []

    def add_posting(self, id_, weight, vbytes, length=None) -> None:
        self._ids.append(id_)
        self._weights.append(weight)
        self._values.append(vbytes)

    def finish_postings(self) -> W3TermInfo:
        counts = array("I", (len(value) // 4 for value in self._values))
        positions = array("I")
        positions.frombytes(b"".join(self._values))
        wide_counts = max(counts) >= NARROW
        wide_positions = bool(positions) and max(positions) >= NARROW
        flags = WIDE_COUNTS * wide_counts | WIDE_POSITIONS * wide_positions
        start = self._file.tell()
        data = (
            HEADER.pack(len(self._ids), len(positions), flags),
            self._ids.tobytes(),
            (counts if wide_counts else array("H", counts)).tobytes(),
            (positions if wide_positions else array("H", positions)).tobytes(),
        )
        self._file.write(b"".join(data))
        info = self._terminfo
        info.add_block(self)
        info.set_extent(start, self._file.tell() - start)
        return info

    def written(self) -> bool:
        return False

    # What W3TermInfo.add_block asks of a block.
    def __len__(self) -> int:
        return len(self._ids)

    def min_id(self) -> int:
        return self._ids[0]

    def max_id(self) -> int:
        return self._ids[-1]

    def min_length(self) -> int:
        return 0

    def max_length(self) -> int:
        return 0

    def max_weight(self) -> float:
        return max(self._weights)


def read_postings(buffer, offset: int) -> Postings:
    """The posting list that begins at an offset of a mapped file. The arrays are views of the file."""
    documents, positions, flags = HEADER.unpack_from(buffer, offset)
    offset += HEADER.size
    ids = np.frombuffer(buffer, "<u4", documents, offset)
    offset += 4 * documents
    count_type = "<u4" if flags & WIDE_COUNTS else "<u2"
    counts = np.frombuffer(buffer, count_type, documents, offset)
    offset += counts.nbytes
    position_type = "<u4" if flags & WIDE_POSITIONS else "<u2"
    return Postings(ids, counts, np.frombuffer(buffer, position_type, positions, offset))


class LexiconWriter(W3FieldWriter):
    """Keeps beside the terms a list of a field's forms: terms that are no stems."""

    def start_field(self, fieldname, fieldobj) -> None:
        super().start_field(fieldname, fieldobj)
        self._forms: list[bytes] = []

    def start_term(self, btext: bytes) -> None:
        super().start_term(btext)
        if b":" not in btext:
            self._forms.append(btext)

    def finish_field(self) -> None:
        super().finish_field()
        if isinstance(self._fieldobj, WordsField):
            file = self._create_file(f".{self._fieldname}{LEXICON}")
            file.write(b"\n".join(self._forms))
            file.close()


class ArrayCodec(W3Codec):
    length_stats = False  # the lengths that scoring needs are stored with the document

    def field_writer(self, storage, segment):
        return LexiconWriter(self, storage, segment)

    def postings_writer(self, dbfile, byteids=False):
        return ArrayPostingsWriter(dbfile)

    def postings_reader(self, dbfile, terminfo, format_, term=None, scorer=None):
        """A list in Whoosh's own terms; merging segments reads them so."""
        found = read_postings(dbfile.raw_file(), terminfo.extent()[0])
        ends = np.cumsum(found.counts, dtype=np.int64).tolist()
        wide = found.positions.astype("<u4").tobytes()
        starts = [0, *ends[:-1]]
        values = [wide[4 * start : 4 * end] for start, end in zip(starts, ends, strict=True)]
        weights = [float(max(count, 1)) for count in found.counts.tolist()]
        return ListMatcher(
            found.documents.tolist(), weights, values, format_, scorer=scorer, term=term, terminfo=terminfo
        )


class MappedFile(StructFile):
    """A file mapped into memory. `get` needs no file position, so threads may share it."""

    def __init__(self, path: Path, name: str) -> None:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else mmap.mmap(-1, 1)
        super().__init__(mapped, name=name)
        self.is_real = False

    def get(self, position: int, length: int) -> bytes:
        return self.file[position : position + length]

    def close(self) -> None:
        """The map is let go with the last array that views it."""
        self.is_closed = True


class SyncedFile(StructFile):
    """A file that is on the disk when it is closed."""

    def close(self) -> None:
        if not self.is_closed:
            self.flush()
            os.fsync(self.file.fileno())
        super().close()


class SyncedStorage(FileStorage):
    """A folder whose files are mapped for reading and safe on disk after writing."""

    def create_file(self, name, excl=False, mode="wb", **kwargs):
        path = Path(self._fpath(name))
        return SyncedFile(path.open("xb" if excl else mode), name=name, **kwargs)

    def open_file(self, name, **kwargs):
        return MappedFile(Path(self._fpath(name)), name)

    def rename_file(self, oldname, newname, safe=False):
        super().rename_file(oldname, newname, safe=safe)
        sync_folder(Path(self.folder))


def sync_folder(path: Path) -> None:
    """Make the names in a folder safe on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
