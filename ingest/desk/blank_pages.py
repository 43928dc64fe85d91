"""Pages on which nothing was seen: a person is shown them and asked, since a pale page may look blank to a machine."""

from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from archive.scans.page_images import (
    READING,
    THUMBNAIL,
    ZIP,
    PageImageError,
    can_be_drawn,
    smaller_form,
    whole_image_path,
)
from ingest.desk.permissions import may_see_desk
from ingest.models import Job
from ingest.queue.worker import MAX_NAME

MOST_SHOWN = 60


def blank_pages(job: Job) -> list[int]:
    """Their numbers in the file, as it was read last; none where they cannot be drawn, as of a zip without pages."""
    read = job.events.filter(code__in=("one_text_found", "texts_found")).last()
    told = job.events.filter(code="pages_seem_blank", pk__gt=read.pk if read else 0).last()
    scan = job.scan
    if told is None or scan is None or scan.media_type == ZIP or not can_be_drawn(scan.media_type):
        return []
    text = told.params["pages"]
    whole = text if len(text) < MAX_NAME else text.rpartition(",")[0]  # the last number was cut short
    return [int(number) for number in whole.split(", ")][:MOST_SHOWN]


@require_safe
@may_see_desk
def image(request: HttpRequest, pk: int, number: int, width: int) -> HttpResponseBase:
    """What such a page looks like."""
    job = get_object_or_404(Job.objects.select_related("scan"), pk=pk)
    if width not in (THUMBNAIL, READING) or number not in blank_pages(job):
        raise Http404
    try:
        path, media_type = smaller_form(
            whole_image_path(job.scan, number, width), request.headers.get("Accept", "")
        )
    except PageImageError as error:
        raise Http404(str(error)) from error
    response = FileResponse(path.open("rb"), content_type=media_type)
    response["Cache-Control"] = "private, no-cache"
    response["Vary"] = "Accept"
    return response
