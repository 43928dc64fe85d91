"""The one door to the index: `run()` answers a search, `locate_in_document()` shows its hits in one article.

The values are those of `search/results.py`; nothing outside this module touches SearchQuerySet.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.core.paginator import EmptyPage
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from haystack.query import SearchQuerySet

from archive.models import Document, Page
from search.backends.arrays.evaluation import TooSlowError
from search.backends.arrays.index_directory import IndexAwayError
from search.facets import FACETS, FacetField, make_facet, make_facets, make_years
from search.inputs import Choice, Reading
from search.knowledge import knowledge_of
from search.locate import Hit, locate
from search.query_expansion import Widening, widen
from search.query_language import Query, read
from search.query_nodes import Node
from search.results import AlsoSearched, FacetValue, Filters, Help, Problem, Results, Row
from search.rows import RowMaker
from search.zero_hits import Counter, make_help

# What the reader may choose -> haystack's order_by. Without a query relevance means newest first.
SORTS: dict[str, tuple[str, ...]] = {
    "relevance": (),
    "newest": ("-date", "title_key"),
    "oldest": ("date", "title_key"),
    "title": ("title_key", "-date"),
}
PER_PAGE = (20, 50, 100)
MOST_PER_PAGE = 100
MOST_RELATED = 10
READ_AT_ONCE = 200  # articles from the database
ASKED_AT_ONCE = 5000  # rows from the index


class Found(NamedTuple):
    keys: list[int]  # of documents, in order
    total: int
    counts: dict[str, dict[str | int, int]]  # by field of the index, by value
    cut: tuple[str, ...]


def run(
    text: str, filters: Filters | None = None, *, sort: str = "relevance", page: int = 1, per_page: int = 20
) -> Results:
    """Answer a search. Without a word to look for, all articles that the filters leave.

    Raises EmptyPage for a page beyond the last, IndexAwayError where there is no index to ask.
    """
    started = time.monotonic()
    filters = filters or Filters()
    query = read(text)
    widened = _widened(query)
    problem = Problem(query.problem.told(_), query.problem.position) if query.problem else None
    found = Found([], 0, {}, ())
    is_partial = False
    if query.root is not None or not text.strip():
        try:
            found = _ask(widened.query.root, filters, SORTS[sort], (page - 1) * per_page, page * per_page)
        except TooSlowError:
            is_partial = True
            problem = Problem(_("This search took too long. Narrow it with another word or a year."))
    if page > 1 and (page - 1) * per_page >= found.total:
        raise EmptyPage(f"page {page} is beyond the last")
    return Results(
        query=text,
        read_as=query.describe(),
        exact_query=exact if (exact := query.in_mode("exact")) != query.describe() else "",
        problem=problem,
        filters=filters,
        sort=sort,
        page=page,
        per_page=per_page,
        total=found.total,
        rows=tuple(_rows(widened.query, found.keys, (page - 1) * per_page)),
        facets=make_facets(found.counts, filters),
        years=make_years(found.counts.get("year", {}), filters),
        articles_without_year=_without_year(found, filters),
        help=_help(query, filters) if not found.total and not is_partial else None,
        is_partial=is_partial or bool(found.cut),
        milliseconds=round((time.monotonic() - started) * 1000),
        notes=tuple(_cut_note(form) for form in found.cut),
        also=tuple(
            AlsoSearched(each.kind, each.written, each.forms, query.switched_off(each.kind))
            for each in widened.also
        ),
    )


def count(node: Node | None, filters: Filters) -> int:
    """The number of articles that a query finds."""
    try:
        return len(_narrowed(node, filters))
    except TooSlowError:
        return 0


def find_documents(text: str, filters: Filters | None = None, sort: str = "relevance") -> Iterator[Document]:
    """All articles found, in order, with what a citation needs; read in batches, for exports and feeds.

    The index is asked before the first article comes: what it cannot answer never ends a file half-way.
    """
    query = _widened(read(text)).query
    if query.root is None and text.strip():
        return
    keys = _all_keys(query.root, filters or Filters(), SORTS[sort])
    for first in range(0, len(keys), READ_AT_ONCE):
        batch = keys[first : first + READ_AT_ONCE]
        documents = Document.objects.published().for_citing().in_bulk(batch)
        yield from (documents[key] for key in batch if key in documents)


def _all_keys(node: Node | None, filters: Filters, order: Sequence[str]) -> list[int]:
    """Of all articles found. In slices, since a row of the index takes a hundred times the room of its key."""
    keys: list[int] = []
    total = 1
    while len(keys) < total:
        found = _ask(node, filters, order, len(keys), len(keys) + ASKED_AT_ONCE, facets=())
        if not found.keys:
            break
        keys += found.keys
        total = found.total
    return keys


def newest(text: str, filters: Filters | None, most: int) -> list[int]:
    """Primary keys of the articles found that were published last, for a feed; no order."""
    query = _widened(read(text)).query
    if query.root is None and text.strip():
        return []
    return _ask(query.root, filters or Filters(), ("-published",), 0, most, facets=()).keys


def facet_values(text: str, filters: Filters | None, facet: FacetField) -> list[FacetValue]:
    """All values of one facet with their counts, the most frequent first."""
    query = _widened(read(text)).query
    if query.root is None and text.strip():
        return []
    filters = filters or Filters()
    counts = _ask(query.root, filters, ("-date",), 0, 1, facets=(facet.field,)).counts[facet.field]
    return list(make_facet(facet, counts, filters, most=len(counts) + 50).values)


def locate_in_document(document: Document, text: str) -> tuple[Hit, ...]:
    """The hits of a query in one article, in reading order; `page` counts its pages from 0 by sequence."""
    query = _widened(read(text)).query
    pages = sorted(document.pages.all(), key=lambda page: page.sequence)
    return _located(query, tuple(page.text for page in pages), document.language)


@lru_cache(maxsize=16)
def _located(query: Query, texts: tuple[str, ...], language: str) -> tuple[Hit, ...]:
    """Remembered for who steps from match to match: a long article has thousands."""
    return locate(query, texts, language)


def matching(node: Node, most: int) -> list[Document]:
    """The first published articles that a query finds, ready to be listed."""
    keys = [result.pk for result in _narrowed(node, Filters())[:most]]
    rows = Document.objects.published().for_listing().in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


def complete(form: str, most: int) -> list[str]:
    """The archive's most frequent words that begin so."""
    known = getattr(_backend(), "complete", None)
    return known(form, most) if known else []


def is_answering() -> bool:
    """False while the index is missing or being built for the first time."""
    try:
        _backend().snapshot()
    except IndexAwayError:
        return False
    return True


def related_documents(document: Document, limit: int = 5) -> list[Document]:
    """Published articles that share the words that set this one apart, the nearest first; [] without an index."""
    try:
        keys = _related(document.pk, document.changed_at, _backend().snapshot().key)[:limit]
    except (IndexAwayError, TooSlowError):
        return []
    rows = Document.objects.published().for_listing().in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


@lru_cache(maxsize=1024)
def _related(pk: int, changed_at: datetime, key: tuple[str, int]) -> list[int]:
    """Remembered for as long as neither the article nor the index has changed."""
    document = Document.objects.for_indexing().filter(pk=pk).first()
    if document is None:
        return []
    return [result.pk for result in SearchQuerySet().more_like_this(document)[:MOST_RELATED]]


# ------------------------------------------------------------------ asking the index
def _widened(query: Query) -> Widening:
    """As it is where there is no index to say what else it stands for."""
    try:
        return widen(query, knowledge_of(_backend()))
    except IndexAwayError:
        return Widening(query)


def _narrowed(node: Node | None, filters: Filters) -> SearchQuerySet:
    found = SearchQuerySet()
    if node is not None:
        found = found.filter(content=Reading(Query("", node)))
    for facet in FACETS:
        if values := getattr(filters, facet.attribute):
            found = found.narrow(Choice(facet.field, values))
    if (filters.first_year, filters.last_year) != (None, None):
        found = found.narrow(Choice("year", first=filters.first_year, last=filters.last_year))
    return found


def _ask(
    node: Node | None,
    filters: Filters,
    order: Sequence[str],
    start: int,
    end: int,
    facets: Sequence[str] = (*(facet.field for facet in FACETS), "year"),
) -> Found:
    if node is None and not order:
        order = SORTS["newest"]
    asked = _narrowed(node, filters)
    for field in facets:
        asked = asked.facet(field)
    if order:
        asked = asked.order_by(*order)
    keys = [result.pk for result in asked[start:end]]
    fields = (asked.facet_counts() or {}).get("fields", {})
    counts = {field: dict(fields.get(field, ())) for field in facets}
    report = getattr(asked.query, "report", None)
    return Found(keys, len(asked), counts, report.cut if report else ())


def _rows(query: Query, keys: Sequence[int], start: int) -> Iterator[Row]:
    """The rows of these documents: a constant number of database queries for all of them."""
    pages = Page.objects.only(
        "document_id", "sequence", "label", "label_source", "address", "text", "runs_on"
    )
    documents = (
        Document.objects.published()
        .for_listing()
        .prefetch_related(Prefetch("pages", pages.order_by("sequence")))
        .in_bulk(keys)
    )
    maker = RowMaker(query)
    for number, key in enumerate(keys, start + 1):
        if key in documents:  # withdrawn a moment ago, and the indexer has not come to it
            yield maker.row(documents[key], number)


def _without_year(found: Found, filters: Filters) -> int:
    if (filters.first_year, filters.last_year) != (None, None):
        return 0
    return found.total - sum(found.counts.get("year", {}).values())


def _cut_note(form: str) -> str:
    return _("“%(form)s*” stands for very many words; only the most frequent ones were searched.") % {
        "form": form
    }


def _help(query: Query, filters: Filters) -> Help | None:
    if query.root is None:
        return None
    wider = replace(filters, first_year=None, last_year=None)
    counter = Counter(
        lambda node, narrowed: count(node, filters if narrowed else Filters()),
        bool(filters),
        (lambda node: count(node, wider)) if wider != filters else None,
    )
    return make_help(query, counter, _correct)


def _backend() -> Any:
    return SearchQuerySet().query.backend


def _correct(form: str) -> str | None:
    """The archive's own word nearest to one that it lacks."""
    correct = getattr(_backend(), "correct", None)
    return correct(form) if correct else None
