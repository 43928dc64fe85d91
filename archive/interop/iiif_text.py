"""The words of a page as annotations, and IIIF Content Search 2.0 (https://iiif.io/api/search/2.0/)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from django.http import HttpRequest, HttpResponseBase
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from archive.interop.answers import for_machines, known, of_published, problem, site_url
from archive.interop.iiif import (
    PRESENTATION,
    Json,
    canvas_id,
    fragment,
    has_boxes,
    iiif_answer,
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
@of_published(lambda: Document.objects.all())
def canvas_text(request: HttpRequest, document: Document, sequence: int) -> HttpResponseBase:
    """The printed lines, each in its place; the whole text where the places are not known."""
    page = document.pages.filter(sequence=sequence).first()
    if page is None:
        return problem(404, _("This article has no such page."))
    site = site_url(request)
    canvas, own = canvas_id(site, document, sequence), text_id(site, document, sequence)
    lines = _lines(page) if has_boxes(page) else [(page.text, "")] if page.text else []
    items = [
        _annotation(f"{own}#{number}", canvas, place, text, document.language)
        for number, (text, place) in enumerate(lines, 1)
    ]
    data = {"@context": PRESENTATION, "id": own, "type": "AnnotationPage", "items": items}
    return iiif_answer(request, data)


def _lines(page: Page) -> Iterator[tuple[str, str]]:
    """(text of a printed line, its place on the canvas)."""
    for line in page.words:
        if line:
            left, top = min(word[2] for word in line), min(word[3] for word in line)
            right = max(word[2] + word[4] for word in line)
            bottom = max(word[3] + word[5] for word in line)
            text = page.text[int(line[0][0]) : int(line[-1][1])]
            yield text, fragment(page, left, top, right - left, bottom - top)


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
@for_machines
@of_published(lambda: Document.objects.for_reading())
def search(request: HttpRequest, document: Document) -> HttpResponseBase:
    """?q=…: the same hits as on the results page and in the reader, with the boxes of their words."""
    query = _asked(request)
    number = request.GET.get("page", "1")
    if not re.fullmatch("[1-9][0-9]{0,6}", number):
        return problem(400, _("There is no such page of hits."))
    first = (int(number) - 1) * HITS_AT_ONCE
    found = hits_in(document, query)
    wanted = range(first + 1, min(first + HITS_AT_ONCE, len(found)) + 1)
    spans = [span for span in found.spans if span.hit in wanted]
    address = _address(request, query, int(number))  # with the query: hits of two searches differ
    items, contexts = _found(document, spans, site_url(request), address)
    return iiif_answer(
        request,
        {
            "@context": SEARCH,
            "id": address,
            "type": "AnnotationPage",
            "ignored": [name for name in IGNORED if name in request.GET],
            "items": items,
            "annotations": [{"type": "AnnotationPage", "items": contexts}] if contexts else [],
            **_paging(request, query, int(number), len(found)),
        },
        SEARCH,
    )


def _asked(request: HttpRequest) -> str:
    return re.sub(r"[\x00\ud800-\udfff]", "", request.GET.get("q", ""))[:MAX_QUERY_LENGTH].strip()


def _address(request: HttpRequest, query: str, number: int) -> str:
    parameters = {"q": query} | ({"page": number} if number > 1 else {})
    return f"{site_url(request)}{request.path}?{urlencode(parameters)}"


def _paging(request: HttpRequest, query: str, number: int, total: int) -> Json:
    """Only where one page does not hold all hits."""
    if total <= HITS_AT_ONCE:
        return {}
    last = -(-total // HITS_AT_ONCE)

    def page(at: int) -> Json:
        return {"id": _address(request, query, at), "type": "AnnotationPage"}

    return known(
        {
            "startIndex": (number - 1) * HITS_AT_ONCE,
            "next": page(number + 1) if number < last else None,
            "prev": page(number - 1) if number > 1 else None,
            "partOf": {
                "id": f"{_address(request, query, 1)}#all",
                "type": "AnnotationCollection",
                "total": total,
                "first": page(1),
                "last": page(last),
            },
        }
    )


def _found(
    document: Document, spans: Sequence[TextSpan], site: str, base: str
) -> tuple[list[Json], list[Json]]:
    """An annotation for each line that a hit touches, and for each hit its words and those around it."""
    sequences = {span.sequence for span in spans}
    pages = {page.sequence: page for page in document.pages.filter(sequence__in=sequences).defer("raw_text")}
    items: list[Json] = []
    contexts: list[Json] = []
    opened: set[int] = set()
    for span in spans:
        page = pages[span.sequence]
        canvas = canvas_id(site, document, span.sequence)
        places = [""]
        if has_boxes(page):
            boxes = hit_boxes(page.words, [span])
            places = [fragment(page, box.x, box.y, box.width, box.height) for box in boxes] or [""]
        exact = page.text[span.start : span.end]
        first_id = f"{base}#hit-{span.hit}-{len(items)}"
        for place in places:
            own = f"{base}#hit-{span.hit}-{len(items)}"
            items.append(_annotation(own, canvas, place, exact, document.language))
        if span.hit not in opened:
            contexts.append(_context(base, span, page.text, first_id))
            opened.add(span.hit)
    return items, contexts


def _context(base: str, span: TextSpan, text: str, source: str) -> Json:
    selector = {
        "type": "TextQuoteSelector",
        "prefix": text[max(0, span.start - AROUND) : span.start],
        "exact": text[span.start : span.end],
        "suffix": text[span.end : span.end + AROUND],
    }
    return {
        "id": f"{base}#context-{span.hit}",
        "type": "Annotation",
        "motivation": "contextualizing",
        "target": {"type": "SpecificResource", "source": source, "selector": [selector]},
    }


@for_machines
@of_published(lambda: Document.objects.all())
def words(request: HttpRequest, document: Document) -> HttpResponseBase:
    """Autocomplete: the article's most frequent words that begin as typed (?q=inte)."""
    query = _asked(request)
    beginning = query.lower()
    counts: Counter[str] = Counter()
    if beginning:
        for text in document.pages.values_list("text", flat=True):
            counts.update(word for word in re.findall(r"\w+", text.lower()) if word.startswith(beginning))
    data = {
        "@context": SEARCH,
        "id": _address(request, query, 1),
        "type": "TermPage",
        "ignored": [name for name in IGNORED if name in request.GET],
        "items": [{"value": word, "total": count} for word, count in counts.most_common(TERMS)],
    }
    return iiif_answer(request, data, SEARCH)
