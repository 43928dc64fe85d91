"""Published documents -> what is written of each into the index, whichever engine keeps it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from haystack.constants import ID

from archive.models import Document
from search.analysis import PAGE_BREAK, PART_BREAK
from search.engine_protocol import Entry
from search.query_fields import CONTENT, WORD_FIELDS
from search.search_indexes import DocumentIndex
from search.tokens.token_file import Text

READ_AT_ONCE = 50  # documents of one database query while rebuilding
MODEL = "archive.document"
LANGUAGE = "language"  # the field that decides on stemming
INDEX = DocumentIndex()


def identity_of(key: int) -> str:
    """How the index names a document: as haystack does."""
    return f"{MODEL}.{key}"


def key_of(identity: str) -> int:
    return int(identity.rpartition(".")[2])


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
    keys = [key_of(identity) for identity in identities]
    for document in Document.objects.for_indexing().filter(pk__in=keys):
        yield make_entry(INDEX.full_prepare(document))


def all_entries() -> Iterator[Entry]:
    """The entries of all published documents, a few read at a time."""
    keys = list(Document.objects.published().order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), READ_AT_ONCE):
        yield from entries_of(map(identity_of, keys[first : first + READ_AT_ONCE]))
