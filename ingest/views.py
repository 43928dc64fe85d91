"""The librarian's desk: what is waiting, what was found, what shall be published."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from archive.models import Document
from ingest import jobs
from ingest.models import Batch, Job
from ingest.store import problems, publish, unpublish, withdraw
from ingest.waiting_pages import waiting_scans, why_unreadable

REFRESH_SECONDS = 5
ROWS_A_SECTION = 25
ROWS_A_PAGE = 100

# (name in the address, heading, question, what to say when there is none)
SECTIONS = (
    (
        "needs-you",
        gettext_lazy("Needs you"),
        lambda rows: rows.needing_you(),
        gettext_lazy("Nothing waits for review."),
    ),
    ("running", gettext_lazy("Running"), lambda rows: rows.running(), gettext_lazy("Nothing is being read.")),
    (
        "failed",
        gettext_lazy("Failed"),
        lambda rows: rows.ended_ill(),
        gettext_lazy("Every file could be read."),
    ),
    ("done", gettext_lazy("Done"), lambda rows: rows.done(), gettext_lazy("Nothing is done yet.")),
)


def desk(view):
    """For those who may see the desk; others sign in, or learn that they may not."""
    return login_required(permission_required("ingest.view_job", raise_exception=True)(view))


def editing(view):
    """For those who may change what the archive holds; by POST alone."""
    allowed = permission_required("archive.change_document", raise_exception=True)
    return require_POST(login_required(allowed(view)))


# ------------------------------------------------------------------ the queue
@require_safe
@desk
def queue(request: HttpRequest) -> HttpResponse:
    """Four sections; `?show=` gives one of them whole, page by page."""
    wanted = request.GET.get("show")
    sections = [
        _section(request, *each, whole=wanted is not None) for each in SECTIONS if wanted in (None, each[0])
    ]
    if not sections:
        return redirect("ingest:queue")
    running = any(section["name"] == "running" and section["count"] for section in sections)
    context = {"sections": sections, "wanted": wanted, "section": "scans", "has_running": running}
    context |= _waiting_pages() | _refresh_context(request)
    return _refreshing(request, render(request, "ingest/queue.html", context))


def _waiting_pages() -> dict[str, object]:
    """What waits for an OCR engine: `unread_pages` in all, the files they are in, and why they wait."""
    scans = list(waiting_scans().prefetch_related("jobs"))
    return {
        "unread_pages": sum(scan.waiting_pages for scan in scans),
        "unread_files": len(scans),
        "unread_scans": [(scan, next(iter(scan.jobs.all()), None)) for scan in scans[:ROWS_A_SECTION]],
        "why_unread": why_unreadable() if scans else "",
    }


def _section(request: HttpRequest, name, heading, question, empty, *, whole: bool) -> dict:
    rows = question(Job.objects.for_queue()).order_by("-pk")
    paginator = Paginator(rows, ROWS_A_PAGE if whole else ROWS_A_SECTION)
    page = paginator.get_page(request.GET.get("page") if whole else 1)
    return {"name": name, "heading": heading, "empty": empty, "count": paginator.count, "rows": page}


def _refresh_context(request: HttpRequest) -> dict[str, object]:
    return {"refreshes": "refresh" in request.GET, "refresh_seconds": REFRESH_SECONDS}


def _refreshing(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """With `?refresh` the page loads itself anew: works without script, and only when asked for."""
    if "refresh" in request.GET:
        response["Refresh"] = str(REFRESH_SECONDS)
    response["Cache-Control"] = "no-store"
    return response


@require_safe
@desk
def batch(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of one upload, each with its state."""
    row = get_object_or_404(Batch.objects.select_related("created_by"), pk=pk)
    rows = list(row.jobs.for_queue().order_by("pk"))
    context = {"batch": row, "rows": rows, "section": "scans", "has_running": any(j.is_running for j in rows)}
    return _refreshing(request, render(request, "ingest/batch.html", context | _refresh_context(request)))


@require_safe
@desk
def job(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found in one file, what speaks against publishing it, and the log."""
    row = get_object_or_404(Job.objects.for_queue(), pk=pk)
    documents = list(documents_of(row))
    found = problems(documents)
    context = {
        "job": row,
        "documents": [(document, found[document.pk]) for document in documents],
        "events": row.events.all(),
        "section": "scans",
        "has_running": row.is_running,
    }
    return _refreshing(request, render(request, "ingest/job.html", context | _refresh_context(request)))


def documents_of(job: Job):
    """The documents of the job's file in print order, with `page_count`."""
    if job.scan_id is None:
        return Document.objects.none()
    return (
        Document.objects.filter(pages__scan=job.scan)
        .for_listing()
        .annotate(page_count=Count("pages"), scan_first=Min("pages__scan_page"))
        .order_by("scan_first", "pk")
    )


@require_POST
@login_required
@permission_required("ingest.add_job", raise_exception=True)
def run_again(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Job, pk=pk)
    if jobs.run_again(row):
        messages.success(request, _("“%(name)s” will be read again.") % {"name": row.name})
    else:
        messages.error(request, _("“%(name)s” is being read already, or cannot be.") % {"name": row.name})
    return redirect(row)


# ------------------------------------------------------------------ what readers see
@editing
def publish_documents(request: HttpRequest) -> HttpResponse:
    """Those chosen: one (`one`), several (`documents`), or all drafts of some jobs (`jobs`, `all_of`)."""
    chosen = Document.objects.filter(identifier__in=_chosen(request))
    of_jobs = Document.objects.filter(pages__scan__jobs__in=_chosen_jobs(request), state=Document.State.DRAFT)
    pks = {*chosen.values_list("pk", flat=True), *of_jobs.values_list("pk", flat=True)}
    result = publish(Document.objects.filter(pk__in=pks).order_by("pk"), request.user)
    if result.published:
        count = len(result.published)
        messages.success(
            request, ngettext("%d text was published.", "%d texts were published.", count) % count
        )
    for document, reason in result.refused:
        messages.error(
            request, _("“%(title)s” was not published. %(reason)s") % {"title": document, "reason": reason}
        )
    if not result.published and not result.refused:
        messages.info(request, _("Nothing was chosen that is not published already."))
    return _back(request)


def _chosen(request: HttpRequest) -> list[str]:
    return [request.POST["one"]] if "one" in request.POST else request.POST.getlist("documents")


def _chosen_jobs(request: HttpRequest) -> list[int]:
    values = [] if "one" in request.POST else request.POST.getlist("jobs") + request.POST.getlist("all_of")
    return [int(value) for value in values if value.isdecimal() and len(value) < 19]


@editing
def unpublish_document(request: HttpRequest, identifier: str) -> HttpResponse:
    document = get_object_or_404(Document, identifier=identifier)
    if unpublish([document], request.user):
        messages.success(request, _("“%(title)s” is a draft again.") % {"title": document})
    return _back(request)


@editing
def withdraw_document(request: HttpRequest, identifier: str) -> HttpResponse:
    document = get_object_or_404(Document, identifier=identifier)
    reason = request.POST.get("reason", "").strip()
    if reason:
        withdraw(document, reason, request.user)
        messages.success(request, _("“%(title)s” was withdrawn.") % {"title": document})
    else:
        messages.error(request, _("A withdrawal needs a reason: readers see it in place of the text."))
    return _back(request)


def _back(request: HttpRequest) -> HttpResponse:
    """To the page the form stood on; never to another site."""
    place = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(place, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(place)
    return redirect("ingest:queue")
