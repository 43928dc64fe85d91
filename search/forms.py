"""The address of a search -> values. What makes no sense counts as not given, since addresses get mangled."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from search.engine import MAX_PER_PAGE, PER_PAGE, SORTS
from search.results import Filters

MAX_VALUES = 50  # of one facet
MAX_VALUE_LENGTH = 200
MAX_TEXT_LENGTH = 2000  # what is longer is cut; the engine says so
MAX_PAGES = 1_000_000
VIEWS = ("articles", "pages")  # a row an article, or a row a page with hits

SORT_LABELS = {
    "relevance": _("Relevance"),
    "newest": _("Newest first"),
    "oldest": _("Oldest first"),
    "title": _("Title"),
}


class QueryStringField(forms.CharField):
    """The reader's string, as typed but for what no text has."""

    def to_python(self, value: object) -> str:
        return re.sub(r"[\x00\ud800-\udfff]", "", str(value or ""))[:MAX_TEXT_LENGTH].strip()


class ValuesField(forms.Field):
    """Values of a facet, each once: ?author=a&author=b."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Iterable[str] | None) -> tuple[str, ...]:
        values = (one.strip() for one in value or ())
        kept = (one for one in values if one and len(one) <= MAX_VALUE_LENGTH and one.isprintable())
        return tuple(dict.fromkeys(kept))[:MAX_VALUES]


class SearchForm(forms.Form):
    """`from` and `to` are words of Python and of the address: the fields are `year_from` and `year_to`."""

    q = QueryStringField(required=False, label=_("Search every page"))
    author = ValuesField(required=False, label=_("Author"))
    journal = ValuesField(required=False, label=_("Journal"))
    subject = ValuesField(required=False, label=_("Subject"))
    lang = ValuesField(required=False, label=_("Language"))
    year_from = forms.IntegerField(required=False, min_value=1, max_value=9999, label=_("From year"))
    year_to = forms.IntegerField(required=False, min_value=1, max_value=9999, label=_("To year"))
    sort = forms.ChoiceField(required=False, choices=list(SORT_LABELS.items()), label=_("Sort"))
    view = forms.ChoiceField(required=False, choices=[(view, view) for view in VIEWS])
    page = forms.IntegerField(required=False, min_value=1, max_value=MAX_PAGES, label=_("Page"))
    per_page = forms.TypedChoiceField(
        required=False, choices=[(size, size) for size in PER_PAGE], coerce=int, label=_("Articles a page")
    )

    def add_prefix(self, field_name: str) -> str:
        return field_name.removeprefix("year_")

    def values(self) -> dict[str, Any]:
        """All values, the default where none is given or it makes no sense."""
        self.is_valid()
        given: Mapping[str, Any] = self.cleaned_data
        return {
            "q": given.get("q", ""),
            "sort": given.get("sort") or next(iter(SORTS)),
            "view": given.get("view") or VIEWS[0],
            "page": given.get("page") or 1,
            "per_page": min(given.get("per_page") or PER_PAGE[0], MAX_PER_PAGE),
            "filters": self._filters(given),
        }

    @property
    def asks_for_no_page(self) -> bool:
        """Whether the page asked for is none: "0", "-1", "10^30", "abc"."""
        return "page" in self.errors

    def _filters(self, given: Mapping[str, Any]) -> Filters:
        first, last = given.get("year_from"), given.get("year_to")
        if first and last and first > last:
            first, last = last, first
        return Filters(
            author=given.get("author", ()),
            journal=given.get("journal", ()),
            subject=given.get("subject", ()),
            language=given.get("lang", ()),
            first_year=first,
            last_year=last,
        )
