"""cs:names: lists of names with et al., labels and what stands in for them ("Names")."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass

from archive.citations.csl.cite import Cite
from archive.citations.csl.elements import ABSENT, Element, Label, cut_all
from archive.citations.csl.formatting import Formatter, read_formatting
from archive.citations.csl.markup import parse_markup
from archive.citations.csl.name_format import NameFormat, read_name_format
from archive.citations.csl.name_order import render_name
from archive.citations.csl.name_values import NameValue
from archive.citations.csl.nodes import Formatting, Node, Rendered, find_all, wrap
from archive.citations.csl.shapes import Shape


@dataclass(frozen=True, slots=True)
class NameList:
    """What a node of names stands for: the variable and its names, and how many of them are shown."""

    variable: str
    names: tuple[NameValue, ...]
    shown: int


class EtAl:
    __slots__ = ("formatter", "term")

    def __init__(self, attributes: Mapping[str, str]) -> None:
        self.term = attributes.get("term", "et-al")
        self.formatter = Formatter(attributes)

    def render(self, cite: Cite) -> Rendered:
        text = parse_markup(cite.locale.text(self.term))
        return wrap([text], self.formatter.of(cite), "et-al")


_PLAIN_ET_AL = EtAl({})


class NameElement:
    """cs:name and its parts; what it says with what is inherited is read once for each area."""

    __slots__ = ("_formats", "formatting", "options", "parts")

    def __init__(self, attributes: Mapping[str, str], parts: Mapping[str, Mapping[str, str]]) -> None:
        self.options = dict(attributes)
        self.formatting = read_formatting(attributes)
        self.parts = parts
        self._formats: dict[int, NameFormat] = {}

    def format_in(self, cite: Cite) -> NameFormat:
        area = cite.area
        found = self._formats.get(area.number)
        if found is None:
            options = {**area.name_options, **self.options, **area.key_options}
            found = read_name_format(options, self.formatting, self.parts)
            self._formats[area.number] = found
        return found


_PLAIN_NAME = NameElement({}, {})


class Names(Element):
    """A cs:names without cs:name within cs:substitute takes the children of the one around."""

    counts = True
    __slots__ = (
        "delimiter",
        "et_al",
        "formatter",
        "label",
        "label_first",
        "name",
        "substitutes",
        "variables",
    )

    def __init__(
        self,
        variables: Sequence[str],
        attributes: Mapping[str, str],
        name: NameElement | None,
        et_al: EtAl | None,
        label: Label | None,
        label_first: bool,
        substitutes: Sequence[Element],
    ) -> None:
        self.variables = tuple(variables)
        self.delimiter = attributes.get("delimiter")
        self.formatter = Formatter(attributes)
        self.name = name
        self.et_al = et_al
        self.label = label
        self.label_first = label_first
        self.substitutes = substitutes

    def render(self, cite: Cite) -> Rendered:
        lists = self._lists(cite)
        if not lists:
            return self._substitute(cite)
        inherited = cite.substituting
        name = self.name or (inherited.name if inherited else None) or _PLAIN_NAME
        format = name.format_in(cite)
        rendered = [self._list(variable, names, format, cite) for variable, names in lists]
        for variable in self.variables:
            cite.hide(variable)
        if format.form == "count":
            return _count(rendered)
        delimiter = format.names_delimiter if self.delimiter is None else self.delimiter
        joined = wrap(rendered, Formatting(delimiter=delimiter) if len(rendered) > 1 else None)
        return wrap([joined], self.formatter.of(cite))

    def cut_to(self, shape: Shape) -> list[Element]:
        is_there = any(shape.has(variable) for variable in self.variables)
        if not is_there and not self.substitutes:
            return [ABSENT]
        cut = copy(self)
        # One that is called stands for all that are empty.
        cut.variables = tuple(filter(shape.has, self.variables)) or self.variables[:1]
        cut.substitutes = [] if is_there else cut_all(self.substitutes, shape)
        return [cut]

    # -------------------------------------------------------------- which names
    def _lists(self, cite: Cite) -> list[tuple[str, tuple[NameValue, ...]]]:
        """The variables that have names, an editor who is the translator too once."""
        lists: list[tuple[str, tuple[NameValue, ...]]] = []
        for variable in self.variables:
            value = cite.call(variable)
            if isinstance(value, tuple) and value:
                lists.append((variable, value))
        names = dict(lists)
        both = names.get("editor")
        if both is not None and both == names.get("translator") and self._has_joint_term(cite):
            return [
                ("editortranslator" if variable == "editor" else variable, value)
                for variable, value in lists
                if variable != "translator"
            ]
        return lists

    def _has_joint_term(self, cite: Cite) -> bool:
        label = self._label(cite)
        return bool(cite.locale.text("editortranslator", label.form if label else "long"))

    def _label(self, cite: Cite) -> Label | None:
        if self.label is not None or self.name is not None:
            return self.label
        return cite.substituting.label if cite.substituting else None

    # -------------------------------------------------------------- in the place of names
    def _substitute(self, cite: Cite) -> Rendered:
        if not self.substitutes or cite.substituting is not None:
            return ""
        cite.substituting = self
        try:
            rendered = self._first_substitute(cite)
        finally:
            cite.substituting = None
        if not rendered:
            return ""
        if not find_all(rendered, "names"):
            rendered = Node([rendered], None, "names", NameList("", (), 0))
        return wrap([rendered], self.formatter.of(cite))

    def _first_substitute(self, cite: Cite) -> Rendered:
        for each in self.substitutes:
            out: list[Rendered] = []
            each.render_into(cite, out)
            if out:
                return wrap(out, None)
        return ""

    # -------------------------------------------------------------- one list
    def _list(self, variable: str, names: tuple[NameValue, ...], format: NameFormat, cite: Cite) -> Rendered:
        shown = _shown(len(names), format, cite)
        if not shown:
            return ""
        children = self._joined(names, shown, format, cite)
        label = self._label(cite)
        if label is not None and not cite.is_sorting:
            term = label.term(variable, len(names) > 1, cite)
            children = [term, *children] if self._puts_label_first(cite) else [*children, term]
        return wrap(children, None, "names", NameList(variable, names, shown))

    def _puts_label_first(self, cite: Cite) -> bool:
        own = self.label is not None or cite.substituting is None
        return self.label_first if own or cite.substituting is None else cite.substituting.label_first

    def _joined(
        self, names: tuple[NameValue, ...], shown: int, format: NameFormat, cite: Cite
    ) -> list[Rendered]:
        rendered = [render_name(name, format, n, cite) for n, name in enumerate(names[:shown], 1)]
        if shown < len(names):
            return self._cut(names, rendered, format, cite)
        out: list[Rendered] = [rendered[0]]
        for each in rendered[1:-1]:
            out += [format.delimiter, each]
        if len(rendered) > 1:
            out += [_before_last(len(rendered), names[-2], format, cite), rendered[-1]]
        return out

    def _cut(
        self, names: tuple[NameValue, ...], rendered: list[Node], format: NameFormat, cite: Cite
    ) -> list[Rendered]:
        """The names that are shown, and et al. or the last one for the others."""
        shown = len(rendered)
        out: list[Rendered] = [rendered[0]]
        for each in rendered[1:]:
            out += [format.delimiter, each]
        if format.uses_last and len(rendered) < len(names) - 1:
            dots = " " if cite.is_sorting else f"{format.delimiter}… "
            return [*out, dots, render_name(names[-1], format, len(names), cite)]
        if cite.is_sorting:
            return out
        inherited = cite.substituting.et_al if cite.substituting else None
        et_al = (self.et_al or inherited or _PLAIN_ET_AL).render(cite)
        return [*out, _before_et_al(shown, names[shown - 1], format), et_al] if et_al else out


def _shown(count: int, format: NameFormat, cite: Cite) -> int:
    """How many names of the list are put out before et al."""
    is_subsequent = "subsequent" in cite.positions
    least = format.subsequent_min if is_subsequent else format.et_al_min
    first = format.subsequent_use_first if is_subsequent else format.et_al_use_first
    if not least or count < least:
        return count
    return min(count, max(first, cite.distinction.names_shown if first else 0))


def _inverts(order: int, format: NameFormat) -> bool:
    return format.sort_order == "all" or (format.sort_order == "first" and order == 1)


def _before_last(count: int, name: NameValue, format: NameFormat, cite: Cite) -> str:
    """What stands between `name` and the last of `count` names."""
    if not format.conjunction or cite.is_sorting:
        return format.delimiter
    conjunction = cite.locale.ampersand if format.conjunction == "symbol" else cite.locale.text("and")
    rule = format.precedes_last
    is_inverted = name.is_inverted_in_lists and _inverts(count - 1, format)
    has_delimiter = (
        rule == "always"
        or (rule == "contextual" and count > 2)
        or (rule == "after-inverted-name" and is_inverted)
    )
    before = format.delimiter if has_delimiter else " "
    blank = "" if before.endswith((" ", "\xa0")) else " "
    return f"{before}{blank}{conjunction} "


def _before_et_al(shown: int, name: NameValue, format: NameFormat) -> str:
    """What stands between `name`, the last of those shown, and et al."""
    rule = format.precedes_et_al
    is_inverted = name.is_inverted_in_lists and _inverts(shown, format)
    has_delimiter = (
        rule == "always"
        or (rule == "contextual" and shown > 1)
        or (rule == "after-inverted-name" and is_inverted)
    )
    return format.delimiter if has_delimiter else " "


def _count(rendered: list[Rendered]) -> Rendered:
    """How many names are shown, in digits that sort."""
    shown = sum(node.data.shown for each in rendered for node in find_all(each, "names"))
    return f"{shown}" if shown else ""
