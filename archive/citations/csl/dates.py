"""cs:date ("Date"): localized or written out in the style, with ranges, seasons and years before Christ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archive.citations.csl.cite import Cite
from archive.citations.csl.date_values import OPEN, DateParts, DateValue
from archive.citations.csl.elements import ABSENT, Element, implicit_year_suffix
from archive.citations.csl.formatting import Formatter
from archive.citations.csl.locale import Locale
from archive.citations.csl.markup import parse_markup
from archive.citations.csl.nodes import Formatting, Node, Rendered, wrap
from archive.citations.csl.numbers import to_ordinal
from archive.citations.csl.shapes import Shape

_ORDER = ("year", "month", "day")
_PARTS = {"year": {"year"}, "year-month": {"year", "month"}, "year-month-day": {"year", "month", "day"}}
_SORT_BASE = 100_000  # so that years before Christ sort before those after


class DatePart:
    """One cs:date-part."""

    __slots__ = ("form", "formatter", "name", "range_delimiter")

    def __init__(self, attributes: Mapping[str, str]) -> None:
        self.name = attributes.get("name", "")
        self.form = attributes.get("form", "numeric" if self.name == "day" else "long")
        self.range_delimiter = attributes.get("range-delimiter", "–")
        self.formatter = Formatter(attributes)

    def text(self, parts: DateParts, locale: Locale) -> str:
        """The part in its form; "" where the date does not have it."""
        number = parts.part(self.name)
        if number is None or (self.name == "year" and number == OPEN):
            return ""
        if self.name == "year":
            return _year(number, self.form, locale)
        if self.name == "month":
            return _month(number, self.form, locale)
        return _day(number, self.form, parts.month, locale)


def _year(year: int, form: str, locale: Locale) -> str:
    if form == "short":
        return f"{abs(year) % 100:02d}"
    if year < 0:
        return f"{-year}{locale.text('bc')}"
    return f"{year}{locale.text('ad')}" if year < 1000 else str(year)


def _month(month: int, form: str, locale: Locale) -> str:
    if month > 12:
        return locale.text(f"season-{(month - 13) % 4 + 1:02d}", "short" if form == "short" else "long")
    if form == "numeric":
        return str(month)
    if form == "numeric-leading-zeros":
        return f"{month:02d}"
    return locale.text(f"month-{month:02d}", form)


def _day(day: int, form: str, month: int | None, locale: Locale) -> str:
    if form == "numeric-leading-zeros":
        return f"{day:02d}"
    if form == "ordinal" and (day == 1 or not locale.limits_ordinals_to_day_one):
        term = locale.term(f"month-{month:02d}") if month and month <= 12 else None
        return to_ordinal(day, locale, term.gender if term else "")
    return str(day)


class Date(Element):
    counts = True
    __slots__ = ("formatter", "parts", "variable")

    def __init__(
        self,
        variable: str,
        attributes: Mapping[str, str],
        own_parts: Sequence[Mapping[str, str]],
        locale: Locale,
    ) -> None:
        self.variable = variable
        form = attributes.get("form", "")
        localized = locale.dates.get(form) if form else None
        if localized is None:
            self.parts = [DatePart(each) for each in own_parts]
            self.formatter = Formatter(attributes, attributes.get("delimiter", ""))
        else:
            shown = _PARTS.get(attributes.get("date-parts", ""), set(_ORDER))
            overrides = {each.get("name", ""): each for each in own_parts}
            self.parts = [
                DatePart({**each, **overrides.get(each.get("name", ""), {})})
                for each in localized.parts
                if each.get("name") in shown
            ]
            self.formatter = Formatter(
                {**localized.attributes, **attributes}, localized.attributes.get("delimiter", "")
            )

    def render(self, cite: Cite) -> Rendered:
        cite.called += 1
        value = cite.value(self.variable)
        if not isinstance(value, DateValue):
            return ""
        cite.found += 1
        cite.hide(self.variable)
        if cite.is_sorting:
            return self.sort_text(value)
        if value.literal:
            return wrap([parse_markup(value.literal)], self.formatter.of(cite), "date", value)
        children = self._children(value, cite)
        if not any(children):
            cite.found -= 1
            return ""
        return wrap(children, self.formatter.of(cite), "date", value)

    def cut_to(self, shape: Shape) -> list[Element]:
        return [self] if shape.has(self.variable) else [ABSENT]

    def sort_text(self, value: DateValue) -> str:
        """The parts that are shown, in an order that sorts ("Sorting Macros")."""
        names = {part.name for part in self.parts}
        return date_sort_text(value, names)

    def _children(self, value: DateValue, cite: Cite) -> list[Rendered]:
        if value.end is None:
            return self._with_year_suffix([self._part(each, value.begin, cite) for each in self.parts], cite)
        return self._with_year_suffix(self._range(value.begin, value.end, cite), cite)

    def _part(self, part: DatePart, parts: DateParts, cite: Cite) -> Rendered:
        text = part.text(parts, cite.locale)
        return wrap([parse_markup(text)], part.formatter.of(cite), part.name) if text else ""

    def _range(self, begin: DateParts, end: DateParts, cite: Cite) -> list[Rendered]:
        """What is the same on both sides once, what differs twice with the delimiter between."""
        differing = [n for n, part in enumerate(self.parts) if self._differs(part, begin, end)]
        if not differing:
            return [self._part(each, begin, cite) for each in self.parts]
        first, last = differing[0], differing[-1] + 1
        largest = min((self.parts[n] for n in differing), key=lambda part: _ORDER.index(part.name))
        before = [self._part(each, begin, cite) for each in self.parts[:first]]
        left = [self._part(each, begin, cite) for each in self.parts[first:last]]
        right = [self._part(each, end, cite) for each in self.parts[first:last]]
        after = [self._part(each, end, cite) for each in self.parts[last:]]
        left, right = list(filter(None, left)), list(filter(None, right))
        if left:
            left[-1] = _without(left[-1], "suffix")
        if right:
            right[0] = _without(right[0], "prefix")
        return [*before, *left, largest.range_delimiter, *right, *after]

    def _differs(self, part: DatePart, begin: DateParts, end: DateParts) -> bool:
        """Whether this part, or a larger one that is shown, is another at the end."""
        shown = {each.name for each in self.parts}
        larger = _ORDER[: _ORDER.index(part.name) + 1]
        return any(name in shown and begin.part(name) != end.part(name) for name in larger)

    def _with_year_suffix(self, children: list[Rendered], cite: Cite) -> list[Rendered]:
        """The letter of the year behind the last year."""
        for n in range(len(children) - 1, -1, -1):
            child = children[n]
            if isinstance(child, Node) and child.tag == "year":
                if suffix := implicit_year_suffix(cite):
                    children[n] = Node([*child.children, suffix], child.formatting, child.tag)
                break
        return children


def _without(rendered: Rendered, affix: str) -> Rendered:
    if isinstance(rendered, str) or rendered.formatting is None:
        return rendered
    formatting = rendered.formatting
    kept = {name: getattr(formatting, name) for name in Formatting.__slots__}
    return Node(rendered.children, Formatting(**{**kept, affix: ""}), rendered.tag, rendered.data)


def date_sort_text(value: DateValue, names: set[str]) -> str:
    """ "102007070400000": digits that sort as the dates do, ranges behind their beginning alone."""
    if value.literal:
        return value.literal
    text = _sortable(value.begin, names)
    return text + (_sortable(value.end, names) if value.end else "")


def _sortable(parts: DateParts, names: set[str]) -> str:
    year, month, day = parts.sort_key
    return "".join(
        (
            f"{_SORT_BASE + year:06d}" if "year" in names else "",
            f"{month:02d}" if "month" in names else "",
            f"{day:02d}" if "day" in names else "",
        )
    )
