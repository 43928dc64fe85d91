"""Writing a segment: documents gathered in memory, segments of one size merged list by list from their files."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from heapq import merge
from itertools import groupby
from math import log
from operator import itemgetter
from typing import Any

import numpy as np
from whoosh.writing import SegmentWriter

from search.backends.arrays.columns import EXTENTS, LENGTHS
from search.backends.arrays.gathering import Gathering
from search.backends.arrays.whoosh.codec import ArrayCodec, Postings, SegmentFiles
from search.tokens.chunks import Pieces, Vocabulary

MERGE_AT = 8  # segments of about one size become one
SUMS = ".sums"
LEVEL = 4  # segments are of one size when their documents differ by less than this factor
GROWN = 32_000_000  # bytes: a segment of this size is merged no more, so commits stay short
MAX_POSITIONS = 12_000_000  # of one segment in memory, about 200 MB; then another one is begun
logger = logging.getLogger(__name__)

Lists = Iterator[tuple[bytes, Postings]]  # a term and its list, in order of the terms


class Pool:
    """All words of a segment in the making: documents that are added, and segments that it takes over."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()
        self.gathered: dict[str, Gathering] = {}
        self.taken: list[tuple[SegmentFiles, np.ndarray]] = []  # with its documents' new numbers, -1 for none
        self.positions = 0

    def add(
        self, document: int, language: str, words: Mapping[str, Sequence[Pieces]]
    ) -> dict[str, tuple[int, int]]:
        """By field how many words a document has, and how many positions they take. All is read before any is added."""
        read = {
            field: [self.vocabulary.read(part, language) for part in parts] for field, parts in words.items()
        }
        taken = {}
        for field, parts in read.items():
            taken[field] = self.gathered.setdefault(field, Gathering()).add(document, parts)
            self.positions += 2 * sum(len(part.numbers) for part in parts)  # a form and a stem
        return taken

    def fields(self) -> Iterator[tuple[str, Lists]]:
        """Each field with its lists, those of all sources as one."""
        merged = [field for files, _ in self.taken for field in files.fields]
        for field in dict.fromkeys([*self.gathered, *merged]):
            sources = [_renumbered_lists(files, field, numbers) for files, numbers in self.taken]
            if field in self.gathered:
                sources.insert(0, self.gathered[field].postings(self.vocabulary))
            yield field, _joined_lists(sources) if len(sources) > 1 else sources[0]

    def iter_postings(self) -> Pool:
        """`TermsWriter` takes the pool as it is."""
        return self

    def cleanup(self) -> None:
        self.gathered, self.taken = {}, []


class ArchiveWriter(SegmentWriter):
    def __init__(self, index, timeout: float) -> None:
        super().__init__(index, timeout=timeout, codec=ArrayCodec(), compound=False)
        self.pool = Pool()

    @property
    def is_full(self) -> bool:
        return self.pool.positions >= MAX_POSITIONS

    def add_entry(
        self, columns: dict[str, Any], language: str, words: Mapping[str, Sequence[Pieces]]
    ) -> None:
        """A document: its stored values, and for each field its text in parts and pieces."""
        taken = self.pool.add(self.docnum, language, words)
        lengths, extents = ({field: pair[at] for field, pair in taken.items()} for at in (0, 1))
        self.perdocwriter.add({**columns, LENGTHS: lengths, EXTENTS: extents})
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

    def take_over(self, segment: Any) -> None:
        """Merge a segment into this one, without its deleted documents."""
        files = SegmentFiles(self.storage, segment)
        numbers = np.full(segment.doc_count_all(), -1, np.int64)
        living = np.delete(np.arange(len(numbers)), list(segment.deleted_docs()))
        numbers[living] = np.arange(self.docnum, self.docnum + len(living))
        for number in living.tolist():
            self.perdocwriter.add(files.columns[number])
        self.docnum += len(living)
        self._added = True
        self.pool.taken.append((files, numbers))


def _renumbered_lists(files: SegmentFiles, field: str, numbers: np.ndarray) -> Lists:
    terms = files.fields.get(field)
    for index in range(len(terms) if terms is not None else 0):
        postings = _renumbered(files.postings_at(terms, index), numbers)
        if len(postings.documents):
            yield terms[index], postings


def _joined_lists(sources: Sequence[Lists]) -> Lists:
    """The documents of each source have higher numbers than those of the one before."""
    for term, found in groupby(merge(*sources, key=itemgetter(0)), key=itemgetter(0)):
        lists = [postings for _, postings in found]
        yield term, lists[0] if len(lists) == 1 else Postings(*map(np.concatenate, zip(*lists, strict=True)))


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
    MERGE_AT of about one size they become one, until they are GROWN: a commit must not take the longer, the
    larger the archive is. So there are never many, and each document is written again only a few times,
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
        writer.take_over(segment)
    return kept


def _size(storage: Any, segment: Any) -> int:
    """Bytes of all files of a segment."""
    return sum(storage.file_length(name) for name in segment.list_files(storage))
