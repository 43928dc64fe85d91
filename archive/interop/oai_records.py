"""OAI-PMH 2.0: which articles a harvester gets, as what, and in which sets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext

from archive.citations.record import CitationRecord
from archive.citations.writers import dublin_core, jats, marcxml, mods
from archive.interop.oai_arguments import Listing, ProtocolError
from archive.models import Document, Issue, Journal
from archive.querysets import DocumentQuerySet

RECORDS_AT_ONCE = 100
SETS_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class MetadataFormat:
    namespace: str
    schema: str
    to_element: Callable[[CitationRecord], Any]


# By the keys of `archive.citations.formats.FORMATS`.
METADATA_FORMATS = {
    "oai_dc": MetadataFormat(
        dublin_core.OAI_DC, "http://www.openarchives.org/OAI/2.0/oai_dc.xsd", dublin_core.to_element
    ),
    "mods": MetadataFormat(
        mods.NAMESPACE, "http://www.loc.gov/standards/mods/v3/mods-3-8.xsd", mods.to_element
    ),
    "marcxml": MetadataFormat(
        marcxml.NAMESPACE, "http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd", marcxml.to_element
    ),
    "jats": MetadataFormat(
        "https://jats.nlm.nih.gov/ns/archiving/1.3/",
        "https://jats.nlm.nih.gov/archiving/1.3/xsd/JATS-archivearticle1-3.xsd",
        jats.to_element,
    ),
}


# ------------------------------------------------------------------ records
def chosen(listing: Listing) -> DocumentQuerySet:
    """All that the listing asks for, by the time of the last change.

    An article that changes while it is harvested moves to the end: it comes once more, none is missed.
    """
    documents = Document.objects.ever_published().order_by("changed_at", "pk")
    if listing.since:
        documents = documents.filter(changed_at__gte=listing.since)
    if listing.before:
        documents = documents.filter(changed_at__lt=listing.before)
    if listing.set_spec:
        journal, _, issue = listing.set_spec.partition(":")
        documents = documents.filter(issue__journal__slug=journal)
        documents = documents.filter(issue__slug=issue) if issue else documents
    return documents


def one_batch(listing: Listing) -> tuple[list[Document], int, Listing | None]:
    """The next records, the number of all, and how to go on, None at the end. Raises ProtocolError."""
    if listing.prefix not in METADATA_FORMATS:
        raise ProtocolError(
            "cannotDisseminateFormat", gettext("The formats are %s.") % ", ".join(METADATA_FORMATS)
        )
    documents = chosen(listing)
    total = documents.count() if listing.total is None else listing.total
    if listing.after:
        later = Q(changed_at__gt=listing.after)
        documents = documents.filter(later | Q(changed_at=listing.after, pk__gt=listing.after_pk))
    rows = list(documents.for_citing()[: RECORDS_AT_ONCE + 1])
    if not rows and not listing.done:
        raise ProtocolError("noRecordsMatch", gettext("No record fits these arguments."))
    batch = rows[:RECORDS_AT_ONCE]
    if len(rows) <= RECORDS_AT_ONCE:
        return batch, total, None
    last = batch[-1]
    return batch, total, listing.following(last.changed_at, last.pk, listing.done + len(batch), total)


def sets_of(document: Document) -> list[str]:
    """ "regional-affairs" and "regional-affairs:7-3-2007": the journal, and in it the issue."""
    issue = document.issue
    return [issue.journal.slug, f"{issue.journal.slug}:{issue.slug}"] if issue else []


def datestamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


# ------------------------------------------------------------------ sets
def one_batch_of_sets(listing: Listing) -> tuple[list[tuple[str, str]], Listing | None]:
    """(setSpec, setName): journals, then their issues; with published articles alone.

    `after_pk` of the listing counts journals below zero and issues above: -5 is after journal 5.
    """
    wanted = SETS_AT_ONCE + 1
    rows: list[tuple[int, str, str]] = []
    if listing.after_pk <= 0:
        rows += [
            (-journal.pk, journal.slug, journal.title) for journal in _journals(-listing.after_pk)[:wanted]
        ]
    rows += [
        (issue.pk, f"{issue.journal.slug}:{issue.slug}", str(issue))
        for issue in _issues(max(0, listing.after_pk))[: wanted - len(rows)]
    ]
    batch = rows[:SETS_AT_ONCE]
    sets = [(spec, name) for _, spec, name in batch]
    if len(rows) <= SETS_AT_ONCE:
        return sets, None
    return sets, listing.following(None, batch[-1][0], listing.done + len(batch), 0)


def _journals(after: int):
    held = Document.objects.published().filter(issue__journal=OuterRef("pk"))
    return Journal.objects.filter(Exists(held), pk__gt=after).order_by("pk")


def _issues(after: int):
    held = Document.objects.published().filter(issue=OuterRef("pk"))
    return Issue.objects.filter(Exists(held), pk__gt=after).select_related("journal").order_by("pk")
