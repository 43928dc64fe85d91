"""Counts of values -> what the reader can narrow to: a table of facets and the years."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from archive.citations.filing import filed_name, folded
from archive.models import Author, Journal, Subject
from search.results import Facet, FacetValue, Filters, YearBar

SHOWN = 8  # values of a facet
MAX_SPAN = 200  # years of a histogram with its empty years

Counts = dict[str | int, int]
Labels = Callable[[Iterable[str]], dict[str, str]]


def _author_labels(slugs: Iterable[str]) -> dict[str, str]:
    return {author.slug: author.inverted_name for author in Author.objects.filter(slug__in=slugs)}


def _journal_labels(slugs: Iterable[str]) -> dict[str, str]:
    return dict(Journal.objects.filter(slug__in=slugs).values_list("slug", "title"))


def _subject_labels(slugs: Iterable[str]) -> dict[str, str]:
    return dict(Subject.objects.filter(slug__in=slugs).values_list("slug", "name"))


def _language_labels(codes: Iterable[str]) -> dict[str, str]:
    return {code: language_name(code) for code in codes}


def language_name(code: str) -> str:
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return code


@dataclass(frozen=True)
class FacetField:
    """One facet: its parameter in the address, its attribute of Filters, its field of the index."""

    name: str
    attribute: str
    field: str
    label: str | Promise
    labels: Labels
    filed: Callable[[str], str] = folded  # how its labels are put in the order of the alphabet


FACETS = (
    FacetField("author", "author", "authors", _("Author"), _author_labels),
    FacetField("journal", "journal", "journals", _("Journal"), _journal_labels, filed_name),
    FacetField("subject", "subject", "subjects", _("Subject"), _subject_labels),
    FacetField("lang", "language", "language", _("Language"), _language_labels),
)


def make_facets(counts: dict[str, Counts], filters: Filters) -> tuple[Facet, ...]:
    """The facets in order; one without values and without a choice is left out. One database query each."""
    made = (make_facet(facet, counts.get(facet.field, {}), filters) for facet in FACETS)
    return tuple(facet for facet in made if facet.values)


def make_facet(facet: FacetField, counts: Counts, filters: Filters, most: int = SHOWN) -> Facet:
    chosen = tuple(dict.fromkeys(getattr(filters, facet.attribute)))
    others = [str(value) for value in counts if value not in chosen]
    shown = [*chosen, *others[: max(0, most - len(chosen))]]
    labels = facet.labels(shown) if shown else {}
    values = tuple(
        FacetValue(value, labels.get(value, value), counts.get(value, 0), value in chosen) for value in shown
    )
    return Facet(facet.name, str(facet.label), values, len(chosen) + len(others) - len(shown))


def unknown_values(facets: Iterable[Facet]) -> list[str]:
    """Chosen values that the archive does not have, in words."""
    return [
        gettext("The archive knows no “%(value)s” to filter by (%(filter)s).")
        % {"value": value.value, "filter": facet.label}
        for facet in facets
        for value in facet.chosen
        if not value.count and value.label == value.value
    ]


def make_years(counts: Counts, filters: Filters) -> tuple[YearBar, ...]:
    """A bar for each year from the first to the last with articles; over a very long span only for those."""
    years = sorted(int(year) for year in counts)
    if not years:
        return ()
    if years[-1] - years[0] < MAX_SPAN:
        years = list(range(years[0], years[-1] + 1))
    tallest = max(counts.values())
    first, last = filters.first_year, filters.last_year
    is_narrowed = (first, last) != (None, None)
    return tuple(
        YearBar(
            year,
            counts.get(year, 0),
            -(-100 * counts.get(year, 0) // tallest),
            is_narrowed and (first is None or first <= year) and (last is None or year <= last),
        )
        for year in years
    )
