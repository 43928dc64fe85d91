"""An id for each request: in each line of the log, in the answer, on pages of errors.

One that a proxy gives (X-Request-ID) is kept, so that its log and ours can be read side by side.
"""

import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponseBase

HEADER = "X-Request-ID"
GIVEN = re.compile(r"[A-Za-z0-9._-]{1,64}")
_current: ContextVar[str] = ContextVar("request id", default="")


def request_id() -> str:
    """Of the request that is being answered; "" where none is."""
    return _current.get()


def with_request_id(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware, the outermost."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        _current.set(given if GIVEN.fullmatch(given) else secrets.token_hex(4))
        response = get_response(request)
        response[HEADER] = request_id()
        return response

    return handle
