"""Views for those who may. Others sign in, or learn that they may not."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpResponse

View = Callable[..., HttpResponse]


def for_holders_of(permission: str) -> Callable[[View], View]:
    """A decorator: "archive.view_document" lets staff and librarians in."""

    def decorator(view: View) -> View:
        return login_required(permission_required(permission, raise_exception=True)(view))

    return decorator
