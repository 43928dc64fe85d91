"""Permanent identifiers: where an article's address no longer finds it, lead on or say why."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponsePermanentRedirect
from django.shortcuts import render

from archive.identifiers import LENGTH, identifier_of, is_identifier, possible_identifiers
from archive.models import Document

View = Callable[..., HttpResponseBase]


def resolvable(view: View) -> View:
    """A view of an article, whose `address` or `identifier` may be of one merged into another, or mistyped.

    Only what the view does not find (404) or finds withdrawn (410) costs a further query.
    """

    @wraps(view)
    def resolved(request: HttpRequest, **arguments) -> HttpResponseBase:
        try:
            response = view(request, **arguments)
        except Http404:
            address = arguments.get("address") or arguments["identifier"]
            if (answer := mistyped(request, address)) is None:
                raise
            return answer
        if response.status_code != 410:
            return response
        return moved_on(request, arguments.get("address") or arguments["identifier"]) or response

    return resolved


def moved_on(request: HttpRequest, address: str) -> HttpResponse | None:
    """301 to the same part of the article that this one was merged into."""
    # Nothing of it is shown but the way to the other, and that only where this one is published.
    merged = Document.objects.filter(  # nosemgrep: articles-without-access
        identifier=identifier_of(address), state="withdrawn"
    )
    kept = Document.objects.published().filter(merged__in=merged).first()
    if kept is None:
        return None
    part = request.path.partition(f"/d/{address}")[2]  # "/", "/p/269/", ".bib"
    path = kept.get_absolute_url() if part in ("", "/") else f"/d/{kept.identifier}{part}"
    query = request.META.get("QUERY_STRING", "")
    response = HttpResponsePermanentRedirect(f"{path}?{query}" if query else path)
    response["Cache-Control"] = "no-cache"  # a merge may be undone
    return response


def mistyped(request: HttpRequest, address: str) -> HttpResponse | None:
    """404 with the articles that may be meant, where the check character shows that the address is wrong."""
    wanted = identifier_of(address)
    if is_identifier(wanted):
        return None
    meant = Document.objects.published().for_listing().filter(identifier__in=possible_identifiers(wanted))
    context = {"wanted": wanted[:30], "meant": meant, "length": LENGTH}
    return render(request, "archive/interop/mistyped.html", context, status=404)
