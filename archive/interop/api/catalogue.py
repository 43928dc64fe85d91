"""The API's addresses for what the archive holds. The search has its own in the search app."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.access import Record, access
from archive.interop.answers import closed, json_answer, no_such_article, problem, site_url, withdrawn
from archive.interop.api import serializers
from archive.interop.api.endpoints import LIMIT, Endpoint, InPath, Json, Moment, Parameter, Whole, listed
from archive.models import Author, Document, Issue, Journal, Page

Answer = Json | HttpResponse


class UnknownPlaceError(LookupError):
    """`after` names no row."""


def rows_after(rows: QuerySet, every: QuerySet, key: str, after: str | None, order: str = "") -> QuerySet:
    """Those behind the row whose `key` is `after`, by `order` and then by the order of intake."""
    ordered = rows.order_by(*filter(None, (order, "pk")))
    if not after:
        return ordered
    place = every.filter(**{key: after}).values("pk", *filter(None, (order,))).first()
    if place is None:
        raise UnknownPlaceError(after)
    if not order:
        return ordered.filter(pk__gt=place["pk"])
    later = Q(**{f"{order}__gt": place[order]}) | Q(**{order: place[order]}, pk__gt=place["pk"])
    return ordered.filter(later)


def no_such_place() -> HttpResponse:
    detail = gettext("“after” names no row of this list.")
    return problem(404, detail, errors=[{"parameter": "after", "detail": detail}])


# ------------------------------------------------------------------ documents and pages
def documents(
    request: HttpRequest, *, after: str | None, limit: int, updated_since: datetime | None, **asked: Any
) -> Answer:
    site = site_url(request)
    found = Document.objects.published().filter(**_document_filters(asked))
    if updated_since:
        found = found.filter(changed_at__gte=updated_since)
    try:
        rows = rows_after(found, Document.objects.all(), "identifier", after)
    except UnknownPlaceError:
        return no_such_place()
    shown = list(rows.for_citing()[: limit + 1])
    return listed(
        request, shown, found.count(), limit, "identifier", lambda row: serializers.document(row, site)
    )


FILTERS = {
    "journal": "issue__journal__slug",
    "issue": "issue__slug",
    "language": "language",
    "year": "issue__year",
    "doi": "doi__iexact",
}
# Each article once, however many of its authors or subjects fit.
OF_MANY = {
    "author": lambda slug: Document.authors.through.objects.filter(author__slug=slug).values("document"),
    "subject": lambda slug: Document.subjects.through.objects.filter(subject__slug=slug).values("document"),
}


def _document_filters(asked: dict[str, Any]) -> dict[str, Any]:
    filters = {FILTERS[name]: value for name, value in asked.items() if name in FILTERS and value}
    chosen = [(name, value) for name, value in asked.items() if name in OF_MANY and value]
    if len(chosen) == 2:
        both = OF_MANY[chosen[0][0]](chosen[0][1])
        filters["pk__in"] = OF_MANY[chosen[1][0]](chosen[1][1]).filter(document__in=both)
    elif chosen:
        filters["pk__in"] = OF_MANY[chosen[0][0]](chosen[0][1])
    return filters


def found_document(rows: QuerySet, identifier: str) -> Document | HttpResponse:
    row = rows.filter(identifier=identifier.lower()).first()
    record = access(None, row).record if row else Record.ABSENT
    if row is None or record is Record.ABSENT:
        return no_such_article(identifier)
    if record is Record.GONE:
        kept = row.merged_into
        return _moved(kept) if kept and access(None, kept).is_open else withdrawn(row)
    return row


def found_text(identifier: str) -> Document | HttpResponse:
    """The document whose pages are asked for; 403 where they are not open to everyone."""
    row = found_document(Document.objects.all(), identifier)
    return closed(row) if isinstance(row, Document) and not access(None, row).text else row


def _moved(kept: Document) -> HttpResponse:
    return HttpResponse(status=308, headers={"Location": f"/api/documents/{kept.identifier}"})


def one_document(request: HttpRequest, *, identifier: str) -> Answer:
    row = found_document(Document.objects.for_reading(), identifier)
    if isinstance(row, HttpResponse):
        return row
    response = json_answer(serializers.whole_document(row, site_url(request)))
    response["Last-Modified"] = http_date(row.told_since.timestamp())
    return response


def pages(request: HttpRequest, *, identifier: str, after: int, limit: int) -> Answer:
    row = found_text(identifier)
    if isinstance(row, HttpResponse):
        return row
    site = site_url(request)
    held = row.pages.select_related("scan").defer("words", "raw_text").order_by("sequence")
    shown = list(held.filter(sequence__gt=after)[: limit + 1])
    return listed(
        request, shown, row.pages.count(), limit, "sequence", lambda page: serializers.page(row, page, site)
    )


def one_page(request: HttpRequest, *, identifier: str, sequence: str) -> Answer:
    row = found_text(identifier)
    if isinstance(row, HttpResponse):
        return row
    pages = Page.objects.select_related("scan").defer("words", "raw_text")
    is_number = sequence.isascii() and sequence.isdecimal() and len(sequence) < 10
    page = pages.filter(document=row, sequence=int(sequence)).first() if is_number else None
    if page is None:
        return problem(404, gettext("This article has no such page."))
    return serializers.page(row, page, site_url(request))


# ------------------------------------------------------------------ authors, journals, issues, subjects
def authors(request: HttpRequest, *, name: str | None, after: str | None, limit: int) -> Answer:
    site = site_url(request)
    found = Author.objects.with_counts()
    found = found.named_like(name) if name else found
    try:
        rows = list(rows_after(found, Author.objects.all(), "slug", after, "sort_key")[: limit + 1])
    except UnknownPlaceError:
        return no_such_place()
    return listed(request, rows, found.count(), limit, "slug", lambda row: serializers.author(row, site))


def one_author(request: HttpRequest, *, slug: str) -> Answer:
    row = Author.objects.with_counts().filter(slug=slug).first()
    return (
        serializers.author(row, site_url(request))
        if row
        else problem(404, gettext("There is no such author."))
    )


def journals(request: HttpRequest, *, after: str | None, limit: int) -> Answer:
    site, found = site_url(request), Journal.objects.with_counts()
    try:
        rows = list(rows_after(found, Journal.objects.all(), "slug", after, "sort_key")[: limit + 1])
    except UnknownPlaceError:
        return no_such_place()
    return listed(request, rows, found.count(), limit, "slug", lambda row: serializers.journal(row, site))


def one_journal(request: HttpRequest, *, journal: str) -> Answer:
    row = Journal.objects.with_counts().filter(slug=journal).first()
    return (
        serializers.journal(row, site_url(request))
        if row
        else problem(404, gettext("There is no such journal."))
    )


def issues(request: HttpRequest, *, journal: str, after: str | None, limit: int) -> Answer:
    site, every = site_url(request), Issue.objects.filter(journal__slug=journal)
    found = Issue.objects.with_counts().filter(journal__slug=journal)
    if not found:
        return problem(404, gettext("There is no such journal."))
    try:
        rows = list(rows_after(found, every, "slug", after)[: limit + 1])
    except UnknownPlaceError:
        return no_such_place()
    return listed(request, rows, found.count(), limit, "slug", lambda row: serializers.issue(row, site))


def one_issue(request: HttpRequest, *, journal: str, issue: str) -> Answer:
    row = Issue.objects.with_counts().filter(journal__slug=journal, slug=issue).first()
    return (
        serializers.issue(row, site_url(request)) if row else problem(404, gettext("There is no such issue."))
    )


def subjects(request: HttpRequest, *, after: str | None, limit: int) -> Answer:
    site, found = site_url(request), Document.objects.published().per_subject()
    rows = list((found.filter(slug__gt=after) if after else found)[: limit + 1])
    shown = [_Row(row) for row in rows]
    return listed(request, shown, found.count(), limit, "slug", lambda row: serializers.subject(row, site))


class _Row(dict):
    """A row of values whose slug is also an attribute."""

    @property
    def slug(self) -> str:
        return self["slug"]


# ------------------------------------------------------------------ the table
AFTER = Parameter("after", _("Go on after this row; best taken from “next” as it stands."))
AFTER_PAGE = Parameter("after", _("Go on after this page, counted from 1."), Whole(0, 10**9), default=0)
IDENTIFIER = InPath("identifier", _("Identifier of the article."))
SLUG = InPath("slug", _("Slug of the author."))
JOURNAL = InPath("journal", _("Slug of the journal."))
ISSUE = InPath("issue", _("Slug of the issue within its journal."))

ENDPOINTS = (
    Endpoint(
        "documents",
        "listDocuments",
        _("Articles, in the order of intake"),
        documents,
        "Documents",
        parameters=(
            Parameter("journal", _("Slug of a journal.")),
            Parameter("issue", _("Slug of an issue; journals count apart, so name the journal too.")),
            Parameter("author", _("Slug of an author.")),
            Parameter("subject", _("Slug of a subject.")),
            Parameter("language", _("Code of a language, such as es.")),
            Parameter("year", _("Year of the issue."), Whole(1, 9999)),
            Parameter("doi", _("A DOI.")),
            Parameter("updated_since", _("Changed then or later: a date, or a date and time."), Moment()),
            AFTER,
            LIMIT,
        ),
        errors=(404,),
        example="documents?year=2007&limit=5",
    ),
    Endpoint(
        "documents/{identifier}",
        "getDocument",
        _("An article with its pages, sections and references"),
        one_document,
        "WholeDocument",
        (IDENTIFIER,),
        errors=(404, 410),
    ),
    Endpoint(
        "documents/{identifier}/pages",
        "listPages",
        _("The pages of an article with their text"),
        pages,
        "Pages",
        (IDENTIFIER,),
        (AFTER_PAGE, LIMIT),
        (403, 404, 410),
    ),
    Endpoint(
        "documents/{identifier}/pages/{sequence}",
        "getPage",
        _("A page with its text"),
        one_page,
        "Page",
        (IDENTIFIER, InPath("sequence", _("The place of the page in the article, from 1."), "^[1-9][0-9]*$")),
        errors=(403, 404, 410),
    ),
    Endpoint(
        "authors",
        "listAuthors",
        _("Authors, by name"),
        authors,
        "Authors",
        parameters=(Parameter("name", _("Words of the name, or their beginnings.")), AFTER, LIMIT),
        errors=(404,),
        example="authors?limit=5",
    ),
    Endpoint("authors/{slug}", "getAuthor", _("An author"), one_author, "Author", (SLUG,), errors=(404,)),
    Endpoint(
        "journals",
        "listJournals",
        _("Journals, by title"),
        journals,
        "Journals",
        parameters=(AFTER, LIMIT),
        errors=(404,),
        example="journals",
    ),
    Endpoint(
        "journals/{journal}", "getJournal", _("A journal"), one_journal, "Journal", (JOURNAL,), errors=(404,)
    ),
    Endpoint(
        "journals/{journal}/issues",
        "listIssues",
        _("The issues of a journal, in the order of intake"),
        issues,
        "Issues",
        (JOURNAL,),
        (AFTER, LIMIT),
        (404,),
    ),
    Endpoint(
        "journals/{journal}/issues/{issue}",
        "getIssue",
        _("An issue"),
        one_issue,
        "Issue",
        (JOURNAL, ISSUE),
        errors=(404,),
    ),
    Endpoint(
        "subjects",
        "listSubjects",
        _("Subjects, by name"),
        subjects,
        "Subjects",
        parameters=(AFTER, LIMIT),
        example="subjects",
    ),
)
