"""A passage of an article quoted, with its citation: as a page, and for the script that copies it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from archive.citations.styles import UnknownStyleError
from archive.context import site
from archive.models import Document
from archive.reading.quotations import PassageGoneError, Quotation, quote
from archive.views.articles import of_document
from archive.views.citing import describe_unknown_style


@of_document
def quotation(request: HttpRequest, document: Document, address: str) -> HttpResponse:
    """?at=…: the passage, the reference to it in all styles, its link. &format=json&style=mla: to be copied.

    404 with a kind word where the passage is no longer found.
    """
    try:
        quoted = quote(document, request.GET.get("at", ""), str(site(request)["site_url"]))
    except PassageGoneError:
        quoted = None
    status = 200 if quoted else 404
    if request.GET.get("format") == "json":
        return _for_copying(quoted, request.GET.get("style", ""))
    context = {"document": document, "quotation": quoted, "citations": quoted and quoted.citations}
    return render(request, "archive/quotation.html", context, status=status)


def _for_copying(quoted: Quotation | None, style: str) -> JsonResponse:
    """{"plain", "html", "url"}, or {"problem"} for the script to show."""
    if quoted is None:
        problem = _("These words were not found in the text of the article.")
        return JsonResponse({"problem": problem}, status=404)
    try:
        return JsonResponse({"plain": quoted.plain(style), "html": quoted.html(style), "url": quoted.url})
    except UnknownStyleError as error:
        return JsonResponse({"problem": describe_unknown_style(error)}, status=400)
