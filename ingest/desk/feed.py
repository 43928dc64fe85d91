"""What needs a librarian, as an Atom feed: a reader of feeds has no session, so its address carries a key."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from archive.accounts.permissions import SEE_DESK
from ingest.models import Job, Report
from ingest.queue.presence import UNCLAIMED_AFTER, unclaimed

SALT = "ingest.desk.feed"
ENTRIES = 50


def address_for(user) -> str:
    """The feed's address for one person; it ends to work when the person may no longer see the desk,
    or has another password."""
    key = signing.dumps([user.pk, user.password[-12:]], salt=SALT)
    return f"{reverse('ingest:attention')}?key={key}"


@require_safe
def attention(request: HttpRequest) -> HttpResponse:
    """Files that need review or could not be read, readers' reports, the newest first; and that no worker runs."""
    if not _may_see(request.GET.get("key", "")):
        raise Http404
    site = request.build_absolute_uri("/").rstrip("/")
    feed = Atom1Feed(
        title=_("%(site)s: what needs a librarian") % {"site": settings.SITE_NAME},
        link=site + reverse("ingest:queue"),
        description="",
        feed_url=request.build_absolute_uri(),
        author_name=settings.SITE_NAME,
    )
    entries = [*_no_worker(site), *_jobs(site), *_reports(site)]
    for entry in sorted(entries, key=lambda each: each["updateddate"], reverse=True)[:ENTRIES]:
        feed.add_item(**entry)
    answer = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    answer["Cache-Control"] = "no-store"
    answer["Referrer-Policy"] = "no-referrer"
    return answer


def _may_see(key: str) -> bool:
    try:
        pk, password = signing.loads(key, salt=SALT)
    except signing.BadSignature:
        return False
    user = get_user_model().objects.filter(pk=pk, is_active=True).first()
    return bool(user and user.password[-12:] == password and user.has_perm(SEE_DESK))


def _no_worker(site: str):
    """One entry for each time that the queue stands still."""
    waiting = unclaimed().order_by("pk")
    first = waiting.first()
    if first is not None:
        number = waiting.count()
        text = ngettext(
            "%(number)s file waits to be read, and no worker is running.",
            "%(number)s files wait to be read, and no worker is running.",
            number,
        )
        yield {
            "title": text % {"number": number},
            "link": site + reverse("ingest:queue"),
            "description": _("Whoever runs the archive starts one with “make worker”."),
            "unique_id": f"{site}{first.get_absolute_url()}#unclaimed",
            "updateddate": first.created_at + UNCLAIMED_AFTER,
        }


def _jobs(site: str):
    jobs = Job.objects.all()
    for job in (jobs.needing_you() | jobs.ended_ill()).order_by("-finished_at")[:ENTRIES]:
        yield {
            "title": f"{job.name}: {job.get_state_display()}",
            "link": site + job.get_absolute_url(),
            "description": str(job.reason or ""),
            "unique_id": f"{site}{job.get_absolute_url()}#{job.state}",
            "updateddate": job.finished_at or job.created_at,
        }


def _reports(site: str):
    for report in (
        Report.objects.filter(state=Report.State.OPEN).select_related("document").order_by("-pk")[:ENTRIES]
    ):
        yield {
            "title": _("Reported: %(title)s") % {"title": report.document},
            "link": site + reverse("ingest:reports"),
            "description": str(report),
            "unique_id": f"{site}{reverse('ingest:reports')}#{report.pk}",
            "updateddate": report.at,
        }
