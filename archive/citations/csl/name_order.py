"""One name: its parts in the order that form, script and style ask for ("Name-part Order")."""

from __future__ import annotations

import re

from archive.citations.csl.cite import Cite
from archive.citations.csl.initials import initialize
from archive.citations.csl.markup import parse_markup
from archive.citations.csl.name_format import NameFormat
from archive.citations.csl.name_values import NameValue
from archive.citations.csl.nodes import Formatting, Node, Rendered, plain_text, wrap

MAX_KEPT = 10_000  # names that a format remembers, each rendered once
_LEANING = "'’-\u2010\u2013\xa0"  # what ends in these leans on the next part without a blank


def render_name(name: NameValue, format: NameFormat, order: int, cite: Cite) -> Node:
    """The name as the `order`th (from 1) of its list."""
    key = name, order == 1, _level(name, order, cite)
    node = format.rendered.get(key)
    if node is None:
        if len(format.rendered) >= MAX_KEPT:
            format.rendered.clear()
        node = format.rendered[key] = _render_name(*key, format, cite)
    return node


def _render_name(name: NameValue, is_first: bool, level: int, format: NameFormat, cite: Cite) -> Node:
    if name.literal:
        literal = filed_body(name.literal) if cite.is_sorting else name.literal
        text: Rendered = wrap([parse_markup(literal)], format.family)
        return Node([wrap([text], format.formatting)], None, "name", name)
    form = "long" if level and format.form == "short" else format.form
    parts = _Parts(name, format, cite, initializes=format.initializes and level < 2)
    if form == "short":
        rendered = parts.short()
    elif not name.is_romanesque:
        rendered = parts.family_first()
    elif cite.is_sorting or format.sort_order == "all" or (format.sort_order == "first" and is_first):
        rendered = parts.inverted()
    else:
        rendered = parts.natural()
    return Node([wrap([rendered], format.formatting)], None, "name", name)


def filed_body(name: str) -> str:
    """A body's name without an English article at its head, as it is sorted."""
    return re.sub(r"^(?:an?|the)\s+", "", name, flags=re.IGNORECASE)


def _level(name: NameValue, order: int, cite: Cite) -> int:
    """How far the given name is written out to tell the name from others."""
    distinction = cite.distinction
    level = distinction.given.get(name, 0)
    return max(level, distinction.given_of_first.get(name, 0)) if order == 1 else level


class _Parts:
    """The parts of a name with their formatting."""

    __slots__ = ("cite", "dropping", "family", "format", "given", "name", "non_dropping", "suffix")

    def __init__(self, name: NameValue, format: NameFormat, cite: Cite, initializes: bool) -> None:
        self.name, self.format, self.cite = name, format, cite
        given = name.given
        if given and name.family and format.initialize_with is not None:
            hyphens = cite.options.initializes_with_hyphen
            given = initialize(given, format.initialize_with, initializes, hyphens)
        elif given.startswith('"') and given.endswith('"'):
            given = given.strip('"')
        self.given = _part(given, format.given)
        self.dropping = _part(name.dropping, format.given)
        self.non_dropping = _part(name.non_dropping, format.family)
        self.family = _part(name.family, format.family)
        self.suffix = parse_markup(name.suffix)

    def short(self) -> Rendered:
        if self.cite.is_sorting and self.cite.options.demotes_in_sorting:
            return self._family(self.family)
        if not self.family:
            return self._given(self.given)
        return self._family(_spaced(self.non_dropping, self.family))

    def family_first(self) -> Rendered:
        blank = " " if self.name.static and _is_latin(self.name) else ""
        return wrap([self._family(self.family), blank, self._given(self.given)], None)

    def natural(self) -> Rendered:
        family = _spaced(self.dropping, _spaced(self.non_dropping, self.family))
        comma = ", " if self.name.comma_suffix else " "
        if self.suffix and family:
            family = wrap([family, comma, self.suffix], None)
        return _spaced(self._given(self.given), self._family(family))

    def inverted(self) -> Rendered:
        options = self.cite.options
        if options.demotes_in_sorting if self.cite.is_sorting else options.demotes_in_display:
            family = self._family(self.family)
            given = _spaced(_spaced(self.given, self.dropping), self.non_dropping)
        else:
            family = self._family(_spaced(self.non_dropping, self.family))
            given = _spaced(self.given, self.dropping)
        parts = [family, self._given(given), self.suffix]
        return _separated([each for each in parts if each], self.format.sort_separator)

    def _family(self, rendered: Rendered) -> Rendered:
        return wrap([rendered], self.format.family_affixes)

    def _given(self, rendered: Rendered) -> Rendered:
        return wrap([rendered], self.format.given_affixes)


def _part(text: str, formatting: Formatting | None) -> Rendered:
    return wrap([parse_markup(text)], formatting) if text else ""


def _spaced(first: Rendered, second: Rendered) -> Rendered:
    """With a blank between, unless the first leans on the second: "d’" and "al-"."""
    if not first or not second:
        return first or second
    ends = first if isinstance(first, str) else plain_text(first)
    return wrap([first, second] if ends[-1:] in _LEANING else [first, " ", second], None)


def _separated(parts: list[Rendered], separator: str) -> Rendered:
    out: list[Rendered] = []
    for part in parts:
        if out:
            out.append(separator)
        out.append(part)
    return wrap(out, None)


def _is_latin(name: NameValue) -> bool:
    return (name.family + name.given).isascii()
