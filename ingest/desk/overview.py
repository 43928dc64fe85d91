"""What the archive holds and what it lacks, at a glance; each number leads to the list that it counts."""

from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from archive.accounts.permissions import SEE_DESK
from archive.holdings import volumes
from archive.models import Document, Issue, Page, Scan
from archive.monitoring.findings import to_do
from archive.querysets import PageQuerySet
from ingest.desk.catalogue_filters import MISSING, count_lacking, in_state
from ingest.desk.permissions import may_see_catalogue
from ingest.models import Job, Report

WEEKS = 12
GAPS_SHOWN = 12  # of one journal; the journal's own page shows them all


@require_safe
@may_see_catalogue
def overview(request: HttpRequest) -> HttpResponse:
    lacking = count_lacking(in_state())
    states = dict(Document.objects.order_by().values_list("state").annotate(Count("pk")))
    context = {
        "states": {name: states.get(name, 0) for name in Document.State.values},
        "held": sum(number for name, number in states.items() if name != Document.State.WITHDRAWN),
        "missing": [(name, words, lacking[name]) for name, words, _condition in MISSING],
        "doubtful": lacking["doubtful"],
        "unread": lacking["unread"],
        "weeks": weeks_until(timezone.localdate()),
        "gaps": gaps(),
        "section": "scans",
    }
    context |= {
        "pages": _held_pages(Page.objects.all()),
        "unread_pages": _held_pages(Page.objects.without_text()) + _held_pages(Page.objects.illegible()),
    }
    if request.user.has_perm(SEE_DESK):
        context["waiting"] = Job.objects.needing_you().count()
        context["to_do"] = to_do()
        context["reports"] = Report.objects.filter(state=Report.State.OPEN).count()
    return render(request, "ingest/overview.html", context)


def _held_pages(pages: PageQuerySet) -> int:
    """How many but for those withdrawn: two counts of an index, where one of both would read every page."""
    return pages.count() - pages.filter(document__state="withdrawn").count()


# ------------------------------------------------------------------ over time
def weeks_until(today: date) -> list[dict[str, object]]:
    """The last WEEKS weeks, the newest first: what came in, what was published, and how much stood then."""
    this_week = today - timedelta(days=today.weekday())
    starts = [this_week - timedelta(weeks=number) for number in range(WEEKS)]
    files = _per_week(Scan.objects.all(), "uploaded_at", starts)
    articles = _per_week(Document.objects.all(), "created_at", starts)
    published = _per_week(Document.objects.published(), "published_at", starts)
    return [
        {
            "start": start,
            "end": start + timedelta(days=6),
            "files": files[start],
            "articles": articles[start],
            "published": published[start],
            "stood": sum(number for week, number in published.items() if week is None or week <= start),
        }
        for start in starts
    ]


def _per_week(rows: QuerySet, field: str, starts: list[date]) -> dict[date | None, int]:
    """How many by the first day of their week, under None those before all of these weeks: one query."""
    counts = {"before": Count("pk", filter=Q(**{f"{field}__lt": _midnight(starts[-1])}))}
    for start in starts:
        span = {f"{field}__gte": _midnight(start), f"{field}__lt": _midnight(start + timedelta(weeks=1))}
        counts[start.isoformat()] = Count("pk", filter=Q(**span))
    found = rows.aggregate(**counts)
    return {None: found["before"]} | {start: found[start.isoformat()] for start in starts}


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


# ------------------------------------------------------------------ gaps
def gaps() -> list[dict[str, object]]:
    """Journals with numbers missing between held ones: [{journal, count, shown}], the most gaps first."""
    held = Issue.objects.filter(documents__state__in=["draft", "published"]).distinct()
    by_journal: dict[object, list[Issue]] = {}
    for issue in held.select_related("journal").order_by("journal__title", "year", "volume"):
        by_journal.setdefault(issue.journal, []).append(issue)
    found = [(journal, _missing(issues)) for journal, issues in by_journal.items()]
    found.sort(key=lambda each: -len(each[1]))
    return [
        {"journal": journal, "count": len(missing), "shown": missing[:GAPS_SHOWN]}
        for journal, missing in found
        if missing
    ]


def _missing(issues: list[Issue]) -> list[str]:
    """ "7(2), 2007" for each number that lies between two held ones."""
    return [
        Issue(volume=volume.volume, number=place.number, year=volume.year).designation
        for volume in volumes(issues)
        for place in volume.places
        if place.issue is None
    ]
