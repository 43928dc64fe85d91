"""IIIF Content Search 1.0 (https://iiif.io/api/search/1.0/): for viewers that do not know version 2."""

from __future__ import annotations

from itertools import groupby

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.http import urlencode

from archive.interop.answers import known, site_url
from archive.interop.iiif import SEARCH_1, Json, canvas_id, canvas_size, iiif_answer
from archive.interop.iiif_text import HitPage, Match, WordPage, autocomplete, content_search
from archive.models import Document

SEARCH = f"{SEARCH_1}/context.json"
ANNOTATIONS = "http://iiif.io/api/presentation/2/context.json"


@content_search
def search(request: HttpRequest, document: Document, hits: HitPage) -> HttpResponseBase:
    """An annotation for each line that a hit touches, and for each hit its words and those around it."""
    resources: list[Json] = []
    told: list[Json] = []
    for _number, some in groupby(hits.matches, key=lambda match: match.span.hit):
        matches = list(some)
        own = [
            each for match in matches for each in _annotations(document, match, hits.id, site_url(request))
        ]
        resources += own
        told.append(_hit(matches, [each["@id"] for each in own]))
    data = {
        "@context": [ANNOTATIONS, SEARCH],
        "@id": hits.id,
        "@type": "sc:AnnotationList",
        "within": _layer(hits),
        "startIndex": hits.start,
        "next": hits.id_of(hits.number + 1) if hits.number < hits.last else None,
        "prev": hits.id_of(hits.number - 1) if hits.number > 1 else None,
    }
    return iiif_answer(request, known(data) | {"resources": resources, "hits": told}, SEARCH)


def _layer(hits: HitPage) -> Json:
    first, last = (hits.id_of(1), hits.id_of(hits.last)) if hits.last > 1 else (None, None)
    told = {"total": hits.total, "ignored": hits.ignored, "first": first, "last": last}
    return known({"@type": "sc:Layer", **told})


def _annotations(document: Document, match: Match, base: str, site: str) -> list[Json]:
    """Where the place of the words is not known, on the whole page: viewers want a rectangle."""
    canvas = canvas_id(site, document, match.page.sequence)
    width, height = canvas_size(document, match.page)
    return [
        {
            "@id": f"{base}#hit-{match.span.hit}-{match.page.sequence}-{number}",
            "@type": "oa:Annotation",
            "motivation": "sc:painting",
            "resource": {"@type": "cnt:ContentAsText", "format": "text/plain", "chars": match.exact},
            "on": f"{canvas}#{place}",
        }
        for number, place in enumerate(match.places or [f"xywh=0,0,{width},{height}"], 1)
    ]


def _hit(matches: list[Match], annotations: list[object]) -> Json:
    """A hit may run over the end of a page."""
    return {
        "@type": "search:Hit",
        "annotations": annotations,
        "before": matches[0].before,
        "match": " ".join(match.exact for match in matches),
        "after": matches[-1].after,
    }


@autocomplete
def words(request: HttpRequest, document: Document, found: WordPage) -> HttpResponseBase:
    address = site_url(request) + reverse("content_search_1", args=[document.identifier])
    terms = [
        {"match": word, "count": count, "url": f"{address}?{urlencode({'q': word})}"}
        for word, count in found.words
    ]
    data = {"@context": SEARCH, "@id": found.id, "@type": "search:TermList"}
    return iiif_answer(request, data | known({"ignored": found.ignored}) | {"terms": terms}, SEARCH)
