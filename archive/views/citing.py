"""Citations of articles: as files, and on a page of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
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
    seen_today,
    with_access_date,
    with_page_labels,
)
from archive.citation_styles import (
    USUAL,
    StyleChoice,
    UnknownLanguageError,
    choice_of,
    describe_unknown,
    keep_choice,
)
from archive.citations.formats import (
    BY_EXTENSION,
    BY_KEY,
    FORMATS,
    STYLED_BY_EXTENSION,
    STYLED_BY_KEY,
    STYLED_FORMATS,
    FileFormat,
    Format,
    StyledFormat,
)
from archive.citations.manuscript import Manuscript, bibliography_of
from archive.citations.record import CitationRecord
from archive.citations.styles import Style, UnknownStyleError
from archive.context import site
from archive.forms import CiteForm
from archive.identifiers import identifier_of
from archive.models import Document
from archive.reading.page_labels import find_page
from archive.views.style_search import style_page

MAX_AT_ONCE = 500


def in_chosen_style(view: Callable[..., Any]) -> Callable[..., Any]:
    """Remember the style that is asked for; answer 400, with those that there are, where there is no such style."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        try:
            response = view(request, *args, **kwargs)
        except (UnknownStyleError, UnknownLanguageError) as error:
            return unknown_style_page(request, error)
        if response.status_code == HTTPStatus.OK:
            keep_choice(request, response)
        return response

    return answered


def unknown_style_page(request: HttpRequest, error: UnknownStyleError | UnknownLanguageError) -> HttpResponse:
    """For people with a search for another, for programs as plain text."""
    if "text/html" in request.headers.get("Accept", "") and isinstance(error, UnknownStyleError):
        return style_page(request, unknown=str(error.args[0])[:60])
    return plain(describe_unknown(error), status=400)


@require_safe
@in_chosen_style
def export(request: HttpRequest, identifier: str, extension: str) -> HttpResponse:
    """The citation of an article as a file; ?page=269 adds the page as a note, ?style=mla sets a reference."""
    each = format_of(extension)
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
    return citation_file([record], each, asked_style(request))


@require_safe
@in_chosen_style
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
    choice = choice_of(request)
    label = (asked["p"] or "").strip() if len(chosen) == 1 else ""
    try:
        locator = asked_locator(chosen[0], label)
    except UnknownPageError as error:
        return article_page(request, chosen[0], asked | {"p": ""}, problem=str(error))
    records = [build_record(document, site_url(request)).with_locator(locator) for document in chosen]
    if key := request.GET.get("format"):
        every = BY_KEY | STYLED_BY_KEY
        if key not in every:
            return plain(_("There is no such format. These are: %s.") % ", ".join(every), status=400)
        return citation_file(records, every[key], choice.single)
    if len(chosen) == 1:
        return article_page(request, chosen[0], asked)
    return references_page(request, chosen, records, choice)


def references_page(
    request: HttpRequest, documents: list[Document], records: list[CitationRecord], choice: StyleChoice
) -> HttpResponse:
    """A list of references in one style."""
    style = choice.single
    context = {
        "references": reference_list(records, style),
        "style": style,
        "choice": choice,
        "formats": (*STYLED_FORMATS, *FORMATS),
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
    choice = choice_of(request)
    box = citation_box(document, site_url(request), page, cited=label, dating=dating, choice=choice)
    context = {"document": document, "citations": box, "problem": problem}
    return render(request, "archive/cite.html", context, status=404 if problem else 200)


def format_of(extension: str) -> FileFormat | None:
    """Of data or of references in a style."""
    return BY_EXTENSION.get(extension.lower()) or STYLED_BY_EXTENSION.get(extension.lower())


def citation_file(
    records: list[CitationRecord], each: FileFormat, style: Style | None = None, title: str = ""
) -> HttpResponse:
    """As data; in a styled format as a bibliography under `title`, in the style or in the first."""
    if isinstance(each, StyledFormat):
        chosen = style or USUAL.single
        manuscript = bibliography_of(seen_today(records, chosen), chosen, title or _("References"))
        return manuscript_file(manuscript, each, file_name(records, each))
    assert isinstance(each, Format)  # noqa: S101  (there are no other kinds)
    return _download("".join(each.write(records)), each, file_name(records, each))


def styled_exports(view: str, *arguments: object) -> list[tuple[str, str]]:
    """For the buttons of a form that asks for a style: label and address of each styled format."""
    return [(each.label, reverse(view, args=[*arguments, each.extension])) for each in STYLED_FORMATS]


def manuscript_file(manuscript: Manuscript, each: StyledFormat, name: str) -> HttpResponse:
    return _download(each.write(manuscript), each, name)


def _download(content: str | bytes, each: FileFormat, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=each.content_type)
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def asked_style(request: HttpRequest) -> Style:
    """The one style of a list of references. Raises UnknownStyleError and UnknownLanguageError."""
    return choice_of(request).single


def asked_locator(document: Document, asked: str) -> str:
    return find_locator(document, asked[:60]) if asked.strip() else ""


def site_url(request: HttpRequest) -> str:
    return str(site(request)["site_url"])


def describe_formats() -> str:
    """ ".bib (BibTeX), .ris (RIS)"."""
    return ", ".join(f".{each.extension} ({each.label})" for each in (*FORMATS, *STYLED_FORMATS))


def plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(f"{text}\n", content_type="text/plain; charset=utf-8", status=status)
