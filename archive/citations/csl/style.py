"""A style as objects that render: read once, for one language (CSL 1.0.2, "Styles - Structure")."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from archive.citations.csl.cite import Cite
from archive.citations.csl.conditions import Choose, read_branch
from archive.citations.csl.dates import Date
from archive.citations.csl.elements import (
    Element,
    Group,
    Label,
    Number,
    TextCitationNumber,
    TextLabel,
    TextLocator,
    TextMacro,
    TextTerm,
    TextValue,
    TextVariable,
    TextYearSuffix,
    cut_all,
)
from archive.citations.csl.formatting import read_formatting
from archive.citations.csl.locale import DEFAULT_LANGUAGE, Locale, merge_locales, parse_locale
from archive.citations.csl.name_format import inheritable_options, key_options
from archive.citations.csl.names import EtAl, NameElement, Names
from archive.citations.csl.nodes import PLAIN, Formatting
from archive.citations.csl.shapes import Shape
from archive.citations.csl.style_errors import StyleError
from archive.citations.csl.xml_input import Element as Xml
from archive.citations.csl.xml_input import child, children, name_of, read_xml

_VARIABLES: dict[str, type[TextLocator | TextCitationNumber | TextYearSuffix | TextLabel]] = {
    "locator": TextLocator,
    "citation-number": TextCitationNumber,
    "year-suffix": TextYearSuffix,
    "citation-label": TextLabel,
}
MAX_SHAPES = 1000
_PAGE_RANGES = {"chicago": "chicago-15"}


@dataclass(frozen=True, slots=True)
class StyleOptions:
    """The global options, and what follows from the whole of a style."""

    is_note: bool
    is_english: bool
    page_range_format: str
    demotes_in_display: bool  # the non-dropping particle, in inverted names
    demotes_in_sorting: bool
    initializes_with_hyphen: bool


@dataclass(slots=True)
class SortKey:
    """By a variable or by what a macro puts out."""

    variable: str
    macro: Element | None  # the same as the one element of `area`
    is_descending: bool
    area: Area


@dataclass(slots=True)
class Area:
    """cs:citation or cs:bibliography; `number` tells the areas of a style apart."""

    number: int
    name: str
    attributes: Mapping[str, str]
    name_options: Mapping[str, str]
    key_options: Mapping[str, str] = field(default_factory=dict)
    names_year_suffix: bool = False
    tests_ambiguity: bool = False  # asks whether a cite leads to more than one work
    elements: list[Element] = field(default_factory=list)
    formatting: Formatting = PLAIN
    delimiter: str = ""
    sort_keys: list[SortKey] = field(default_factory=list)
    cuts: dict[tuple[object, ...], list[Element]] = field(default_factory=dict)

    def elements_for(self, cite: Cite) -> list[Element]:
        """The elements cut to the shape of the cite, which is done once for each."""
        label = cite.locator.label if cite.locator else ""
        key = (cite.item.shape, cite.positions, label, cite.distinction.condition)
        cut = self.cuts.get(key)
        if cut is None:
            if len(self.cuts) >= MAX_SHAPES:
                self.cuts.clear()
            cut = self.cuts[key] = cut_all(self.elements, _shape(*key))
        return cut


def _shape(of_record: Shape, positions: frozenset[str], locator: str, is_ambiguous: bool) -> Shape:
    return replace(of_record, positions=positions, locator=locator, is_ambiguous=is_ambiguous)


@dataclass(frozen=True, slots=True)
class Style:
    locale: Locale
    options: StyleOptions
    citation: Area
    bibliography: Area | None


def style_language(root: Xml) -> str:
    return str(root.get("default-locale") or DEFAULT_LANGUAGE)


def compile_style(data: bytes, language: str = "") -> Style:
    """The style with its terms in `language`, or in its own. Raises StyleError."""
    root = read_xml(data, "style")
    if child(root, "citation") is None:
        raise StyleError("The style has no cs:citation: it only points to another style.")
    return _Compiler(root, language or style_language(root)).style()


def _names_year_suffix(element: Xml) -> bool:
    return bool(element.get("variable") == "year-suffix")


def _tests_ambiguity(element: Xml) -> bool:
    return element.get("disambiguate") is not None


class _Compiler:
    def __init__(self, root: Xml, language: str) -> None:
        self.root = root
        self.locale = merge_locales([parse_locale(each) for each in children(root, "locale")], language)
        self.macros = {each.get("name", ""): each for each in children(root, "macro")}
        self.read: dict[str, list[Element]] = {}
        self.reading: list[str] = []
        self.areas = 0

    def style(self) -> Style:
        citation = self._area(child(self.root, "citation"), "citation")
        element = child(self.root, "bibliography")
        bibliography = self._area(element, "bibliography") if element is not None else None
        return Style(self.locale, self._options(), citation, bibliography)

    def _options(self) -> StyleOptions:
        get = self.root.get
        demote = get("demote-non-dropping-particle", "display-and-sort")
        page_range = get("page-range-format", "")
        language = style_language(self.root)
        return StyleOptions(
            is_note=get("class") == "note",
            is_english=language.lower().startswith("en"),
            page_range_format=_PAGE_RANGES.get(page_range, page_range),
            demotes_in_display=demote == "display-and-sort",
            demotes_in_sorting=demote != "never",
            initializes_with_hyphen=get("initialize-with-hyphen", "true") != "false",
        )

    # -------------------------------------------------------------- areas
    def _area(self, element: Xml, name: str) -> Area:
        layout = child(element, "layout")
        if layout is None:
            raise StyleError(f"The style's cs:{name} has no cs:layout.")
        options = {**inheritable_options(self.root.attrib), **inheritable_options(element.attrib)}
        area = self._new_area(name, element.attrib, options)
        area.elements = self._elements(layout)
        area.names_year_suffix = self._has(layout, _names_year_suffix, set())
        area.tests_ambiguity = self._has(layout, _tests_ambiguity, set())
        area.delimiter = layout.get("delimiter", "")
        area.formatting = replace(read_formatting(layout.attrib), affixes_inside=True)
        area.sort_keys = [
            self._sort_key(key, name, options) for sort in children(element, "sort") for key in sort
        ]
        return area

    def _new_area(
        self,
        name: str,
        attributes: Mapping[str, str],
        options: Mapping[str, str],
        of_key: Mapping[str, str] | None = None,
    ) -> Area:
        self.areas += 1
        return Area(self.areas, name, dict(attributes), options, of_key or {})

    def _sort_key(self, key: Xml, name: str, options: Mapping[str, str]) -> SortKey:
        area = self._new_area(name, {}, options, key_options(key.attrib))
        macro = None
        if key.get("macro"):
            macro = TextMacro({})
            macro.elements = self._macro(key.get("macro"))
            area.elements = [macro]
        return SortKey(key.get("variable", ""), macro, key.get("sort") == "descending", area)

    def _has(self, element: Xml, test: Callable[[Xml], bool], seen: set[str]) -> bool:
        """Whether the test holds for an element within this one or within a macro called from there."""
        for each in element.iter():
            if test(each):
                return True
            macro = each.get("macro")
            if macro and macro not in seen and macro in self.macros:
                seen.add(macro)
                if self._has(self.macros[macro], test, seen):
                    return True
        return False

    # -------------------------------------------------------------- elements
    def _elements(self, parent: Xml) -> list[Element]:
        return [read for each in parent if (read := self._element(each)) is not None]

    def _element(self, element: Xml) -> Element | None:
        reader = _READERS.get(name_of(element))
        return reader(self, element) if reader else None

    def _macro(self, name: str) -> list[Element]:
        if name not in self.macros:
            raise StyleError(f"The style calls the macro “{name}”, which it does not have.")
        if name in self.reading:
            raise StyleError(f"The macro “{name}” calls itself.")
        if name not in self.read:
            self.reading.append(name)
            self.read[name] = self._elements(self.macros[name])
            self.reading.pop()
        return self.read[name]

    def _text(self, element: Xml) -> Element | None:
        attributes = element.attrib
        if "macro" in attributes:
            macro = TextMacro(attributes)
            macro.elements = self._macro(attributes["macro"])
            return macro
        if "term" in attributes:
            return TextTerm(attributes["term"], attributes)
        if "value" in attributes:
            return TextValue(attributes["value"], attributes)
        variable = attributes.get("variable", "")
        if variable in _VARIABLES:
            return _VARIABLES[variable](attributes)
        return TextVariable(variable, attributes) if variable else None

    def _date(self, element: Xml) -> Element:
        parts = [dict(each.attrib) for each in children(element, "date-part")]
        return Date(element.get("variable", ""), element.attrib, parts, self.locale)

    def _number(self, element: Xml) -> Element:
        return Number(element.get("variable", ""), element.attrib)

    def _label(self, element: Xml) -> Label:
        return Label(element.get("variable", ""), element.attrib)

    def _group(self, element: Xml) -> Element:
        return Group(self._elements(element), element.attrib)

    def _choose(self, element: Xml) -> Element:
        return Choose([read_branch(each.attrib, self._elements(each)) for each in element])

    def _names(self, element: Xml) -> Element:
        name, et_al = child(element, "name"), child(element, "et-al")
        label, substitute = child(element, "label"), child(element, "substitute")
        order = [name_of(each) for each in element]
        return Names(
            variables=element.get("variable", "").split(),
            attributes=element.attrib,
            name=self._name(name) if name is not None else None,
            et_al=EtAl(et_al.attrib) if et_al is not None else None,
            label=self._label(label) if label is not None else None,
            label_first=label is not None and name is not None and order.index("label") < order.index("name"),
            substitutes=self._elements(substitute) if substitute is not None else [],
        )

    def _name(self, element: Xml) -> NameElement:
        parts = {each.get("name", ""): dict(each.attrib) for each in children(element, "name-part")}
        return NameElement(element.attrib, parts)


_READERS = {
    "text": _Compiler._text,
    "date": _Compiler._date,
    "number": _Compiler._number,
    "label": _Compiler._label,
    "group": _Compiler._group,
    "choose": _Compiler._choose,
    "names": _Compiler._names,
}
