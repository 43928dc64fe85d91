"""One address, many formats: an article's page answers what the client's Accept header likes best.

RFC 9110, section 12. Nobody is refused: who accepts nothing we have gets the page.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers

from archive.access import access
from archive.citation_builder import build_record
from archive.citation_styles import UnknownLanguageError, describe_unknown, find, in_terms
from archive.citations import schema_org
from archive.citations.formats import FORMATS, STYLED_FORMATS, FileFormat
from archive.citations.rich_text import to_plain
from archive.citations.styles import UnknownStyleError
from archive.identifiers import identifier_of
from archive.interop.answers import site_url
from archive.models import Document
from archive.views import citing

View = Callable[..., HttpResponseBase]
HTML = ("text/html", "application/xhtml+xml")
JSON_LD = "application/ld+json"
STYLED = "text/x-bibliography"  # as the resolvers of DOIs have it: "text/x-bibliography; style=mla"
# Further names under which clients ask for what we have.
ALIASES = {
    "text/x-bibtex": "bibtex",
    "text/bibtex": "bibtex",
    "application/json": "csl-json",
    "application/x-ris": "ris",
    "application/vnd.jats+xml": "jats",
    "application/marc+xml": "marcxml",
    "text/rtf": "rtf",
}
# Plain text is not among them: who asks for it may want the article's.
_BY_KEY: dict[str, FileFormat] = {
    each.key: each for each in (*FORMATS, *STYLED_FORMATS) if each.key != "text"
}
FORMAT_OF = {each.media_type: each for each in _BY_KEY.values()} | {
    name: _BY_KEY[key] for name, key in ALIASES.items()
}
OFFERS = (*HTML, *FORMAT_OF, JSON_LD, STYLED)
_STYLED_PARAMETER = rf"""{STYLED}\s*;[^,]*\b%s\s*=\s*"?([^",;]+)"""
_STYLE, _LOCALE = (re.compile(_STYLED_PARAMETER % name, re.I) for name in ("style", "locale"))
_Q = re.compile(r"q\s*=\s*([01](?:\.\d{0,3})?)$", re.I)


def preferred(accept: str, offers: Iterable[str]) -> str | None:
    """The offer that the header likes best, the first of equals; None where it likes none.

    >>> preferred("text/html;q=0.5, application/x-bibtex", OFFERS)
    'application/x-bibtex'
    """
    ranges = dict(_read(part) for part in accept.lower().split(",") if "/" in part)
    if not ranges:
        return next(iter(offers), None)
    rated = [(_quality(offer, ranges), offer) for offer in offers]
    best = max((quality for quality, _ in rated), default=0.0)
    return next((offer for quality, offer in rated if quality == best), None) if best > 0 else None


def _read(part: str) -> tuple[str, float]:
    """ "text/html; level=1; q=0.5" -> ("text/html", 0.5). A quality that cannot be read counts as 1."""
    media_range, *parameters = (piece.strip() for piece in part.split(";"))
    qualities = [found[1] for piece in parameters if (found := _Q.match(piece))]
    return media_range, min(1.0, float(qualities[0])) if qualities else 1.0


def _quality(offer: str, ranges: dict[str, float]) -> float:
    """That of the most specific range that matches."""
    for media_range in (offer, f"{offer.partition('/')[0]}/*", "*/*"):
        if media_range in ranges:
            return ranges[media_range]
    return 0.0


def negotiated(view: View) -> View:
    """The view of an article's page, which also gives its citation to whom prefers that."""

    @wraps(view)
    def chosen(request: HttpRequest, address: str) -> HttpResponseBase:
        offer = preferred(request.headers.get("Accept", "*/*"), OFFERS) or HTML[0]
        if offer in HTML:
            response = view(request, address=address)
        elif offer == JSON_LD:
            response = _json_ld(request, address) or view(request, address=address)
        elif offer == STYLED:
            response = _reference(request, address) or view(request, address=address)
        else:
            response = _citation(request, address, FORMAT_OF[offer])
        if offer not in HTML:
            response["Access-Control-Allow-Origin"] = "*"
        patch_vary_headers(response, ["Accept"])
        return response

    return chosen


def _citation(request: HttpRequest, address: str, each: FileFormat) -> HttpResponseBase:
    identifier = identifier_of(address)
    response = citing.export(request, identifier=identifier, extension=each.extension)
    response["Content-Location"] = f"/d/{identifier}.{each.extension}"
    return response


def _reference(request: HttpRequest, address: str) -> HttpResponse | None:
    """The reference in the style and the language that are asked for, else in the first and as it has it.

    None where there is no published article.
    """
    document = _published(address)
    if document is None:
        return None
    asked, language = (each.search(request.headers["Accept"]) for each in (_STYLE, _LOCALE))
    try:
        style = in_terms(find(asked[1] if asked else ""), language[1].strip() if language else "")
    except (UnknownStyleError, UnknownLanguageError) as error:
        return citing.plain(describe_unknown(error), status=400)
    text = to_plain(style.reference(build_record(document, site_url(request))))
    return HttpResponse(f"{text}\n", content_type=f"{STYLED}; charset=utf-8")


def _json_ld(request: HttpRequest, address: str) -> HttpResponse | None:
    """The same statement as in the page's head; None where there is no published article."""
    document = _published(address)
    if document is None:
        return None
    record = build_record(document, site_url(request))
    data = schema_org.article(record, site_url(request) + document.get_absolute_url())
    return HttpResponse(json.dumps(data, ensure_ascii=False), content_type=JSON_LD)


def _published(address: str) -> Document | None:
    document = Document.objects.for_citing().filter(identifier=identifier_of(address)).first()
    return document if document and access(None, document).is_open else None
