"""An index as it is at one moment: posting lists, word lists and the values of documents as arrays.

Documents have numbers from 0 to `size`; those of deleted ones are not `live`. Within a field every word of
every document has a position, one number counted on from document to document, so that a phrase over the whole
archive is an intersection of shifted arrays.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from whoosh.reading import SegmentReader

from search.analysis import PART_GAP, bare_form
from search.backends.arrays.whoosh.codec import Postings, TermsReader
from search.query_nodes import Unit
from search.stemming import STEMMED, main_language

MAX_EXPANSIONS = 1000
CACHE_BYTES = 96 << 20
NOTHING = np.empty(0, np.int64)


class ColumnValues(NamedTuple):
    """A field of values, several a document: value codes and their documents, side by side."""

    values: list[Any]  # by code, ascending
    codes: np.ndarray
    documents: np.ndarray


class PostingList(NamedTuple):
    """A term in all segments: its living documents, how often it stands in each, and where its positions are."""

    documents: np.ndarray
    counts: np.ndarray
    sources: list[tuple[int, Postings]]  # number of the segment's first document, list of the segment

    @property
    def nbytes(self) -> int:
        return self.documents.nbytes + self.counts.nbytes + 200


class SegmentView:
    """One of the index's segments, which never change but for what is deleted."""

    def __init__(self, storage, schema, segment, generation: int) -> None:
        self.segment = segment
        self.reader = SegmentReader(storage, schema, segment, generation=generation)
        self.terms: TermsReader = self.reader._terms
        self.count = segment.doc_count_all()
        # Of deleted documents too: what is deleted later keeps its number as well.
        self.stored = [self.reader._perdoc.stored_fields(n)["columns"] for n in range(self.count)]
        self.masks: dict[str, Any] = {}  # by field, see `ocr_variants`


class Snapshot:
    def __init__(self, key: tuple[str, int], schema, segments: list[SegmentView], deleted: list[set[int]]):
        self.key = key
        self.schema = schema
        self.segments = segments
        self.first_numbers = [0]
        for segment in segments:
            self.first_numbers.append(self.first_numbers[-1] + segment.count)
        self.size = self.first_numbers[-1]
        self.live = np.ones(self.size, bool)
        for first, numbers in zip(self.first_numbers, deleted, strict=False):
            self.live[[first + number for number in numbers]] = False
        self.count = int(self.live.sum())
        self.has_deletions = self.count < self.size
        self.stored: list[dict[str, Any]] = [row for segment in segments for row in segment.stored]
        self._lists: OrderedDict[tuple[str, str], PostingList] = OrderedDict()
        self._positions: OrderedDict[tuple[str, str], np.ndarray] = OrderedDict()
        self._position_bytes = 0
        self._columns: dict[str, ColumnValues] = {}
        self._ranks: dict[str, np.ndarray] = {}
        self._lengths: dict[str, np.ndarray] = {}
        self._offsets: dict[str, np.ndarray] = {}
        self.ocr_variants: dict[str, tuple[str, ...]] = {}  # by form, see `ocr_variants`

    @cached_property
    def number_of(self) -> dict[str, int]:
        """The number of each live document by its identity, "archive.document.5"."""
        return {self.stored[number]["id"]: number for number in np.flatnonzero(self.live).tolist()}

    @cached_property
    def number_of_key(self) -> dict[int, int]:
        """The number of each live document by its primary key."""
        return {int(self.stored[number]["django_id"]): number for number in self.number_of.values()}

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages with stems that its documents have."""
        return frozenset(main_language(tag) for tag in self.column("language").values) & STEMMED.keys()

    # ------------------------------------------------------------------ words
    def term(self, field: str, term: str) -> PostingList:
        """A term of a field, empty if no living document has it."""
        key = (field, term)
        known = self._lists.get(key)
        if known is None:
            known = self._lists[key] = self._read(field, term.encode())
            if len(self._lists) > 5000:
                self._lists.popitem(last=False)
        return known

    def _read(self, field: str, term: bytes) -> PostingList:
        documents, counts, sources = [], [], []
        for first, segment in zip(self.first_numbers, self.segments, strict=False):
            postings = segment.terms.postings(field, term)
            if postings is None:
                continue
            numbers = postings.documents.astype(np.int64) + first
            often = postings.counts
            if self.has_deletions:
                keep = self.live[numbers]
                numbers, often = numbers[keep], often[keep]
            documents.append(numbers)
            counts.append(often)
            sources.append((first, postings))
        if len(documents) == 1:
            return PostingList(documents[0], counts[0], sources)
        if not documents:
            return PostingList(NOTHING, NOTHING, [])
        return PostingList(np.concatenate(documents), np.concatenate(counts), sources)

    def offsets(self, field: str) -> np.ndarray:
        """For each document the position of its first word; one more for the end of all. Gaps keep documents apart."""
        if field not in self._offsets:
            extents = np.fromiter(
                (row["extents"].get(field, 0) + PART_GAP for row in self.stored), np.int64, self.size
            )
            self._offsets[field] = np.concatenate(([0], np.cumsum(extents)))
        return self._offsets[field]

    def positions(self, field: str, term: str) -> np.ndarray:
        """All positions of a term in living documents, ascending."""
        key = (field, term)
        known = self._positions.get(key)
        if known is not None:
            return known
        found = self._read_positions(field, self.term(field, term), None)
        self._positions[key] = found
        self._position_bytes += found.nbytes
        while self._position_bytes > CACHE_BYTES and len(self._positions) > 1:
            self._position_bytes -= self._positions.popitem(last=False)[1].nbytes
        return found

    def positions_in(self, field: str, term: str, documents: np.ndarray) -> np.ndarray:
        """The positions of a term in some documents (booleans), without reading the others' positions."""
        known = self._positions.get((field, term))
        if known is not None:
            return known[documents[self.documents_of(field, known)]]
        return self._read_positions(field, self.term(field, term), documents)

    def documents_of(self, field: str, positions: np.ndarray) -> np.ndarray:
        """The numbers of the documents in which positions lie."""
        return np.searchsorted(self.offsets(field), positions, side="right") - 1

    def _read_positions(self, field: str, found: PostingList, wanted: np.ndarray | None) -> np.ndarray:
        offsets = self.offsets(field)
        parts = []
        for first, postings in found.sources:
            numbers = postings.documents.astype(np.int64) + first
            keep = self.live[numbers] if wanted is None else self.live[numbers] & wanted[numbers]
            if keep.all():
                parts.append(np.repeat(offsets[numbers], postings.counts) + postings.positions)
            elif keep.any():
                chosen = _chosen_positions(postings, keep)
                parts.append(np.repeat(offsets[numbers[keep]], postings.counts[keep]) + chosen)
        if not parts:
            return NOTHING
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def expand(self, field: str, unit: Unit) -> tuple[dict[int, list[str]], bool]:
        """The terms that a prefix or fuzzy unit stands for, by span, and whether some were left out."""
        prefix = unit.form if unit.mode == "prefix" else unit.form[:2]
        terms = self._terms_from(field, prefix)
        if unit.mode == "fuzzy":
            terms = {term for term in terms if _is_near(bare_form(term), unit)}
        is_truncated = len(terms) > MAX_EXPANSIONS
        if is_truncated:
            ranked = sorted(terms, key=lambda term: (-self.frequency(field, term), term))
            terms = set(ranked[:MAX_EXPANSIONS])
        by_span: dict[int, list[str]] = {}
        for term in sorted(terms):
            by_span.setdefault(int(term.partition("+")[2] or 1), []).append(term)
        return by_span, is_truncated

    def _terms_from(self, field: str, prefix: str) -> set[str]:
        encoded = prefix.encode()
        return {
            term.decode() for segment in self.segments for term in segment.terms.starting_with(field, encoded)
        }

    def forms_from(self, field: str, prefix: str) -> set[str]:
        """The forms that begin so, printed in one piece."""
        return {bare_form(term) for term in self._terms_from(field, prefix) if "+" not in term}

    def frequency(self, field: str, term: str) -> int:
        """In how many documents a term stands, deleted ones included: cheap, for ranking words."""
        encoded = term.encode()
        return sum(segment.terms.frequency(field, encoded) for segment in self.segments)

    def form_frequency(self, field: str, form: str) -> int:
        return self.frequency(field, form) + self.frequency(field, f"{form}!")

    def has_form(self, field: str, form: str) -> bool:
        """Whether a form stands in a living document: only then may it be shown to anybody."""
        return any(len(self.term(field, term).documents) for term in (form, f"{form}!"))

    # ------------------------------------------------------------------ values
    def column(self, name: str) -> ColumnValues:
        """The values of a field as codes; a document without a value has none."""
        if name not in self._columns:
            pairs = [
                (value, number) for number, row in enumerate(self.stored) for value in _each(row.get(name))
            ]
            values = sorted({value for value, _ in pairs})
            code_of = {value: code for code, value in enumerate(values)}
            codes = np.fromiter((code_of[value] for value, _ in pairs), np.int64, len(pairs))
            documents = np.fromiter((number for _, number in pairs), np.int64, len(pairs))
            self._columns[name] = ColumnValues(values, codes, documents)
        return self._columns[name]

    def select(self, name: str, accepts: Callable[[Any], bool]) -> np.ndarray:
        """The documents with a value that is accepted; each value is asked once."""
        column = self.column(name)
        chosen = np.fromiter((accepts(value) for value in column.values), bool, len(column.values))
        documents = np.zeros(self.size, bool)
        documents[column.documents[chosen[column.codes]]] = True
        return documents

    def ranks(self, name: str) -> np.ndarray:
        """For sorting: the rank of each document's (first) value, -1 where there is none."""
        if name not in self._ranks:
            column = self.column(name)
            ranks = np.full(self.size, -1, np.int64)
            ranks[column.documents[::-1]] = column.codes[::-1]
            self._ranks[name] = ranks
        return self._ranks[name]

    def lengths(self, field: str) -> np.ndarray:
        """The number of words of a field in each document."""
        if field not in self._lengths:
            lengths = (row["lengths"].get(field, 0) for row in self.stored)
            self._lengths[field] = np.fromiter(lengths, np.float64, self.size)
        return self._lengths[field]


def _chosen_positions(postings: Postings, keep: np.ndarray) -> np.ndarray:
    """The positions in the documents that are kept; for few of them each is cut out by itself."""
    if np.count_nonzero(keep) * 50 > len(keep):
        return postings.positions[np.repeat(keep, postings.counts)]
    ends = np.cumsum(postings.counts, dtype=np.int64)
    cuts = [postings.positions[ends[at] - postings.counts[at] : ends[at]] for at in np.flatnonzero(keep)]
    return np.concatenate(cuts)


def _each(value: Any) -> tuple[Any, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _is_near(form: str, unit: Unit) -> bool:
    return abs(len(form) - len(unit.form)) < 2 and unit.accepts(form)
