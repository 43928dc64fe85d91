"""The words of a page as annotations, and IIIF Content Search 2.0 (https://iiif.io/api/search/2.0/)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseBase
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from archive.interop.answers import for_machines, known, of_published, problem, site_url
from archive.interop.iiif import (
    PRESENTATION,
    Json,
    canvas_id,
    canvas_size,
    fragment,
    has_boxes,
    iiif_answer,
    measured,
    text_id,
)
from archive.models import Document, Page
from archive.reading.hits import hits_in
from archive.scans.page_layer import hit_boxes
from archive.spans import TextSpan

SEARCH = "http://iiif.io/api/search/2/context.json"
HITS_AT_ONCE = 100
MAX_QUERY_LENGTH = 1000
AROUND = 60  # characters before and behind a hit
TERMS = 20
IGNORED = ("motivation", "date", "user")  # parameters of the protocol that have no meaning here


# ------------------------------------------------------------------ the text of a page
@for_machines
@of_published(lambda: Document.objects.for_reading(), with_text=True)
@measured
def canvas_text(request: HttpRequest, document: Document, sequence: int) -> HttpResponseBase:
    """The printed lines, each in its place; the whole text where the places are not known."""
    page = document.pages.filter(sequence=sequence).select_related("scan").first()
    if page is None:
        return problem(404, _("This article has no such page."))
    site = site_url(request)
    canvas, own = canvas_id(site, document, sequence), text_id(site, document, sequence)
    lines = _lines(document, page) if has_boxes(page) else [(page.text, "")] if page.text else []
    items = [
        _annotation(f"{own}#{number}", canvas, place, text, document.language)
        for number, (text, place) in enumerate(lines, 1)
    ]
    data = {"@context": PRESENTATION, "id": own, "type": "AnnotationPage", "items": items}
    return iiif_answer(request, data)


def _lines(document: Document, page: Page) -> Iterator[tuple[str, str]]:
    """(text of a printed line, its place on the canvas)."""
    wide, _high = canvas_size(document, page)
    for line in page.words:
        if line:
            left, top = min(word[2] for word in line), min(word[3] for word in line)
            right = max(word[2] + word[4] for word in line)
            bottom = max(word[3] + word[5] for word in line)
            text = page.text[int(line[0][0]) : int(line[-1][1])]
            yield text, fragment(page, wide, left, top, right - left, bottom - top)


def _annotation(own: str, canvas: str, place: str, text: str, language: str) -> Json:
    body = known({"type": "TextualBody", "value": text, "format": "text/plain", "language": language or None})
    return {
        "id": own,
        "type": "Annotation",
        "motivation": "supplementing",
        "body": body,
        "target": f"{canvas}#{place}" if place else canvas,
    }


# ------------------------------------------------------------------ content search
@dataclass(frozen=True, slots=True)
class Match:
    """A hit as far as it stands on one page, with its places on the canvas: none where they are not known."""

    span: TextSpan
    page: Page
    places: Sequence[str]

    @property
    def exact(self) -> str:
        return self.page.text[self.span.start : self.span.end]

    @property
    def before(self) -> str:
        return self.page.text[max(0, self.span.start - AROUND) : self.span.start]

    @property
    def after(self) -> str:
        return self.page.text[self.span.end : self.span.end + AROUND]


@dataclass(frozen=True, slots=True)
class HitPage:
    """Some of the hits of a question, as many as are told at once."""

    address: str  # without the query
    query: str
    number: int  # from 1
    total: int  # hits, of all pages
    matches: Sequence[Match]
    ignored: Sequence[str]

    @property
    def id(self) -> str:
        """With the query: hits of two searches differ."""
        return self.id_of(self.number)

    @property
    def last(self) -> int:
        return -(-self.total // HITS_AT_ONCE)

    @property
    def start(self) -> int:
        return (self.number - 1) * HITS_AT_ONCE

    def id_of(self, number: int) -> str:
        return _address(self.address, self.query, number)


Answer = Callable[[HttpRequest, Document, HitPage], HttpResponseBase]


def content_search(answer: Answer) -> Callable[..., HttpResponseBase]:
    """The view ?q=…: the same hits as on the results page and in the reader, with the boxes of their words."""

    @for_machines
    @of_published(lambda: Document.objects.for_reading(), with_text=True)
    @measured
    def found(request: HttpRequest, document: Document) -> HttpResponseBase:
        number = request.GET.get("page", "1")
        if not re.fullmatch("[1-9][0-9]{0,6}", number):
            return problem(400, _("There is no such page of hits."))
        return answer(request, document, _page_of_hits(request, document, int(number)))

    return found


def _page_of_hits(request: HttpRequest, document: Document, number: int) -> HitPage:
    query = _asked(request)
    hits = hits_in(document, query)
    first = (number - 1) * HITS_AT_ONCE
    wanted = range(first + 1, min(first + HITS_AT_ONCE, len(hits)) + 1)
    spans = [span for span in hits.spans if span.hit in wanted]
    return HitPage(
        address=site_url(request) + request.path,
        query=query,
        number=number,
        total=len(hits),
        matches=_matches(document, spans),
        ignored=_ignored(request),
    )


def _matches(document: Document, spans: Sequence[TextSpan]) -> list[Match]:
    sequences = {span.sequence for span in spans}
    rows = document.pages.filter(sequence__in=sequences).select_related("scan").defer("raw_text")
    pages = {page.sequence: page for page in rows}
    widths = {page.sequence: canvas_size(document, page)[0] for page in rows}
    return [
        Match(span, pages[span.sequence], _places(pages[span.sequence], span, widths[span.sequence]))
        for span in spans
    ]


def _places(page: Page, span: TextSpan, canvas_width: int) -> list[str]:
    boxes = hit_boxes(page.words, [span]) if has_boxes(page) else []
    return [fragment(page, canvas_width, box.x, box.y, box.width, box.height) for box in boxes]


def _asked(request: HttpRequest) -> str:
    return re.sub(r"[\x00\ud800-\udfff]", "", request.GET.get("q", ""))[:MAX_QUERY_LENGTH].strip()


def _ignored(request: HttpRequest) -> list[str]:
    return [name for name in IGNORED if name in request.GET]


def _address(address: str, query: str, number: int) -> str:
    parameters = {"q": query} | ({"page": number} if number > 1 else {})
    return f"{address}?{urlencode(parameters)}"


@content_search
def search(request: HttpRequest, document: Document, hits: HitPage) -> HttpResponseBase:
    items, contexts = _found(document, hits, site_url(request))
    return iiif_answer(
        request,
        {
            "@context": SEARCH,
            "id": hits.id,
            "type": "AnnotationPage",
            "ignored": hits.ignored,
            "items": items,
            "annotations": [{"type": "AnnotationPage", "items": contexts}] if contexts else [],
            **_paging(hits),
        },
        SEARCH,
    )


def _paging(hits: HitPage) -> Json:
    """Only where one page does not hold all hits."""
    if hits.total <= HITS_AT_ONCE:
        return {}

    def page(at: int) -> Json:
        return {"id": hits.id_of(at), "type": "AnnotationPage"}

    return known(
        {
            "startIndex": hits.start,
            "next": page(hits.number + 1) if hits.number < hits.last else None,
            "prev": page(hits.number - 1) if hits.number > 1 else None,
            "partOf": {
                "id": f"{hits.id_of(1)}#all",
                "type": "AnnotationCollection",
                "total": hits.total,
                "first": page(1),
                "last": page(hits.last),
            },
        }
    )


def _found(document: Document, hits: HitPage, site: str) -> tuple[list[Json], list[Json]]:
    """An annotation for each line that a hit touches, and for each hit its words and those around it."""
    items: list[Json] = []
    contexts: list[Json] = []
    opened: set[int] = set()
    for match in hits.matches:
        canvas = canvas_id(site, document, match.page.sequence)
        first_id = f"{hits.id}#hit-{match.span.hit}-{len(items)}"
        for place in match.places or [""]:
            own = f"{hits.id}#hit-{match.span.hit}-{len(items)}"
            items.append(_annotation(own, canvas, place, match.exact, document.language))
        if match.span.hit not in opened:
            contexts.append(_context(hits.id, match, first_id))
            opened.add(match.span.hit)
    return items, contexts


def _context(base: str, match: Match, source: str) -> Json:
    selector = {
        "type": "TextQuoteSelector",
        "prefix": match.before,
        "exact": match.exact,
        "suffix": match.after,
    }
    return {
        "id": f"{base}#context-{match.span.hit}",
        "type": "Annotation",
        "motivation": "contextualizing",
        "target": {"type": "SpecificResource", "source": source, "selector": [selector]},
    }


@dataclass(frozen=True, slots=True)
class WordPage:
    """The most frequent words of an article that begin as typed, and how often they stand there."""

    id: str
    words: Sequence[tuple[str, int]]
    ignored: Sequence[str]


def autocomplete(
    answer: Callable[[HttpRequest, Document, WordPage], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """The view ?q=inte."""

    @for_machines
    @of_published(lambda: Document.objects.all(), with_text=True)
    def found(request: HttpRequest, document: Document) -> HttpResponseBase:
        query = _asked(request)
        beginning = query.lower()
        counts: Counter[str] = Counter()
        if beginning:
            for text in document.pages.values_list("text", flat=True):
                counts.update(word for word in re.findall(r"\w+", text.lower()) if word.startswith(beginning))
        address = _address(site_url(request) + request.path, query, 1)
        return answer(request, document, WordPage(address, counts.most_common(TERMS), _ignored(request)))

    return found


@autocomplete
def words(request: HttpRequest, document: Document, found: WordPage) -> HttpResponseBase:
    data = {
        "@context": SEARCH,
        "id": found.id,
        "type": "TermPage",
        "ignored": found.ignored,
        "items": [{"value": word, "total": count} for word, count in found.words],
    }
    return iiif_answer(request, data, SEARCH)
