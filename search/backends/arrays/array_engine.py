"""The embedded engine: one open snapshot a process, one pass a question (see `search.engine_protocol`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from search.backends.arrays import index_files
from search.backends.arrays.answering import answer
from search.backends.arrays.completing import complete
from search.backends.arrays.evaluation import Evaluation
from search.backends.arrays.ocr_variants import ocr_variants
from search.backends.arrays.snapshot import MAX_SEEN, Snapshot
from search.backends.arrays.spelling import suggest
from search.backends.index_directory import BUILDING, IndexDirectory
from search.backends.related_words import forms_in, related_to, telling_terms
from search.engine_protocol import Answer, Contents, EntriesOf, Entry, Question, Write
from search.errors import IndexAwayError, TooSlowError
from search.occurrences import Occurrence
from search.query_fields import CONTENT
from search.query_nodes import Term, Word
from search.query_words import words_of
from search.time_allowance import left

SECONDS = 1.0  # for one query
SECONDS_TO_WAIT = 600  # for the other writer, when a new index is ready
EVERYONE = (0, 0, frozenset[str]())  # the lowest audience, before any day
MAX_REMEMBERED = 5000  # words whose OCR variants are known
OWN_COLUMNS = ("lengths", "extents", "digest")


class ArrayEngine:
    """In a folder of its own, with fields of words by name, and so many seconds for one query."""

    def __init__(self, path: str | Path, word_fields: Sequence[str], seconds: float = SECONDS) -> None:
        self.directory = IndexDirectory(path)
        self.word_fields = word_fields
        self.seconds = seconds
        self._asks = EVERYONE
        self._seen: dict[tuple[int, int, frozenset[str]], ArrayEngine] = {}

    # ------------------------------------------------------------------ reading
    def seen_by(self, audience: int, day: int, unseen: frozenset[str] = frozenset()) -> ArrayEngine:
        """One a kind of reader and day, so that what is remembered of one is known by it."""
        asks = (audience, day, unseen)
        if asks not in self._seen:
            engine = ArrayEngine(self.directory.path, self.word_fields, self.seconds)
            engine._asks = asks
            self._seen = {**(self._seen if len(self._seen) < MAX_SEEN else {}), asks: engine}
        return self._seen[asks]

    def snapshot(self) -> Snapshot:
        """The index as it is now, to who asks. IndexAwayError if there is none."""
        return index_files.open_current(self.directory).seen_by(*self._asks)

    @contextmanager
    def _reading(self) -> Iterator[Snapshot]:
        """An error while reading may come from a damaged index; then that is what is told."""
        snapshot = self.snapshot()
        try:
            yield snapshot
        except TooSlowError:
            raise
        except Exception as error:
            if index_files.deactivate_if_damaged(self.directory, snapshot.key):
                raise IndexAwayError(f"the index in {snapshot.key[0]} is damaged") from error
            raise

    def _seconds_left(self) -> float:
        """For one question. TooSlowError where the request has used up its time."""
        seconds = left(self.seconds)
        if seconds <= 0:
            raise TooSlowError
        return seconds

    def version(self) -> str:
        snapshot = self.snapshot()
        folder, generation = snapshot.key
        return ":".join(filter(None, (folder, str(generation), snapshot.seen_as)))

    def ask(self, question: Question) -> Answer:
        with self._reading() as snapshot:
            return answer(snapshot, question, self._seconds_left())

    def values(self, keys: Iterable[int]) -> dict[int, Mapping[str, Any]]:
        with self._reading() as snapshot:
            rows = {key: snapshot.stored[number] for key, number in snapshot.numbers_of(list(keys)).items()}
            return {key: {n: row[n] for n in row if n not in OWN_COLUMNS} for key, row in rows.items()}

    def positions(self, term: Term, keys: Iterable[int]) -> dict[int, list[Occurrence]]:
        with self._reading() as snapshot:
            numbers = {number: key for key, number in snapshot.numbers_of(list(keys)).items()}
            found = Evaluation(snapshot, self._seconds_left()).occurrences(term, list(numbers))
            return {numbers[number]: occurrences for number, occurrences in found.items()}

    def complete(self, form: str, most: int, before: Sequence[Word] = (), language: str = "") -> list[str]:
        with self._reading() as snapshot:
            return complete(snapshot, form, most, before, language)

    def correct(self, text: str) -> str | None:
        words = words_of(text)
        form = "".join(words[0].forms) if words else ""
        with self._reading() as snapshot:
            if not form or snapshot.has_form(CONTENT, form):
                return None
            return suggest(snapshot, CONTENT, form)

    def ocr_variants(self, form: str) -> tuple[str, ...]:
        with self._reading() as snapshot:
            known = snapshot.ocr_variants.get(form)
            if known is None:
                known = snapshot.ocr_variants[form] = ocr_variants(snapshot, CONTENT, form)
                if len(snapshot.ocr_variants) > MAX_REMEMBERED:
                    snapshot.ocr_variants.pop(next(iter(snapshot.ocr_variants)))
            return known

    def holds(self, form: str) -> bool:
        ((unit,),) = Word(form, (form,)).alternatives
        with self._reading() as snapshot:
            return any(
                snapshot.frequency(CONTENT, term) and len(snapshot.term(CONTENT, term).documents)
                for term in unit.terms[1]
            )

    def has_common_form(self, form: str) -> bool:
        with self._reading() as snapshot:
            return len(snapshot.term(CONTENT, form).documents) > 0

    def related(self, entry: Entry, most: int | None = None) -> list[int]:
        with self._reading() as snapshot:
            node = related_to(forms_in(entry), snapshot.count, partial(snapshot.form_frequency, CONTENT))
            if node is None:
                return []
            left_out = next(iter(snapshot.find(entry.identity)), None)
            found = answer(snapshot, Question(node, end=most), self._seconds_left(), left_out)
            if found.is_partial:
                raise TooSlowError
            return list(found.keys)

    def telling_terms(self, weights: Mapping[str, float], most: int) -> dict[str, float]:
        with self._reading() as snapshot:
            return telling_terms(weights, most, snapshot.count, partial(snapshot.frequency, CONTENT))

    # ------------------------------------------------------------------ writing
    @contextmanager
    def writing(self) -> Iterator[Write]:
        """An index in the making takes up again what is written meanwhile."""

        def write(entries: Iterable[Entry], removed: Iterable[str]) -> list[str]:
            entries, removed = list(entries), list(removed)
            failed = index_files.write(self.directory.current(), entries, removed)
            self.directory.note_for_builders([*(entry.identity for entry in entries), *removed])
            return failed

        with self.directory.writing():
            yield write

    def remove(self, identities: Iterable[str]) -> None:
        with self.writing() as write:
            write((), identities)

    def rebuild(self, entries: Iterable[Entry], entries_of: EntriesOf) -> int:
        """A rebuild that was killed is taken up where its last segment ended."""
        with self.directory.building() as folder:
            held = _digests(folder) or self._begin(folder)
            seen: set[str] = set()
            index_files.write(folder, _others(entries, held, seen), merges=False)
            if gone := held.keys() - seen:
                index_files.write(folder, [], gone, merges=False)
            with self.directory.writing(timeout=SECONDS_TO_WAIT):
                if noted := self.directory.noted(folder):
                    renewed = list(entries_of(noted))
                    index_files.write(folder, renewed, {*noted} - {entry.identity for entry in renewed})
                self.directory.activate(folder)
        count = index_files.open_folder(folder).seen_by(*EVERYONE).count
        index_files.forget(folder)
        return count

    def _begin(self, folder: Path) -> dict[str, str]:
        """Make the folder an empty index, whatever was left in it."""
        index_files.forget(folder)
        for path in folder.iterdir():
            if path.name != BUILDING:
                path.unlink()
        index_files.create(folder, index_files.make_schema(self.word_fields))
        return {}

    def contents(self) -> Contents:
        snapshot = index_files.open_current(self.directory)
        return Contents(
            {
                identity: snapshot.stored[number].get("digest")
                for identity, number in snapshot.number_of.items()
            },
            snapshot.count - len(snapshot.number_of),
            tuple(index_files.damaged_files(Path(snapshot.key[0]))),
        )


def _digests(folder: Path) -> dict[str, str]:
    """By identity, of the entries that a folder in the making holds already; {} where it cannot be read."""
    try:
        snapshot = index_files.open_folder(folder)
    except IndexAwayError:
        return {}
    return {key: str(snapshot.stored[number]["digest"]) for key, number in snapshot.number_of.items()}


def _others(entries: Iterable[Entry], held: Mapping[str, str], seen: set[str]) -> Iterator[Entry]:
    """Those that are not held as they are; the identities of all go into `seen`."""
    for entry in entries:
        seen.add(entry.identity)
        if held.get(entry.identity) != entry.digest():
            yield entry
