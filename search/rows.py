"""Documents found -> rows of the results page: hits on each page, snippets, links."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from urllib.parse import quote_plus

from django.utils.safestring import SafeString

from archive.addresses import address_of, addresses_of
from archive.models import Document
from search import snippets
from search.article_texts import PlainPage, PlainSection
from search.front_matter import front_spans
from search.headings import headings_on
from search.locate import CharSpan, Hits, Locator, find_hits
from search.query_fields import record_texts
from search.query_language import Query
from search.query_nodes import Term
from search.results import PAGES_AT_ONCE, PageHits, Row, Snippet

SNIPPETS_OF_A_PAGE = 2


def document_url(document: Document, quoted: str) -> str:
    """The article, with the quoted query travelling along."""
    address = document.get_absolute_url()
    return f"{address}?q={quoted}" if quoted else address


def hit_url(page_url: str, quoted: str, hit: int) -> str:
    """The page at one hit of a quoted query: `hit` counts those of the article from 1, as `locate_in_document` does."""
    return f"{page_url}?q={quoted}&hit={hit}#hit-{hit}"


class RowMaker:
    """Makes the rows of one query; what is learned of a word in one article serves the others.

    `most_snippets` of each page that is shown at once; of the others one each.
    """

    def __init__(
        self,
        query: Query,
        most_snippets: int = SNIPPETS_OF_A_PAGE,
        make_locator: Callable[[Sequence[Term], str], Locator] = Locator,
    ) -> None:
        self.query = query
        self.most_snippets = most_snippets
        self.make_locator = make_locator
        self._locators: dict[tuple[str, str], Locator] = {}
        self._fields_asked = {term.field for term in query.terms}
        self._quoted = quote_plus(query.text)

    def row(
        self,
        document: Document,
        number: int,
        pages: Sequence[PlainPage],
        sections: Sequence[PlainSection],
        *,
        is_located: bool = True,
    ) -> Row:
        """`is_located`: with its hits; without them the row shows how the article begins."""
        texts = [page.text for page in pages]
        locator = self._locator("", document.language)
        headings = headings_on(pages, sections) if self.query.heading_terms else ()
        hits = (
            find_hits(self.query, texts, document.language, locator, headings)
            if is_located
            else Hits((), (0,))
        )
        front = front_spans(document, pages, sections) if pages else {}
        shown = self._pages(document, pages, texts, hits, front)
        record = record_texts(document)
        article_url = document_url(document, self._quoted)
        return Row(
            document=document,
            number=number,
            url=shown[0].url if shown else article_url,
            article_url=article_url,
            all_pages_url=address_of("search:pages", document.identifier),
            title=self._title(document),
            hits=len(hits),
            pages=shown,
            page_count=len(pages),
            found_in=tuple(
                name for name, text in record.items() if self._locator(name, document.language).find(text)
            ),
            opening=_safe(snippets.opening(texts[0], front=front.get(0, ())))
            if texts and not hits
            else _safe(""),
        )

    def _locator(self, field: str, language: str) -> Locator:
        """For pages (field "") or for a part of the record, where also terms of that field count."""
        if field not in self._fields_asked:
            field = ""
        key = (field, language)
        if key not in self._locators:
            terms = [term for term in self.query.terms if term.field in ("", field)]
            self._locators[key] = self.make_locator(terms, language)
        return self._locators[key]

    def _title(self, document: Document) -> SafeString:
        title = str(document)
        found = self._locator("title", document.language).find(document.title)
        return _safe(snippets.mark(title, [span for hit in found for span in hit]))

    def _pages(
        self,
        document: Document,
        pages: Sequence[PlainPage],
        texts: Sequence[str],
        hits: Hits,
        front: Mapping[int, Sequence[CharSpan]],
    ) -> tuple[PageHits, ...]:
        address_of_page = addresses_of("page", document.address)
        made = []
        for index, own in hits.by_page():
            page = pages[index]
            url = address_of_page(page.address)
            most = self.most_snippets if len(made) < PAGES_AT_ONCE else 1
            near = range(max(0, own.start - 1), own.stop)  # one before may run on into this page
            found = snippets.excerpts(hits, index, texts, among=near, most=most, front=front.get(index, ()))
            made.append(
                PageHits(
                    address=page.address,
                    page_url=url,
                    label=page.cited_label_of(hits[number].ranges[0].start for number in own),
                    sequence=page.sequence,
                    hits=len(own),
                    first_hit=own[0] + 1,
                    url=hit_url(url, self._quoted, own[0] + 1),
                    snippets=tuple(
                        Snippet(_safe(text), hit_url(url, self._quoted, hits.index(hit, own.start) + 1))
                        for text, hit in found
                    ),
                )
            )
        return tuple(made)


def _safe(escaped: str) -> SafeString:
    """What `snippets` made: escaped, with nothing but marks in it."""
    return SafeString(escaped)  # nosemgrep: html-joined-by-hand
