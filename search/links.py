"""Links of the results page: a label and the address of the search it leads to."""

from __future__ import annotations

from dataclasses import dataclass

from search.results import FacetValue, TermCount, YearBar


@dataclass(frozen=True, slots=True)
class Chip:
    label: str
    field: str  # author, journal, subject, lang, years
    url: str


@dataclass(frozen=True, slots=True)
class FacetLink:
    value: FacetValue
    url: str


@dataclass(frozen=True, slots=True)
class YearLink:
    bar: YearBar
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
