"""Signing in: where an attempt came from, and what is said to those who failed too often."""

import math

from django.conf import settings
from django.contrib.auth.forms import AuthenticationForm
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
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


def locked_out(request: HttpRequest, original_response=None, credentials=None) -> HttpResponse:
    """The sign-in page, saying how long to wait. What was typed is not given back."""
    minutes = math.ceil(settings.AXES_COOLOFF_TIME.total_seconds() / 60)
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
