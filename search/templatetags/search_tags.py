"""What stands on a page of results many times, as `search.row_html` makes it."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString, mark_safe

from archive.templatetags.language_attributes import language_attributes
from search import row_html
from search.results import Facet, PageHits, Row, Snippet

register = template.Library()
register.filter(row_html.matches)


@register.simple_tag(takes_context=True)
def article_rows(context: template.Context, rows: Iterable[Row]) -> SafeString:
    made = row_html.ArticleRows(context)
    return mark_safe("\n".join(map(made.html, rows)))  # noqa: S308  (each part is escaped)


@register.simple_tag(takes_context=True)
def article_row(context: template.Context, row: Row) -> SafeString:
    return article_rows(context, (row,))


@register.simple_tag
def hit_pages(pages: Iterable[PageHits], language: str, results_left: str = "") -> SafeString:
    """A row for each page with its excerpts, in the language of the article."""
    rows = row_html.hit_pages(pages, language_attributes(language), results_left)
    return mark_safe(rows)  # noqa: S308  (each part is escaped)


@register.simple_tag
def excerpts(snippets: Iterable[Snippet], results_left: str = "") -> SafeString:
    return mark_safe(row_html.excerpts(snippets, results_left))  # noqa: S308  (each part is escaped)


@register.simple_tag
def facet_values(facet: Facet) -> SafeString:
    return mark_safe(row_html.facet_values(facet))  # noqa: S308  (each part is escaped)
