"""The second factor at sign-in: a code from an authenticator app (TOTP, RFC 6238), or a recovery code.

Whoever has set one up is asked for it at every sign-in, before anything else. With SECOND_FACTOR=1 those
who may change what the archive holds must set one up first. Everything works without script.
"""

from __future__ import annotations

import re
from base64 import b32encode
from urllib.parse import urlencode

import segno
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import RedirectURLMixin
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.deprecation import MiddlewareMixin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import devices_for_user, login, user_has_device
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from archive.accounts.permissions import CHANGING

RECOVERY_CODES = 10
# What one may still do between the password and the code.
BEFORE_IT = {"second_factor", "second_factor_setup", "sign_in", "sign_out", "theme", "help", "accessibility"}


def may_change_things(user) -> bool:
    return user.is_staff or any(user.has_perm(permission) for permission in CHANGING)


# ------------------------------------------------------------------ between password and page
class SecondFactorMiddleware(MiddlewareMixin):
    """Send those who still owe a code to where it is asked for, or where it is set up."""

    def process_view(self, request: HttpRequest, view, args, kwargs) -> HttpResponseBase | None:
        # Without a session nobody is signed in: public pages must not depend on cookies.
        if settings.SESSION_COOKIE_NAME not in request.COOKIES:
            return None
        if request.resolver_match.view_name in BEFORE_IT:
            return None
        owed = _what_is_owed(request)
        return redirect(f"{reverse(owed)}?{_next(request)}") if owed else None


def _what_is_owed(request: HttpRequest) -> str | None:
    user = request.user
    if not user.is_authenticated or user.is_verified():
        return None
    if user_has_device(user):
        return "second_factor"
    return "second_factor_setup" if settings.SECOND_FACTOR and may_change_things(user) else None


def _next(request: HttpRequest) -> str:
    return urlencode({"next": request.get_full_path() if request.method == "GET" else "/"})


# ------------------------------------------------------------------ the code
class CodeForm(forms.Form):
    """A code as people type it: "123 456", or a recovery code in capitals."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )

    def __init__(self, devices, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.devices, self.device = list(devices), None

    def clean_code(self) -> str:
        code = re.sub(r"[\s-]", "", self.cleaned_data["code"]).lower()
        fitting = [device for device in self.devices if _kind_fits(device, code)]
        allowed = [device for device in fitting if device.verify_is_allowed()[0]]
        if fitting and not allowed:
            raise forms.ValidationError(_("Too many wrong codes. Wait a moment, then try again."))
        self.device = next((device for device in allowed if device.verify_token(code)), None)
        if self.device is None:
            raise forms.ValidationError(
                _("This code is not right. It changes every half minute: type the one shown now.")
            )
        return code


def _kind_fits(device, code: str) -> bool:
    """A code of six digits is none of the recovery codes: a slip in one must not count against both."""
    return isinstance(device, TOTPDevice) == bool(re.fullmatch(r"\d{6}", code))


class _Next(RedirectURLMixin):
    """Where to go afterwards: an address of ours alone."""

    next_page = "home"

    def __init__(self, request: HttpRequest) -> None:
        self.request = request


def _go_on(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(_Next(request).get_success_url())  # a path, never the name of a view


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """The code after the password."""
    if request.user.is_verified() or not user_has_device(request.user):
        return _go_on(request)
    with transaction.atomic():
        form = CodeForm(devices_for_user(request.user, for_verify=True), request.POST or None)
        is_right = form.is_valid()
    if is_right:
        login(request, form.device)
        if isinstance(form.device, StaticDevice):
            _say_how_many_are_left(request, form.device)
        return _go_on(request)
    context = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "archive/second_factor.html", context, status=422 if form.is_bound else 200)


def _say_how_many_are_left(request: HttpRequest, device: StaticDevice) -> None:
    number = device.token_set.count()
    text = ngettext(
        "This recovery code is used up; %d is left. Make new ones under “Second factor”.",
        "This recovery code is used up; %d are left. Make new ones under “Second factor”.",
        number,
    )
    messages.warning(request, text % number)


# ------------------------------------------------------------------ setting it up
@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_setup(request: HttpRequest) -> HttpResponse:
    """Without one: the secret to take into an app, and a code of it as proof. With one: what may be done with it."""
    user = request.user
    if user_has_device(user):
        if not user.is_verified():
            return redirect("second_factor")
        return render(request, "archive/second_factor_ready.html", {"left": _recovery_codes_of(user).count()})
    device = TOTPDevice.objects.filter(user=user, confirmed=False).first() or TOTPDevice.objects.create(
        user=user, name="authenticator", confirmed=False
    )
    form = CodeForm([device], request.POST or None)
    if form.is_valid():
        return _confirm(request, device)
    context = {
        "form": form,
        "qr": segno.make(device.config_url, error="m").svg_inline(scale=4, light="#fff"),
        "secret": _in_groups(device),
        "is_required": settings.SECOND_FACTOR and may_change_things(user),
        "next": request.POST.get("next") or request.GET.get("next", ""),
    }
    return render(request, "archive/second_factor_setup.html", context, status=422 if form.is_bound else 200)


def _in_groups(device: TOTPDevice) -> str:
    """The secret as an app takes it: base32 in groups of four."""
    return " ".join(re.findall(".{1,4}", b32encode(device.bin_key).decode("ascii").rstrip("=")))


def _confirm(request: HttpRequest, device: TOTPDevice) -> HttpResponse:
    with transaction.atomic():
        device.confirmed = True
        device.save()
        codes = _make_recovery_codes(request.user)
    login(request, device)
    return _show_codes(request, codes)


def _recovery_codes_of(user):
    return StaticToken.objects.filter(device__user=user)


def _make_recovery_codes(user) -> list[str]:
    """New ones instead of all that there were."""
    StaticDevice.objects.filter(user=user).delete()
    device = StaticDevice.objects.create(user=user, name="recovery codes")
    codes = [StaticToken.random_token() for _number in range(RECOVERY_CODES)]
    StaticToken.objects.bulk_create(StaticToken(device=device, token=code) for code in codes)
    return codes


def _show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    """Once: they cannot be looked up again."""
    after = _Next(request).get_success_url()
    return render(request, "archive/second_factor_codes.html", {"codes": codes, "after": after})


@never_cache
@login_required
@require_POST
def new_recovery_codes(request: HttpRequest) -> HttpResponse:
    if not request.user.is_verified():
        return redirect("second_factor_setup")
    with transaction.atomic():
        codes = _make_recovery_codes(request.user)
    return _show_codes(request, codes)


@never_cache
@login_required
@require_POST
def drop_second_factor(request: HttpRequest) -> HttpResponse:
    """For a new phone: set up anew. Only who has just given a code may."""
    if request.user.is_verified():
        with transaction.atomic():
            for device in devices_for_user(request.user, confirmed=None):
                device.delete()
        messages.success(request, _("The second factor was removed. You can set up another one."))
    return redirect("second_factor_setup")
