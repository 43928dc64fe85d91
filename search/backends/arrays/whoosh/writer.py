"""Writing a segment: postings gathered term by term in memory, segments of one size merged array by array."""

from __future__ import annotations

import json
import logging
from array import array
from collections.abc import Mapping, Sequence
from math import log
from typing import Any

import numpy as np
from whoosh.reading import SegmentReader
from whoosh.writing import SegmentWriter

from search.backends.arrays.whoosh.codec import ArrayCodec, Postings

MERGE_AT = 8  # segments of about one size become one
SUMS = ".sums"
LEVEL = 4  # segments are of one size when their documents differ by less than this factor
GROWN = 32_000_000  # bytes: a segment of this size is merged no more, so a merge stays below eight of them
MAX_POSITIONS = 20_000_000  # of one segment in memory, about 300 MB; then another one is begun
logger = logging.getLogger(__name__)


class Gathered:
    """The posting list of one term while it grows: documents, counts and positions."""

    __slots__ = ("counts", "documents", "positions")

    def __init__(self) -> None:
        self.documents = array("I")
        self.counts = array("I")
        self.positions = array("I")

    def arrays(self) -> tuple[array, array, array]:
        return self.documents, self.counts, self.positions


class Single:
    """A term that stands in one document alone, as most do."""

    __slots__ = ("document", "positions")

    def __init__(self, document: int, positions: array) -> None:
        self.document = document
        self.positions = positions

    def arrays(self) -> tuple[array, array, array]:
        return array("I", (self.document,)), array("I", (len(self.positions),)), self.positions


class Pool:
    """All postings of a segment in the making, by field and term."""

    def __init__(self) -> None:
        self.fields: dict[str, dict[str, Gathered | Single]] = {}
        self.positions = 0

    def add_words(self, field: str, document: int, words: Mapping[str, Sequence[int]]) -> None:
        terms = self.fields.setdefault(field, {})
        for term, positions in words.items():
            known = terms.get(term)
            if known is None:
                terms[term] = Single(document, array("I", positions))
            else:
                gathered = known if isinstance(known, Gathered) else _gather(terms, term, known)
                gathered.documents.append(document)
                gathered.counts.append(len(positions))
                gathered.positions.extend(positions)
            self.positions += len(positions)

    def add_postings(self, field: str, term: str, postings: Postings) -> None:
        """A whole list of another segment; its documents are numbered for this one, higher than all before."""
        terms = self.fields.setdefault(field, {})
        known = terms.get(term)
        if known is None:
            gathered = terms[term] = Gathered()
        else:
            gathered = known if isinstance(known, Gathered) else _gather(terms, term, known)
        gathered.documents.frombytes(postings.documents.astype("<u4").tobytes())
        gathered.counts.frombytes(postings.counts.astype("<u4").tobytes())
        gathered.positions.frombytes(postings.positions.astype("<u4").tobytes())
        self.positions += len(postings.positions)

    def iter_postings(self) -> Pool:
        """`TermsWriter` takes the pool as it is."""
        return self

    def cleanup(self) -> None:
        self.fields = {}


def _gather(terms: dict[str, Gathered | Single], term: str, single: Single) -> Gathered:
    gathered = terms[term] = Gathered()
    gathered.documents.append(single.document)
    gathered.counts.append(len(single.positions))
    gathered.positions.extend(single.positions)
    return gathered


class ArchiveWriter(SegmentWriter):
    def __init__(self, index, timeout: float) -> None:
        super().__init__(index, timeout=timeout, codec=ArrayCodec(), compound=False)
        self.pool = Pool()

    @property
    def is_full(self) -> bool:
        return self.pool.positions >= MAX_POSITIONS

    def add_entry(self, columns: dict[str, Any], words: Mapping[str, Mapping[str, Sequence[int]]]) -> None:
        """A document that is analysed: its stored values, and for each field the positions of each term."""
        self.perdocwriter.start_doc(self.docnum)
        self.perdocwriter.add_field("columns", self.schema["columns"], columns, 0)
        self.perdocwriter.finish_doc()
        for field, positions in words.items():
            self.pool.add_words(field, self.docnum, positions)
        self._added = True
        self.docnum += 1

    def cancel(self) -> None:
        """Undo the batch and free the lock, also where the disk is full."""
        try:
            super().cancel()
        except OSError:
            logger.exception("The files of a batch that failed could not be cleared away")
            self.writelock.release()
            self.is_closed = True

    def _finalize_segment(self):
        """The segment, with a file of the sums of its other files."""
        segment = super()._finalize_segment()
        names = segment.list_files(self.storage)
        sums = {name: (self.storage.file_length(name), self.storage.sums[name]) for name in names}
        with segment.create_file(self.storage, SUMS) as file:
            file.write(json.dumps(sums).encode())
        return segment

    def add_postings_to_pool(self, reader, startdoc, docmap) -> None:
        """Take over the postings of a segment that is merged into this one, without deleted documents."""
        numbers = np.full(reader.doc_count_all(), -1, np.int64)
        if docmap is None:
            numbers[:] = np.arange(startdoc, startdoc + len(numbers))
        else:
            numbers[list(docmap)] = list(docmap.values())
        for field in self.schema.names():
            terms = reader._terms.field(field)
            for index in range(len(terms) if terms is not None else 0):
                postings = _renumbered(reader._terms.postings_at(terms, index), numbers)
                if len(postings.documents):
                    self.pool.add_postings(field, terms[index].decode(), postings)


def _renumbered(postings: Postings, numbers: np.ndarray) -> Postings:
    """With the documents' new numbers; those numbered -1 are left out."""
    documents = numbers[postings.documents]
    keep = documents >= 0
    if keep.all():
        return Postings(documents, postings.counts, postings.positions)
    positions = postings.positions[np.repeat(keep, postings.counts)]
    return Postings(documents[keep], postings.counts[keep], positions)


def merge_equals(writer: ArchiveWriter, segments: Sequence[Any]) -> list[Any]:
    """Whoosh's merge policy: what is merged is read into the writer, what stays is returned.

    Segments without a living document go, those mostly deleted are written anew, and as soon as there are
    MERGE_AT of about one size they become one, until they are GROWN: a merge is made in memory, which must
    not grow with the archive. So there are never many, and each document is written again only a few times,
    log(documents) at most.
    """
    levels: dict[int, list[Any]] = {}
    merged: list[Any] = []
    kept: list[Any] = []
    for segment in segments:
        living = segment.doc_count()
        if living and segment.deleted_count() > living:
            merged.append(segment)
        elif living and _size(writer.storage, segment) >= GROWN:
            kept.append(segment)
        elif living:
            levels.setdefault(int(log(living, LEVEL)), []).append(segment)
    for level in levels.values():
        (merged if len(level) >= MERGE_AT else kept).extend(level)
    for segment in merged:
        reader = SegmentReader(writer.storage, writer.schema, segment)
        writer.add_reader(reader)
        reader.close()
    return kept


def _size(storage: Any, segment: Any) -> int:
    """Bytes of all files of a segment."""
    return sum(storage.file_length(name) for name in segment.list_files(storage))
