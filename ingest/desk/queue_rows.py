"""Rows of the queue's table by themselves, for pages that watch them or add to them."""

from django.http import HttpRequest, JsonResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from ingest.desk.forms import is_number
from ingest.desk.permissions import may_see_desk
from ingest.models import Job

MAX_ROWS = 500  # asked for at once


@require_safe
@may_see_desk
def job_rows(request: HttpRequest) -> JsonResponse:
    """The rows of the jobs named (`job`, once for each), for a page that watches them."""
    pks = [int(value) for value in request.GET.getlist("job") if is_number(value)]
    response = JsonResponse(rows_as_json(request, pks[:MAX_ROWS]))
    response["Cache-Control"] = "no-store"
    return response


def rows_as_json(request: HttpRequest, pks: list[int]) -> dict[str, list]:
    """{"rows": [{"job": primary key, "runs": whether it may still change by itself, "gone": whether it was
    dismissed, "state": in words, "html": the row of the table}]}"""
    jobs = Job.objects.for_queue().filter(pk__in=pks).order_by("pk")
    return {
        "rows": [
            {
                "job": job.pk,
                "runs": job.is_running,
                "gone": job.dismissed_at is not None,
                "state": f"{job.name}: {job.get_state_display()}",
                "html": render_to_string("ingest/_job_row.html", {"job": job}, request),
            }
            for job in jobs
        ]
    }
