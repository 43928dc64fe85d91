"""Citations of articles: as files, and on a page of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.access import Record, access
from archive.citation_builder import (
    ACCESS_DATE_OPTIONS,
    ALWAYS,
    AS_STYLED,
    UnknownPageError,
    build_record,
    citation_box,
    file_name,
    find_locator,
    in_asked_order,
    reference_list,
    with_access_date,
    with_page_labels,
)
from archive.citations.formats import BY_EXTENSION, BY_KEY, FORMATS, Format
from archive.citations.record import CitationRecord
from archive.citations.styles import FIRST_STYLES, STYLES, Style, UnknownStyleError, find_style
from archive.context import site
from archive.forms import CiteForm
from archive.identifiers import identifier_of
from archive.models import Document
from archive.reading.page_labels import find_page

MAX_AT_ONCE = 500


def describe_unknown_style(error: UnknownStyleError) -> str:
    styles = ", ".join(f"{style.key} ({style.label})" for style in STYLES)
    return _("There is no style “%(style)s”. These are: %(styles)s.") % {
        "style": str(error.args[0])[:60],
        "styles": styles,
    }


def telling_unknown_styles(view: Callable[..., Any]) -> Callable[..., Any]:
    """Answer 400, with the styles that there are, where the view asks for another."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            return view(request, *args, **kwargs)
        except UnknownStyleError as error:
            return plain(describe_unknown_style(error), status=400)

    return answered


@require_safe
def export(request: HttpRequest, identifier: str, extension: str) -> HttpResponse:
    """The citation of an article as a file; ?page=269 adds the page as a note."""
    each = BY_EXTENSION.get(extension.lower())
    if each is None:
        return plain(_("Citations are written as %s.") % describe_formats(), status=404)
    documents = with_page_labels(Document.objects.for_citing())
    document = get_object_or_404(documents, identifier=identifier_of(identifier))
    allowed = access(request.user, document).record
    if allowed is Record.GONE:
        return plain(_("This article has been withdrawn: %s") % document.why_withdrawn, status=410)
    if allowed is Record.ABSENT:
        raise Http404(_("There is no such article."))
    record = build_record(document, site_url(request))
    try:
        record = record.with_locator(asked_locator(document, request.GET.get("page", "")))
    except UnknownPageError as error:
        return plain(str(error), status=404)
    if request.GET.get("accessed") == ALWAYS:
        record = with_access_date(record)
    return citation_file([record], each)


@require_safe
@telling_unknown_styles
def cite(request: HttpRequest) -> HttpResponse:
    """?id=…&p=268: how to cite an article or pages of it; several ids make a list of references.

    &dating=always or never decides on the day of access.

    &format=ris gives the same as a file.
    """
    identifiers = [identifier_of(each) for each in request.GET.getlist("id") if each][:MAX_AT_ONCE]
    documents = with_page_labels(Document.objects.visible_to(request.user).for_citing())
    chosen = in_asked_order(documents.filter(identifier__in=identifiers), identifiers)
    if not chosen:
        raise Http404(_("Which article is to be cited? The address names none that the archive has."))
    asked = CiteForm(request.GET).values()
    style = find_style(request.GET.get("style", ""))
    label = (asked["p"] or "").strip() if len(chosen) == 1 else ""
    try:
        locator = asked_locator(chosen[0], label)
    except UnknownPageError as error:
        return article_page(request, chosen[0], asked | {"p": ""}, problem=str(error))
    records = [build_record(document, site_url(request)).with_locator(locator) for document in chosen]
    if key := request.GET.get("format"):
        if key not in BY_KEY:
            return plain(_("There is no such format. These are: %s.") % ", ".join(BY_KEY), status=400)
        return citation_file(records, BY_KEY[key])
    if len(chosen) == 1:
        return article_page(request, chosen[0], asked)
    return references_page(request, chosen, records, style)


def references_page(
    request: HttpRequest, documents: list[Document], records: list[CitationRecord], style: Style
) -> HttpResponse:
    """A list of references in one style."""
    context = {
        "references": reference_list(records, style),
        "style": style,
        "styles": STYLES,
        "formats": FORMATS,
        "identifiers": [document.identifier for document in documents],
    }
    return render(request, "archive/cite_list.html", context)


def article_page(
    request: HttpRequest, document: Document, asked: dict[str, Any], problem: str = ""
) -> HttpResponse:
    """The styles shown first, or the one asked for, and all formats of one article; with `problem`, why the page asked
    for cannot be cited."""
    label = (asked["p"] or "").strip()
    page = find_page(document.pages.all(), label) if label else None
    dating = asked["dating"] if asked["dating"] in ACCESS_DATE_OPTIONS else AS_STYLED
    asked_style = request.GET.get("style", "")
    styles = (find_style(asked_style),) if asked_style else FIRST_STYLES
    box = citation_box(document, site_url(request), page, cited=label, dating=dating, styles=styles)
    context = {"document": document, "citations": box, "problem": problem}
    return render(request, "archive/cite.html", context, status=404 if problem else 200)


def citation_file(records: list[CitationRecord], each: Format) -> HttpResponse:
    response = HttpResponse("".join(each.write(records)), content_type=each.content_type)
    response["Content-Disposition"] = content_disposition_header(True, file_name(records, each))
    response["X-Content-Type-Options"] = "nosniff"
    return response


def asked_locator(document: Document, asked: str) -> str:
    return find_locator(document, asked[:60]) if asked.strip() else ""


def site_url(request: HttpRequest) -> str:
    return str(site(request)["site_url"])


def describe_formats() -> str:
    """ ".bib (BibTeX), .ris (RIS)"."""
    return ", ".join(f".{each.extension} ({each.label})" for each in FORMATS)


def plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=status)
