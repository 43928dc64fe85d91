"""No text holds the character U+0000, and PostgreSQL takes none: what comes in with it is refused at the door."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest
from django.utils.deprecation import MiddlewareMixin


class NullCharactersMiddleware(MiddlewareMixin):
    """400 for a form with U+0000 in it, as people never send it. After the CSRF check, which reads the form.

    Views without that check read theirs themselves: an upload is not to be taken in here.
    """

    def process_view(self, request: HttpRequest, view: Callable, args, kwargs) -> None:
        if request.method != "POST" or getattr(view, "csrf_exempt", False):
            return
        if any("\0" in text for name, values in request.POST.lists() for text in (name, *values)):
            raise BadRequest("a form with U+0000")
