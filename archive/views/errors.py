"""Pages for what went wrong. Those for 400, 500 and what is away are static: they ask neither database nor session."""

import logging
import re
import sys
from urllib.parse import unquote

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.template import loader

from archive.interop.unavailable import unavailable
from archive.reading.near_addresses import nearest_pages
from archive.time_limits import TRY_AGAIN_AFTER
from archive.trouble import trouble_of
from archive.web.request_ids import request_id

logger = logging.getLogger(__name__)

TOO_MUCH = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)


def words_of_path(path: str) -> str:
    """What a reader may have been after: "/d/7k2m9x4q-free-trade/" gives "free trade"."""
    words = re.split(r"[\W_]+", unquote(path).rstrip("/").rpartition("/")[2])
    return " ".join(word for word in words if word.isalpha() and len(word) > 1)[:100].strip()


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Without a look at the form that was sent, as Django's own has: it may be what cannot be read."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    context = {"site_query": words_of_path(request.path), "nearest": nearest_pages(request.path)}
    return render(request, "404.html", context, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, TOO_MUCH):
        limits = {"max_files": settings.UPLOAD_MAX_FILES, "max_mb": settings.UPLOAD_MAX_MB}
        return HttpResponse(loader.render_to_string("413.html", limits), status=413)
    return HttpResponse(loader.render_to_string("400.html"), status=400)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """503 where something is away for a while, wherever that was met: in a view, a session, another page of errors.

    Of a fault, a number to quote stands on the page and in the log, there with the error. Where no page can be made,
    as without static files, the number is told as it is.
    """
    error = sys.exc_info()[1]
    if error is not None and (trouble := trouble_of(error)):
        return unavailable(request, trouble, error)
    number = request_id()
    logger.error("server error %s at %s", number, request.path, exc_info=True)
    try:
        page = loader.render_to_string("500.html", {"number": number})
    except Exception:
        logger.exception("no page could be made to tell of server error %s", number)
        return HttpResponse(f"500 {number}\n", content_type="text/plain", status=500)
    return HttpResponse(page, status=500)


def busy(request: HttpRequest) -> HttpResponse:
    """What was asked for could not be made in time, which says nothing against it."""
    response = render(request, "503.html", status=503)
    response["Retry-After"] = str(TRY_AGAIN_AFTER)
    response["Cache-Control"] = "no-store"
    return response
