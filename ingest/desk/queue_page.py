"""What the librarian's desk shows: the queue, the files of an upload, what was found in one file."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.db.models import Count, Min, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from archive.accounts.permissions import CHANGING
from archive.models import Document, Page
from ingest.desk.actions import PERMISSION_FOR, actions_for
from ingest.desk.blank_pages import blank_pages
from ingest.desk.catalogue_forms import BulkForm
from ingest.desk.double_pages import recognised
from ingest.desk.feed import address_for
from ingest.desk.forms import QueueForm
from ingest.desk.permissions import may_see_desk
from ingest.details import Details
from ingest.models import Batch, Job, Report
from ingest.queue.presence import alive_workers, unclaimed
from ingest.queue.waiting_pages import waiting_scans, why_unreadable
from ingest.store import problems
from ingest.store.corrections import details_of

REFRESH_SECONDS = 5
ROWS_A_SECTION = 25
ROWS_A_PAGE = 100

# (name in the address, heading, question, what to say when there is none, what may be done with the chosen)
SECTIONS = (
    (
        "needs-you",
        gettext_lazy("Needs you"),
        lambda rows: rows.needing_you(),
        gettext_lazy("Nothing waits for review."),
        ("publish", "again"),
    ),
    (
        "running",
        gettext_lazy("Running"),
        lambda rows: rows.running(),
        gettext_lazy("Nothing is being read."),
        ("first", "cancel"),
    ),
    (
        "failed",
        gettext_lazy("Failed"),
        lambda rows: rows.ended_ill(),
        gettext_lazy("Every file could be read."),
        ("again", "dismiss"),
    ),
    (
        "done",
        gettext_lazy("Done"),
        lambda rows: rows.done(),
        gettext_lazy("Nothing is done yet."),
        ("again", "dismiss"),
    ),
)
DISMISSED = (
    "dismissed",
    gettext_lazy("Dismissed"),
    lambda rows: rows.dismissed(),
    gettext_lazy("Nothing is dismissed."),
    ("again",),
)

FORMER_NAMES = {"put-away": "dismissed"}  # in addresses of version 0.1


# ------------------------------------------------------------------ the queue
@require_safe
@may_see_desk
def queue(request: HttpRequest) -> HttpResponse:
    """Four sections; `?show=` gives one of them whole, page by page; the form narrows them down."""
    wanted = request.GET.get("show")
    wanted = FORMER_NAMES.get(wanted, wanted)
    form = QueueForm(request.GET)
    jobs = form.narrow(Job.objects.for_queue())
    shown = [each for each in (*SECTIONS, DISMISSED) if each[0] == wanted] if wanted else SECTIONS
    if not shown:
        return redirect("ingest:queue")
    sections = [_section(request, jobs, *each, whole=wanted is not None) for each in shown]
    context = {
        "sections": sections,
        "wanted": wanted,
        "section": "scans",
        "form": form,
        "attention_url": address_for(request.user),
        "open_reports": Report.objects.filter(state=Report.State.OPEN).count(),
        "has_running": any(section["name"] == "running" and section["count"] for section in sections),
        "dismissed": Job.objects.dismissed().count(),
        "unclaimed": unclaimed().count(),
        "workers": alive_workers(),
    }
    context |= _waiting_pages() | _illegible_pages() | _refresh_context(request)
    return _refreshing(request, render(request, "ingest/queue.html", context))


def _section(request: HttpRequest, jobs, name, heading, question, empty, acts, *, whole: bool) -> dict:
    paginator = Paginator(question(jobs).order_by("-pk"), ROWS_A_PAGE if whole else ROWS_A_SECTION)
    page = paginator.get_page(request.GET.get("page") if whole else 1)
    return {
        "name": name,
        "heading": heading,
        "empty": empty,
        "acts": _allowed(request, acts),
        "count": paginator.count,
        "rows": page,
    }


def _allowed(request: HttpRequest, acts: Iterable[str]) -> list[str]:
    return [act for act in acts if request.user.has_perm(PERMISSION_FOR[act])]


def _waiting_pages() -> dict[str, object]:
    """What waits for an OCR engine: `unread_pages` in all, the files they are in, and why they wait."""
    scans = list(waiting_scans().prefetch_related("jobs"))
    return {
        "unread_pages": sum(scan.waiting_pages for scan in scans),
        "unread_files": len(scans),
        "unread_scans": [(scan, next(iter(scan.jobs.all()), None)) for scan in scans[:ROWS_A_SECTION]],
        "why_unread": why_unreadable() if scans else "",
    }


def _illegible_pages() -> dict[str, object]:
    """Questions to a person: pages that could not be read, the first of them with their texts."""
    pages = Page.objects.illegible().exclude(document__state=Document.State.WITHDRAWN)
    shown = pages.select_related("document").defer("words", "raw_text", "text")
    return {
        "illegible_count": pages.count(),
        "illegible": shown.order_by("document", "sequence")[:ROWS_A_SECTION],
    }


def _refresh_context(request: HttpRequest) -> dict[str, object]:
    return {"refreshes": "refresh" in request.GET, "refresh_seconds": REFRESH_SECONDS}


def _refreshing(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """With `?refresh` the page loads itself anew: works without script, and only when asked for."""
    if "refresh" in request.GET:
        response["Refresh"] = str(REFRESH_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@may_see_desk
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of one upload, each with its state."""
    row = get_object_or_404(Batch.objects.select_related("created_by"), pk=pk)
    rows = list(row.jobs.for_queue().order_by("pk"))
    has_running = any(each.is_running for each in rows)
    context = {
        "batch": row,
        "rows": rows,
        "acts": _allowed(request, ["publish", "again", *(["first", "cancel"] if has_running else [])]),
        "section": "scans",
        "has_running": has_running,
    }
    return _refreshing(request, render(request, "ingest/batch.html", context | _refresh_context(request)))


@require_safe
@may_see_desk
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found in one file, what speaks against publishing it, and the log."""
    row = get_object_or_404(Job.objects.for_queue(), pk=pk)
    documents = list(documents_of(row))
    found = problems(documents)
    replaced_by = None if documents else row.replaced_by
    may_split = request.user.has_perms(CHANGING) and any(document.turns for document in documents)
    context = {
        "job": row,
        "replaced_by": replaced_by,
        "replaced_job": row.replaces and row.replaces.jobs.exclude(state=Job.State.DUPLICATE).last(),
        "documents": [(document, found[document.pk]) for document in documents],
        "events": row.events.all(),
        "blank": blank_pages(row),
        "recognised": recognised(row.scan) if may_split else {},
        "compared": Document.objects.filter(pages__scan=row.rereads).distinct() if row.rereads else [],
        "issue": BulkForm(initial=_appeared_in(documents, row.batch.details)),
        "acts": _allowed(request, [act for act in actions_for(row) if not (replaced_by and act == "again")]),
        "section": "scans",
        "has_running": row.is_running,
    }
    return _refreshing(request, render(request, "ingest/job.html", context | _refresh_context(request)))


def _appeared_in(documents: Iterable[Document], said: Details) -> dict[str, str]:
    """What is known of one is mostly true of all; else what was said of the file."""
    known = next((details_of(document) for document in documents if document.issue), said)
    return known.as_fields()


def documents_of(job: Job):
    """The documents of the job's file in print order, with `page_count`; `turns` counts images of two printed pages."""
    if job.scan_id is None:
        return Document.objects.none()
    return (
        Document.objects.filter(pages__scan=job.scan)
        .for_listing()
        .annotate(
            page_count=Count("pages"), turns=Count("pages__turns_at"), scan_first=Min("pages__scan_page")
        )
        .annotate(begins_at=Min("pages__begins_at", filter=Q(pages__sequence=1)))
        .order_by("scan_first", "begins_at", "pk")
    )
