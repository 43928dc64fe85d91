"""Published documents -> what is written of each into the index, whichever engine keeps it.

Of one whose text is closed to some readers there are two entries, and each reader is answered from one of them: so
counts, facets, suggestions and snippets are exact for each, and a word of the text alone is nowhere for the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from typing import Any

from haystack.constants import ID

from archive.models import AUDIENCES, Document, Page, Section
from search.analysis import PAGE_BREAK, PART_BREAK
from search.engine_protocol import AUDIENCE, OPENS, PART, RECORD_ALONE, WHOLE, Entry, day_number
from search.query_fields import CONTENT, WORD_FIELDS
from search.search_indexes import DocumentIndex
from search.tokens.token_file import Text

READ_AT_ONCE = 50  # documents of one database query while rebuilding
MODEL = "archive.document"
RECORD_MODEL = "archive.record"
LANGUAGE = "language"  # the field that decides on stemming
INDEX = DocumentIndex()


def identity_of(key: int) -> str:
    """How the index names a document: as haystack does."""
    return f"{MODEL}.{key}"


def key_of(identity: str) -> int:
    return int(identity.rpartition(".")[2])


def record_identity_of(key: int) -> str:
    """How the index names the record alone of a document whose text is closed to some."""
    return f"{RECORD_MODEL}.{key}"


def identities_of(identities: Iterable[str]) -> list[str]:
    """All that may stand in the index of these documents."""
    return [name for key in map(key_of, identities) for name in (identity_of(key), record_identity_of(key))]


def is_of_record(entry: Entry) -> bool:
    return entry.columns.get(PART) == RECORD_ALONE


def entries_from(index: Any, document: Document) -> Iterator[Entry]:
    """What is written of a document: one entry; two where its text is closed to some, until it opens or for ever."""
    if document.text_access == Document.TextAccess.OPEN:
        yield make_entry(index.full_prepare(document))
        return
    access = {AUDIENCE: int(AUDIENCES[document.text_access])}
    if document.open_from:
        access[OPENS] = day_number(document.open_from)
    whole = make_entry(index.full_prepare(_with_text(document)))
    yield replace(whole, columns={**whole.columns, **access, PART: WHOLE})
    record = make_entry(index.full_prepare(_without_text(document)))
    words = {**record.words, CONTENT: PART_BREAK.join((record.words[CONTENT], *_abstracts(document)))}
    identity = record_identity_of(document.pk)
    columns = {**record.columns, ID: identity, **access, PART: RECORD_ALONE}
    yield Entry(identity, record.language, words, columns)


def _with_text(document: Document) -> Document:
    """The same as who may read it sees it, whatever the day."""
    shown = copy(document)
    shown.is_closed = False
    return shown


def _without_text(document: Document) -> Document:
    """The record alone, as everyone sees it. The document is one from `for_indexing()`."""
    shown = copy(document)
    shown.is_closed = True
    nothing = {"pages": Page.objects.none(), "sections": Section.objects.none()}
    shown._prefetched_objects_cache = {**getattr(document, "_prefetched_objects_cache", {}), **nothing}
    return shown


def _abstracts(document: Document) -> list[str]:
    """In each language: of an article they stand in its text."""
    return [
        text for text in (document.abstract, *(each["abstract"] for each in document.parallel_texts)) if text
    ]


def make_entry(prepared: Mapping[str, Any]) -> Entry:
    """From what a SearchIndex prepared of a document."""
    words = {name: str(prepared[name] or "") for name in WORD_FIELDS if name in prepared}
    columns = {name: value for name, value in prepared.items() if name not in WORD_FIELDS}
    return Entry(prepared[ID], str(prepared.get(LANGUAGE) or ""), words, columns)


def text_of(entry: Entry) -> Text:
    """The pages of a document, which stand last in its whole text."""
    pages = entry.words[CONTENT].rpartition(PART_BREAK)[2].split(PAGE_BREAK)
    return Text(key_of(entry.identity), entry.language, pages)


def no_text(identity: str) -> Text:
    """Of a document that is not to be found."""
    return Text(key_of(identity), "", ())


def entries_of(identities: Iterable[str]) -> Iterator[Entry]:
    """The entries of the published ones among these documents."""
    keys = {key_of(identity) for identity in identities}
    for document in Document.objects.for_indexing().filter(pk__in=keys):
        yield from entries_from(INDEX, document)


def all_entries() -> Iterator[Entry]:
    """The entries of all published documents, a few read at a time."""
    keys = list(Document.objects.published().order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), READ_AT_ONCE):
        yield from entries_of(map(identity_of, keys[first : first + READ_AT_ONCE]))
