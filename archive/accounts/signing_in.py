"""Signing in: where an attempt came from, and what is said to those who failed too often."""

import math
from types import MappingProxyType

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import ngettext

TOO_MANY_REQUESTS = 429


def address_of(request: HttpRequest) -> str:
    """Who asks. Behind a proxy: whom the proxy saw, which is the last that X-Forwarded-For names."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_TLS else ""
    return forwarded.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")


class SignInForm(AuthenticationForm):
    """Refuses a name that is longer than any account's before anybody looks for it, or keeps that it failed."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].validators.append(MaxLengthValidator(self.username_field.max_length))


class SignInView(LoginView):
    """Refuses an address from which as many names failed as one reading room would have people.

    Before any password is looked at: that takes half a second of the processor, also for a name that is none.
    """

    template_name = "archive/sign_in.html"
    authentication_form = SignInForm
    extra_context = MappingProxyType(
        {"site_name": settings.SITE_NAME}
    )  # not the host, which is the view's own

    def post(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if _names_failed_from(address_of(request)) >= settings.SIGN_IN_NAMES:
            return locked_out(request, has_many_names=True)
        return super().post(request, *args, **kwargs)


def _names_failed_from(address: str) -> int:
    since = timezone.now() - settings.AXES_COOLOFF_TIME
    failed = AccessAttempt.objects.filter(ip_address=address, attempt_time__gte=since)
    return failed.values("username").distinct().count()


def locked_out(
    request: HttpRequest, original_response=None, credentials=None, *, has_many_names: bool = False
) -> HttpResponse:
    """The sign-in page, saying how long to wait. What was typed is not given back."""
    minutes = math.ceil(settings.AXES_COOLOFF_TIME.total_seconds() / 60)
    if has_many_names:
        text = ngettext(
            "Too many names were tried from this address. Wait %d minute, then try again.",
            "Too many names were tried from this address. Wait %d minutes, then try again.",
            minutes,
        )
    else:
        text = ngettext(
            "Too many attempts with this name. Wait %d minute, then try again; an administrator can let you in sooner.",
            "Too many attempts with this name. Wait %d minutes, then try again; an administrator can let you in sooner.",
            minutes,
        )
    context = {
        "form": SignInForm(request),
        "problem": text % minutes,
        "next": request.POST.get("next", ""),
    }
    response = render(request, "archive/sign_in.html", context, status=TOO_MANY_REQUESTS)
    response["Retry-After"] = str(minutes * 60)
    return response
