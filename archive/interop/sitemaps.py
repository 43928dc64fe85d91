"""Sitemaps (https://www.sitemaps.org/protocol.html) of what readers may see, and robots.txt."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Max, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from lxml import etree

from archive.interop.answers import site_url
from archive.models import Author, Document, Issue, Journal, Subject

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
ADDRESSES = 10_000  # of one file; the protocol allows 50,000
XML = "application/xml"
# Desks, and lists that have no end: their entries are all reached through the catalogue.
CLOSED = ("/admin/", "/ingest/", "/search/", "/cite/", "/list/", "/lists/", "/sign-in/")


@dataclass(frozen=True, slots=True)
class SitemapSection:
    """`rows` are those that readers may see, annotated with `lastmod`; `address` gives each its path."""

    rows: Callable[[], QuerySet]
    address: Callable[[Any], str]


def _with_lastmod(rows: QuerySet, documents: str) -> QuerySet:
    """Rows with published articles, with the time of the last change among these; by key."""
    published = Q(**{f"{documents}__state": "published"})
    changed = Max(f"{documents}__changed_at", filter=published)
    return rows.filter(published).annotate(lastmod=changed).order_by("pk")


def _documents() -> QuerySet:
    documents = Document.objects.published().annotate(lastmod=F("changed_at"))
    return documents.only("identifier", "title", "changed_at").order_by("pk")


SECTIONS = {
    "articles": SitemapSection(_documents, Document.get_absolute_url),
    "issues": SitemapSection(
        lambda: _with_lastmod(Issue.objects.select_related("journal"), "documents"), Issue.get_absolute_url
    ),
    "journals": SitemapSection(
        lambda: _with_lastmod(Journal.objects.all(), "issues__documents"), Journal.get_absolute_url
    ),
    "authors": SitemapSection(
        lambda: _with_lastmod(Author.objects.all(), "documents"), Author.get_absolute_url
    ),
    "subjects": SitemapSection(
        lambda: _with_lastmod(Subject.objects.all(), "documents"),
        lambda subject: reverse("subject", args=[subject.slug]),
    ),
}


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """All sitemaps, each with the time of its last change."""
    site = site_url(request)
    entries = [
        (site + reverse("sitemap", args=[name, number]), lastmod)
        for name, section in SECTIONS.items()
        for number, lastmod in _files(section)
    ]
    return _answer("sitemapindex", "sitemap", entries)


def _files(section: SitemapSection) -> Iterator[tuple[int, datetime | None]]:
    """The number of each file of a section and when something in the section changed last."""
    rows = section.rows()
    count = rows.count()
    lastmod = rows.aggregate(last=Max("lastmod"))["last"] if count else None
    for number in range(1, -(-count // ADDRESSES) + 1):
        yield number, lastmod


@require_safe
def sitemap(request: HttpRequest, section: str, number: int) -> HttpResponseBase:
    """The addresses of one section from (number - 1) * ADDRESSES on."""
    if section not in SECTIONS or not 1 <= number <= 100_000:
        raise Http404(_("There is no such sitemap."))
    site, asked = site_url(request), SECTIONS[section]
    first = (number - 1) * ADDRESSES
    rows = list(asked.rows()[first : first + ADDRESSES])
    if not rows:
        raise Http404(_("There is no such sitemap."))
    return _answer("urlset", "url", [(site + asked.address(row), row.lastmod) for row in rows])


def _answer(root: str, item: str, entries: list[tuple[str, datetime | None]]) -> HttpResponse:
    element = etree.Element(f"{{{NAMESPACE}}}{root}", nsmap={None: NAMESPACE})
    for address, lastmod in entries:
        entry = etree.SubElement(element, f"{{{NAMESPACE}}}{item}")
        etree.SubElement(entry, f"{{{NAMESPACE}}}loc").text = address
        if lastmod:
            etree.SubElement(entry, f"{{{NAMESPACE}}}lastmod").text = lastmod.isoformat(timespec="seconds")
    text = etree.tostring(element, encoding="UTF-8", xml_declaration=True)
    return HttpResponse(text, content_type=XML)


@require_safe
def robots(request: HttpRequest) -> HttpResponseBase:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in CLOSED)]
    lines += ["", f"Sitemap: {site_url(request)}{reverse('sitemap_index')}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
