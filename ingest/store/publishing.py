"""What readers may see: publish, take back, withdraw. State and index work in one transaction."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from archive.models import Document, Page
from archive.outbox import enqueue_for_indexing
from ingest.models import Job, JobEvent
from ingest.store.linking import link
from ingest.store.writing import one_writer

logger = logging.getLogger(__name__)
DOUBTFUL = 0.7  # below this confidence a person should look


@dataclass(frozen=True, slots=True)
class Problem:
    """What speaks against publishing: an error forbids it, a warning leaves it to the person."""

    level: Literal["error", "warning"]
    text: str


@dataclass(slots=True)
class Publication:
    """What became of a wish to publish."""

    published: list[Document] = field(default_factory=list)
    refused: list[tuple[Document, str]] = field(default_factory=list)


# ------------------------------------------------------------------ what speaks against it
def problems(documents: Sequence[Document]) -> dict[int, list[Problem]]:
    """By primary key, errors first. Three queries in all; the authorships should come prefetched."""
    pages = Page.objects.filter(document__in=documents).order_by()
    with_pages = set(pages.values_list("document", flat=True).distinct())
    unread = set(pages.without_text().values_list("document", flat=True).distinct())
    published = _published_under({document.doi.lower() for document in documents if document.doi})
    return {
        document.pk: [
            *(
                Problem("error", text)
                for text in _errors(document, document.pk in with_pages, published.get(document.doi.lower()))
            ),
            *(Problem("warning", text) for text in _warnings(document, document.pk in unread)),
        ]
        for document in documents
    }


def published_with_doi(document: Document, doi: str) -> Document | None:
    """Another document that readers see under this DOI."""
    other = _published_under({doi.lower()}).get(doi.lower()) if doi else None
    return None if other == document else other


def _published_under(dois: set[str]) -> dict[str, Document]:
    """DOIs do not differ by case (ISO 26324)."""
    if not dois:
        return {}
    found = Document.objects.published().annotate(doi_folded=Lower("doi")).filter(doi_folded__in=dois)
    return {document.doi_folded: document for document in found}


def _errors(document: Document, has_pages: bool, same_doi: Document | None) -> list[str]:
    errors = []
    if document.is_withdrawn:
        errors.append(_("It was withdrawn. Take the withdrawal back first."))
    if not has_pages:
        errors.append(_("It has no page."))
    if same_doi and same_doi != document:
        errors.append(
            _("“%(title)s” (%(identifier)s) is published under the same DOI. Correct the DOI of one of them.")
            % {"title": same_doi, "identifier": same_doi.identifier}
        )
    return errors


def _warnings(document: Document, is_unread: bool) -> list[str]:
    missing = (
        (not is_unread, _("Some of its pages have an image but no text: nobody will find their words.")),
        (document.title, _("The title is unknown.")),
        (document.authorships.all(), _("The authors are unknown.")),
        (document.issue_id, _("The issue is unknown.")),
        (document.first_page, _("The page numbers are unknown.")),
    )
    doubtful = [
        _("Look at the %(field)s: it was read with doubt.") % {"field": name.replace("_", " ")}
        for name, evidence in document.evidence.items()
        if evidence.get("confidence", 1) < DOUBTFUL and getattr(document, name, True)
    ]
    return [text for value, text in missing if not value] + doubtful


# ------------------------------------------------------------------ doing it
def publish(documents: Iterable[Document], user=None) -> Publication:
    """Show these documents to readers; those with errors stay drafts, each with its reason."""
    result = Publication()
    with one_writer():
        for document in _locked(documents):
            if document.is_published:
                continue
            same_doi = published_with_doi(document, document.doi)
            if errors := _errors(document, document.has_pages, same_doi):
                result.refused.append((document, errors[0]))
                continue
            document.state = Document.State.PUBLISHED
            document.published_at = document.published_at or timezone.now()
            document.save(update_fields=["state", "published_at", "changed_at"])
            result.published.append(document)
        _settle(result.published, _("“%(title)s” was published%(by)s."), user)
    return result


def unpublish(documents: Iterable[Document], user=None) -> list[Document]:
    """Make published or withdrawn documents drafts again; they leave the index."""
    with one_writer():
        changed = [document for document in _locked(documents) if document.state != Document.State.DRAFT]
        for document in changed:
            document.state, document.withdrawn_reason = Document.State.DRAFT, ""
            document.merged_into = None
            document.save(update_fields=["state", "withdrawn_reason", "merged_into", "changed_at"])
        _settle(changed, _("“%(title)s” became a draft again%(by)s."), user)
    return changed


def withdraw(document: Document, reason: str, user=None) -> Document:
    """Take a document away from readers for good: its address keeps its citation and the reason."""
    reason = reason.strip()
    if not reason:
        raise ValueError("a withdrawal has a reason")
    with one_writer():
        (document,) = _locked([document])
        document.state, document.withdrawn_reason = Document.State.WITHDRAWN, reason[:500]
        document.save(update_fields=["state", "withdrawn_reason", "changed_at"])
        _settle([document], _("“%(title)s” was withdrawn%(by)s: %(reason)s"), user, reason=reason)
    return document


def _locked(documents: Iterable[Document]) -> list[Document]:
    """The rows as they are now, in the order given, for this transaction alone."""
    wanted = [document.pk for document in documents]
    has_pages = Exists(Page.objects.filter(document=OuterRef("pk")))
    rows = Document.objects.select_for_update().annotate(has_pages=has_pages).in_bulk(wanted)
    return [rows[pk] for pk in dict.fromkeys(wanted) if pk in rows]


def _settle(documents: list[Document], wording: str, user, **words: str) -> None:
    """What follows from a change of state: index work, links of citations, the jobs' states, a line in their logs."""
    link(documents)
    enqueue_for_indexing(document.pk for document in documents)
    by = _(" by %(name)s") % {"name": user} if user else ""
    for document in documents:
        text = wording % {"title": document, "by": by, **words}
        logger.info("%s: %s", document.identifier, text)
        jobs = Job.objects.filter(scan__pages__document=document).exclude(state=Job.State.DUPLICATE)
        if job := jobs.order_by("-pk").first():
            JobEvent.objects.create(job=job, text=text)
    _renew_job_states(documents)


def _renew_job_states(documents: list[Document]) -> None:
    """A job needs review as long as its file has a draft."""
    drafts = Page.objects.filter(scan=OuterRef("scan"), document__state=Document.State.DRAFT)
    jobs = Job.objects.filter(
        scan__pages__document__in=documents, state__in=[Job.State.REVIEW, Job.State.DONE]
    )
    pks = list(jobs.values_list("pk", flat=True))
    Job.objects.filter(Exists(drafts), pk__in=pks).update(state=Job.State.REVIEW)
    Job.objects.filter(~Exists(drafts), pk__in=pks).update(state=Job.State.DONE)
