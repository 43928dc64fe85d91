"""What one reader is shown must not be kept for another."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Handler = Callable[[HttpRequest], HttpResponseBase]


def kept_from_shared_caches(get_response: Handler) -> Handler:
    """Middleware: what is answered to a session stays in its browser, unless the view says who may keep it.

    Drafts are shown to those who review them, and a list to its reader. `Vary: Cookie` says as much, but
    some caches in front of a site heed the end of an address alone (".csv", ".pdf").
    """

    def handle(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-cache"
        return response

    return handle
