"""`citation_*` meta tags, as Google Scholar's inclusion guidelines and Zotero's translator read them."""

from __future__ import annotations

from archive.citations.field_texts import given_of, inverted
from archive.citations.record import CitationRecord, Date, Name, Person

Tag = tuple[str, str]


def tags(record: CitationRecord, *, page_url: str, text_url: str = "", pdf_url: str = "") -> list[Tag]:
    """(name, content) of each tag, authors each in one of their own; what is not known is left out.

    A title is required, so an untitled work gets the supplied one in brackets. `page_url` is the
    address of the article page, `text_url` that of its text where everyone may read it, `pdf_url` that of a PDF of
    this article and no other.
    """
    all_tags = [
        ("citation_title", record.best_title),
        *(tag for name in record.author for tag in _author(name)),
        *(("citation_editor", _name(name)) for name in record.editor),
        ("citation_publication_date", _date(record.issued)),
        ("citation_journal_title", record.container_title),
        ("citation_journal_abbrev", record.container_title_short),
        ("citation_volume", record.volume),
        ("citation_issue", record.issue),
        ("citation_firstpage", record.page_first),
        ("citation_lastpage", record.page_last),
        ("citation_doi", record.DOI),
        ("citation_issn", record.ISSN),
        ("citation_isbn", record.ISBN),
        ("citation_publisher", record.publisher),
        ("citation_language", record.language),
        ("citation_keywords", "; ".join(record.keyword)),
        ("citation_abstract_html_url", page_url),
        ("citation_fulltext_html_url", text_url),
        ("citation_pdf_url", pdf_url),
        ("citation_public_url", record.URL),
    ]
    return [(name, content) for name, content in all_tags if content]


def _author(name: Name) -> list[Tag]:
    orcid = name.orcid_url if isinstance(name, Person) else ""
    return [("citation_author", _name(name)), ("citation_author_orcid", orcid)]


def _name(name: Name) -> str:
    """ "King Jr., Marta Luz": readers take what stands before the first comma and what stands behind it, no more."""
    if isinstance(name, Person) and name.suffix and name.given:
        return f"{name.full_family} {name.suffix}, {name.given}"
    return inverted(name, given_of(name))


def _date(date: Date | None) -> str:
    """ "2007/07/04", "2007/07", "2007" or ""."""
    return date.iso.replace("-", "/") if date else ""
