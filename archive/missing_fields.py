"""What a citation lacks, said plainly: a reader should not have to notice it by himself."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive.citations.record import CitationRecord
from archive.models import Document

MissingField = tuple[Callable[[Document, CitationRecord], bool], str | Promise]

# (whether it is so, what to say), in the order of a citation.
MISSING_FIELDS: tuple[MissingField, ...] = (
    (
        lambda document, record: not record.author,
        _("No author is named: the citation begins with the title."),
    ),
    (
        lambda document, record: record.is_named_by_cataloguer,
        _("No title is known: the words in brackets stand for it."),
    ),
    (lambda document, record: record.issued is None, _("The year is not known.")),
    (
        lambda document, record: (
            record.type == "article-newspaper" and not (record.issued and record.issued.day)
        ),
        _("The day is not known, by which a newspaper is cited."),
    ),
    (lambda document, record: not record.container_title, _("The journal is not known.")),
    (
        lambda document, record: bool(record.container_title) and not (record.volume or record.issue),
        _("Neither volume nor issue number is known."),
    ),
    (lambda document, record: not record.page_first, _("The page numbers are not known.")),
    (
        lambda document, record: document.is_fragment,
        _("Part of the article is missing from the scans: its pages may begin earlier or end later."),
    ),
    (
        lambda document, record: "[" in record.locator,
        _("A page number in brackets is not printed on the page; it follows from the pages around it."),
    ),
    (
        lambda document, record: not record.DOI,
        _("The article has no DOI: the permanent link stands in its place."),
    ),
)
NO_NUMBER = _("This page has no printed number, so the article is cited as a whole.")


def missing_in(document: Document, record: CitationRecord, has_unnumbered_page: bool) -> list[str | Promise]:
    """Sentences, none where the citation is complete. `record` comes from the document."""
    found = [sentence for is_so, sentence in MISSING_FIELDS if is_so(document, record)]
    return [NO_NUMBER, *found] if has_unnumbered_page else found
