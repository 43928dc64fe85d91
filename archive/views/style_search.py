"""All published styles of references: found by name, journal or discipline, and led back from to what is cited."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from archive.citation_styles import offered_styles, published_names
from archive.citations.csl.style_heads import StyleHead

MOST = 60  # styles shown at once
MAX_WORDS_LENGTH = 200
# Where a form came from, and what of it leads back there with another style.
PAGES = {"cite": ("id", "p", "dating", "language"), "list_references": ("ids", "language")}
FIELDS = {
    "anthropology": _("Anthropology"),
    "astronomy": _("Astronomy"),
    "biology": _("Biology"),
    "botany": _("Botany"),
    "chemistry": _("Chemistry"),
    "communications": _("Communications"),
    "engineering": _("Engineering"),
    "geography": _("Geography"),
    "geology": _("Geology"),
    "history": _("History"),
    "humanities": _("Humanities"),
    "law": _("Law"),
    "linguistics": _("Linguistics"),
    "literature": _("Literature"),
    "math": _("Mathematics"),
    "medicine": _("Medicine"),
    "philosophy": _("Philosophy"),
    "physics": _("Physics"),
    "political_science": _("Political science"),
    "psychology": _("Psychology"),
    "science": _("Natural sciences"),
    "social_science": _("Social sciences"),
    "sociology": _("Sociology"),
    "theology": _("Theology"),
    "zoology": _("Zoology"),
    "generic-base": _("Of no one discipline"),
}
KINDS = {
    "author-date": _("author and date"),
    "author": _("author"),
    "numeric": _("numbers"),
    "note": _("notes"),
    "label": _("labels"),
}


@dataclass(frozen=True)
class FoundStyle:
    """`url` leads back to what is cited, in this style; "" where nothing is."""

    key: str
    title: str
    url: str
    kind: object = ""
    parent: str = ""


@require_safe
def styles(request: HttpRequest) -> HttpResponse:
    """?q=annales&field=history: the styles with such words, of such a discipline, as links back to the page asked from."""
    return style_page(request)


def style_page(request: HttpRequest, unknown: str = "") -> HttpResponse:
    """With `unknown`, the name of a style that there is not, what is near to it, and status 400."""
    words = request.GET.get("q", "")[:MAX_WORDS_LENGTH]
    field = request.GET.get("field", "")
    heads = _asked(words, field if field in FIELDS else "", unknown)
    page = _page_of(request)
    back = _kept_of(request, page)
    context = {
        "unknown": unknown,
        "words": words,
        "field": field,
        "fields": sorted(FIELDS.items(), key=lambda item: str(item[1])),
        "found": [_found(head, page, back) for head in heads[:MOST]],
        "count": len(heads),
        "is_asked": bool(unknown or words.strip() or field),
        "first": [FoundStyle(each.key, each.label, _url(page, back, each.key)) for each in offered_styles()],
        "page": page,
        "back_url": f"{reverse(page)}?{back.urlencode()}" if page else "",
        "kept": [(name, value) for name in back for value in back.getlist(name)],
    }
    status = HTTPStatus.BAD_REQUEST if unknown else HTTPStatus.OK
    return render(request, "archive/style_search.html", context, status=status)


def _asked(words: str, field: str, unknown: str) -> list[StyleHead]:
    """Nothing is looked up where nothing is asked: the first look makes the list of names."""
    if unknown:
        return published_names().near(unknown)
    return published_names().found(words, field) if words.strip() or field else []


def _page_of(request: HttpRequest) -> str:
    """The page to go back to, "" where nothing is cited."""
    if request.GET.get("id"):
        return "cite"
    is_of_list = request.GET.get("page") == "list_references" or request.path == reverse("list_references")
    return "list_references" if is_of_list else ""


def _kept_of(request: HttpRequest, page: str) -> QueryDict:
    """What the form said besides the style."""
    kept = QueryDict(mutable=True)
    for name in PAGES.get(page, ()):
        if values := [value for value in request.GET.getlist(name) if value]:
            kept.setlist(name, values)
    return kept


def _url(page: str, back: QueryDict, key: str) -> str:
    if not page:
        return ""
    query = back.copy()
    query["style"] = key
    return f"{reverse(page)}?{query.urlencode()}"


def _found(head: StyleHead, page: str, back: QueryDict) -> FoundStyle:
    kind = KINDS.get(head.format, "")
    return FoundStyle(head.name, head.title, _url(page, back, head.name), kind, head.parent)
