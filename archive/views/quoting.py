"""A passage of an article quoted, with its citation: as a page, and for the script that copies it."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from archive.citation_styles import UnknownLanguageError, choice_of, describe_unknown
from archive.citations.styles import UnknownStyleError
from archive.context import site
from archive.models import Document
from archive.reading.quotations import PassageGoneError, Quotation, quote
from archive.views.articles import of_text
from archive.views.citing import in_chosen_style


@of_text
@in_chosen_style
def quotation(request: HttpRequest, document: Document, address: str) -> HttpResponse:
    """?at=…: the passage, the reference to it in all styles, its link. &format=json&style=mla: to be copied.

    404 with a kind word where the passage is no longer found.
    """
    is_for_copying = request.GET.get("format") == "json"
    try:
        choice = choice_of(request)
        quoted = quote(document, request.GET.get("at", ""), str(site(request)["site_url"]), choice)
    except PassageGoneError:
        quoted = None
    except (UnknownStyleError, UnknownLanguageError) as error:
        if not is_for_copying:
            raise
        return JsonResponse({"problem": describe_unknown(error)}, status=400)
    if is_for_copying:
        return _for_copying(quoted)
    context = {"document": document, "quotation": quoted, "citations": quoted and quoted.citations}
    return render(request, "archive/quotation.html", context, status=200 if quoted else 404)


def _for_copying(quoted: Quotation | None) -> JsonResponse:
    """{"plain", "html", "url"}, or {"problem"} for the script to show."""
    if quoted is None:
        problem = _("These words were not found in the text of the article.")
        return JsonResponse({"problem": problem}, status=404)
    return JsonResponse({"plain": quoted.plain(), "html": quoted.html(), "url": quoted.url})
