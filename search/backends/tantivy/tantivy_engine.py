"""The engine for archives that one machine still holds: tantivy, a library of files in a folder.

tantivy finds, counts and sorts; `search.analysis` says what a word is, here as everywhere. Of what is found the first
RESCORED are put in order by the scores of `search.backends.scoring`, those behind them stand as tantivy has them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import tantivy
from tantivy import Occur, Query

from search.backends.index_directory import BUILDING, IndexDirectory
from search.backends.related_words import forms_in, related_to, telling_terms
from search.backends.scoring import EXACT_FIRST
from search.backends.tantivy.index_schema import (
    DIGEST,
    IDENTITY,
    NUMBER,
    VERSION,
    DocumentMaker,
    make_schema,
    number_of,
    row_of,
)
from search.backends.tantivy.open_index import (
    MAX_REMEMBERED,
    MAX_SEEN,
    Address,
    Opened,
    View,
    both,
    damaged_files,
    indexes,
    open_current,
    write_sums,
)
from search.backends.tantivy.rescoring import Candidates
from search.backends.tantivy.sorted_rows import sorted_rows
from search.backends.tantivy.translation import Translation
from search.backends.tantivy.word_lookup import complete, nearest_form, ocr_variants
from search.engine_protocol import Answer, Contents, EntriesOf, Entry, Question, Write
from search.entries import identity_of, record_identity_of
from search.errors import IndexAwayError, TooSlowError
from search.occurrences import Occurrence
from search.query_fields import CONTENT
from search.query_nodes import Narrowing, Node, Term, Word
from search.query_words import words_of
from search.time_allowance import left

SECONDS = 1.0  # for one query
SECONDS_TO_WAIT = 600  # for the other writer, when a new index is ready
EVERYONE = (0, 0, frozenset[str]())  # the lowest audience, before any day, without anything left out
RESCORED = 60  # articles found
BATCH_BYTES, REBUILD_BYTES = 50_000_000, 200_000_000  # memory of tantivy's writer
AT_ONCE = 500  # documents of one commit of an index in the making
logger = logging.getLogger(__name__)

Row = tuple[int, float]  # the number of an entry, and its score


class TantivyEngine:
    """In a folder of its own, with fields of words by name, and so many seconds for one query."""

    def __init__(self, folder: str | Path, word_fields: Sequence[str], seconds: float = SECONDS) -> None:
        self.directory = IndexDirectory(folder, f"tantivy{VERSION}-")
        self.word_fields = word_fields
        self.seconds = seconds
        self._asks = EVERYONE
        self._seen: dict[tuple[int, int], TantivyEngine] = {}

    # ------------------------------------------------------------------ reading
    def seen_by(self, audience: int, day: int, unseen: frozenset[str] = frozenset()) -> TantivyEngine:
        """One a kind of reader and day, as the index is kept by."""
        asks = (audience, day, unseen)
        if asks not in self._seen:
            engine = TantivyEngine(self.directory.path, self.word_fields, self.seconds)
            engine._asks = asks
            self._seen = {**(self._seen if len(self._seen) < MAX_SEEN else {}), asks: engine}
        return self._seen[asks]

    @contextmanager
    def _reading(self) -> Iterator[View]:
        """An error while reading may come from a damaged index; then that is what is told."""
        opened = open_current(self.directory)
        try:
            yield opened.seen_by(*self._asks)
        except (TooSlowError, KeyboardInterrupt, SystemExit):
            raise
        except BaseException as error:  # a panic inside tantivy is no Exception
            if opened.damage:
                self.directory.deactivate(opened.folder)
                raise IndexAwayError(f"the index in {opened.folder} is damaged") from error
            if isinstance(error, Exception):
                raise
            raise RuntimeError("tantivy gave up on a question") from error

    def _translation(self, view: View) -> Translation:
        """For one question. TooSlowError where the request has used up its time."""
        seconds = left(self.seconds)
        if seconds <= 0:
            raise TooSlowError
        return Translation(view, seconds)

    def version(self) -> str:
        with self._reading() as view:
            return view.version

    def ask(self, question: Question) -> Answer:
        with self._reading() as view:
            return _answer(view, question, self._translation(view))

    def values(self, keys: Iterable[int]) -> dict[int, Mapping[str, Any]]:
        with self._reading() as view:
            found = _documents(view, keys)
            return {key: row_of(view.searcher.doc(address)) for key, address in found.items()}

    def positions(self, term: Term, keys: Iterable[int]) -> dict[int, list[Occurrence]]:
        with self._reading() as view:
            found = _documents(view, keys)
            asked = self._translation(view)
            candidates = Candidates(view, list(found.values()), asked.matched, asked.check_time)
            return dict(zip(found, candidates.occurrences(term, term.field or CONTENT), strict=True))

    def complete(self, form: str, most: int, before: Sequence[Word] = (), language: str = "") -> list[str]:
        with self._reading() as view:
            return complete(view, form, most, before, language)

    def correct(self, text: str) -> str | None:
        words = words_of(text)
        form = "".join(words[0].forms) if words else ""
        with self._reading() as view:
            return nearest_form(view, form) if form and not view.has_form(CONTENT, form) else None

    def ocr_variants(self, form: str) -> tuple[str, ...]:
        with self._reading() as view:
            known = view.ocr_variants.get(form)
            if known is None:
                if len(view.ocr_variants) > MAX_REMEMBERED:
                    view.ocr_variants.clear()
                known = view.ocr_variants[form] = ocr_variants(view, form)
            return known

    def holds(self, form: str) -> bool:
        ((unit,),) = Word(form, (form,)).alternatives
        with self._reading() as view:
            terms = [term for term in unit.terms[1] if view.frequency(CONTENT, term)]
            return bool(terms) and view.count_of(view.any_of(CONTENT, terms)) > 0

    def has_common_form(self, form: str) -> bool:
        with self._reading() as view:
            return view.count_of(view.term(CONTENT, form)) > 0

    def related(self, entry: Entry, most: int | None = None) -> list[int]:
        with self._reading() as view:
            node = related_to(forms_in(entry), view.count, partial(view.form_frequency, CONTENT))
            if node is None:
                return []
            itself = Query.term_query(view.schema, IDENTITY, entry.identity)
            found = _answer(view, Question(node, end=most), self._translation(view), itself)
            if found.is_partial:
                raise TooSlowError
            return list(found.keys)

    def telling_terms(self, weights: Mapping[str, float], most: int) -> dict[str, float]:
        with self._reading() as view:
            return telling_terms(weights, most, view.count, partial(view.frequency, CONTENT))

    # ------------------------------------------------------------------ writing
    @contextmanager
    def writing(self) -> Iterator[Write]:
        """An index in the making takes up again what is written meanwhile."""

        def write(entries: Iterable[Entry], removed: Iterable[str]) -> list[str]:
            entries, removed = list(entries), list(removed)
            failed = _write(open_current(self.directory).folder, entries, removed)
            self.directory.note_for_builders([*(entry.identity for entry in entries), *removed])
            return failed

        with self.directory.writing():
            yield write

    def remove(self, identities: Iterable[str]) -> None:
        with self.writing() as write:
            write((), identities)

    def rebuild(self, entries: Iterable[Entry], entries_of: EntriesOf) -> int:
        """A rebuild that was killed is taken up where its last commit ended."""
        with self.directory.building() as folder:
            held = self._held(folder)
            seen: set[str] = set()
            others = _others(entries, held, seen)
            while batch := list(islice(others, AT_ONCE)):
                _write(folder, batch, (), REBUILD_BYTES)
            if gone := held.keys() - seen:
                _write(folder, [], gone)
            with self.directory.writing(timeout=SECONDS_TO_WAIT):
                if noted := self.directory.noted(folder):
                    renewed = list(entries_of(noted))
                    _write(folder, renewed, {*noted} - {entry.identity for entry in renewed})
                self.directory.activate(folder)
        return open_current(self.directory).seen_by(*EVERYONE).count

    def _held(self, folder: Path) -> dict[str, str]:
        """By identity the digests of the entries that a folder in the making has already; a new index where it has none."""
        try:
            return _digests(indexes.newest(folder))
        except IndexAwayError:
            for path in folder.iterdir():
                if path.name != BUILDING:
                    path.unlink()
        tantivy.Index(make_schema(self.word_fields), str(folder))
        write_sums(folder)
        return {}

    def contents(self) -> Contents:
        opened = open_current(self.directory)
        digests = _digests(opened)
        doubled = opened.searcher.num_docs - len(digests)
        return Contents(digests, doubled, tuple(damaged_files(opened.folder)))


# ------------------------------------------------------------------ answering
def _answer(view: View, question: Question, asked: Translation, left_out: Query | None = None) -> Answer:
    node = question.node
    found = Query.all_query() if node is None else asked.ranked(node)
    if left_out is not None:
        found = both((Occur.Must, found), (Occur.MustNot, left_out))
    chosen = {each: asked.condition(each) for each in question.narrowings}
    shown = _narrowed(found, chosen.values())
    total, rows = _rows(view, shown, question, asked)
    return Answer(
        total=total,
        keys=[number // 2 for number, _ in rows],
        scores=[score for _, score in rows],
        facets=_facets(view, found, chosen, question.facets),
        truncated_prefixes=tuple(asked.truncated_prefixes),
        is_partial=asked.is_partial,
    )


def _narrowed(query: Query, conditions: Iterable[Query]) -> Query:
    clauses = [(Occur.Must, each) for each in conditions]
    return both((Occur.Must, query), *clauses) if clauses else query


def _rows(view: View, shown: Query, question: Question, asked: Translation) -> tuple[int, list[Row]]:
    """How many documents are found, and the rows asked for."""
    start, end = max(question.start, 0), question.end
    if not question.sort_by and end:
        total, rows = _best(view, shown, question.node, asked, end)
        return total, rows[start:end]
    total = view.count_of(shown)
    end = total if end is None else min(end, total)
    if start >= end:
        return total, []
    if question.sort_by:
        numbers = [number for number, _ in sorted_rows(view, shown, question.sort_by, start, end)]
        return total, [(number, 0.0) for number in numbers]
    return total, _best(view, shown, question.node, asked, end)[1][start:end]


def _best(view: View, query: Query, node: Node | None, asked: Translation, end: int) -> tuple[int, list[Row]]:
    """How many are found, and the first so many by score, each with its own."""
    found = view.searcher.search(view.visible(query), max(end, RESCORED))
    hits = found.hits
    addresses: list[Address] = [address for _, address in hits]
    numbers = view.numbers(NUMBER, addresses)
    first = addresses[:RESCORED]
    scores = np.zeros(len(first))
    keys = scores
    if node is not None:
        scored = Candidates(view, first, asked.matched, asked.check_time).score(node)
        scores, keys = scored.scores, scored.scores + EXACT_FIRST * scored.exact
    order = np.lexsort((numbers[: len(first)], -keys)).tolist()
    rows = [(numbers[at], float(scores[at])) for at in order]
    lowest = rows[-1][1] if rows else 0.0
    own = hits[len(first) - 1][0] if first else 0.0
    for (score, _), number in zip(hits[len(first) :], numbers[len(first) :], strict=True):
        rows.append((number, lowest * score / own if own else 0.0))
    return found.count, rows


def _facets(
    view: View, found: Query, chosen: Mapping[Narrowing, Query], names: Sequence[str]
) -> dict[str, dict[Any, int]]:
    """Whole values with their counts, the most frequent first; what is chosen in a field narrows all the others."""
    narrowed = {narrowing.field for narrowing in chosen}
    plain = [name for name in names if name not in narrowed]
    counts = view.counts(_narrowed(found, chosen.values()), plain)
    for name in names:
        if name in narrowed:
            others = [query for narrowing, query in chosen.items() if narrowing.field != name]
            counts |= view.counts(_narrowed(found, others), [name])
    return {name: dict(sorted(counts[name].items(), key=_by_frequency)) for name in names}


def _by_frequency(counted: tuple[Any, int]) -> tuple[int, bool, Any]:
    value, often = counted
    return -often, isinstance(value, str), value


def _documents(view: View, keys: Iterable[int]) -> dict[int, Address]:
    """Where those of these documents stand that are there."""
    wanted = [number_of(key, is_record) for key in dict.fromkeys(keys) for is_record in (False, True)]
    if not wanted:
        return {}
    addresses = view.addresses(Query.term_set_query(view.schema, NUMBER, wanted), len(wanted))
    numbers = view.numbers(NUMBER, addresses)
    return {
        number // 2: address for number, address in sorted(zip(numbers, addresses, strict=True), key=_number)
    }


def _number(pair: tuple[int, Address]) -> int:
    return pair[0]


# ------------------------------------------------------------------ writing
def _write(
    folder: Path, entries: Iterable[Entry], removed: Iterable[str], memory: int = BATCH_BYTES
) -> list[str]:
    """Replace or add entries and remove identities, in one commit; an error undoes the batch.

    A document that cannot be analysed is left out whole and its identity returned. The caller holds the
    directory's lock, or the folder is in the making.
    """
    failed: list[str] = []
    maker = DocumentMaker()
    writer = indexes.newest(folder).index.writer(memory, 1)
    try:
        for identity in removed:
            writer.delete_documents_by_term(IDENTITY, identity)
        for entry in entries:
            document = _document(maker, entry)
            if document is None:
                failed.append(entry.identity)
            else:
                writer.delete_documents_by_term(IDENTITY, entry.identity)
                writer.add_document(document)
        writer.commit()
    except BaseException:
        writer.rollback()
        raise
    finally:
        writer.wait_merging_threads()
    write_sums(folder)
    return failed


def _document(maker: DocumentMaker, entry: Entry) -> tantivy.Document | None:
    """None for one that cannot be analysed."""
    try:
        return maker.make(entry)
    except Exception:  # whatever is wrong with this document, the others go on
        logger.exception("%s cannot be indexed", entry.identity)
        return None


def _digests(opened: Opened) -> dict[str, str]:
    """By identity, of all entries."""
    numbers, digests = opened.all_of(NUMBER), opened.all_of(DIGEST)
    return {
        (record_identity_of if number % 2 else identity_of)(number // 2): f"{digest:016x}"
        for number, digest in zip(numbers, digests, strict=True)
    }


def _others(entries: Iterable[Entry], held: Mapping[str, str], seen: set[str]) -> Iterator[Entry]:
    """Those that are not held as they are; the identities of all go into `seen`."""
    for entry in entries:
        seen.add(entry.identity)
        if held.get(entry.identity) != entry.digest():
            yield entry
