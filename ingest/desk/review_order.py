"""Which article comes next: of the same file, and of all that waits for review."""

from django.db.models import Max

from archive.models import Document, Page
from archive.querysets import NAMED_BY
from ingest.models import Job


def siblings_in(scans: set[int]) -> list[Document]:
    """The articles of the same file in print order."""
    pks = list(Page.objects.openings().filter(scan__in=scans).values_list("document", flat=True))
    documents = Document.objects.only(*NAMED_BY).telling_openings().in_bulk(pks)
    return [documents[pk] for pk in pks]


def next_draft(document: Document) -> Document | None:
    """The next draft of the same file, else the first of the next file that needs review; in the end those
    that were passed over."""
    scans = set(document.pages.values_list("scan", flat=True))
    siblings = siblings_in(scans)
    at = siblings.index(document) if document in siblings else len(siblings)
    drafts = set(Document.objects.filter(pages__scan__in=scans, state="draft").values_list("pk", flat=True))
    behind = (sibling for sibling in siblings[at + 1 :] if sibling.pk in drafts)
    before = (sibling for sibling in siblings[:at] if sibling.pk in drafts)
    return next(behind, None) or _first_of_next_file(scans) or next(before, None)


def _first_of_next_file(scans: set[int]) -> Document | None:
    waiting = Job.objects.needing_you().exclude(scan__in=scans).order_by("pk")
    current = Job.objects.filter(scan__in=scans).aggregate(last=Max("pk"))["last"] or 0
    job = waiting.filter(pk__gt=current).first() or waiting.first()
    if job is None:
        return None
    opening = Page.objects.openings().filter(scan=job.scan_id, document__state="draft").first()
    return opening.document if opening else None
