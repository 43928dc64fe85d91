"""Rows as the API shows them. Fields never go and never change their meaning; what is not known is null.

E-mail addresses of authors stay behind. The schemas of these shapes are in `schemas.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from archive.access import access
from archive.addresses import address_of
from archive.citation_builder import export_url, permanent_url
from archive.citations.formats import FORMATS
from archive.interop.api.endpoints import Json
from archive.interop.iiif import has_image, image_id, manifest_id
from archive.models import Author, Authorship, Document, Issue, Journal, Page, Section


def document(row: Document, site: str) -> Json:
    """From `Document.objects.for_citing()`: no further query."""
    issue, is_open = row.issue, access(None, row).text
    told = ("title", "subtitle", "first_page", "last_page", "language", "abstract", "doi", "rights")
    return {
        **_or_null({field: getattr(row, field) for field in told}),
        "identifier": row.identifier,
        "url": permanent_url(row, site),
        "page_url": site + row.get_absolute_url(),
        "api_url": f"{site}/api/documents/{row.identifier}",
        "authors": [name(each.author, site) for each in row.bylines],
        "contributors": [contributor(each, site) for each in row.contributions],
        "title_markup": row.marked_title or None,
        "parallel_texts": [_or_null(each) for each in row.parallel_texts],
        "reviewed_works": [_or_null(each) for each in row.reviewed_works],
        "journal": journal_name(issue.journal, site) if issue else None,
        "issue": issue_name(issue, site) if issue else None,
        "subjects": [subject.name for subject in row.subjects.all()],
        "begins_before": row.begins_before,
        "ends_after": row.ends_after,
        "published_at": row.published_at.isoformat() if row.published_at else None,
        "changed_at": row.changed_at.isoformat(),
        "manifest_url": manifest_id(site, row) if row.has_pages and is_open else None,
        "text_url": site + address_of("plain_text", row.identifier) if is_open else None,
        "access": str(Document.TextAccess.OPEN) if is_open else row.text_access,
        "open_from": row.open_from.isoformat() if row.open_from and not is_open else None,
        "citation_urls": {each.key: site + export_url(row, each) for each in FORMATS},
    }


def contributor(row: Authorship, site: str) -> Json:
    return {"role": row.role, **name(row.author, site)}


def _or_null(fields: Json) -> Json:
    return {key: value if isinstance(value, list) else value or None for key, value in fields.items()}


def whole_document(row: Document, site: str) -> Json:
    """From `Document.objects.for_reading()`: with its pages, without their text, and its sections."""
    pages = list(row.pages.all())
    sequence_of = {page.pk: page.sequence for page in pages}
    return {
        **document(row, site),
        "pages": [page_name(row, page, site) for page in pages],
        "sections": [section(each, sequence_of) for each in row.sections.all()],
        "references": [
            {"text": reference.raw, "doi": reference.doi or None} for reference in row.references.all()
        ],
    }


def section(row: Section, sequence_of: dict[int, int]) -> Json:
    return {
        "heading": row.heading or None,
        "kind": row.kind,
        "level": row.level,
        "sequence": sequence_of[row.page_id],
        "offset": row.offset,
    }


def page_name(document: Document, row: Page, site: str) -> Json:
    return {
        "sequence": row.sequence,
        "label": row.label or None,
        "label_source": row.label_source or None,
        "url": f"{site}/d/{document.identifier}/p/{row.address}/",
        "api_url": f"{site}/api/documents/{document.identifier}/pages/{row.sequence}",
        "image_service": image_id(site, document, row) if has_image(document, row) else None,
    }


def page(document: Document, row: Page, site: str) -> Json:
    """With its reading text: paragraphs are set apart by a blank line."""
    return {
        **page_name(document, row, site),
        "text": row.text,
        "text_source": row.text_source,
        "text_confidence": row.text_confidence,
        "runs_on": row.runs_on,
    }


def name(row: Author, site: str) -> Json:
    return {
        "name": row.name,
        "family": row.family or None,
        "given": row.given or None,
        "suffix": row.suffix or None,
        "literal": row.literal or None,
        "orcid": row.orcid or None,
        "slug": row.slug,
        "api_url": f"{site}/api/authors/{row.slug}",
    }


def author(row: Author, site: str) -> Json:
    """From `Author.objects.with_counts()`."""
    return {
        **name(row, site),
        "variants": _texts(row.variants),
        "articles": row.articles,
        "page_url": site + row.get_absolute_url(),
    }


def _texts(values: Iterable[object]) -> list[str]:
    return [str(value) for value in values]


def journal_name(row: Journal, site: str) -> Json:
    return {
        "title": row.title,
        "slug": row.slug,
        "issn": row.issn or None,
        "publisher": row.publisher or None,
        "api_url": f"{site}/api/journals/{row.slug}",
    }


def journal(row: Journal, site: str) -> Json:
    """From `Journal.objects.with_counts()`."""
    return {
        **journal_name(row, site),
        "abbreviation": row.abbreviation or None,
        "kind": row.kind,
        "articles": row.articles,
        "issues": row.issues_held,
        "first_year": row.year_first,
        "last_year": row.year_last,
        "page_url": site + row.get_absolute_url(),
    }


def issue_name(row: Issue, site: str) -> Json:
    return {
        "slug": row.slug,
        "designation": row.designation,
        "volume": row.volume or None,
        "number": row.number or None,
        "year": row.year,
        "month": row.month,
        "day": row.day,
        "api_url": f"{site}/api/journals/{row.journal.slug}/issues/{row.slug}",
    }


def issue(row: Issue, site: str) -> Json:
    """From `Issue.objects.with_counts()`."""
    return {
        **issue_name(row, site),
        "journal": journal_name(row.journal, site),
        "articles": row.articles,
        "page_url": site + row.get_absolute_url(),
    }


def subject(row: Json, site: str) -> Json:
    """From `Document.objects.per_subject()`."""
    page_url = site + address_of("subject", row["slug"])
    return {"name": row["name"], "slug": row["slug"], "articles": row["articles"], "page_url": page_url}
