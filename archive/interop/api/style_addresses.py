"""The API's addresses for references in any style, and for the styles that there are."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from archive.citation_builder import (
    UnknownPageError,
    build_record,
    find_locator,
    reference_list,
    with_page_labels,
)
from archive.citation_styles import UnknownLanguageError, describe_unknown, find, in_terms, published_names
from archive.citations.csl.style_heads import StyleHead
from archive.citations.styles import UnknownStyleError
from archive.interop.answers import problem, site_url
from archive.interop.api.catalogue import AFTER, IDENTIFIER, found_document, no_such_place
from archive.interop.api.endpoints import LIMIT, Endpoint, Json, Parameter, listed
from archive.models import Document


def reference(
    request: HttpRequest, *, identifier: str, style: str, language: str, page: str
) -> Json | HttpResponse:
    row = found_document(with_page_labels(Document.objects.for_citing()), identifier)
    if isinstance(row, HttpResponse):
        return row
    try:
        chosen = in_terms(find(style), language)
        locator = find_locator(row, page) if page else ""
    except (UnknownStyleError, UnknownLanguageError) as error:
        return problem(404, describe_unknown(error))
    except UnknownPageError as error:
        return problem(404, str(error))
    record = build_record(row, site_url(request)).with_locator(locator)
    shown = reference_list([record], chosen)[0]
    return {
        "style": shown.key,
        "label": shown.label,
        "text": shown.plain,
        "html": shown.html,
        "in_text": shown.forms[0].plain,
        "in_text_html": shown.forms[0].html,
        "is_note": shown.is_note,
    }


def styles(request: HttpRequest, *, q: str, field: str, after: str | None, limit: int) -> Json | HttpResponse:
    found = published_names().found(q, field)
    names = [head.name for head in found]
    if after and after not in names:
        return no_such_place()
    start = names.index(after) + 1 if after else 0
    return listed(request, found[start : start + limit + 1], len(found), limit, "name", _shown)


def _shown(head: StyleHead) -> Json:
    return {
        "name": head.name,
        "title": head.title,
        "parent": head.parent or None,
        "language": head.language or None,
        "format": head.format or None,
        "fields": list(head.fields),
    }


ENDPOINTS = (
    Endpoint(
        "documents/{identifier}/reference",
        "getReference",
        _("The reference to an article in a style, and the form for the text"),
        reference,
        "Reference",
        (IDENTIFIER,),
        (
            Parameter("style", _("Name of a style of CSL, such as mla or nature."), default=""),
            Parameter(
                "language", _("Language of its terms, such as es; without it the style's own."), default=""
            ),
            Parameter("page", _("Page or pages cited, as printed: 268 or 268-269."), default=""),
        ),
        (404, 410),
    ),
    Endpoint(
        "styles",
        "listStyles",
        _("Styles of references, by words of their names or by discipline"),
        styles,
        "Styles",
        parameters=(
            Parameter("q", _("Words of the name or their beginnings, or an ISSN."), default=""),
            Parameter("field", _("A discipline, as CSL calls it: history."), default=""),
            AFTER,
            LIMIT,
        ),
        errors=(404,),
        example="styles?q=nature",
    ),
)
