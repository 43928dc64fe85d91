"""The reader's place: the page read last, in a cookie of this browser, from when the reader asks for it."""

from urllib.parse import quote, unquote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from archive.models import Page
from archive.views.about import A_YEAR, way_back

COOKIE = "place"


def place_kept(request: HttpRequest) -> Page | None:
    """The page read last, with its document; None where none is kept, or it is not public any more."""
    identifier, _, address = unquote(request.COOKIES.get(COOKIE, "")).partition("/")
    return _page(identifier, address)


def keep_place(request: HttpRequest, response: HttpResponse, page: Page) -> None:
    """In the answer to this request, which is that reader's alone: no cache may give it to another.

    A page that the browser only fetches ahead, as some do with rel="next", has not been read.
    """
    response["Cache-Control"] = "private, no-cache"
    if "prefetch" in request.headers.get("Sec-Purpose", ""):
        return
    response.set_cookie(
        COOKIE,
        quote(f"{page.document.identifier}/{page.address}"),
        max_age=A_YEAR,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )


@csrf_exempt  # A forged place harms nobody; a token would set a cookie for every visitor.
@require_POST
def place(request: HttpRequest) -> HttpResponse:
    """Keep the place at the page `id`/`label` from now on; without these, forget it. Then back to `next`."""
    response = HttpResponseRedirect(way_back(request))
    page = _page(request.POST.get("id", ""), request.POST.get("label", ""))
    if page:
        keep_place(request, response, page)
    else:
        response.delete_cookie(COOKIE, samesite="Lax")
    return response


def _page(identifier: str, address: str) -> Page | None:
    if not (identifier and address and f"{identifier}{address}".isprintable()):
        return None
    pages = Page.objects.published().select_related("document").defer("text", "raw_text", "words")
    return pages.filter(document__identifier=identifier, address=address).first()
