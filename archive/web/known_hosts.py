"""Requests under a name that is not this site's: scanners of addresses send them all day."""

import logging
from collections.abc import Callable

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import loader

logger = logging.getLogger(__name__)

LONGEST = 100  # characters of such a name in the log


def known_hosts(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: they are refused at the door, with one line of the log."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        try:
            request.get_host()
        except DisallowedHost:
            name = request.META.get("HTTP_HOST", "")[:LONGEST]
            logger.info("refused: asked for under the name %r, which is not in ALLOWED_HOSTS", name)
            return HttpResponse(loader.render_to_string("400.html"), status=400)
        return get_response(request)

    return handle
