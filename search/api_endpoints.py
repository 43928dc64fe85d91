"""The search as an address of the API: what the results page shows, as JSON."""

from __future__ import annotations

import html
from typing import Any

from django.core.paginator import EmptyPage
from django.http import HttpRequest, HttpResponse
from django.utils.html import strip_tags
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.interop.answers import json_answer, problem, site_url
from archive.interop.api import serializers
from archive.interop.api.endpoints import (
    LIMIT,
    Endpoint,
    Json,
    OneOf,
    Parameter,
    Several,
    Whole,
    Words,
    next_address,
    with_next,
)
from search import engine
from search.errors import IndexAwayError
from search.facets import FACETS
from search.forms import MAX_PAGES, MAX_TEXT_LENGTH, MAX_VALUES
from search.results import Filters, PageHits, Results, Row
from search.views import SECONDS_UNTIL_RETRY

FIRST_YEAR, LAST_YEAR = 1, 9999
NARROW = _("Only articles with this value, as “facets” tells it; several are alternatives.")


def search(
    request: HttpRequest, *, q: str, sort: str, page: int, limit: int, **asked: Any
) -> Json | HttpResponse:
    try:
        found = engine.run(q, _filters(asked), sort=sort, page=page, per_page=limit)
    except EmptyPage:
        return problem(404, gettext("There is no such page of results."))
    except IndexAwayError:
        response = problem(503, gettext("The search is being rebuilt. Try again in a minute."))
        response["Retry-After"] = str(SECONDS_UNTIL_RETRY)
        return response
    following = next_address(request, {"page": page + 1}) if page < found.page_total else None
    answer = with_next(json_answer(_results(found, site_url(request), following)), following)
    if found.is_partial:
        answer.headers["Cache-Control"] = "no-store"
    return answer


def _filters(asked: dict[str, Any]) -> Filters:
    """Years the wrong way round are turned."""
    chosen = {facet.attribute: asked[facet.name] for facet in FACETS}
    first, last = asked["from"], asked["to"]
    if first and last and first > last:
        first, last = last, first
    return Filters(**chosen, first_year=first, last_year=last)


def _results(found: Results, site: str, following: str | None) -> Json:
    wrong = found.problem
    return {
        "query": found.query,
        "read_as": found.read_as,
        "problem": {"detail": wrong.message, "position": wrong.position} if wrong else None,
        "is_partial": found.is_partial,
        "words": "most" if found.fewer_words else "all",
        "not_counted": list(found.not_counted.words) if found.not_counted else [],
        "also": [
            {"kind": each.kind, "written": each.written, "forms": list(each.forms)} for each in found.also
        ],
        "total": found.total,
        "page": found.page,
        "items": [_row(row, site) for row in found.rows],
        "next": following,
        "facets": {
            facet.name: [
                {"value": value.value, "label": str(value.label), "count": value.count}
                for value in facet.values
            ]
            for facet in found.facets
        },
        "years": [{"year": bar.year, "count": bar.count} for bar in found.years],
    }


def _row(row: Row, site: str) -> Json:
    return {
        "document": serializers.document(row.document, site),
        "url": site + row.url,
        "hits": row.hits,
        "found_in": list(row.found_in),
        "pages": [_page(page, site) for page in row.pages],
    }


def _page(page: PageHits, site: str) -> Json:
    return {
        "label": page.label or None,
        "sequence": page.sequence,
        "hits": page.hits,
        "url": site + page.url,
        "snippets": [
            {"text": _plain(snippet.text), "html": str(snippet.text), "url": site + snippet.url}
            for snippet in page.snippets
        ],
    }


def _plain(marked: str) -> str:
    return html.unescape(strip_tags(marked))


ENDPOINTS = (
    Endpoint(
        "search",
        "search",
        _("Articles with the pages on which the words stand"),
        search,
        "SearchResults",
        parameters=(
            Parameter(
                "q", _("A query, in the language of the search box."), Words(MAX_TEXT_LENGTH), default=""
            ),
            *(Parameter(facet.name, NARROW, Several(Words(), MAX_VALUES), default=()) for facet in FACETS),
            Parameter("from", _("Published in this year or later."), Whole(FIRST_YEAR, LAST_YEAR)),
            Parameter("to", _("Published in this year or before."), Whole(FIRST_YEAR, LAST_YEAR)),
            Parameter("sort", _("Order of the articles."), OneOf(tuple(engine.SORTS)), default="relevance"),
            Parameter("page", _("Page of the results, from 1."), Whole(1, MAX_PAGES), default=1),
            LIMIT,
        ),
        errors=(404, 503),
        example="search?q=integration&limit=5",
    ),
)
