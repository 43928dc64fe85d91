"""What a librarian does at the desk: have files read again, publish, take back, withdraw. By POST alone."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.accounts.permissions import REVIEW, UPLOAD
from archive.models import Document
from ingest.desk.answers import go_back, librarian_post, post_only
from ingest.desk.forms import is_number
from ingest.desk.permissions import may_see_desk
from ingest.desk.publications import tell_publication
from ingest.models import Job
from ingest.queue import jobs
from ingest.store import publish, unpublish, withdraw

# ------------------------------------------------------------------ with files
PERMISSION_FOR = {
    "again": UPLOAD,
    "publish-again": REVIEW,
    "first": UPLOAD,
    "cancel": UPLOAD,
    "dismiss": UPLOAD,
    "publish": REVIEW,
}


def actions_for(job: Job) -> list[str]:
    """What may be done with one file now."""
    possible = {
        "again": job.may_run_again,
        "publish-again": job.may_publish_again,
        "first": job.may_go_first,
        "cancel": job.is_running,
        "dismiss": job.may_be_dismissed,
    }
    return [name for name, is_possible in possible.items() if is_possible]


def _each(do: Callable[[Job], bool]) -> Callable[[list[Job]], int]:
    return lambda chosen: sum(do(job) for job in chosen)


# By name: what it does with jobs, giving how many it did it with, and what to say of them.
BULK_ACTIONS = {
    "again": (
        _each(jobs.run_again),
        lambda n: ngettext("%d file will be read again.", "%d files will be read again.", n),
    ),
    "publish-again": (
        _each(lambda job: job.may_publish_again and jobs.run_again(job, after=Job.Step.STORED)),
        lambda n: ngettext("%d file will be published.", "%d files will be published.", n),
    ),
    "first": (
        _each(jobs.put_first),
        lambda n: ngettext("%d file is read next.", "%d files are read next.", n),
    ),
    "cancel": (
        _each(jobs.cancel),
        lambda n: ngettext(
            "%d file was cancelled; it is kept.", "%d files were cancelled; they are kept.", n
        ),
    ),
    "dismiss": (
        jobs.dismiss,
        lambda n: ngettext("%d row was dismissed.", "%d rows were dismissed.", n),
    ),
}


@post_only
@may_see_desk
def bulk_action(request: HttpRequest, name: str) -> HttpResponse:
    """Do it with the chosen jobs (`jobs`, or `one` alone); JSON for those who ask for it."""
    if name not in BULK_ACTIONS:
        raise Http404
    if not request.user.has_perm(PERMISSION_FOR[name]):
        raise PermissionDenied
    do, wording = BULK_ACTIONS[name]
    wanted = request.POST.getlist("one") or request.POST.getlist("jobs")
    chosen = list(Job.objects.filter(pk__in=_numbers(wanted)).select_related("batch", "scan"))
    done = do(chosen)
    if request.accepts("application/json") and not request.accepts("text/html"):
        return JsonResponse({"done": done})
    if done:
        messages.success(request, wording(done) % done)
    if done < len(chosen):
        missed = len(chosen) - done
        text = ngettext(
            "%d file is under way already, or its state does not allow it.",
            "%d files are under way already, or their state does not allow it.",
            missed,
        )
        messages.error(request, text % missed)
    elif not chosen:
        messages.info(request, _("Nothing was chosen."))
    return go_back(request)


# ------------------------------------------------------------------ what readers see
@librarian_post
def publish_documents(request: HttpRequest) -> HttpResponse:
    """Those chosen: one (`one`), several (`documents`), or all drafts of some jobs (`jobs`, `all_of`).

    Of several those are held back that were read with doubt: nobody need have looked at each.
    """
    chosen = Document.objects.filter(identifier__in=_chosen(request))
    of_jobs = Document.objects.filter(pages__scan__jobs__in=_chosen_jobs(request), state=Document.State.DRAFT)
    pks = {*chosen.values_list("pk", flat=True), *of_jobs.values_list("pk", flat=True)}
    documents = Document.objects.filter(pk__in=pks).order_by("pk")
    result = publish(documents, request.user, is_unseen="one" not in request.POST)
    if result.published:
        count = len(result.published)
        messages.success(
            request, ngettext("%d article was published.", "%d articles were published.", count) % count
        )
    tell_publication(request, result)
    if not (result.published or result.refused or result.held_back):
        messages.info(request, _("Nothing was chosen that is not published already."))
    return go_back(request)


def _chosen(request: HttpRequest) -> list[str]:
    return [request.POST["one"]] if "one" in request.POST else request.POST.getlist("documents")


def _chosen_jobs(request: HttpRequest) -> list[int]:
    values = [] if "one" in request.POST else request.POST.getlist("jobs") + request.POST.getlist("all_of")
    return _numbers(values)


def _numbers(values: list[str]) -> list[int]:
    return [int(value) for value in values if is_number(value)]


@librarian_post
def unpublish_document(request: HttpRequest, identifier: str) -> HttpResponse:
    document = get_object_or_404(Document, identifier=identifier)
    if unpublish([document], request.user):
        messages.success(request, _("“%(title)s” is a draft again.") % {"title": document})
    return go_back(request)


@librarian_post
def withdraw_document(request: HttpRequest, identifier: str) -> HttpResponse:
    document = get_object_or_404(Document, identifier=identifier)
    reason = request.POST.get("reason", "").strip()
    if reason:
        withdraw(document, reason, request.user)
        messages.success(request, _("“%(title)s” was withdrawn.") % {"title": document})
    else:
        messages.error(request, _("A withdrawal needs a reason: readers see it in place of the text."))
    return go_back(request)
