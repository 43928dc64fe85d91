"""IIIF collections: the archive has journals, a journal has issues, an issue has articles."""

from __future__ import annotations

from collections.abc import Iterable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from archive.interop.answers import for_machines, problem, site_url
from archive.interop.iiif import PRESENTATION, Json, iiif_answer, in_language, label, manifest_id
from archive.interop.iiif_manifest import provider, title_of
from archive.models import Document, Issue, Journal


@for_machines
def of_archive(request: HttpRequest) -> HttpResponseBase:
    journals = Journal.objects.with_counts()
    items = [_collection(request, journal.title, "journal_collection", journal.slug) for journal in journals]
    return _answer(request, settings.SITE_NAME, "/browse/", items)


@for_machines
def of_journal(request: HttpRequest, slug: str) -> HttpResponseBase:
    journal = Journal.objects.with_counts().filter(slug=slug).first()
    if journal is None:
        return problem(404, _("There is no such journal."))
    items = [
        _collection(request, str(issue), "issue_collection", slug, issue.slug)
        for issue in Issue.objects.with_counts().filter(journal=journal)
    ]
    return _answer(request, journal.title, journal.get_absolute_url(), items)


@for_machines
def of_issue(request: HttpRequest, journal_slug: str, slug: str) -> HttpResponseBase:
    issues = Issue.objects.with_counts().filter(journal__slug=journal_slug, slug=slug)
    issue = issues.first()
    if issue is None:
        return problem(404, _("There is no such issue."))
    documents = Document.objects.in_issue(issue).readable().telling_pages().filter(has_pages=True)
    items: list[Json] = [
        {
            "id": manifest_id(site_url(request), document),
            "type": "Manifest",
            "label": in_language(document.language, title_of(document)),
        }
        for document in documents.in_print_order()
    ]
    return _answer(request, str(issue), issue.get_absolute_url(), items)


def _collection(request: HttpRequest, title: str, name: str, *slugs: str) -> Json:
    address = site_url(request) + reverse(name, args=slugs)
    return {"id": address, "type": "Collection", "label": in_language("none", title)}


def _answer(request: HttpRequest, title: str, page: str, items: Iterable[Json]) -> HttpResponseBase:
    site = site_url(request)
    home = {"id": site + page, "type": "Text", "label": label(title), "format": "text/html"}
    return iiif_answer(
        request,
        {
            "@context": PRESENTATION,
            "id": site + request.path,
            "type": "Collection",
            "label": in_language("none", title),
            "homepage": [home],
            "provider": [provider(site)],
            "items": list(items),
        },
    )
