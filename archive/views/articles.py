"""An article, its pages, their images."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import partial, wraps
from typing import BinaryIO
from urllib.parse import urlencode

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.access import Access, Record, access
from archive.audiences import Audience
from archive.citation_builder import citing_context
from archive.citation_styles import kept_choice
from archive.context import SEARCH_URL, looks_of, site
from archive.forms import MAX_BACK, ReaderForm
from archive.identifiers import identifier_of
from archive.interop.signposting import signposted, signposted_part
from archive.models import Document, Page, Scan
from archive.reading.hits import hits_in, related_to
from archive.reading.page_labels import anchor_of, find_page, find_split_page, nearest_pages, page_url
from archive.reading.passages import find_address, give_addresses
from archive.reading.reader import Reader
from archive.reading.reading_text import TextBlock, compose, plain_text_of
from archive.reading.text_parts import part_links, part_with, parts_of
from archive.scans.article_pdf import (
    ArticlePdfError,
    PdfInTheMakingError,
    article_pdf,
    can_be_made,
    is_worth_offering,
)
from archive.scans.original_stores import store
from archive.scans.page_images import (
    WIDTHS,
    PageImageError,
    PageImagePutOffError,
    image_path,
    is_pictured,
    smaller_form,
    version_of,
)
from archive.scans.wholeness import DamagedOriginalError, MissingOriginalError, check_whole
from archive.spans import TextSpan
from archive.views.errors import busy
from archive.views.place import COOKIE as PLACE
from archive.views.place import keep_place
from archive.web.kept_answers import kept

logger = logging.getLogger(__name__)

PASSAGE = "#hit-1"  # where it begins
MAX_SCANS_OFFLINE = 60
MAX_PICTURES = 12  # of pages, beside an article; the others are asked for
MAX_OUTLINE = 60  # headings in the contents of an article
DocumentView = Callable[..., HttpResponseBase]


def of_document(view: DocumentView) -> DocumentView:
    """Give the view the document of the address. Drafts are for reviewers; withdrawn ones say so, 410."""

    @require_safe
    @wraps(view)
    def found(request: HttpRequest, address: str = "", identifier: str = "", **rest) -> HttpResponseBase:
        documents = Document.objects.for_reading()
        document = get_object_or_404(documents, identifier=identifier_of(address or identifier))
        record = access(request.user, document).record
        if record is Record.GONE:
            return render(request, "archive/withdrawn.html", {"document": document}, status=410)
        if record is Record.ABSENT:
            raise Http404(_("There is no such article."))
        return view(request, document, address or identifier, **rest)

    return found


def of_text(view: DocumentView) -> DocumentView:
    """`of_document` for what tells words or shows pages: to who may not read the text, that it is closed, 403."""

    @of_document
    @wraps(view)
    def readable(request: HttpRequest, document: Document, address: str, **rest) -> HttpResponseBase:
        if access(request.user, document).text:
            return view(request, document, address, **rest)
        return render(request, "archive/text_closed.html", {"document": document}, status=403)

    return readable


def results_left_by(request: HttpRequest) -> str:
    return results_left(request, ReaderForm(request.GET).values()["q"] or "")


def moved(request: HttpRequest, path: str, anchor: str = "") -> HttpResponse:
    """301 with the query kept, on to the passage of one. Not to be cached: a title may change and change back."""
    query = request.META.get("QUERY_STRING", "")
    anchor = PASSAGE if "at" in request.GET else anchor
    response = redirect(f"{path}?{query}{anchor}" if query else f"{path}{anchor}", permanent=True)
    response["Cache-Control"] = "no-cache"
    return response


@kept(results_left_by)
@of_document
@signposted
def document(request: HttpRequest, document: Document, address: str) -> HttpResponse:
    if address != document.address:
        return moved(request, document.get_absolute_url())
    before, after = Document.objects.neighbours_of(document)
    seen = access(request.user, document)
    asked = ReaderForm(request.GET).values()
    text = article_text(document, asked)
    context = text | {
        "document": document,
        "back": asked["back"] or results_left(request, asked["q"] or ""),
        "scans": [scan for scan in scans_of(document) if seen.original(scan)],
        "holds_back": held_back(document, seen),
        "may_read": seen.text,
        "outline": outline_of(document, text["parts"], text["part"]),
        "has_own_pdf": is_worth_offering(document, seen),
        "offers_scans": offers_scans(document.pages.all()),
        "related": related_to(document),
        "cited_by": Document.objects.citing(document).for_listing(),
        "before": before,
        "after": after,
    }
    context |= citing_context(document, site(request)["site_url"], choice=kept_choice(request))
    return render(request, "archive/document.html", context)


def article_text(document: Document, asked: dict) -> dict[str, object]:
    """The text, or of a long one the part asked for, else that with the passage of ?at= or the first match of ?q=.

    The passage is marked, else the matches; counts of these by page.
    """
    pages, at, query = list(document.pages.all()), asked["at"] or "", asked["q"] or ""
    passage = find_address(pages, at) if at else []
    hits = hits_in(document, query)
    marks = passage or hits.spans
    parts = parts_of(pages)
    opening = part_with(parts, marks[0].sequence if marks else None)
    number = min(asked["part"] or opening, len(parts))
    part = parts[number - 1]
    counts = hits.per_page()
    counted = [(page, counts[page.sequence]) for page in pages]
    of_part = [(page, counts[page.sequence]) for page in part]
    shown = shown_at_once(counted if hits else of_part)
    return {
        "blocks": blocks_of(document, part, marks),
        "pages": counted,
        "pages_shown": shown,
        "pages_left": [row for row in of_part if row not in shown],
        "parts": parts,
        "part": number,
        "part_links": part_links(parts, number, counts) if len(parts) > 1 else [],
        "opening_part": opening,
        "is_unread": not any(page.text for page in pages),
        "hits": hits,
        "query": query,
        "at": at,
        "passage": passage,
    }


def blocks_of(document: Document, part: list[Page], marks: list[TextSpan]) -> list[TextBlock]:
    """The text of some pages of the document that follow each other, as all of it would be shown."""
    if not part:
        return []
    first, last = part[0].sequence, part[-1].sequence
    sequences = {page.pk: page.sequence for page in document.pages.all()}
    sections = list(document.sections.all())
    before = [section for section in sections if sequences[section.page_id] < first]
    here = [span for span in marks if first <= span.sequence <= last]
    blocks = compose(part, sections, here, shown_apart(document), opened=before[-1] if before else None)
    give_addresses(blocks, [page for page in document.pages.all() if first - 1 <= page.sequence <= last + 1])
    return blocks


def shown_at_once(pages: list[tuple[Page, int]]) -> list[tuple[Page, int]]:
    """Of (page, matches) those whose picture stands on the article page; of many those with matches, else the first."""
    if len(pages) <= MAX_PICTURES:
        return pages
    return ([row for row in pages if row[1]] or pages)[:MAX_PICTURES]


def shown_apart(document: Document) -> set[str]:
    """Kinds of sections that the article page shows in a form of their own, not as running text."""
    apart = {"front": document.title, "abstract": document.abstract, "references": document.references.all()}
    return {kind for kind, is_shown in apart.items() if is_shown}


def outline_of(document: Document, parts: list[list[Page]], part: int) -> list[dict[str, object]]:
    """The sections with a heading that stand in the text, each with its page and the part of the text it is in.

    Where they are very many, those of the part shown and, as far as there is room, those of the highest levels.
    """
    pages = {page.pk: page for page in document.pages.all()}
    part_of = {page.pk: number for number, some in enumerate(parts, 1) for page in some}
    apart = shown_apart(document)
    entries = [
        {
            "section": section,
            "page": pages[section.page_id],
            "label": pages[section.page_id].cited_label_at(section.offset),
            "part": part_of[section.page_id],
        }
        for section in document.sections.all()
        if section.heading and section.kind not in apart
    ]
    if len(entries) <= MAX_OUTLINE:
        return entries
    wanted = sorted(entries, key=lambda entry: (entry["part"] != part, entry["section"].level))
    kept = {entry["section"].pk for entry in wanted[:MAX_OUTLINE]}
    return [entry for entry in entries if entry["section"].pk in kept]


def scans_of(document: Document) -> list[Scan]:
    """The originals of the document, in the order of its pages, each once."""
    return list({page.scan_id: page.scan for page in document.pages.all()}.values())


def offers_scans(pages: Collection[Page]) -> bool:
    """Whether the copy for reading offline may have scans; of a long article it is text alone."""
    return len(pages) <= MAX_SCANS_OFFLINE and any(map(is_pictured, pages))


def held_back(document: Document, seen: Access) -> dict[str, bool]:
    """What of the scans readers do not get, for the articles that stand beside this one."""
    images = [seen.image(page) for page in document.pages.all()]
    return {
        "originals": not all(seen.original(scan) for scan in scans_of(document)),
        "images": any(image.is_withheld for image in images),
        "parts": any(image.mask for image in images),
    }


@kept(results_left_by)
@of_text
@signposted_part
def page(request: HttpRequest, document: Document, address: str, label: str) -> HttpResponse:
    pages = document.pages.all()
    page = find_page(pages, label) or find_split_page(pages, label)
    if page is None:
        return passage_elsewhere(request, document) or no_such_page(request, document, label)
    if (address, label) != (document.address, page.address):
        return moved(request, page_url(document, page), anchor_of(page, label))
    asked = ReaderForm(request.GET).values()
    asked["back"] = asked["back"] or results_left(request, asked["q"] or "")
    usual_view = "text" if looks_of(request)["scans"] else "both"
    reader = Reader(document, page, asked, access(request.user, document).image(page), usual_view)
    context = {"document": document, "page": page, "reader": reader, "pages": pages}
    context["keeps_place"] = bool(request.COOKIES.get(PLACE))
    context |= citing_context(document, site(request)["site_url"], page, kept_choice(request))
    response = render(request, "archive/page.html", context)
    if context["keeps_place"] and access(None, document).is_open:
        keep_place(request, response, page)
    return response


def results_left(request: HttpRequest, q: str) -> str:
    """The query string of the results page that a reader of this query has just left, "" if none was.

    It is more than the query where the results were filtered, sorted or turned over.
    """
    results = f"{request.scheme}://{request.get_host()}{SEARCH_URL}?"
    referrer = request.headers.get("Referer", "")
    left = referrer.removeprefix(results) if referrer.startswith(results) else ""
    is_filtered = left != urlencode({"q": q}) and QueryDict(left).get("q") == q
    return left if is_filtered and len(left) <= MAX_BACK else ""


def passage_elsewhere(request: HttpRequest, document: Document) -> HttpResponse | None:
    """A link to a passage outlives the label of its page: on to the page where the passage stands now."""
    pages = document.pages.all()
    if not (passage := find_address(pages, request.GET.get("at", ""))):
        return None
    page = next(page for page in pages if page.sequence == passage[0].sequence)
    return redirect(f"{page_url(document, page)}?{request.GET.urlencode()}{PASSAGE}")


@of_text
def go_to_page(request: HttpRequest, document: Document, address: str) -> HttpResponse:
    """The form "go to page": the label as typed becomes the address of the page, with the query kept."""
    parameters = request.GET.copy()
    label = parameters.pop("label", [""])[-1]
    page = find_page(document.pages.all(), label)
    if page is None:
        return no_such_page(request, document, label)
    query = parameters.urlencode()
    return redirect(page_url(document, page) + (f"?{query}" if query else "") + anchor_of(page, label))


def no_such_page(request: HttpRequest, document: Document, label: str) -> HttpResponse:
    """404 with the nearest pages; the ways on keep the query."""
    kept = request.GET.copy()
    kept.pop("label", None)
    context = {
        "document": document,
        "label": label[:30],
        "nearest": nearest_pages(document.pages.all(), label),
        "kept": kept,
    }
    return render(request, "archive/no_such_page.html", context, status=404)


@require_safe
def page_image(request: HttpRequest, identifier: str, label: str, width: int) -> HttpResponseBase:
    """Renewed whenever the cache that keeps it asks: a withdrawal takes effect at once. ?v= of another version is refused."""
    pages = Page.objects.select_related("scan", "document").defer("words", "raw_text", "text")
    page = get_object_or_404(pages, document__identifier=identifier.lower(), address=label)
    seen = access(request.user, page.document).image(page)
    version = version_of(page, seen)
    if width not in WIDTHS or request.GET.get("v", version) != version:
        raise Http404
    try:
        path, media_type = smaller_form(image_path(page, width, seen), request.headers.get("Accept", ""))
    except PageImagePutOffError as error:
        logger.warning("no image yet: %s", error)
        return busy(request)
    except PageImageError as error:
        raise Http404(str(error)) from error
    response = renewable(
        request,
        access(request.user, page.document),
        f"{version}-{width}-{media_type}",
        lambda: FileResponse(path.open("rb"), content_type=media_type),
    )
    response["Vary"] = "Accept"
    return response


def renewable(
    request: HttpRequest, seen: Access, version: str, answer: Callable[[], HttpResponseBase]
) -> HttpResponseBase:
    """The answer; caches may keep it, and ask each time whether it is still so: 304 where it is."""
    etag = quote_etag(version)
    response = get_conditional_response(request, etag=etag) or answer()
    is_everyones = not seen.reviews and seen.audience is Audience.EVERYONE
    response["Cache-Control"] = "public, no-cache" if is_everyones else "private, no-cache"
    response["ETag"] = etag
    return response


@dataclass(frozen=True, slots=True)
class Download:
    open: Callable[[], BinaryIO]
    version: str  # the same for the same bytes
    size: int
    name: str
    media_type: str


def downloaded(request: HttpRequest, file: Download, seen: Access) -> HttpResponseBase:
    """A file of others, named by what is in it, for saving: a browser runs nothing of it."""

    def answer() -> HttpResponseBase:
        response = FileResponse(
            file.open(), as_attachment=True, filename=file.name, content_type=file.media_type
        )
        response["Content-Length"] = str(file.size)
        response["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return response

    return renewable(request, seen, file.version, answer)


@of_text
@signposted_part
def original(request: HttpRequest, document: Document, address: str) -> HttpResponseBase:
    """The file the article was read from, byte for byte: ?n=2 for the second one of several.

    403 where another text stands in it that the reader may not have; 503 where it is damaged.
    """
    scans, seen = scans_of(document), access(request.user, document)
    number = request.GET.get("n", "1")
    if not number.isdecimal() or not 0 < int(number) <= len(scans):
        raise Http404(_("This article has no such original."))
    scan = scans[int(number) - 1]
    if not seen.original(scan):
        context = {"document": document, "has_own_pdf": can_be_made(document, seen)}
        return render(request, "archive/original_held_back.html", context, status=403)
    try:
        check_whole(scan)
    except MissingOriginalError as error:
        logger.error("no original: %s", error)
        raise Http404(
            _("The original file is not in its place. The archive's staff can restore it.")
        ) from error
    except DamagedOriginalError as error:
        logger.error("no original: %s", error)
        response = render(request, "archive/original_damaged.html", {"document": document}, status=503)
        response["Cache-Control"] = "no-store"
        return response
    opened = partial(store().open, scan.sha256)
    file = Download(opened, scan.sha256, scan.size, scan.original_name, scan.media_type)
    return downloaded(request, file, seen)


@of_text
@signposted_part
def pdf_of_article(request: HttpRequest, document: Document, address: str) -> HttpResponseBase:
    """The article's pages alone, cut out of the original. 202 while a long one is made: a browser asks again."""
    seen = access(request.user, document)
    try:
        path = article_pdf(document, seen)
    except PdfInTheMakingError as progress:
        context = {"document": document, "progress": progress}
        response = render(request, "archive/pdf_in_the_making.html", context, status=202)
        response["Refresh"] = response["Retry-After"] = "1"
        response["Cache-Control"] = "no-store"
        return response
    except PageImagePutOffError as error:
        logger.warning("no PDF yet: %s", error)
        return busy(request)
    except ArticlePdfError as error:
        logger.warning("no PDF: %s", error)
        raise Http404(_("There is no PDF of this article alone.")) from error
    opened, size = partial(path.open, "rb"), path.stat().st_size
    file = Download(opened, path.stem, size, f"{document.address}.pdf", "application/pdf")
    return downloaded(request, file, seen)


@of_text
@signposted_part
def plain_text(request: HttpRequest, document: Document, address: str) -> HttpResponse:
    """The reading text; the label of each page stands in brackets where the page starts. ?p=269: of that page."""
    pages, label = document.pages.all(), request.GET.get("p", "")
    if label:
        pages = [page for page in (find_page(pages, label),) if page]
        if not pages:
            return no_such_page(request, document, label)
    blocks = compose(pages, document.sections.all())
    context = {"document": document, "paragraphs": [plain_text_of(block) for block in blocks]}
    response = render(request, "archive/document.txt", context, content_type="text/plain; charset=utf-8")
    part = f"-p{pages[0].address}" if label else ""
    name = f"{document.address}{part}.txt"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response
