"""An index as it is at one moment: posting lists, word lists and the values of documents as arrays.

Documents have numbers from 0 to `size`; those of deleted ones are not `live`. A place is one number,
document << PLACE_BITS | position, so that phrases over all documents are sums and intersections.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Callable
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from whoosh.reading import SegmentReader, TermNotFound

from search.backends.whoosh_codec import LEXICON, Postings, read_postings
from search.query_nodes import Unit

PLACE_BITS = 24
MOST_EXPANSIONS = 1000
CACHE_BYTES = 64 << 20
NO_PLACES = np.empty(0, np.int64)


class Flat(NamedTuple):
    """A field of values, several a document: value codes and their documents, side by side."""

    values: list[Any]  # by code, ascending
    codes: np.ndarray
    documents: np.ndarray


class SegmentView:
    """One of the index's segments, which never change but for what is deleted."""

    def __init__(self, storage, schema, segment, generation: int) -> None:
        self.segment = segment
        self.reader = SegmentReader(storage, schema, segment, generation=generation)
        self.count = segment.doc_count_all()
        self.stored = [fields["columns"] for fields in self.reader._perdoc.all_stored_fields()]
        self.lexicons: dict[str, list[bytes]] = {}
        self.storage = storage

    def postings(self, field: str, term: str) -> Postings | None:
        terms = self.reader._terms
        try:
            info = terms.term_info(field, term.encode())
        except TermNotFound:
            return None
        return read_postings(terms._postfile.raw_file(), info.extent()[0])

    def frequency(self, field: str, term: bytes) -> int:
        """In how many documents a term stands, deleted ones included."""
        try:
            return self.reader._terms.doc_frequency(field, term)
        except KeyError:
            return 0

    def lexicon(self, field: str) -> list[bytes]:
        """The forms of a field in order, "neoliberal+2" among them."""
        if field not in self.lexicons:
            name = self.segment.make_filename(f".{field}{LEXICON}")
            forms: list[bytes] = []
            if self.storage.file_exists(name) and self.storage.file_length(name):
                forms = self.storage.open_file(name).raw_file()[:].split(b"\n")
            self.lexicons[field] = forms
        return self.lexicons[field]

    def forms_from(self, field: str, prefix: bytes) -> list[bytes]:
        """The forms that begin with a prefix."""
        lexicon = self.lexicon(field)
        return lexicon[bisect_left(lexicon, prefix) : bisect_left(lexicon, prefix + b"\xff")]


class Snapshot:
    def __init__(self, key: tuple[str, int], schema, segments: list[SegmentView], deleted: list[set[int]]):
        self.key = key
        self.schema = schema
        self.segments = segments
        self.offsets = [0]
        for segment in segments:
            self.offsets.append(self.offsets[-1] + segment.count)
        self.size = self.offsets[-1]
        self.live = np.ones(self.size, bool)
        for offset, numbers in zip(self.offsets, deleted, strict=False):
            self.live[[offset + number for number in numbers]] = False
        self.count = int(self.live.sum())
        self.stored: list[dict[str, Any]] = [row for segment in segments for row in segment.stored]
        self._cache: OrderedDict[tuple[str, str], tuple[np.ndarray, np.ndarray, np.ndarray]] = OrderedDict()
        self._cached_bytes = 0
        self._flats: dict[str, Flat] = {}
        self._ranks: dict[str, np.ndarray] = {}
        self._lengths: dict[str, np.ndarray] = {}

    @cached_property
    def number_of(self) -> dict[str, int]:
        """The number of each live document by its identity, "archive.document.5"."""
        return {self.stored[number]["id"]: number for number in np.flatnonzero(self.live).tolist()}

    # ------------------------------------------------------------------ words
    def term(self, field: str, term: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Documents that hold a term, how often, and all its places; live documents only."""
        key = (field, term)
        if (known := self._cache.get(key)) is not None:
            return known
        found = []
        for offset, segment in zip(self.offsets, self.segments, strict=False):
            postings = segment.postings(field, term)
            if postings is not None:
                found.append(self._live_postings(postings, offset))
        merged = _concatenate(found)
        self._remember(key, merged)
        return merged

    def _live_postings(self, postings: Postings, offset: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        documents = postings.documents.astype(np.int64) + offset
        counts = postings.counts.astype(np.int64)
        places = np.repeat(documents << PLACE_BITS, counts) | postings.positions
        keep = self.live[documents]
        if keep.all():
            return documents, counts, places
        return documents[keep], counts[keep], places[np.repeat(keep, counts)]

    def _remember(self, key: tuple[str, str], value: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
        """Keep the lists used last, up to CACHE_BYTES. A race between threads costs a list read twice."""
        self._cache[key] = value
        self._cached_bytes += sum(part.nbytes for part in value)
        while self._cached_bytes > CACHE_BYTES and len(self._cache) > 1:
            try:
                _, old = self._cache.popitem(last=False)
            except KeyError:
                return
            self._cached_bytes -= sum(part.nbytes for part in old)

    def expand(self, field: str, unit: Unit) -> tuple[dict[int, list[str]], bool]:
        """The terms that a prefix or fuzzy unit stands for, by span, and whether some were left out."""
        prefix = (unit.form if unit.mode == "prefix" else unit.form[:2]).encode()
        found: set[bytes] = set()
        for segment in self.segments:
            forms = segment.forms_from(field, prefix)
            if unit.mode == "fuzzy":
                forms = [form for form in forms if _is_near(form, unit)]
            found.update(forms)
        is_cut = len(found) > MOST_EXPANSIONS
        chosen = sorted(found)
        if is_cut:
            chosen = sorted(found, key=lambda form: (-self.frequency(field, form), form))[:MOST_EXPANSIONS]
        by_span: dict[int, list[str]] = {}
        for term in map(bytes.decode, chosen):
            _, _, span = term.partition("+")
            by_span.setdefault(int(span or 1), []).append(term)
        return by_span, is_cut

    def frequency(self, field: str, term: bytes) -> int:
        return sum(segment.frequency(field, term) for segment in self.segments)

    # ------------------------------------------------------------------ values
    def column(self, name: str) -> list[Any]:
        return [row.get(name) for row in self.stored]

    def flat(self, name: str) -> Flat:
        """The values of a field as codes; a document without a value has none."""
        if name not in self._flats:
            pairs = [
                (value, number) for number, row in enumerate(self.stored) for value in _each(row.get(name))
            ]
            values = sorted({value for value, _ in pairs})
            code_of = {value: code for code, value in enumerate(values)}
            codes = np.fromiter((code_of[value] for value, _ in pairs), np.int64, len(pairs))
            documents = np.fromiter((number for _, number in pairs), np.int64, len(pairs))
            self._flats[name] = Flat(values, codes, documents)
        return self._flats[name]

    def select(self, name: str, accepts: Callable[[Any], bool]) -> np.ndarray:
        """The documents with a value that is accepted; each value is asked once."""
        flat = self.flat(name)
        chosen = np.fromiter((accepts(value) for value in flat.values), bool, len(flat.values))
        documents = np.zeros(self.size, bool)
        documents[flat.documents[chosen[flat.codes]]] = True
        return documents

    def ranks(self, name: str) -> np.ndarray:
        """For sorting: the rank of each document's (first) value, -1 where there is none."""
        if name not in self._ranks:
            flat = self.flat(name)
            ranks = np.full(self.size, -1, np.int64)
            ranks[flat.documents[::-1]] = flat.codes[::-1]
            self._ranks[name] = ranks
        return self._ranks[name]

    def lengths(self, field: str) -> np.ndarray:
        """The number of words of a field in each document."""
        if field not in self._lengths:
            lengths = (row["lengths"].get(field, 0) for row in self.stored)
            self._lengths[field] = np.fromiter(lengths, np.float64, self.size)
        return self._lengths[field]


def _each(value: Any) -> tuple[Any, ...]:
    if value is None:
        return ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _is_near(form: bytes, unit: Unit) -> bool:
    text = form.decode().partition("+")[0]
    return abs(len(text) - len(unit.form)) < 2 and unit.accepts(text)


def _concatenate(
    found: list[tuple[np.ndarray, np.ndarray, np.ndarray]],
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    if len(found) == 1:
        return found[0]
    if not found:
        return NO_PLACES, NO_PLACES, NO_PLACES
    documents, counts, places = zip(*found, strict=True)
    return np.concatenate(documents), np.concatenate(counts), np.concatenate(places)
