"""What stands on a page of results many times: made without a template of its own, which takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from archive.templatetags.archive_tags import leading_back
from archive.templatetags.language_attributes import language_attributes
from search.results import PageHits, Snippet

register = template.Library()


@register.filter
def matches(count: int) -> str:
    return ngettext("%(counter)s match", "%(counter)s matches", count) % {"counter": count}


@register.simple_tag
def hit_pages(pages: Iterable[PageHits], language: str, results_left: str = "") -> SafeString:
    """A row for each page with its excerpts, in the language of the article."""
    word, attributes = escape(gettext("Page")), language_attributes(language)
    rows = (
        f'<li><a class="folio" href="{escape(leading_back(page.url, results_left))}">'
        f'<span class="unseen">{word} </span>{escape(page.label or page.address)}</a>'
        f"<div{attributes}>{excerpts(page.snippets, results_left)}{_on_this_page(page)}</div></li>"
        for page in pages
    )
    return mark_safe("\n".join(rows))  # noqa: S308  (each part is escaped)


@register.simple_tag
def excerpts(snippets: Iterable[Snippet], results_left: str = "") -> SafeString:
    """Their texts are safe already."""
    rows = (
        f'<p class="snippet"><a href="{escape(leading_back(each.url, results_left))}">{each.text}</a></p>'
        for each in snippets
    )
    return mark_safe("".join(rows))  # noqa: S308


def _on_this_page(page: PageHits) -> str:
    """Where there are more matches than excerpts."""
    if page.hits <= len(page.snippets):
        return ""
    told = ngettext("%(counter)s match on this page", "%(counter)s matches on this page", page.hits)
    return f'<p class="count">{escape(told % {"counter": page.hits})}</p>'
