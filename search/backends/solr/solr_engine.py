"""SolrCloud as an engine: any number of machines, asked through any of them (see `search.engine_protocol`).

What an entry means is decided here, by `search.analysis`; Solr keeps terms, positions and values, finds and counts.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from search.analysis import term_positions
from search.backends.related_words import forms_in, related_to, telling_terms
from search.backends.solr import like_words
from search.backends.solr.address import read_address
from search.backends.solr.client import SolrClient
from search.backends.solr.cluster import Building, Cluster
from search.backends.solr.counting import Counting
from search.backends.solr.documents import make_document
from search.backends.solr.queries import ALL, named
from search.backends.solr.solr_answering import answer, everything
from search.backends.solr.solr_completing import FORMS, complete
from search.backends.solr.terms import Terms
from search.engine_protocol import (
    AUDIENCE,
    OPENS,
    PART,
    RECORD_ALONE,
    Answer,
    Contents,
    EntriesOf,
    Entry,
    Question,
    Write,
)
from search.entries import key_of
from search.errors import IndexAwayError, TooSlowError
from search.occurrences import Occurrence, Span, find_occurrences
from search.query_fields import CONTENT
from search.query_nodes import Term, Unit, Word
from search.query_words import words_of
from search.stemming import main_language
from search.time_allowance import left

SECONDS = 1.0  # for one query
SECONDS_TO_WAIT = 600  # for the other writer, when a new index is ready
EVERYONE = (0, 0, frozenset[str]())  # the lowest audience, before any day, without anything left out
MAX_SEEN = 8  # kinds of readers and days
MAX_BYTES = 8_000_000  # of one request that writes, about
IDENTITIES_AT_ONCE = 5000
logger = logging.getLogger(__name__)


class SolrEngine:
    """At an address as the settings write it, with fields of words by name, and so many seconds for one query."""

    def __init__(self, address: str, word_fields: Sequence[str], seconds: float = SECONDS) -> None:
        self.address = read_address(address)
        self.word_fields = word_fields
        self.seconds = seconds
        self.client = SolrClient(self.address.nodes)
        self.cluster = Cluster(self.client, self.address, word_fields)
        self.name = self.address.name
        self._asks = EVERYONE
        self._seen: dict[tuple[int, int, frozenset[str]], SolrEngine] = {}
        self._seen_as: tuple[str, str] = ("", "")  # of which version, and as whom

    # ------------------------------------------------------------------ who asks
    def seen_by(self, audience: int, day: int, unseen: frozenset[str] = frozenset()) -> SolrEngine:
        """One a kind of reader and day."""
        asks = (audience, day, unseen)
        if asks not in self._seen:
            engine = object.__new__(SolrEngine)
            engine.__dict__.update(self.__dict__)
            engine._asks, engine._seen, engine._seen_as = asks, {}, ("", "")
            self._seen = {**(self._seen if len(self._seen) < MAX_SEEN else {}), asks: engine}
        return self._seen[asks]

    @property
    def access(self) -> str:
        """The filter of who asks: of an article that is closed to them the record alone, of others the whole."""
        audience, day, unseen = self._asks
        closed = f"(+n_{AUDIENCE}:[{audience + 1} TO *] -n_{OPENS}:[* TO {day}])"
        record = f"v_{PART}:{RECORD_ALONE}"
        open_to_them = f"(+*:* -{record} -{closed}) (+{record} +{closed})"
        if not unseen:
            return open_to_them
        return f"+({open_to_them}) " + " ".join(f'-id:"{each}"' for each in sorted(unseen))

    def _counting(self) -> Counting:
        return Counting(self.client, self.name, self.access)

    def _terms(self) -> Terms:
        return Terms(self.client, self.name)

    def _seconds_left(self) -> float:
        """For one question. TooSlowError where the request has used up its time."""
        seconds = left(self.seconds)
        if seconds <= 0:
            raise TooSlowError
        return seconds

    # ------------------------------------------------------------------ reading
    def version(self) -> str:
        stamp = self.cluster.version()
        if self._seen_as[0] != stamp:
            hidden = Counting(self.client, self.name, "").count([f"+*:* -({self.access})"])[0]
            self._seen_as = (
                stamp,
                ".".join(map(str, (*self._asks[:2], *sorted(self._asks[2])))) if hidden else "",
            )
        return ":".join(filter(None, (self.name, *self._seen_as)))

    def ask(self, question: Question) -> Answer:
        seconds = self._seconds_left()
        return answer(self.client, self.name, question, self.access, self.word_fields, seconds)

    def values(self, keys: Iterable[int]) -> dict[int, Mapping[str, Any]]:
        rows = self._rows(keys, "key,columns")
        return {row["key"]: json.loads(row["columns"]) for row in rows}

    def positions(self, term: Term, keys: Iterable[int]) -> dict[int, list[Occurrence]]:
        """Found in the text that is kept beside the index, with the analysis that made its terms."""
        field = term.field or CONTENT
        found = {}
        for row in self._rows(keys, f"key,tag,{field}"):
            positions, _, _ = term_positions(row.get(field, ""), main_language(row.get("tag", "")))
            found[row["key"]] = find_occurrences(term, lambda unit, own=positions: _spans(unit, own))
        return found

    def _rows(self, keys: Iterable[int], fields: str) -> list[dict[str, Any]]:
        wanted = list(dict.fromkeys(keys))
        if not wanted:
            return []
        asked = {
            "q": named("terms", f="key") + ",".join(map(str, wanted)),
            "fq": self.access,
            "fl": fields,
            "rows": len(wanted),
        }
        return self.client.read(f"{self.name}/select", asked, self.seconds)["response"]["docs"]

    # ------------------------------------------------------------------ words of the archive
    def complete(self, form: str, most: int, before: Sequence[Word] = (), language: str = "") -> list[str]:
        return complete(self._terms(), self._counting(), form, most, before, language)

    def correct(self, text: str) -> str | None:
        words = words_of(text)
        form = "".join(words[0].forms) if words else ""
        counting = self._counting()
        if not form or counting.has_form(form):
            return None
        return like_words.suggest(self.client, self.name, counting, form)

    def ocr_variants(self, form: str) -> tuple[str, ...]:
        return like_words.ocr_variants(self.client, self.name, self._terms(), self._counting(), form)

    def holds(self, form: str) -> bool:
        ((unit,),) = Word(form, (form,)).alternatives
        return self._counting().has_any(unit.terms[1])

    def has_common_form(self, form: str) -> bool:
        return self._counting().has_any((form,))

    def related(self, entry: Entry, most: int | None = None) -> list[int]:
        forms = forms_in(entry)
        frequencies = self._terms().frequencies([FORMS], list(forms))[FORMS]
        node = related_to(forms, self._counting().total(), lambda form: frequencies.get(form, 0))
        if node is None:
            return []
        key = key_of(entry.identity)
        found = self.ask(Question(node, end=None if most is None else most + 1))
        if found.is_partial:
            raise TooSlowError
        return [each for each in found.keys if each != key][:most]

    def telling_terms(self, weights: Mapping[str, float], most: int) -> dict[str, float]:
        frequencies = self._terms().frequencies([CONTENT], list(weights))[CONTENT]
        return telling_terms(weights, most, self._counting().total(), lambda term: frequencies.get(term, 0))

    # ------------------------------------------------------------------ writing
    @contextmanager
    def writing(self) -> Iterator[Write]:
        """An index in the making takes up again what is written meanwhile."""

        def write(entries: Iterable[Entry], removed: Iterable[str]) -> list[str]:
            entries, removed = list(entries), list(removed)
            hold()
            failed = self._write(self.name, entries, removed)
            self.cluster.note_for_builder([*(entry.identity for entry in entries), *removed])
            self.cluster.change_version()
            return failed

        self.cluster.version()  # there must be an index
        with self.cluster.writing() as hold:
            yield write

    def _write(self, collection: str, entries: Iterable[Entry], removed: Iterable[str]) -> list[str]:
        """Into one of the collections; what it is told twice it has once. The last request commits all."""
        path = f"{collection}/update"
        failed = self._send(path, entries)
        gone = list(dict.fromkeys([*removed, *failed]))
        for first in range(0, len(gone), IDENTITIES_AT_ONCE):
            self.client.write(path, {"delete": gone[first : first + IDENTITIES_AT_ONCE]})
        self.client.write(path, {"commit": {}})
        return failed

    def _send(self, path: str, entries: Iterable[Entry], building: Building | None = None) -> list[str]:
        """Some entries at a time, uncommitted. Returns the identities of those that cannot be analysed."""
        failed: list[str] = []
        documents: list[dict[str, Any]] = []
        size = 0
        for entry in entries:
            try:
                documents.append(make_document(entry, self.word_fields))
            except Exception:  # whatever is wrong with this document, the others go on
                logger.exception("%s cannot be analysed and is not in the index", entry.identity)
                failed.append(entry.identity)
                continue
            size += sum(len(documents[-1].get(name, "")) for name in self.word_fields)
            if size > MAX_BYTES:
                self.client.write(path, documents)
                documents, size = [], 0
            if building is not None and not building.goes_on():
                raise IndexAwayError(f"another process goes on with {building.collection}")
        if documents:
            self.client.write(path, documents)
        return failed

    def remove(self, identities: Iterable[str]) -> None:
        with self.writing() as write:
            write((), identities)

    def rebuild(self, entries: Iterable[Entry], entries_of: EntriesOf) -> int:
        """A rebuild that was killed is taken up where it ended."""
        self.cluster.make_state()
        with self.cluster.building() as building:
            collection = building.collection
            held = self._digests(collection)
            seen: set[str] = set()
            failed = self._send(f"{collection}/update", _others(entries, held, seen), building)
            self._write(collection, [], {*(held.keys() - seen), *failed})
            self._verify(collection, len(seen) - len(failed))
            with self.cluster.writing(timeout=SECONDS_TO_WAIT):
                if noted := self.cluster.noted(collection):
                    renewed = list(entries_of(noted))
                    self._write(collection, renewed, {*noted} - {entry.identity for entry in renewed})
                self.cluster.activate(collection)
        engine = self.seen_by(*EVERYONE)
        return engine._counting().count([ALL])[0]

    def _verify(self, collection: str, expected: int) -> None:
        """Before readers have it."""
        held = Counting(self.client, collection, "").count([ALL])[0]
        if held != expected:
            raise IndexAwayError(f"the new index {collection} holds {held} entries instead of {expected}")

    def _digests(self, collection: str) -> dict[str, str]:
        """By identity, of the entries that a collection in the making holds already."""
        self.client.write(f"{collection}/update", {"commit": {}})
        return dict(self._identities(collection))

    def _identities(self, collection: str) -> Iterator[tuple[str, str]]:
        asked = {"q": ALL, "sort": "id asc", "fl": "id,digest"}
        for _, rows, _ in everything(self.client, collection, asked, IDENTITIES_AT_ONCE):
            for row in rows:
                yield row["id"], row["digest"]

    def contents(self) -> Contents:
        held = list(self._identities(self.name))
        digests = dict(held)
        return Contents(digests, len(held) - len(digests))


def _spans(unit: Unit, positions: Mapping[str, Sequence[int]]) -> list[Span]:
    """Where a unit stands in a text of which all terms are known."""
    if unit.mode in ("stem", "exact"):
        terms = [(term, span) for span, terms in unit.terms.items() for term in terms]
    else:
        forms = ((term, term.partition("+")) for term in positions if not term.startswith(":"))
        terms = [(term, int(span or 1)) for term, (form, _, span) in forms if unit.accepts(form.rstrip("!"))]
    return sorted({(place, place + span) for term, span in terms for place in positions.get(term, ())})


def _others(entries: Iterable[Entry], held: Mapping[str, str], seen: set[str]) -> Iterator[Entry]:
    """Those that are not held as they are; the identities of all go into `seen`."""
    for entry in entries:
        seen.add(entry.identity)
        if held.get(entry.identity) != entry.digest():
            yield entry
