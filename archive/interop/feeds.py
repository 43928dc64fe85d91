"""Atom feeds (RFC 4287) of what was published last: in all, of a journal, of an author, on a subject."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from archive.citation_builder import permanent_url
from archive.citations.record import clean_text
from archive.interop.answers import for_machines, site_url
from archive.models import Author, Document, Journal, Subject
from archive.querysets import DocumentQuerySet

ENTRIES = 50
MAX_SUMMARY_LENGTH = 1500


@for_machines
def newest(request: HttpRequest) -> HttpResponseBase:
    title = _("New articles in %(site)s") % {"site": settings.SITE_NAME}
    return _feed(request, title, "/", Document.objects.published())


@for_machines
def of_journal(request: HttpRequest, slug: str) -> HttpResponseBase:
    journal = get_object_or_404(Journal.objects.with_counts(), slug=slug)
    documents = Document.objects.published().filter(issue__journal=journal)
    return _feed(request, journal.title, journal.get_absolute_url(), documents)


@for_machines
def of_author(request: HttpRequest, slug: str) -> HttpResponseBase:
    author = get_object_or_404(Author.objects.with_counts(), slug=slug)
    documents = Document.objects.published().by_author(author)
    return _feed(request, author.name, author.get_absolute_url(), documents)


@for_machines
def of_subject(request: HttpRequest, slug: str) -> HttpResponseBase:
    subject = get_object_or_404(Subject.objects.filter(documents__state="published").distinct(), slug=slug)
    documents = Document.objects.published().filter(subjects=subject)
    return _feed(request, subject.name, f"/s/{subject.slug}/", documents)


def _feed(request: HttpRequest, title: str, path: str, documents: DocumentQuerySet) -> HttpResponse:
    """Of the newest of these documents. Entries keep their id and their place when they are corrected."""
    feed, site = make_feed(request, title, path), site_url(request)
    for document in documents.for_listing().newest_first()[:ENTRIES]:
        add_entry(feed, document, site)
    return answer(feed)


def make_feed(request: HttpRequest, title: str, path: str) -> Atom1Feed:
    """An empty feed of this address, about the page at `path`."""
    site = site_url(request)
    return ArchiveFeed(
        title=clean_text(title),
        link=site + path,
        description="",
        language=get_language(),
        author_name=settings.SITE_NAME,  # of entries that name none, RFC 4287, section 4.1.1
        feed_url=site + request.get_full_path(),
        feed_guid=site + request.get_full_path(),
    )


def add_entry(feed: Atom1Feed, document: Document, site: str) -> None:
    """A published document from `for_listing()`."""
    feed.add_item(
        title=clean_text(f"{document}: {document.subtitle}" if document.subtitle else str(document)),
        link=site + document.get_absolute_url(),
        description=Truncator(clean_text(document.abstract)).chars(MAX_SUMMARY_LENGTH),
        unique_id=permanent_url(document, site),
        pubdate=document.published_at,
        updateddate=max(document.changed_at, document.published_at),
        categories=[clean_text(subject.name) for subject in document.subjects.all()],
        names=[clean_text(authorship.author.name) for authorship in document.bylines],
    )


def answer(feed: Atom1Feed) -> HttpResponse:
    text = feed.writeString("utf-8")
    headers = {"Last-Modified": http_date(feed.latest_post_date().timestamp())} if feed.items else {}
    return HttpResponse(text, content_type=feed.content_type, headers=headers)


class ArchiveFeed(Atom1Feed):
    """With all authors of an entry, and summaries as plain text."""

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        self._add_authors(handler, item["names"])
        summary, item["description"] = item["description"], None
        super().add_item_elements(handler, item)
        if summary:
            handler.addQuickElement("summary", summary)

    def _add_authors(self, handler: Any, names: Iterable[str]) -> None:
        for name in names:
            handler.startElement("author", {})
            handler.addQuickElement("name", name)
            handler.endElement("author")
