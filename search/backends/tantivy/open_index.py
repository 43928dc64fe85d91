"""An index as a process has it open: one searcher for all threads, renewed when the index has changed.

meta.json        tantivy's own: which segments there are
<segment>.…      a segment, which never changes; what is deleted in it stands in a file of its own
sums             the length and the CRC-32 of each file of the segments, as they were written
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Query

from search.analysis import bare_form
from search.backends.expanded_terms import chosen_terms
from search.backends.index_directory import IndexDirectory
from search.backends.stored_files import file_sum
from search.backends.tantivy.index_schema import (
    CLOSED_TO,
    IDENTITY,
    IS_RECORD,
    NUMBER,
    OPEN_FROM,
    column,
    length_field,
    words_field,
)
from search.errors import IndexAwayError
from search.query_nodes import Unit
from search.stemming import STEMMED, main_language
from search.time_allowance import for_all_requests

META, SUMS = "meta.json", "sums"
MAX_SEEN = 8  # kinds of readers and days
MAX_REMEMBERED = 5000  # words whose terms or OCR variants are known
ALL_VALUES = 1 << 24  # of a column; of more than it counts in one go tantivy says so
logger = logging.getLogger(__name__)

Address = tantivy.DocAddress


def both(*clauses: tuple[Occur, Query]) -> Query:
    return Query.boolean_query(list(clauses))


class View:
    """An index in one state, as some readers have it on a day: entries that are not for them are nowhere."""

    def __init__(self, opened: Opened, seen_as: str, hidden: Query | None) -> None:
        self.opened = opened
        self.seen_as = seen_as
        self._hidden = hidden
        self.fields = opened.fields
        self.searcher = opened.searcher
        self.schema = opened.schema
        self.ocr_variants: dict[str, tuple[str, ...]] = {}
        self._terms: dict[tuple[str, Unit], tuple[dict[int, tuple[str, ...]], bool]] = {}
        self._values: dict[str, list[Any]] = {}
        self._means: dict[str, float] = {}

    @property
    def version(self) -> str:
        return ":".join(filter(None, (*self.opened.name, self.seen_as)))

    @cached_property
    def count(self) -> int:
        """Of documents."""
        return self.count_of(Query.all_query())

    @property
    def among(self) -> Query | None:
        """Their documents; None where all are theirs."""
        return None if self._hidden is None else self.visible(Query.all_query())

    def visible(self, query: Query) -> Query:
        return query if self._hidden is None else both((Occur.Must, query), (Occur.MustNot, self._hidden))

    def count_of(self, query: Query) -> int:
        count: int = self.searcher.search(self.visible(query), 1).count
        return count

    def addresses(self, query: Query, limit: int = 0) -> list[Address]:
        """Of the documents that match; all of them without a limit."""
        found = self.searcher.search(
            self.visible(query), limit or max(1, self.searcher.num_docs), count=False
        )
        return [address for _, address in found.hits]

    def numbers(self, name: str, addresses: Sequence[Address]) -> list[Any]:
        """Of each document the number in a field."""
        values: list[Any] = self.searcher.fast_field_values(name, list(addresses))
        return values

    # ------------------------------------------------------------------ words
    def term(self, field: str, term: str) -> Query:
        return Query.term_query(self.schema, words_field(field), term)

    def any_of(self, field: str, terms: Iterable[str]) -> Query:
        return Query.boolean_query([(Occur.Should, self.term(field, term)) for term in terms])

    def frequency(self, field: str, term: str) -> int:
        """In how many documents a term stands, deleted and hidden ones included."""
        frequency: int = self.searcher.doc_freq(words_field(field), term)
        return frequency

    def form_frequency(self, field: str, form: str) -> int:
        return self.frequency(field, form) + self.frequency(field, f"{form}!")

    def has_form(self, field: str, form: str) -> bool:
        """Whether a form stands in a document of theirs: only then may it be shown to anybody."""
        return (
            self.form_frequency(field, form) > 0 and self.count_of(self.any_of(field, (form, f"{form}!"))) > 0
        )

    def terms_from(
        self, field: str, prefix: str, among: Query | None = None, most: int | None = None
    ) -> dict[str, int]:
        """The terms that begin so, the most frequent first; `among` these documents alone."""
        return dict(self.searcher.terms_with_prefix(words_field(field), prefix, among, most))

    def terms_of(self, field: str, unit: Unit) -> tuple[dict[int, tuple[str, ...]], bool]:
        """The terms of the index that a unit stands for, by span, and whether there were too many."""
        key = (field, unit)
        if key not in self._terms:
            if len(self._terms) > MAX_REMEMBERED:
                self._terms = {}
            self._terms[key] = self._find_terms(field, unit)
        return self._terms[key]

    def _find_terms(self, field: str, unit: Unit) -> tuple[dict[int, tuple[str, ...]], bool]:
        is_truncated = False
        by_span: Mapping[int, Sequence[str]] = {}
        if unit.mode in ("stem", "exact"):
            by_span = {
                span: [term for term in terms if self.frequency(field, term)]
                for span, terms in unit.terms.items()
            }
        else:
            begin = unit.form if unit.mode == "prefix" else unit.form[:2]
            found = self.terms_from(field, begin)
            if unit.mode == "fuzzy":
                found = {term: often for term, often in found.items() if unit.accepts(bare_form(term))}
            by_span, is_truncated = chosen_terms(found)
        return {span: tuple(terms) for span, terms in by_span.items() if terms}, is_truncated

    def mean_length(self, field: str) -> float:
        if field not in self._means:
            asked = {"mean": {"avg": {"field": length_field(field)}}}
            found = self.searcher.aggregate(self.visible(Query.all_query()), asked)
            self._means[field] = found["mean"]["value"] or 1.0
        return self._means[field]

    # ------------------------------------------------------------------ values
    def counts(self, query: Query, names: Sequence[str]) -> dict[str, dict[Any, int]]:
        """By column and value the number of documents that match."""
        if not names:
            return {}
        try:
            return self._aggregate(query, names)
        except ValueError as error:
            if "bucket limit" not in str(error):
                raise
        return {name: dict(self._counted(query, name, 0, self.opened.highest)) for name in names}

    def _aggregate(self, query: Query, names: Sequence[str]) -> dict[str, dict[Any, int]]:
        asked = {name: {"terms": {"field": column(name), "size": ALL_VALUES}} for name in names}
        found = self.searcher.aggregate(self.visible(query), asked)
        return {name: {each["key"]: each["doc_count"] for each in found[name]["buckets"]} for name in names}

    def _counted(self, query: Query, name: str, first: int, last: int) -> Counter[Any]:
        """Among the documents with these numbers; of more values than tantivy counts in one go, half by half."""
        numbers = Query.range_query(self.schema, NUMBER, tantivy.FieldType.Unsigned, first, last)
        try:
            return Counter(self._aggregate(both((Occur.Must, query), (Occur.Must, numbers)), [name])[name])
        except ValueError as error:
            if "bucket limit" not in str(error) or first == last:
                raise
        middle = (first + last) // 2
        return self._counted(query, name, first, middle) + self._counted(query, name, middle + 1, last)

    def values(self, name: str) -> list[Any]:
        """All values of a column."""
        if name not in self._values:
            self._values[name] = list(self.counts(Query.all_query(), [name])[name])
        return self._values[name]

    def having(self, name: str, accepts: Callable[[Any], bool]) -> Query:
        """The documents with a value that is accepted; each value is asked once."""
        return self.having_any(name, filter(accepts, self.values(name)))

    def having_any(self, name: str, values: Iterable[Any]) -> Query:
        chosen = list(values)
        if not chosen:
            return Query.empty_query()
        return Query.const_score_query(Query.term_set_query(self.schema, column(name), chosen), 0.0)

    @cached_property
    def languages(self) -> frozenset[str]:
        """The languages with stems that its documents have."""
        return frozenset(map(main_language, self.values("language"))) & STEMMED.keys()


class Opened:
    """An index in one state."""

    def __init__(self, folder: Path, index: tantivy.Index, state: object) -> None:
        self.folder = folder
        self.index = index
        self.state = state
        self.searcher = index.searcher()
        self.schema = index.schema
        meta = json.loads((folder / META).read_bytes())
        self.fields = frozenset(each["name"] for each in meta["schema"])
        self.name = (str(folder), str(meta["opstamp"]))
        self._views: dict[tuple[int, int, frozenset[str]], View] = {}

    def seen_by(self, audience: int, day: int, unseen: frozenset[str] = frozenset()) -> View:
        asks = (audience, day, unseen)
        view = self._views.get(asks)
        if view is None:
            hidden = self._hidden_from(audience, day)
            if unseen:
                left_out = (Query.term_query(self.schema, IDENTITY, each) for each in unseen)
                hidden = both((Occur.Should, hidden), *((Occur.Should, each) for each in left_out))
            if self.searcher.search(hidden, 1).count:
                view = View(self, ".".join(map(str, (audience, day, *sorted(unseen)))), hidden)
            else:
                view = next((each for each in self._views.values() if not each.seen_as), None) or View(
                    self, "", None
                )
            if len(self._views) > MAX_SEEN:
                self._views = {}
            self._views[asks] = view
        return view

    def _hidden_from(self, audience: int, day: int) -> Query:
        """Of an article that is closed to them the whole, of one that is not the record alone."""
        closed = both(
            (Occur.Must, self._range(CLOSED_TO, audience + 1)), (Occur.Must, self._range(OPEN_FROM, day + 1))
        )
        record = Query.term_query(self.schema, IS_RECORD, 1)
        return both(
            (Occur.Should, both((Occur.Must, closed), (Occur.MustNot, record))),
            (Occur.Should, both((Occur.Must, record), (Occur.MustNot, closed))),
        )

    def _range(self, name: str, first: int) -> Query:
        return Query.range_query(self.schema, name, tantivy.FieldType.Unsigned, first)

    @cached_property
    def highest(self) -> int:
        """Of the numbers of its documents."""
        return max(self.all_of(NUMBER), default=0)

    @cached_property
    def damage(self) -> tuple[str, ...]:
        """Its files that are not as they were written; read once."""
        return tuple(damaged_files(self.folder))

    def all_of(self, name: str) -> list[int]:
        """The numbers in a field of all entries, whoever may see them."""
        found = self.searcher.search(Query.all_query(), max(1, self.searcher.num_docs), count=False).hits
        numbers: list[int] = self.searcher.fast_field_values(name, [address for _, address in found])
        return numbers


class OpenIndexes:
    """Those that this process has open, by folder."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[Path, Opened] = {}

    def newest(self, folder: Path) -> Opened:
        """IndexAwayError if it cannot be read."""
        state = _state(folder)
        known = self._open.get(folder)
        if known is not None and known.state == state:
            return known
        with self._lock:
            known = self._open.get(folder)
            if known is None or known.state != state:
                known = self._open[folder] = _open(folder, state, known)
            return known

    def only(self, folder: Path) -> None:
        """Let go of the others beside it."""
        for each in list(self._open):
            if each != folder and each.parent == folder.parent:
                self._open.pop(each, None)


indexes = OpenIndexes()


@for_all_requests()
def open_current(directory: IndexDirectory) -> Opened:
    """The newest state of the index that is current, also while another is being activated."""
    folder = directory.current()
    try:
        opened = indexes.newest(folder)
    except IndexAwayError:
        if directory.current() == folder:
            raise
        return open_current(directory)
    indexes.only(folder)
    return opened


def _state(folder: Path) -> object:
    try:
        stat = (folder / META).stat()
    except OSError as error:
        raise IndexAwayError(f"the index in {folder} is incomplete") from error
    return (stat.st_ino, stat.st_mtime_ns, stat.st_size)


def _open(folder: Path, state: object, before: Opened | None) -> Opened:
    try:
        check_lengths(folder)
        if before is not None:
            index = before.index
            index.reload()
        else:
            index = tantivy.Index.open(str(folder))
            index.config_reader("manual")
            index.reload()
        return Opened(folder, index, state)
    except IndexAwayError:
        raise
    except Exception as error:  # any damage is answered in one way: the index must be made anew
        raise IndexAwayError(f"the index in {folder} cannot be read: {error!r}") from error


# ------------------------------------------------------------------ sums
def segment_files(folder: Path) -> Iterator[str]:
    """The names of the files that the index is made of."""
    segments = json.loads((folder / META).read_bytes())["segments"]
    begun = tuple(each["segment_id"].replace("-", "") for each in segments)
    for path in sorted(folder.iterdir()):
        if path.name.startswith(begun):
            yield path.name


def read_sums(folder: Path) -> dict[str, tuple[int, int]]:
    try:
        return {name: tuple(pair) for name, pair in json.loads((folder / SUMS).read_bytes()).items()}
    except FileNotFoundError:
        return {}


def write_sums(folder: Path) -> None:
    """After a commit, of the files that are new."""
    known = read_sums(folder)
    sums = {
        name: known.get(name) or ((folder / name).stat().st_size, file_sum(folder / name))
        for name in segment_files(folder)
    }
    beside = folder / f"{SUMS}.new"
    with beside.open("w", encoding="ascii") as file:
        json.dump(sums, file)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / SUMS)


def check_lengths(folder: Path) -> None:
    """A file cut short would end the process that has it mapped, so it is looked at before."""
    sums = read_sums(folder)
    for name in segment_files(folder):
        if name in sums and (folder / name).stat().st_size != sums[name][0]:
            raise IndexAwayError(f"{name} has another length than was written")


def damaged_files(folder: Path) -> list[str]:
    """The files of an index that are not as they were written. Reads all of them."""
    try:
        sums, names = read_sums(folder), set(segment_files(folder))
        segments = {name.partition(".")[0] for name in names}
        missing = [
            name
            for name in sums
            if name not in names and name.partition(".")[0] in segments and not name.endswith(".del")
        ]
        return missing + [
            name
            for name in sorted(names & sums.keys())
            if (folder / name).stat().st_size != sums[name][0] or file_sum(folder / name) != sums[name][1]
        ]
    except Exception:  # whatever cannot be read of the table of contents or the sums is damaged
        logger.exception("The table of contents of %s cannot be read", folder)
        return [META]
