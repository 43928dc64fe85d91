"""That something is away for a while, said as each protocol says it: 503 and Retry-After.

Nothing of it asks the database, the session or the index, which may be what is away.
"""

from __future__ import annotations

import errno
import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template import loader

from archive.interop.answers import open_to_scripts, problem
from archive.interop.feeds import answer, make_feed
from archive.interop.oai_pmh import put_off
from archive.monitoring.metrics import PUT_OFF
from archive.trouble import Trouble, tell, told_as_trouble
from archive.web.request_ids import request_id

logger = logging.getLogger(__name__)

Form = Callable[[HttpRequest, Trouble], HttpResponse]


def unavailable(request: HttpRequest, trouble: Trouble, error: BaseException) -> HttpResponseBase:
    """What is away is told in the log too."""
    tell(trouble, error, f"{request.method} {request.path}")
    PUT_OFF.labels(trouble.name).inc()
    form, is_open = _form_of(request)
    try:
        response: HttpResponseBase = form(request, trouble)
    except Exception:
        logger.exception("no answer could be made as it should be, to tell of: %s", trouble.name)
        response = _plain(request, trouble)
    response.status_code = 503
    if is_open:
        response = open_to_scripts(lambda _request: response, methods=(str(request.method),))(request)
    response["Retry-After"] = str(trouble.seconds)
    response["Cache-Control"] = "no-store"
    return response


def broken_off(chunks: Iterable[str], where: str) -> Iterator[str]:
    """The chunks of a file that is sent while it is made.

    Where something goes away meanwhile, its status is sent already: the connection is broken off without the end of
    the body, which tells every client that the file is not whole (RFC 9112, section 8).
    """
    try:
        yield from chunks
    except Exception as error:
        if not told_as_trouble(error, where):
            raise
        raise ConnectionResetError(errno.ECONNRESET, os.strerror(errno.ECONNRESET)) from error


def _form_of(request: HttpRequest) -> tuple[Form, bool]:
    """How to say it, and whether scripts of other sites may read it."""
    for pattern, form, is_open in BY_ADDRESS:
        if pattern.fullmatch(request.path):
            return form, is_open
    if request.accepts("text/html"):
        return _page, False
    return (_for_own_scripts if request.accepts("application/json") else _plain), False


# ------------------------------------------------------------------ forms
def _page(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    context = {"told": trouble.told, "minutes": -(-trouble.seconds // 60), "number": request_id()}
    return HttpResponse(loader.render_to_string("unavailable.html", context))


def _plain(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    return HttpResponse(f"{trouble.told}\n", content_type="text/plain; charset=utf-8")


def _problem(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    return problem(503, str(trouble.told), request_id=request_id())


def _for_own_scripts(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """As they are told of all that is refused."""
    return JsonResponse({"error": str(trouble.told), "request_id": request_id()})


def _atom(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """A feed without entries, which says why it has none."""
    return answer(make_feed(request, str(trouble.told), "/"))


def _oai(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    return put_off(request, str(trouble.told))


BY_ADDRESS: tuple[tuple[re.Pattern[str], Form, bool], ...] = tuple(
    (re.compile(pattern), form, is_open)
    for pattern, form, is_open in (
        (r"/oai", _oai, True),
        (r"/ingest/.*\.atom", _atom, False),
        (r"/.*\.atom", _atom, True),
        (r"/ingest/.*\.json", _for_own_scripts, False),
        (r"/lists/.*\.json", _plain, False),
        (r"/(api|iiif)/.*|/d/[^/]+/iiif-.*|/.*\.json", _problem, True),
        (r"/unapi", _plain, True),
        (r"/robots\.txt|/sitemap.*\.xml|/opensearch\.xml", _plain, False),
    )
)
