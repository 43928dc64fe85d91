"""What is known while one cite or one entry is rendered."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from archive.citations.csl.items import Item, Value
from archive.citations.csl.labels import citation_label
from archive.citations.csl.locale import Locale
from archive.citations.csl.name_values import NameValue

if TYPE_CHECKING:
    from archive.citations.csl.names import Names
    from archive.citations.csl.style import Area, StyleOptions


@dataclass(slots=True)
class Distinction:
    """What was added to a work's cites so that they lead to it alone ("Disambiguation")."""

    year_suffix: int = 0  # 1 is "a"
    names_shown: int = 0  # at least so many of a list that et al. would cut
    given: dict[NameValue, int] = field(default_factory=dict)  # 1: with initials, 2: in full
    given_of_first: dict[NameValue, int] = field(default_factory=dict)  # the same, of first names alone
    condition: bool = False  # disambiguate="true" holds


@dataclass(frozen=True, slots=True)
class Locator:
    """The place cited: a page unless `label` says otherwise."""

    text: str
    label: str = "page"


class Cite:
    """One rendering. The counts tell a group whether it called variables and whether one was not empty."""

    __slots__ = (
        "area",
        "called",
        "citation_number",
        "distinction",
        "first_note",
        "found",
        "hidden",
        "is_sorting",
        "item",
        "locale",
        "locator",
        "options",
        "positions",
        "shows_year_suffix",
        "substituting",
        "values",
    )

    def __init__(
        self,
        item: Item,
        area: Area,
        options: StyleOptions,
        locale: Locale,
        distinction: Distinction,
        locator: Locator | None = None,
        positions: frozenset[str] = frozenset(),
        citation_number: int = 0,
        first_note: str = "",
        is_sorting: bool = False,
    ) -> None:
        self.item = item
        self.values = item.values
        self.area = area
        self.options = options
        self.locale = locale
        self.distinction = distinction
        self.locator = locator
        self.positions = positions
        self.citation_number = citation_number
        self.first_note = first_note
        self.is_sorting = is_sorting
        self.called = 0
        self.found = 0
        self.hidden: set[str] = set()
        self.substituting: Names | None = None
        self.shows_year_suffix = distinction.year_suffix > 0

    def value(self, variable: str) -> Value | None:
        """The value, unless it is empty or stood in for another before."""
        if variable in self.hidden:
            return None
        return self.values.get(variable)

    def call(self, variable: str) -> Value | None:
        """The value, counted for the groups around."""
        self.called += 1
        value = self.value(variable)
        if value is not None:
            self.found += 1
        return value

    def text(self, variable: str) -> str:
        """A variable's text, also of those that the processor makes; "" where there is none."""
        if variable == "locator":
            return self.locator.text if self.locator else ""
        if variable == "citation-number":
            return str(self.citation_number) if self.citation_number else ""
        if variable == "first-reference-note-number":
            return self.first_note
        if variable == "citation-label":
            return citation_label(self.item)
        if variable == "page-first":
            return _first_page(self.text_value("page-first") or self.text_value("page"))
        return self.text_value(variable)

    def text_value(self, variable: str) -> str:
        value = self.value(variable)
        return value if isinstance(value, str) else ""

    def hide(self, *variables: str) -> None:
        """What stood in for names is not put out again."""
        if self.substituting is not None:
            self.hidden.update(variables)

    @property
    def is_english(self) -> bool:
        """Whether titles take title case ("Non-English Items")."""
        language = self.values.get("language")
        if isinstance(language, str) and language:
            return language.lower().startswith("en")
        return self.options.is_english


def _first_page(pages: str) -> str:
    for n, sign in enumerate(pages):
        if sign in "-–,;& ":
            return pages[:n]
    return pages


def year_letters(number: int) -> str:
    """ "a" to "z", then "aa"."""
    letters = ""
    while number > 0:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("a") + digit) + letters
    return letters
