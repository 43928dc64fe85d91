"""What follows from a change of what readers see: links of citations, index work, the jobs and their logs."""

import logging
from collections.abc import Callable, Iterable

from django.db.models import Exists, OuterRef

from archive.models import Document, Page
from archive.outbox import enqueue_for_indexing
from ingest.models import Job, JobEvent
from ingest.store.linking import link

logger = logging.getLogger(__name__)


def settle(documents: Iterable[Document], say: Callable[[Document], str]) -> None:
    """`say`: the line about a document for the log of its job."""
    documents = list(documents)
    link(documents)
    enqueue_for_indexing(document.pk for document in documents)
    for document in documents:
        text = say(document)
        logger.info("%s: %s", document.identifier, text)
        jobs = Job.objects.filter(scan__pages__document=document).exclude(state=Job.State.DUPLICATE)
        if job := jobs.order_by("-pk").first():
            JobEvent.objects.create(job=job, text=text)
    renew_job_states(scans_of(document.pk for document in documents))


def scans_of(documents: Iterable[int]) -> set[int]:
    """Primary keys of the files that these documents (primary keys) stand in."""
    return set(Page.objects.filter(document__in=list(documents)).values_list("scan", flat=True))


def renew_job_states(scans: Iterable[int]) -> None:
    """A job needs review as long as its file has a draft."""
    drafts = Page.objects.filter(scan=OuterRef("scan"), document__state=Document.State.DRAFT)
    settled = Job.objects.filter(scan__in=list(scans))
    settled.filter(Exists(drafts), state=Job.State.DONE).update(state=Job.State.REVIEW)
    settled.filter(~Exists(drafts), state=Job.State.REVIEW).update(state=Job.State.DONE)
