"""The address of a search -> values. What makes no sense counts as not given, and is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from search import advanced
from search.engine import MAX_PER_PAGE, PER_PAGE, SORTS
from search.query_reader import MAX_NEARNESS
from search.query_tokens import DEFAULT_NEARNESS
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


MAX_SAID = 60  # characters of a bad value that are told
MAX_PROBLEMS = 5
_OF_OTHERS = re.compile(r"utm_|\w*clid$|mc_|_ga|ref$|source$")  # what others hang on to addresses, to count
PROBLEMS = {
    "year_from": _("“%(value)s” is no year to search from: a year is a number such as 2005."),
    "year_to": _("“%(value)s” is no year to search to: a year is a number such as 2005."),
    "sort": _("There is no order “%(value)s”; the results stand by relevance."),
    "view": _("There is no view “%(value)s”; each article is a row."),
    "page": _("“%(value)s” is no page of results."),
    "per_page": _("“%(value)s” is no number of articles a page; there are 20, 50 and 100."),
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

    def problems(self) -> list[str]:
        """What the address says that makes no sense, in words. It counts as not given."""
        said = [
            sentence % {"value": self.data.get(self.add_prefix(name), "")[:MAX_SAID]}
            for name, sentence in PROBLEMS.items()
            if name in self.errors
        ]
        first, last = (self.cleaned_data.get(name) for name in ("year_from", "year_to"))
        if first and last and first > last:
            said.append(
                gettext("The years stood the wrong way round: %(last)s–%(first)s is searched.")
                % {"first": first, "last": last}
            )
        known = {self.add_prefix(name) for name in self.fields}
        said += [
            gettext("“%(name)s” in the address is no filter and was left out.") % {"name": name[:MAX_SAID]}
            for name in self.data
            if name not in known and not _OF_OTHERS.match(name)
        ]
        return said[:MAX_PROBLEMS]

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


class AdvancedForm(forms.Form):
    """What was typed into the advanced search; `query()` is what it asks for."""

    within = forms.IntegerField(required=False, min_value=1, max_value=MAX_NEARNESS)
    language = forms.RegexField(r"^[a-z]{2,3}$", required=False)
    year_from = forms.IntegerField(required=False, min_value=1, max_value=9999)
    year_to = forms.IntegerField(required=False, min_value=1, max_value=9999)

    def add_prefix(self, field_name: str) -> str:
        return field_name.removeprefix("year_")

    def typed(self) -> dict[str, str]:
        """By part of `advanced.PARTS`. A query of the search box stands among the words."""
        clean = QueryStringField(required=False).to_python
        typed = {part.name: clean(self.data.get(part.name))[: advanced.MAX_LENGTH] for part in advanced.PARTS}
        if not any(typed.values()):
            typed["all"] = clean(self.data.get("q"))[: advanced.MAX_LENGTH]
        return typed

    def values(self) -> dict[str, Any]:
        self.is_valid()
        given: Mapping[str, Any] = self.cleaned_data
        years = (given.get("year_from"), given.get("year_to"))
        if all(years) and years[0] > years[1]:
            years = years[::-1]
        return {
            "within": given.get("within") or DEFAULT_NEARNESS,
            "language": given.get("language") or "",
            "years": years,
        }

    def query(self) -> str:
        return advanced.write(self.typed(), **self.values())

    def problems(self) -> list[str]:
        return [
            str(PROBLEMS[name]) % {"value": self.data.get(self.add_prefix(name), "")[:MAX_SAID]}
            for name in ("year_from", "year_to")
            if name in self.errors
        ]
