"""The reader's list: shown, changed, shared, exported, as a bibliography."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseForbidden,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from archive.citation_builder import build_record, reference_list
from archive.citations.formats import BY_EXTENSION, FORMATS
from archive.citations.styles import STYLES, find_style
from archive.identifiers import identifier_of
from archive.models import Document
from archive.reader_list import (
    ACTS,
    MAX_ENTRIES,
    ORDERS,
    ReadingList,
    documents_of,
    parse_ids,
    share_query,
    share_url,
)
from archive.views.citing import citation_file, plain, site_url, telling_unknown_styles

View = Callable[..., HttpResponse]


def from_this_site(view: View) -> View:
    """Refuse forms of other sites by what browsers say of a request, which no page can forge.

    A token would set a cookie for every visitor who only reads. `Sec-Fetch-Site` is sent by every
    browser since 2023, `Origin` with every POST since 2020 (Fetch standard, sections 3.2 and 3.5).
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        fetch_site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
        is_ours = (
            fetch_site in {"same-origin", "none"}
            if fetch_site
            else not origin or urlsplit(origin).netloc == request.get_host()
        )
        if is_ours:
            return view(request, *args, **kwargs)
        return HttpResponseForbidden(_("A list is changed from this site alone."), content_type="text/plain")

    return csrf_exempt(guarded)


@require_safe
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """The reader's own list; with ?ids=… a copy of somebody's, which can only be read and taken over."""
    shared = "ids" in request.GET
    held = ReadingList(request.session)
    identifiers = parse_ids(request.GET["ids"]) if shared else held.identifiers
    documents = documents_of(identifiers)
    notes = {} if shared else {entry.identifier: entry.note for entry in held.entries}
    query = f"?{share_query(identifiers)}" if shared else ""
    context = {
        "rows": [(document, notes.get(document.identifier, "")) for document in documents],
        "gone": len(identifiers) - len(documents),
        "is_shared": shared,
        "held": held,
        "most": MAX_ENTRIES,
        "orders": [(name, label) for name, (label, _key) in ORDERS.items()],
        "formats": FORMATS,
        "styles": STYLES,
        "query": query,
        "identifiers": [document.identifier for document in documents],
        "share_url": share_url(identifiers, site_url(request)),
        "exports": [(each.label, reverse("list_export", args=[each.extension]) + query) for each in FORMATS],
    }
    return render(request, "archive/list.html", context)


@from_this_site
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """One change by the button that was pressed, then back to where it stands.

    With `Accept: application/json` what is to be said after it, for the script.
    """
    held, act = ReadingList(request.session), request.POST.get("act", "")
    if act not in ACTS:
        return plain(_("The list knows no such change."), status=400)
    identifiers = asked_identifiers(request, act)
    ACTS[act](held, identifiers, request.POST.get("note", ""))
    is_full = act == "add" and any(each not in held for each in identifiers)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"count": len(held), "said": said_of(held, is_full), "is_full": is_full})
    if is_full:
        messages.warning(request, said_of(held, is_full))
    return HttpResponseRedirect(way_back(request))


def asked_identifiers(request: HttpRequest, act: str) -> list[str]:
    """Those of the form; of published articles alone where they are to be added."""
    asked = parse_ids(" ".join(map(identifier_of, request.POST.getlist("id")[:MAX_ENTRIES])))
    if act != "add":
        return asked
    known = Document.objects.published().filter(identifier__in=asked)
    published = set(known.values_list("identifier", flat=True))
    return [each for each in asked if each in published]


def said_of(held: ReadingList, is_full: bool) -> str:
    if is_full:
        return _("The list is full: it holds at most %(most)s articles.") % {"most": MAX_ENTRIES}
    count = len(held)
    return ngettext("%(count)s article in your list.", "%(count)s articles in your list.", count) % {
        "count": count
    }


def way_back(request: HttpRequest) -> str:
    back = request.POST.get("next", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else reverse("list")


def asked_documents(request: HttpRequest) -> list[Document]:
    """Of ?ids=…, else of the reader's own list. Raises Http404 where there is none."""
    shared = request.GET.get("ids")
    identifiers = parse_ids(shared) if shared is not None else ReadingList(request.session).identifiers
    if not (documents := documents_of(identifiers)):
        raise Http404(_("The list is empty."))
    return documents


@require_safe
@never_cache
def export(request: HttpRequest, extension: str) -> HttpResponse:
    """/list/export.ris: all of the list as a file, in its order."""
    if (each := BY_EXTENSION.get(extension.lower())) is None:
        raise Http404(_("There is no such format."))
    address = site_url(request)
    return citation_file([build_record(document, address) for document in asked_documents(request)], each)


@require_safe
@never_cache
@telling_unknown_styles
def references(request: HttpRequest) -> HttpResponse:
    """The list as a bibliography in one style, to be printed or copied."""
    documents = asked_documents(request)
    style = find_style(request.GET.get("style", ""))
    address = site_url(request)
    context = {
        "references": reference_list((build_record(document, address) for document in documents), style),
        "style": style,
        "styles": STYLES,
        "ids": request.GET.get("ids", ""),
        "list_url": reverse("list")
        + (f"?{share_query(parse_ids(request.GET['ids']))}" if "ids" in request.GET else ""),
    }
    return render(request, "archive/list_references.html", context)
