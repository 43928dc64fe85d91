"""Links of the results page: a label and the address of the search it leads to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from django.utils.http import urlencode
from django.utils.translation import gettext as _

from archive.addresses import address_of
from archive.citations.formats import FORMATS
from search.engine import PER_PAGE, SORTS
from search.facets import FACETS
from search.forms import SORT_LABELS, VIEWS
from search.results import Filters, Results, TermCount

NEIGHBOURS = 2  # pages of results shown on either side of the current one


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    field: str  # author, journal, subject, lang, years
    url: str


@dataclass(frozen=True, slots=True)
class Option:
    value: str
    label: str
    url: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class PageLink:
    """A page of results; `number` None stands for a gap."""

    number: int | None
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class Export:
    label: str
    extension: str
    url: str


@dataclass(frozen=True, slots=True)
class TermLink:
    term: TermCount
    url: str


@dataclass(frozen=True)
class Address:
    """The address of a search; defaults are left out of it, so that one search has one address."""

    q: str
    filters: Filters
    sort: str = next(iter(SORTS))
    per_page: int = PER_PAGE[0]
    page: int = 1
    view: str = VIEWS[0]

    def parameters(self) -> list[tuple[str, str | int]]:
        given: list[tuple[str, str | int]] = [("q", self.q)]
        for facet in FACETS:
            given += [(facet.name, value) for value in getattr(self.filters, facet.attribute)]
        years = (("from", self.filters.first_year), ("to", self.filters.last_year))
        given += [(name, year) for name, year in years if year is not None]
        for name, value, default in (
            ("view", self.view, VIEWS[0]),
            ("sort", self.sort, next(iter(SORTS))),
            ("per_page", self.per_page, PER_PAGE[0]),
            ("page", self.page, 1),
        ):
            if value != default:
                given.append((name, value))
        return given

    def url(self, name: str = "search:results", *args: str) -> str:
        return f"{address_of(name, *args)}?{urlencode(self.parameters())}"

    def narrowed(self, **changes: object) -> Address:
        """The first page of the search with other filters."""
        return replace(self, filters=replace(self.filters, **changes), page=1)

    def toggled(self, attribute: str, value: str) -> Address:
        values = getattr(self.filters, attribute)
        others = tuple(other for other in values if other != value)
        return self.narrowed(**{attribute: others if value in values else (*values, value)})

    def asking(self, q: str) -> str:
        """The address of another query with the same filters; "" for none."""
        return replace(self, q=q, page=1).url() if q else ""


def chips(results: Results, address: Address) -> list[Chip]:
    found = [
        Chip(value.label, facet.name, address.toggled(_attribute(facet.name), value.value).url())
        for facet in results.facets
        for value in facet.chosen
    ]
    if label := _years_label(results.filters):
        found.append(Chip(label, "years", address.narrowed(first_year=None, last_year=None).url()))
    return found


def _attribute(name: str) -> str:
    return next(facet.attribute for facet in FACETS if facet.name == name)


def _years_label(filters: Filters) -> str:
    first, last = filters.first_year, filters.last_year
    if first and last:
        return str(first) if first == last else f"{first}–{last}"
    if first:
        return _("from %(year)s") % {"year": first}
    return _("until %(year)s") % {"year": last} if last else ""


def sorts(address: Address) -> list[Option]:
    return [
        Option(sort, str(label), replace(address, sort=sort, page=1).url(), sort == address.sort)
        for sort, label in SORT_LABELS.items()
    ]


def sizes(address: Address) -> list[Option]:
    return [
        Option(str(size), str(size), replace(address, per_page=size, page=1).url(), size == address.per_page)
        for size in PER_PAGE
    ]


def pagination(results: Results, address: Address) -> list[PageLink]:
    """First, last, the current page and its neighbours, with a gap where pages are left out."""
    shown = {1, results.page_total}
    shown.update(range(results.page - NEIGHBOURS, results.page + NEIGHBOURS + 1))
    return list(_with_gaps(sorted(n for n in shown if 1 <= n <= results.page_total), results.page, address))


def _with_gaps(numbers: list[int], current: int, address: Address) -> Iterator[PageLink]:
    before = 0
    for number in numbers:
        if number > before + 1:
            yield PageLink(None, "", False)
        yield PageLink(number, page_url(address, number), number == current)
        before = number


def page_url(address: Address, number: int) -> str:
    return replace(address, page=number).url()


def views(address: Address) -> list[Option]:
    labels = {"articles": _("Articles"), "pages": _("Pages")}
    return [
        Option(view, labels[view], replace(address, view=view).url(), view == address.view) for view in VIEWS
    ]


def more_links(results: Results, address: Address) -> dict[str, str]:
    """By the name of a facet the page with all its values."""
    return {facet.name: replace(address, page=1).url("search:facet", facet.name) for facet in results.facets}


def exports(address: Address) -> list[Export]:
    whole = replace(address, page=1)
    return [
        Export(each.label, each.extension, whole.url("search:export", each.extension)) for each in FORMATS
    ]


def term_links(results: Results, address: Address) -> list[TermLink]:
    terms = results.help.terms if results.help else ()
    return [TermLink(term, address.asking(term.query_without)) for term in terms]
