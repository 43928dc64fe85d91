"""What stands on a page of results many times: made without a template of its own, which takes ten times as long."""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
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
    word, attributes = gettext("Page"), language_attributes(language)
    return format_html_join(
        "\n",
        '<li><a class="folio" href="{}"><span class="unseen">{} </span>{}</a><div{}>{}{}</div></li>',
        (
            (
                leading_back(page.url, results_left),
                word,
                page.label or page.address,
                attributes,
                excerpts(page.snippets, results_left),
                _on_this_page(page),
            )
            for page in pages
        ),
    )


@register.simple_tag
def excerpts(snippets: Iterable[Snippet], results_left: str = "") -> SafeString:
    rows = ((leading_back(each.url, results_left), each.text) for each in snippets)
    return format_html_join("", '<p class="snippet"><a href="{}">{}</a></p>', rows)


def _on_this_page(page: PageHits) -> SafeString | str:
    """Where there are more matches than excerpts."""
    if page.hits <= len(page.snippets):
        return ""
    told = ngettext("%(counter)s match on this page", "%(counter)s matches on this page", page.hits)
    return format_html('<p class="count">{}</p>', told % {"counter": page.hits})
