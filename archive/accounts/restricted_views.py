"""Views for those who may. Others sign in, or learn that they may not."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

View = Callable[..., HttpResponse]


def for_holders_of(permission: str) -> Callable[[View], View]:
    """A decorator, for a permission of `archive.accounts.permissions`."""

    def decorator(view: View) -> View:
        allowed = permission_required(permission, raise_exception=True)(view)

        @wraps(view)
        def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if request.user.is_authenticated:
                return allowed(request, *args, **kwargs)
            if request.method in ("GET", "HEAD"):
                return redirect_to_login(request.get_full_path())
            if request.accepts("text/html"):
                messages.error(request, _("You were signed out: nothing was done. Sign in, and do it again."))
            return redirect_to_login(_page_before(request))

        return answer

    return decorator


def _page_before(request: HttpRequest) -> str:
    """The page of this site from which a form was sent: its own address may not show anything."""
    page = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(page, allowed_hosts={request.get_host()}):
        return request.get_full_path()
    return urlsplit(page)._replace(scheme="", netloc="").geturl()
