"""An index as it is at one moment: posting lists, word lists and the values of documents as arrays.

Documents have numbers from 0 to `size`, segment by segment; those of deleted ones are not `live`. What a
segment holds is mapped from its files and never changes, so after a commit only the new segment is read.
Within a field every word of every document has a position, which is counted from 0 in each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from search.analysis import PART_GAP, bare_form
from search.backends.arrays.columns import Columns
from search.backends.arrays.value_lists import ColumnValues, ValueLists
from search.backends.arrays.whoosh.codec import Postings, SegmentFiles, form_of
from search.backends.expanded_terms import chosen_terms
from search.engine_protocol import AUDIENCE, OPENS, PART, RECORD_ALONE
from search.query_nodes import Unit
from search.stemming import STEMMED, main_language

MAX_SEEN = 8  # kinds of readers and days
NOTHING = np.empty(0, np.int64)


class PostingList(NamedTuple):
    """A term in all segments: its living documents, and how often it stands in each."""

    documents: np.ndarray
    counts: np.ndarray


class SegmentView:
    """One of the index's segments, which never change but for what is deleted."""

    def __init__(self, storage, segment) -> None:
        self.segment = segment
        self.files = SegmentFiles(storage, segment)
        self.columns: Columns = self.files.columns
        self.count: int = segment.doc_count_all()

    def postings(self, field: str, term: str) -> Postings | None:
        return self.files.postings(field, term.encode())

    def like(
        self, field: str, prefix: str, form: str, *, bits: int, letters: int, joined: bool = False
    ) -> np.ndarray:
        """The numbers of the terms that begin so and whose shape is like that of a form."""
        terms = self.files.fields.get(field)
        if terms is None:
            return NOTHING
        found = terms.starting_with(prefix.encode())
        numbers = np.arange(found.start, found.stop)
        return self.files.shapes.field(field).like(numbers, form, bits, letters, joined=joined)


class Rows(Sequence):
    """The values of all documents by their numbers, read when they are asked for."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def __len__(self) -> int:
        return self._snapshot.size

    def __getitem__(self, number: Any) -> dict[str, Any]:
        first, segment = self._snapshot.segment_of(number)
        return segment.columns[number - first]


class Snapshot:
    """`before` is the one that this one follows: what it knew of values is taken over."""

    def __init__(
        self,
        key: tuple[str, int],
        schema,
        segments: list[SegmentView],
        deleted: list[set[int]],
        before: Snapshot | None = None,
        hidden: np.ndarray | None = None,
    ) -> None:
        self.key = key
        self._deleted = deleted
        self.schema = schema
        self.segments = segments
        self.first_numbers = [0]
        for segment in segments:
            self.first_numbers.append(self.first_numbers[-1] + segment.count)
        self.size = self.first_numbers[-1]
        self.live = np.ones(self.size, bool)
        for first, numbers in zip(self.first_numbers, deleted, strict=False):
            self.live[[first + number for number in numbers]] = False
        if hidden is not None:
            self.live &= ~hidden
        self.count = int(self.live.sum())
        self.has_deletions = self.count < self.size
        self.stored = Rows(self)
        self._lists = before._lists if before is not None and before.key[0] == key[0] else ValueLists()
        self._columns: dict[str, ColumnValues] = {}
        self._lengths: dict[str, np.ndarray] = {}
        self.ocr_variants: dict[str, tuple[str, ...]] = {}  # by form, see `ocr_variants`
        self.seen_as = ""  # by whom on which day, where some entries are not for them
        self._seen: dict[tuple[int, int, frozenset[str]], Snapshot] = {}

    def seen_by(self, audience: int, day: int, unseen: frozenset[str] = frozenset()) -> Snapshot:
        """The same entries with only those live that these readers have on this day, without the unseen ones."""
        asks = (audience, day, unseen)
        seen = self._seen.get(asks)
        if seen is None:
            hidden = self._hidden_from(audience, day)
            hidden[[number for identity in unseen for number in self.find(identity)]] = True
            seen = self
            if hidden.any():
                seen = Snapshot(self.key, self.schema, self.segments, self._deleted, self, hidden)
                seen.seen_as = ".".join(map(str, (audience, day, *sorted(unseen))))
            if len(self._seen) > MAX_SEEN:
                self._seen = {}
            self._seen[asks] = seen
        return seen

    def _hidden_from(self, audience: int, day: int) -> np.ndarray:
        """Of an article that is closed to them the whole, of one that is not the record alone."""
        is_closed = self._number(AUDIENCE, 0) > audience
        is_closed &= self._number(OPENS, day + 1) > day
        is_record = self.select(PART, lambda part: part == RECORD_ALONE)
        return np.where(is_record, ~is_closed, is_closed)

    def _number(self, name: str, usual: int) -> np.ndarray:
        """A whole number of each document."""
        numbers = np.full(self.size, usual, np.int64)
        column = self.column(name)
        if len(column.codes):
            numbers[column.documents] = np.array(column.values, np.int64)[column.codes]
        return numbers

    def parts(self) -> Iterator[tuple[int, SegmentView]]:
        """Each segment with the number of its first document."""
        return zip(self.first_numbers, self.segments, strict=False)

    def segment_of(self, number: int) -> tuple[int, SegmentView]:
        """The segment in which a document stands, and the number of its first document."""
        at = int(np.searchsorted(self.first_numbers, number, side="right")) - 1
        return self.first_numbers[at], self.segments[at]

    # ------------------------------------------------------------------ documents
    @cached_property
    def keys(self) -> np.ndarray:
        """The primary key of each document."""
        return np.concatenate([NOTHING, *(segment.columns.keys for segment in self.segments)])

    @cached_property
    def _by_key(self) -> tuple[np.ndarray, np.ndarray]:
        """The keys of the live documents in order, and beside them their numbers."""
        numbers = np.flatnonzero(self.live)
        numbers = numbers[np.argsort(self.keys[numbers], kind="stable")]
        return self.keys[numbers], numbers

    def numbers_of(self, keys: Sequence[int]) -> dict[int, int]:
        """The numbers of the live ones among these documents, by their primary keys."""
        known, numbers = self._by_key
        wanted = np.array(list(keys), np.int64)
        at = np.searchsorted(known, wanted)
        found = at < len(known)
        found[found] = known[at[found]] == wanted[found]
        return dict(zip(wanted[found].tolist(), numbers[at[found]].tolist(), strict=True))

    def find(self, identity: str) -> list[int]:
        """The numbers of the live documents with an identity: one at most, unless the index is at fault."""
        return [
            first + number
            for first, segment in self.parts()
            if segment.count
            for number in segment.columns.column("id").having(identity).tolist()
            if self.live[first + number]
        ]

    @cached_property
    def number_of(self) -> dict[str, int]:
        """The number of each live document by its identity, "archive.document.5"."""
        identities = (value for s in self.segments if s.count for value in s.columns.column("id").each())
        return {identity: number for number, identity in enumerate(identities) if self.live[number]}

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages with stems that its documents have."""
        return frozenset(main_language(tag) for tag in self.column("language").values) & STEMMED.keys()

    # ------------------------------------------------------------------ words
    def counts(self, field: str, terms: Sequence[str]) -> np.ndarray | None:
        """How often any of these terms stands in each document; None where none does."""
        counts = None
        names: dict[bytes, set[bytes]] = {}
        for term in terms:
            name = term.encode()
            names.setdefault(form_of(name), set()).add(name)
        for first, segment in self.parts():
            for postings in segment.files.all_postings(field, names):
                if counts is None:
                    counts = np.zeros(self.size)
                counts[first : first + segment.count][postings.documents] += postings.counts
        if counts is not None and self.has_deletions:
            counts *= self.live
        return counts

    def term(self, field: str, term: str) -> PostingList:
        """A term of a field, empty if no living document has it."""
        counts = self.counts(field, (term,))
        documents = NOTHING if counts is None else np.flatnonzero(counts)
        return PostingList(documents, NOTHING if counts is None else counts[documents].astype(np.int64))

    def offsets(self, field: str) -> np.ndarray:
        """For each document the position of its first word, counted over all segments; one more for the end of all."""
        extents = [segment.columns.extents(field) for segment in self.segments]
        return np.concatenate(([0], np.cumsum(np.concatenate([NOTHING, *extents]) + PART_GAP)))

    def positions(self, field: str, term: str) -> np.ndarray:
        """All positions of a term in living documents, ascending, counted over all segments."""
        offsets = self.offsets(field)
        found = [NOTHING]
        for first, segment in self.parts():
            postings = segment.postings(field, term)
            if postings is not None:
                numbers = postings.documents.astype(np.int64) + first
                positions = np.repeat(offsets[numbers], postings.counts) + postings.positions
                found.append(positions[np.repeat(self.live[numbers], postings.counts)])
        return np.concatenate(found)

    def documents_of(self, field: str, positions: np.ndarray) -> np.ndarray:
        """The numbers of the documents in which positions lie."""
        return np.searchsorted(self.offsets(field), positions, side="right") - 1

    def expand(self, field: str, unit: Unit) -> tuple[dict[int, list[str]], bool]:
        """The terms that a prefix or fuzzy unit stands for, by span, and whether some were left out."""
        terms = self.terms_from(field, unit.form) if unit.mode == "prefix" else self._near(field, unit)
        return chosen_terms(terms)

    def _near(self, field: str, unit: Unit) -> dict[str, int]:
        """The terms that a word taken loosely stands for: its first two letters are right."""
        found = self.frequencies(
            field,
            lambda segment: segment.like(field, unit.form[:2], unit.form, bits=2, letters=1, joined=True),
        )
        return {term: often for term, often in found.items() if unit.accepts(bare_form(term))}

    def terms_from(self, field: str, prefix: str) -> dict[str, int]:
        """The terms that begin so, with their frequencies."""

        def chosen(segment: SegmentView) -> Sequence[int]:
            terms = segment.files.fields.get(field)
            return () if terms is None else terms.starting_with(prefix.encode())

        return self.frequencies(field, chosen)

    def frequencies(self, field: str, chosen: Callable[[SegmentView], Sequence[int]]) -> dict[str, int]:
        """The terms chosen in each segment by their numbers, and in how many documents each of them stands.

        Deleted documents count as well: it is cheap, and for ranking words.
        """
        found: dict[str, int] = {}
        for segment in self.segments:
            terms = segment.files.fields.get(field)
            if terms is not None:
                numbers = np.array(chosen(segment), np.int64)
                for index, often in zip(numbers.tolist(), terms.frequencies[numbers].tolist(), strict=True):
                    term = terms[index].decode()
                    found[term] = found.get(term, 0) + often
        return found

    def frequency(self, field: str, term: str) -> int:
        """In how many documents a term stands, deleted ones included."""
        encoded = term.encode()
        return sum(segment.files.frequency(field, encoded) for segment in self.segments)

    def form_frequency(self, field: str, form: str) -> int:
        return self.frequency(field, form) + self.frequency(field, f"{form}!")

    def has_form(self, field: str, form: str) -> bool:
        """Whether a form stands in a living document: only then may it be shown to anybody."""
        counts = self.counts(field, (form, f"{form}!"))
        return counts is not None and bool(counts.any())

    # ------------------------------------------------------------------ values
    def column(self, name: str) -> ColumnValues:
        """The values of a field as codes; a document without a value has none."""
        if name not in self._columns:
            self._columns[name] = self._lists.column(name, self.parts())
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
        column = self.column(name)
        ranks = np.full(self.size, -1, np.int64)
        ranks[column.documents[::-1]] = column.ranks[column.codes[::-1]]
        return ranks

    def lengths(self, field: str) -> np.ndarray:
        """The number of words of a field in each document."""
        if field not in self._lengths:
            lengths = [segment.columns.lengths(field) for segment in self.segments]
            self._lengths[field] = np.concatenate([np.empty(0), *lengths])
        return self._lengths[field]
