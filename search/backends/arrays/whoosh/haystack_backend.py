"""Haystack's engine on Whoosh: embedded, one open snapshot a process, one pass a search.

Queries come as trees (`search.inputs.Reading`, haystack's filters as `Condition`), never as strings for a
parser of the index. One search answers the rows asked for at any offset, the total, and all facets with
whole values, counted as if they were chosen.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from itertools import islice
from pathlib import Path
from typing import Any

from haystack.backends import BaseEngine, BaseSearchBackend, log_query
from haystack.constants import DJANGO_CT, DJANGO_ID, ID
from haystack.exceptions import FacetingError, SkipDocument
from haystack.fields import FacetField, SearchField
from haystack.models import SearchResult
from haystack.utils import get_identifier, get_model_ct
from haystack.utils.app_loading import haystack_get_model
from whoosh.fields import Schema

from search.backends.arrays import index_files
from search.backends.arrays.answering import Answer, Question, answer
from search.backends.arrays.evaluation import TooSlowError
from search.backends.arrays.index_directory import IndexAwayError, Shelf
from search.backends.arrays.index_files import Entry
from search.backends.arrays.ocr_variants import near_forms
from search.backends.arrays.related import related_to
from search.backends.arrays.snapshot import Snapshot
from search.backends.arrays.spelling import suggest
from search.backends.arrays.whoosh.haystack_query import TreeQuery
from search.inputs import Choice
from search.query_language import read
from search.query_words import words_of

EVERYTHING = "*"
OWN_COLUMNS = ("lengths", "extents", "digest")
SECONDS = 1.0  # for one query
MOST_REMEMBERED = 5000  # words whose near spellings are known
LANGUAGE = "language"  # the field that decides on stemming, where an index has it
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Report:
    """What a search can tell besides its rows: prefixes with too many words, of which some were left out."""

    cut: tuple[str, ...] = ()


class ArchiveBackend(BaseSearchBackend):
    """Settings of the connection: PATH, the folder of the index; SECONDS, the time for one query."""

    def __init__(self, connection_alias, **options):
        super().__init__(connection_alias, **options)
        self.shelf = Shelf(options["PATH"])
        self.seconds = float(options.get("SECONDS", SECONDS))

    # ------------------------------------------------------------------ fields
    @cached_property
    def fields(self) -> dict[str, SearchField]:
        from haystack import connections

        return dict(connections[self.connection_alias].get_unified_index().all_searchfields())

    @cached_property
    def word_fields(self) -> tuple[str, ...]:
        return tuple(name for name, field in self.fields.items() if holds_words(field))

    @cached_property
    def content_field(self) -> str:
        return next(name for name, field in self.fields.items() if field.document)

    # ------------------------------------------------------------------ writing
    def entry(self, index, obj) -> Entry:
        """What is written for an object. Raises SkipDocument where its index says so."""
        prepared = index.full_prepare(obj)
        words = {name: str(prepared.pop(name) or "") for name in self.word_fields if name in prepared}
        language = str(prepared.get(LANGUAGE) or "")
        return Entry(prepared[ID], language, words, prepared)

    def update(self, index, iterable, commit=True):
        """Write objects in one commit. One that cannot be prepared is logged and left out."""
        self.write(self._entries(index, iterable))

    def _entries(self, index, iterable: Iterable[Any]) -> list[Entry]:
        entries = []
        for obj in iterable:
            try:
                entries.append(self.entry(index, obj))
            except SkipDocument:
                logger.debug("%s is left out by its index", get_identifier(obj))
            except Exception:  # whatever is wrong with this object, the others go on
                if not self.silently_fail:
                    raise
                logger.exception("%s cannot be prepared for the index", get_identifier(obj))
        return entries

    def write(self, entries: list[Entry], removed: Iterable[str] = ()) -> list[str]:
        """Add, replace and remove in one commit; the identities of what could not be analysed."""
        with self.shelf.writing():
            return index_files.write(self.ensure(), entries, removed)

    def ensure(self) -> Path:
        """The current folder, an empty one if there is none. Under the shelf's lock."""
        return self.shelf.current() if self.is_there() else self.start_anew()

    def start_anew(self) -> Path:
        """Put up an empty index. Under the shelf's lock."""
        with self.shelf.building() as folder:
            index_files.create(folder, self.schema())
            self.shelf.put_up(folder)
        return folder

    def schema(self) -> Schema:
        return index_files.make_schema(self.word_fields)

    def is_there(self) -> bool:
        """Whether there is an index that can be read."""
        try:
            self.snapshot()
        except IndexAwayError:
            return False
        return True

    def remove(self, obj_or_string, commit=True):
        self.write([], [get_identifier(obj_or_string)])

    def clear(self, models=None, commit=True):
        """Empty the index by putting an empty one in its place; of some models, remove their documents."""
        if models is None:
            with self.shelf.writing():
                self.start_anew()
            return
        kinds = {get_model_ct(model) for model in models}
        snapshot = self.snapshot()
        stored = snapshot.stored
        self.write(
            [], [key for key, number in snapshot.number_of.items() if stored[number][DJANGO_CT] in kinds]
        )

    # ------------------------------------------------------------------ reading
    def snapshot(self) -> Snapshot:
        """The index as it is now. IndexAwayError if there is none."""
        return index_files.open_shelf(self.shelf)

    @log_query
    def search(
        self,
        query_string,
        sort_by=None,
        start_offset=0,
        end_offset=None,
        facets=None,
        date_facets=None,
        query_facets=None,
        narrow_queries=None,
        spelling_query=None,
        models=None,
        result_class=None,
        **kwargs,
    ):
        """`query_string` is a node, None for everything, or a string in the reader's notation."""
        if date_facets:
            raise FacetingError("The archive dates by year: facet on that field.")
        node = query_string
        if isinstance(query_string, str):
            node = None if query_string.strip() == EVERYTHING else read(query_string).root
            if node is None and query_string.strip() != EVERYTHING:
                return _answer([], Answer())
        values = [Choice(field, (value,)) for field, value in query_facets or ()]
        snapshot = self.snapshot()
        question = Question(
            node,
            kinds=self._kinds(models),
            sort_by=sort_by or (),
            start=start_offset or 0,
            end=end_offset,
            choices=[_choice(query, self.word_fields) for query in narrow_queries or ()],
            facets=list(facets or ()),
            values=values,
        )
        found = self._ask(snapshot, question)
        return _answer(
            self._rows(snapshot, found, result_class or SearchResult),
            found,
            queries={f"{v.field}_{v.values[0]}": n for v, n in zip(values, found.values, strict=True)},
            spelling=self._spelling(spelling_query) if spelling_query else None,
        )

    def _ask(self, snapshot: Snapshot, question: Question) -> Answer:
        with self._reading(snapshot):
            return answer(snapshot, question, self.content_field, self.seconds)

    @contextmanager
    def _reading(self, snapshot: Snapshot) -> Iterator[None]:
        """An error while reading may come from a damaged index; then that is what is told."""
        try:
            yield
        except TooSlowError:
            raise
        except Exception as error:
            if index_files.take_down_if_damaged(self.shelf, snapshot.key):
                raise IndexAwayError(f"the index in {snapshot.key[0]} is damaged") from error
            raise

    def _kinds(self, models) -> frozenset[str]:
        return frozenset(map(get_model_ct, models) if models else self.build_models_list())

    def _rows(self, snapshot: Snapshot, found: Answer, result_class) -> list[Any]:
        rows = []
        for number in found.numbers:
            columns = {k: v for k, v in snapshot.stored[number].items() if k not in OWN_COLUMNS}
            app_label, model_name = columns.pop(DJANGO_CT).split(".")
            key = haystack_get_model(app_label, model_name)._meta.pk.to_python(columns.pop(DJANGO_ID))
            rows.append(result_class(app_label, model_name, key, float(found.scores[number]), **columns))
        return rows

    def correct(self, text: str) -> str | None:
        """The archive's own form nearest to a word that it lacks; None where it has it or has none near."""
        snapshot = self.snapshot()
        words = words_of(text)
        form = "".join(words[0].forms) if words else ""
        if not form or snapshot.has_form(self.content_field, form):
            return None
        return suggest(snapshot, self.content_field, form)

    def near_forms(self, form: str) -> tuple[str, ...]:
        """What OCR may have made of a word in the archive's texts."""
        snapshot = self.snapshot()
        known = snapshot.near.get(form)
        if known is None:
            with self._reading(snapshot):
                known = near_forms(snapshot, self.content_field, form)
            snapshot.near[form] = known
            if len(snapshot.near) > MOST_REMEMBERED:
                snapshot.near.pop(next(iter(snapshot.near)))
        return known

    def complete(self, form: str, most: int) -> list[str]:
        """The most frequent words of living documents that begin so, without those that are a number."""
        snapshot = self.snapshot()
        forms = (each for each in snapshot.forms_from(self.content_field, form) if each.isalpha())
        often = ((-snapshot.form_frequency(self.content_field, each), each) for each in forms)
        ranked = nsmallest(most * 4, often)  # some may stand in deleted documents alone
        found = (each for _, each in ranked if each != form and snapshot.has_form(self.content_field, each))
        with self._reading(snapshot):
            return list(islice(found, most))

    def has_common_form(self, form: str) -> bool:
        """Whether it is printed as a word that is inflected, not as an acronym."""
        snapshot = self.snapshot()
        with self._reading(snapshot):
            return len(snapshot.term(self.content_field, form).documents) > 0

    def _spelling(self, text: str) -> str | None:
        """The text with each word the archive lacks replaced by its nearest; None where none is replaced."""
        words = [word.text for word in words_of(text)]
        corrected = [self.correct(word) or word for word in words]
        return " ".join(corrected) if corrected != words else None

    def more_like_this(
        self, model_instance, additional_query_string=None, start_offset=0, end_offset=None, **kwargs
    ):
        """Articles that share the words that set this one apart."""
        from haystack import connections

        index = connections[self.connection_alias].get_unified_index().get_index(type(model_instance))
        snapshot = self.snapshot()
        node = related_to(snapshot, self.entry(index, model_instance), self.content_field)
        if node is None:
            return _answer([], Answer())
        question = Question(
            node,
            kinds=self._kinds(kwargs.get("models")),
            start=start_offset,
            end=end_offset,
            left_out=snapshot.number_of.get(get_identifier(model_instance)),
        )
        found = self._ask(snapshot, question)
        return _answer(self._rows(snapshot, found, SearchResult), found)


def holds_words(field: SearchField) -> bool:
    """Whether a field is searched by its words; all others are searched by their whole values."""
    if field.document:
        return True
    is_text = field.field_type in {"string", "ngram", "edge_ngram"}
    return is_text and field.indexed and not field.is_multivalued and not isinstance(field, FacetField)


def _choice(query: Choice | str, word_fields: tuple[str, ...]) -> Choice:
    """A narrowing; haystack's own form is 'field:"value"'."""
    if isinstance(query, Choice):
        return query
    field, _, value = query.partition(":")
    if field in word_fields:
        raise FacetingError(f"{field} holds words: filter by it, narrow by a field of values.")
    return Choice(field, (value.strip().strip('"'),))


def _answer(rows: list[Any], found: Answer, *, queries=None, spelling: str | None = None) -> dict[str, Any]:
    """What haystack expects of a search, and our report."""
    return {
        "results": rows,
        "hits": found.total,
        "facets": {"fields": found.facets, "dates": {}, "queries": queries or {}},
        "spelling_suggestion": spelling,
        "report": Report(found.cut),
    }


class WhooshEngine(BaseEngine):
    backend = ArchiveBackend
    query = TreeQuery
