"""What a list names, as it is shown and cited: articles that everyone may see, and passages in them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, prefetch_related_objects

from archive.citation_builder import build_record
from archive.citations.manuscript import CitedPassage
from archive.citations.record import CitationRecord
from archive.models import Document, Page
from archive.reader_list import ListEntry, documents_of
from archive.reading.quotations import PassageGoneError, Quotation, quote


@dataclass(frozen=True)
class ShownEntry:
    """`document` is None where the article is withdrawn or closed: nothing is told of it but that it is gone."""

    entry: ListEntry
    document: Document | None = None
    quotation: Quotation | None = None

    @property
    def key(self) -> str:
        return self.entry.key

    @property
    def note(self) -> str:
        return self.entry.note

    @property
    def has_lost_its_words(self) -> bool:
        return bool(self.entry.at and self.document and not self.quotation)


def shown_entries(entries: Sequence[ListEntry], site_url: str) -> list[ShownEntry]:
    """In their order: three queries, and one more where there are passages."""
    identifiers = list(dict.fromkeys(entry.identifier for entry in entries))
    documents = {document.identifier: document for document in documents_of(identifiers)}
    quoted = {entry.identifier for entry in entries if entry.at}
    pages = Page.objects.readable().defer("words", "label_evidence", "furniture").order_by("sequence")
    prefetch_related_objects(
        [document for identifier, document in documents.items() if identifier in quoted],
        Prefetch("pages", pages),
    )
    return [_shown(entry, documents.get(entry.identifier), site_url) for entry in entries]


def _shown(entry: ListEntry, document: Document | None, site_url: str) -> ShownEntry:
    if document is None or not entry.at:
        return ShownEntry(entry, document)
    try:
        return ShownEntry(entry, document, quote(document, entry.at, site_url))
    except PassageGoneError:
        return ShownEntry(entry, document)


def records_of(shown: Sequence[ShownEntry], site_url: str) -> list[CitationRecord]:
    """Each article once, with the pages of all its passages as what is cited."""
    documents: dict[str, Document] = {}
    locators: dict[str, list[str]] = defaultdict(list)
    for each in shown:
        if each.document:
            documents.setdefault(each.document.identifier, each.document)
        if each.quotation and each.quotation.locator:
            locators[each.entry.identifier].append(each.quotation.locator)
    return [
        build_record(document, site_url).with_locator(", ".join(dict.fromkeys(locators[identifier])))
        for identifier, document in documents.items()
    ]


def passages_of(shown: Sequence[ShownEntry], site_url: str) -> list[CitedPassage]:
    """Every entry that can be shown, with its own page as what is cited."""
    return [_passage(each, each.document, site_url) for each in shown if each.document]


def _passage(each: ShownEntry, document: Document, site_url: str) -> CitedPassage:
    record = build_record(document, site_url)
    if not each.quotation:
        return CitedPassage(record, remark=each.note)
    record = record.with_locator(each.quotation.locator)
    return CitedPassage(record, tuple(each.quotation.paragraphs), each.note)
