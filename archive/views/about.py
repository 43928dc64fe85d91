"""What the site says of itself, and how it looks to this reader."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from django.views.i18n import set_language

from archive.context import LOOKS, LOOKS_COOKIE, THEME_COOKIE, THEMES
from archive.version import own_version

A_YEAR = 365 * 24 * 3600


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "archive/about.html", {"version": own_version()})


@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "archive/help.html")


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "archive/accessibility.html")


# `language` is remembered and the reader led back to `next`. No token, for the reason below.
language = csrf_exempt(require_POST(set_language))


@csrf_exempt  # A forged choice of colours harms nobody; a token would set a cookie for every visitor.
@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Remember light, sepia, dark or the choice of the reader's system, and go back."""
    response = HttpResponseRedirect(way_back(request))
    remember_theme(request, response)
    return response


@csrf_exempt  # As above.
@require_POST
def looks(request: HttpRequest) -> HttpResponse:
    """Remember how texts are set for this reader, and the colours, and go back."""
    response = HttpResponseRedirect(way_back(request))
    remember_theme(request, response)
    asked = {name: request.POST.get(name, "") for name in LOOKS}
    chosen = [asked[name] if asked[name] in LOOKS[name] else next(iter(LOOKS[name])) for name in LOOKS]
    if chosen == [next(iter(values)) for values in LOOKS.values()]:
        response.delete_cookie(LOOKS_COOKIE, samesite="Lax")
    else:
        response.set_cookie(LOOKS_COOKIE, ".".join(chosen), max_age=A_YEAR, samesite="Lax", httponly=True)
    return response


def remember_theme(request: HttpRequest, response: HttpResponse) -> None:
    choice = request.POST.get("theme")
    if choice == "auto":
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    elif choice in THEMES:
        response.set_cookie(THEME_COOKIE, choice, max_age=A_YEAR, samesite="Lax", httponly=True)


def way_back(request: HttpRequest) -> str:
    """The address of this site in `next` of a form, else the home page."""
    back = request.POST.get("next", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else resolve_url("home")
