"""Articles found as rows of a page of results, and values to narrow by: made without a template, which takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from django.template.defaultfilters import floatformat
from django.utils.translation import gettext, ngettext

from archive.templatetags.archive_tags import ListButton, byline, leading_back, query_string, source_line
from archive.templatetags.language_attributes import language_attributes
from search.results import Facet, PageHits, Row, Snippet


def matches(count: int) -> str:
    return ngettext("%(counter)s match", "%(counter)s matches", count) % {"counter": count}


def excerpts(snippets: Iterable[Snippet], results_left: str = "") -> str:
    """Their texts are safe already."""
    return "".join(
        f'<p class="snippet"><a href="{escape(leading_back(each.url, results_left))}">{each.text}</a></p>'
        for each in snippets
    )


def hit_pages(pages: Iterable[PageHits], attributes: str, results_left: str = "") -> str:
    """A row for each page with its excerpts; `attributes` tell the language of the article."""
    word = escape(gettext("Page"))
    return "\n".join(
        f'<li><a class="folio" href="{escape(leading_back(page.url, results_left))}">'
        f'<span class="unseen">{word} </span>{escape(page.label or page.address)}</a>'
        f"<div{attributes}>{excerpts(page.snippets, results_left)}{_on_this_page(page)}</div></li>"
        for page in pages
    )


def _on_this_page(page: PageHits) -> str:
    """Where there are more matches than excerpts."""
    if page.hits <= len(page.snippets):
        return ""
    told = ngettext("%(counter)s match on this page", "%(counter)s matches on this page", page.hits)
    return f'<p class="count">{escape(told % {"counter": page.hits})}</p>'


class ArticleRows:
    """The rows of one page of results; what stands in each of them is looked up once. `context` is that of its template."""

    def __init__(self, context: Mapping[str, Any]) -> None:
        self.results_left = context.get("results_left", "")
        self.results_query = escape(context.get("results_query", ""))
        self.query = escape(query_string(q=context["q"]))
        self.list_button = ListButton(context)
        self.select_word = escape(gettext("Select"))
        self.find_words = escape(gettext("Find in this article"))

    def html(self, row: Row) -> str:
        """Each part of it is escaped."""
        document, attributes = row.document, language_attributes(row.document.language)
        identifier = escape(document.identifier)
        found = f" · {escape(matches(row.hits))}" if row.hits else ""
        return (
            f'<li class="result" id="result-{identifier}">'
            f'<abbr class="unapi-id" title="{identifier}" hidden></abbr>'
            f'<div class="result-head"><h2 class="result-title">'
            f'<a href="{escape(row.article_url)}"{attributes}>{row.title}</a></h2>'
            f'{byline(document)}<p class="source">{source_line(document)}{found}</p>'
            f"{self._acts(row, identifier)}</div>{self._found(row, identifier, attributes)}</li>"
        )

    def _acts(self, row: Row, identifier: str) -> str:
        find = ""
        if row.pages:
            address = f"{escape(row.pages[0].page_url)}{self.query}#find"
            find = f'<a href="{address}">{self.find_words}</a>'
        return (
            '<div class="row-acts not-printed"><label>'
            f'<input type="checkbox" name="id" value="{identifier}" form="cite-chosen">'
            f' {self.select_word}<span class="unseen"> {escape(str(row.document))}</span></label>'
            f"{find}{self.list_button.html(row.document.identifier) if row.document.is_published else ''}</div>"
        )

    def _found(self, row: Row, identifier: str, attributes: str) -> str:
        """The pages with hits, else how the text begins."""
        if row.pages:
            return (
                f'<ol role="list" class="snippets">{self._pages(row.first_pages, attributes)}</ol>'
                f"{self._pages_apart(row, identifier)}{self._more_pages(row, attributes)}"
            )
        if row.document.is_closed:
            return f'<p class="opening">{escape(row.document.why_closed)}</p>'
        if not row.opening:
            return ""
        why = gettext(
            "The words stand in the record of the article or in its text as first read, not on its pages."
        )
        return f'<p class="opening">{escape(why)}</p><p class="opening"{attributes}>{row.opening}</p>'

    def _pages(self, pages: Iterable[PageHits], attributes: str) -> str:
        return hit_pages(pages, attributes, self.results_left)

    def _pages_apart(self, row: Row, identifier: str) -> str:
        count = row.pages_apart
        if not count:
            return ""
        told = ngettext("%(number)s page with matches", "All %(number)s pages with matches", count)
        return (
            f'<p class="more-pages"><a href="{escape(row.all_pages_url)}?{self.results_query}"'
            f' data-load="#pages-{identifier}">{escape(told % {"number": floatformat(count, "g")})}'
            f'<span class="unseen"> – {escape(str(row.document))}</span></a></p>'
        )

    def _more_pages(self, row: Row, attributes: str) -> str:
        count = len(row.more_pages)
        if not count:
            return ""
        told = ngettext("%(counter)s more page with matches", "%(counter)s more pages with matches", count)
        return (
            f'<details class="more-pages"><summary>{escape(told % {"counter": count})}</summary>'
            f'<ol role="list" class="snippets">{self._pages(row.more_pages, attributes)}</ol></details>'
        )


def facet_values(facet: Facet) -> str:
    """A box to tick for each."""
    return "\n".join(
        f'<label class="facet-value"><input type="checkbox" name="{escape(facet.name)}"'
        f' value="{escape(each.value)}"{" checked" if each.is_chosen else ""}>'
        f'<span>{escape(each.label)}</span> <span class="count">{each.count}</span></label>'
        for each in facet.values
    )
