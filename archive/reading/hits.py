"""The hits of a query inside one document, as its pages show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol
from urllib.parse import quote

from django.conf import settings
from django.utils.module_loading import import_string

from archive.models import Document
from archive.spans import TextSpan


class FoundRange(Protocol):
    """Characters `start` to `end` of the page with this index, from 0."""

    page: int
    start: int
    end: int


class FoundHit(Protocol):
    """What is read here of a hit of the search: the index of the page it starts on, and its ranges."""

    page: int
    ranges: Sequence[FoundRange]


@dataclass(frozen=True)
class HitsInDocument:
    """Hits numbered from 1 in reading order. A hit belongs to the page on which it starts."""

    found: Sequence[FoundHit] = ()
    sequences: Sequence[int] = ()  # of the document's pages

    def __len__(self) -> int:
        return len(self.found)

    @cached_property
    def pages(self) -> list[int]:
        """Sequence of the page of hit 1, 2, …"""
        return [self.sequences[hit.page] for hit in self.found]

    @property
    def spans(self) -> list[TextSpan]:
        return [
            TextSpan(number, self.sequences[place.page], place.start, place.end)
            for number, hit in enumerate(self.found, 1)
            for place in hit.ranges
        ]

    def per_page(self) -> Counter[int]:
        return Counter(self.pages)

    def spans_on(self, sequence: int) -> list[TextSpan]:
        """Of the hits on one page, also of one that runs on into it."""
        if not self.found:
            return []
        here = self.sequences.index(sequence)
        return [
            TextSpan(number, sequence, place.start, place.end)
            for number, hit in enumerate(self.found, 1)
            if hit.ranges[0].page <= here <= hit.ranges[-1].page
            for place in hit.ranges
            if place.page == here
        ]

    def page_of(self, hit: int) -> int:
        return self.pages[hit - 1]

    def first_on(self, sequence: int) -> int | None:
        return self._firsts.get(sequence)

    @cached_property
    def _firsts(self) -> dict[int, int]:
        """The first hit of each page: asked for every page of the strip."""
        return {page: n for n, page in reversed(list(enumerate(self.pages, 1)))}

    def last_before(self, sequence: int) -> int | None:
        return max((n for n, page in enumerate(self.pages, 1) if page < sequence), default=None)

    def first_after(self, sequence: int) -> int | None:
        return next((n for n, page in enumerate(self.pages, 1) if page > sequence), None)


def hits_in(document: Document, query: str) -> HitsInDocument:
    """What the search finds in this document; nothing for an empty query.

    The locator is named in the settings, since the archive does not know the search. Its hits come in
    reading order, each with the index `page` it starts on and `ranges` of (page, start, end).
    """
    if not query.strip():
        return HitsInDocument()
    hits = import_string(settings.HIT_LOCATOR)(document, query)
    return HitsInDocument(hits, [page.sequence for page in document.pages.all()])


@dataclass(frozen=True)
class FoundArticle:
    """Another article of the results, from `for_reading()`, and its hits; none where only its record matches."""

    document: Document
    hits: HitsInDocument

    def address_of(self, hit: int) -> str:
        """Of the page of a hit; of the article where it has none."""
        address = self.document.get_absolute_url()
        if not self.hits:
            return address
        page = next(p for p in self.document.pages.all() if p.sequence == self.hits.page_of(hit))
        return f"{address}p/{quote(page.address, safe='')}/"


def keys_beside(document: Document, results_query: str) -> tuple[int | None, int | None] | None:
    """Of the articles before and after this one among the results of a search; from the search as well.

    None where the search cannot say, or did not find this one.
    """
    return import_string(settings.RESULTS_WALK)(document, results_query)


def found_article(key: int | None, query: str) -> FoundArticle | None:
    """None where it has just gone."""
    document = Document.objects.published().for_reading().filter(pk=key).first() if key else None
    return document and FoundArticle(document, hits_in(document, query))


def related_to(document: Document) -> list[Document]:
    """Published articles that are like this one, the nearest first; from the search as well."""
    return import_string(settings.RELATED_FINDER)(document) if document.is_published else []
