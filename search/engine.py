"""The one door to the index: `run()` answers a search, `locate_in_document()` shows its hits in one article.

The values are those of `search/results.py`; nothing outside this module asks the engine.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache

from django.core.paginator import EmptyPage
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from archive.models import Document
from archive.querysets import DocumentQuerySet
from search.article_texts import ArticleTexts
from search.connection import current_tokens, indexed_engine, reader_engine
from search.engine_protocol import Answer, Question
from search.entries import entries_of, identity_of
from search.errors import IndexAwayError, TooSlowError
from search.facets import FACETS, FacetField, make_facet, make_facets, make_years
from search.feedback import with_feedback
from search.function_words import SWITCH as STOPWORDS
from search.function_words import set_aside
from search.headings import headings_on
from search.knowledge import as_printed, knowledge_of
from search.locate import Hit, Locator, Range, locate
from search.most_words import SWITCH as MOSTWORDS
from search.most_words import as_most_words
from search.not_indexed_yet import told_once
from search.query_expansion import Acronyms, Also, expand
from search.query_language import MAX_WORDS, Query, read
from search.query_nodes import And, Narrowing, Node, Optional, Term, Word, without_optional
from search.raising import raised
from search.results import (
    AlsoSearched,
    FacetValue,
    FewerWords,
    Filters,
    Help,
    NotCounted,
    Problem,
    Results,
    Row,
)
from search.rows import SNIPPETS_OF_A_PAGE, RowMaker
from search.stemming import main_language
from search.time_allowance import allows_excerpts, one_request
from search.tokens.stored_hits import StoredLocator
from search.years_offered import years_offered
from search.zero_hits import Counter, make_help

# What the reader may choose -> fields of the index to sort by. Without a query relevance means newest first.
SORTS: dict[str, tuple[str, ...]] = {
    "relevance": (),
    "newest": ("-date", "title_key"),
    "oldest": ("date", "title_key"),
    "title": ("title_key", "-date"),
}
PER_PAGE = (20, 50, 100)
MAX_PER_PAGE = 100
MAX_RELATED = 10
READ_AT_ONCE = 200  # articles from the database
COUNTED = (*(facet.field for facet in FACETS), "year")


@contextmanager
def _one_question() -> Iterator[None]:
    """All that is asked of the index for it has one allowance of time, and leaves out the same articles."""
    with one_request(), told_once():
        yield


@_one_question()
def run(
    text: str, filters: Filters | None = None, *, sort: str = "relevance", page: int = 1, per_page: int = 20
) -> Results:
    """Answer a search. Without a word to look for, all articles that the filters leave.

    Raises EmptyPage for a page beyond the last, IndexAwayError where there is no index to ask.
    """
    started = time.monotonic()
    filters = filters or Filters()
    asked = _asked(text)
    query = asked.query
    problem = Problem(query.problem.told(_), query.problem.position) if query.problem else None
    found = Answer()
    is_partial = False
    if query.root is not None or not text.strip():
        try:
            question = _question(query.root, filters, SORTS[sort])
            found = reader_engine().ask(
                replace(question, start=(page - 1) * per_page, end=page * per_page, facets=COUNTED)
            )
        except TooSlowError:
            is_partial = True
            problem = Problem(_("This search took too long. Narrow it with another word or a year."))
    if page > 1 and (page - 1) * per_page >= found.total:
        raise EmptyPage(f"page {page} is beyond the last")
    rows = tuple(_rows(query, found.keys, (page - 1) * per_page, per_page))
    is_partial = is_partial or found.is_partial or not allows_excerpts()
    return Results(
        query=text,
        read_as=asked.typed.describe(),
        exact_query=exact if (exact := asked.typed.in_mode("exact")) != asked.typed.describe() else "",
        problem=problem,
        filters=filters,
        sort=sort,
        page=page,
        per_page=per_page,
        total=found.total,
        rows=rows,
        facets=make_facets(found.facets, filters),
        years=make_years(found.facets.get("year", {}), filters),
        articles_without_year=_without_year(found, filters),
        help=_help(asked.typed, filters) if not found.total and not is_partial else None,
        is_partial=is_partial or bool(found.truncated_prefixes),
        milliseconds=round((time.monotonic() - started) * 1000),
        notes=tuple(_truncation_note(form) for form in found.truncated_prefixes),
        also=tuple(_also_searched(each, query) for each in asked.also),
        not_counted=NotCounted(asked.not_counted, query.switched_off(STOPWORDS))
        if asked.not_counted
        else None,
        fewer_words=None
        if asked.with_all is None or not found.total
        else FewerWords(asked.with_all, query.switched_off(MOSTWORDS)),
        years_offered=years_offered(text),
    )


def _also_searched(also: Also, query: Query) -> AlsoSearched:
    """Acronyms are known as they are printed; what a machine misread is no word, and stays as it is folded."""
    printed = as_printed(reader_engine(), also.forms) if also.kind == "variants" else also.forms
    return AlsoSearched(also.kind, also.written, also.forms, query.switched_off(also.kind), printed)


def count(node: Node | None, filters: Filters) -> int:
    """The number of articles that a query finds."""
    try:
        return reader_engine().ask(replace(_question(node, filters), end=0)).total
    except TooSlowError:
        return 0


@dataclass(frozen=True)
class Found:
    """The whole answer to a search for an export or a feed: iterated, its articles with what a citation needs.

    They are read in batches, after the index was asked: what it cannot answer never ends a file half-way.
    `has_most_words`: they have most of the words, too few have all. `is_partial`: the time ran out.
    """

    keys: Sequence[int] = ()
    has_most_words: bool = False
    is_partial: bool = False

    def __len__(self) -> int:
        return len(self.keys)

    def __iter__(self) -> Iterator[Document]:
        for first in range(0, len(self.keys), READ_AT_ONCE):
            batch = self.keys[first : first + READ_AT_ONCE]
            documents = Document.objects.published().for_citing().in_bulk(batch)
            yield from (documents[key] for key in batch if key in documents)


@_one_question()
def find_documents(text: str, filters: Filters | None = None, sort: str = "relevance") -> Found:
    """All articles found, in order."""
    return _find(text, filters, SORTS[sort], None)


@_one_question()
def newest(text: str, filters: Filters | None, most: int) -> Found:
    """The articles found that were published last, for a feed."""
    return _find(text, filters, ("-published",), most)


def _find(text: str, filters: Filters | None, order: Sequence[str], most: int | None) -> Found:
    asked = _asked(text)
    root = asked.query.root
    if root is None and text.strip():
        return Found()
    version = reader_engine().version()
    keys, is_partial = _keys(root, filters or Filters(), tuple(order), most, version)
    if is_partial:  # it may be whole the next time
        _keys.cache_clear()
    return Found(keys, asked.with_all is not None, is_partial)


@lru_cache(maxsize=64)
def _keys(
    node: Node | None, filters: Filters, order: tuple[str, ...], most: int | None, version: str
) -> tuple[array[int], bool]:
    """Remembered for who goes from article to article, for as long as the index has not changed."""
    found = reader_engine().ask(replace(_question(node, filters, order), end=most))
    return array("q", found.keys), found.is_partial


@dataclass(frozen=True)
class FacetValues:
    """`is_partial`: the time ran out, so each count is "at least", and there may be more values."""

    values: tuple[FacetValue, ...] = ()
    is_partial: bool = False


@_one_question()
def facet_values(text: str, filters: Filters | None, facet: FacetField) -> FacetValues:
    """All values of one facet with their counts, the most frequent first."""
    query = _asked(text).query
    if query.root is None and text.strip():
        return FacetValues()
    filters = filters or Filters()
    found = reader_engine().ask(replace(_question(query.root, filters), end=0, facets=(facet.field,)))
    counts = found.facets[facet.field]
    return FacetValues(make_facet(facet, counts, filters, most=len(counts) + 50).values, found.is_partial)


@_one_question()
def locate_in_document(document: Document, text: str) -> tuple[Hit, ...]:
    """The hits of a query in one article, in reading order; `page` counts its pages from 0 by sequence."""
    query = _asked(text).query
    pages = sorted(document.pages.all(), key=lambda page: page.sequence)
    headings = headings_on(pages, document.sections.all()) if query.heading_terms else ()
    return _located(query, tuple(page.text for page in pages), document.language, headings)


@lru_cache(maxsize=16)
def _located(
    query: Query, texts: tuple[str, ...], language: str, headings: tuple[Range, ...]
) -> tuple[Hit, ...]:
    """Remembered for who steps from match to match: a long article has thousands."""
    return locate(query, texts, language, _locator(query.page_terms, language), headings)


def _locator(terms: Sequence[Term], language: str) -> Locator:
    return StoredLocator(terms, language, current_tokens())


@_one_question()
def matching(node: Node, most: int) -> list[Document]:
    """The first published articles that a query finds, ready to be listed."""
    keys = reader_engine().ask(Question(node, end=most)).keys
    rows = Document.objects.published().for_listing().in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


@_one_question()
def complete(form: str, most: int, before: Sequence[Word] = (), language: str = "") -> list[str]:
    """The archive's most frequent words that begin so, and stand with the words before them in some article."""
    return reader_engine().complete(form, most, before, language)


@_one_question()
def known_acronyms() -> Acronyms:
    """Those that published articles explain."""
    return knowledge_of(reader_engine()).acronyms


def index_version() -> str:
    """Another after each change of the index; "" while it is missing or being built for the first time."""
    try:
        return indexed_engine().version()
    except IndexAwayError:
        return ""


def is_answering() -> bool:
    return bool(index_version())


@_one_question()
def related_documents(document: Document, limit: int = 5) -> list[Document]:
    """Published articles that share the words that set this one apart, the nearest first; [] without an index."""
    try:
        keys = _related(document.pk, document.changed_at, reader_engine().version())[:limit]
    except (IndexAwayError, TooSlowError):
        return []
    rows = Document.objects.published().for_listing().in_bulk(keys)
    return [rows[key] for key in keys if key in rows]


@lru_cache(maxsize=1024)
def _related(pk: int, changed_at: datetime, version: str) -> list[int]:
    """Remembered for as long as neither the article nor the index has changed.

    By the entry that who asks has of it: of a text that is closed, by its record alone.
    """
    held = reader_engine().values([pk]).get(pk)
    if held is None:
        return []
    entry = next((each for each in entries_of([identity_of(pk)]) if each.identity == held["id"]), None)
    return [] if entry is None else reader_engine().related(entry, MAX_RELATED)


# ------------------------------------------------------------------ asking the index
@dataclass(frozen=True)
class _Asked:
    """What a reader's string asks of the index: `query`, beside what was `typed`.

    `with_all`: where articles with most of the words are asked for, how many have every one.
    """

    typed: Query
    query: Query
    also: tuple[Also, ...] = ()
    not_counted: tuple[str, ...] = ()
    with_all: int | None = None


def _asked(text: str) -> _Asked:
    """As it is where there is no index to say what else it stands for."""
    language = main_language(get_language() or "")
    try:
        return _understood(text, language, reader_engine().version())
    except IndexAwayError:
        query = read(text)
        return _Asked(query, query)
    except TooSlowError:  # what it stands for besides is not known; the next time it may be
        query = set_aside(read(text, language), language)
        return _Asked(_typed(query), query, not_counted=_set_aside(query))


@lru_cache(maxsize=256)
def _understood(text: str, language: str, version: str) -> _Asked:
    """Remembered for as long as the index has not changed: a reader who turns pages asks the same each time."""
    query = set_aside(read(text, language), language)
    knowledge = knowledge_of(reader_engine())
    expanded = expand(query, knowledge)
    most = as_most_words(expanded.query, _count_few, knowledge)
    ranked = raised(most.query if most else expanded.query)
    return _Asked(
        _typed(query),
        with_feedback(ranked, reader_engine(), current_tokens()) if most else ranked,
        expanded.also,
        _set_aside(query),
        most.with_all if most else None,
    )


def _count_few(node: Node) -> int:
    """TooSlowError where a partial answer leaves open whether there are few."""
    found = reader_engine().ask(Question(node, end=0))
    if found.is_partial and found.total < MAX_WORDS:
        raise TooSlowError
    return found.total


def _typed(query: Query) -> Query:
    return query if query.root is None else replace(query, root=without_optional(query.root))


def _set_aside(query: Query) -> tuple[str, ...]:
    nodes = query.root.nodes if isinstance(query.root, And) else ()
    return tuple(str(node) for node in nodes if isinstance(node, Optional))


def _question(node: Node | None, filters: Filters, order: Sequence[str] = ()) -> Question:
    narrowings = [
        Narrowing(facet.field, values) for facet in FACETS if (values := getattr(filters, facet.attribute))
    ]
    if (filters.first_year, filters.last_year) != (None, None):
        narrowings.append(Narrowing("year", first=filters.first_year, last=filters.last_year))
    return Question(node, narrowings, order or (SORTS["newest"] if node is None else ()))


@_one_question()
def pages_found(text: str, identifier: str) -> Row | None:
    """One published article with all its pages on which a query is found; None where there is no such article."""
    query = _asked(text).query
    document = _listed().filter(identifier=identifier).first()
    if document is None:
        return None
    texts = ArticleTexts([document.pk])
    texts.tell(document)
    maker = RowMaker(query, most_snippets=1)
    return maker.row(document, 1, texts.pages[document.pk], texts.sections[document.pk])


def _rows(query: Query, keys: Sequence[int], start: int, per_page: int) -> Iterator[Row]:
    """The rows of these documents: a constant number of database queries for all of them."""
    documents = _listed().in_bulk(keys)
    texts = ArticleTexts(documents)
    maker = RowMaker(query, SNIPPETS_OF_A_PAGE if per_page <= PER_PAGE[0] else 1, _locator)
    for number, key in enumerate(keys, start + 1):
        if key in documents:  # withdrawn a moment ago, and the indexer has not come to it
            texts.tell(documents[key])
            yield maker.row(
                documents[key], number, texts.pages[key], texts.sections[key], is_located=allows_excerpts()
            )


@cache
def _listed() -> DocumentQuerySet:
    """Published articles with their records. Put together once, which takes as long as asking for them."""
    return Document.objects.published().with_record()


def _without_year(found: Answer, filters: Filters) -> int:
    if (filters.first_year, filters.last_year) != (None, None):
        return 0
    return found.total - sum(found.facets.get("year", {}).values())


def _truncation_note(form: str) -> str:
    return _("“%(form)s*” stands for very many words; only the most frequent ones were searched.") % {
        "form": form
    }


def _help(query: Query, filters: Filters) -> Help | None:
    if query.root is None:
        return None
    wider = replace(filters, first_year=None, last_year=None)
    knowledge = knowledge_of(reader_engine())

    def count_as_asked(node: Node | None, narrowing: Filters) -> int:
        """With what its words stand for beside, as the search for it would find."""
        return count(expand(replace(query, root=node), knowledge).query.root, narrowing)

    counter = Counter(
        lambda node, narrowed: count_as_asked(node, filters if narrowed else Filters()),
        bool(filters),
        (lambda node: count_as_asked(node, wider)) if wider != filters else None,
    )
    return make_help(query, counter, reader_engine().correct)
