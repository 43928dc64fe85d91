"""Rendering elements (CSL 1.0.2, "Rendering Elements"): each puts out what a cite has for it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import quote

from archive.citations.csl.cite import Cite, year_letters
from archive.citations.csl.formatting import Formatter
from archive.citations.csl.items import NUMBER_VARIABLES
from archive.citations.csl.markup import parse_markup
from archive.citations.csl.nodes import Formatting, Node, Rendered, join, wrap
from archive.citations.csl.numbers import format_numbers, is_plural
from archive.citations.csl.pages import format_pages
from archive.citations.csl.shapes import Shape
from archive.citations.languages import filing_offset

_TITLES = frozenset({"title", "title-short"})
_RESOLVERS = {
    "DOI": "https://doi.org/",
    "PMID": "https://www.ncbi.nlm.nih.gov/pubmed/",
    "PMCID": "https://www.ncbi.nlm.nih.gov/pmc/articles/",
    "URL": "",
}
_SHORT_FORMS = {"title": "title-short", "container-title": "container-title-short"}


# A locator that brings its own label: "vol. 1, fol. 186".
_OWN_LABEL = re.compile(r"(?:[^\W\d_]+\.)+\s")


class Element:
    """`render` gives "" for nothing. `counts` says that what it puts out was counted as a variable's value."""

    __slots__ = ()
    counts = False

    def render(self, cite: Cite) -> Rendered:
        raise NotImplementedError

    def render_into(self, cite: Cite, out: list[Rendered]) -> None:
        if rendered := self.render(cite):
            out.append(rendered)

    def cut_to(self, shape: Shape) -> list[Element]:
        """What is left of the element for records of this shape."""
        return [self]


class Absent(Element):
    """In the place of elements whose variables a shape does not have: they were called and are empty."""

    __slots__ = ()

    def render(self, cite: Cite) -> Rendered:
        cite.called += 1
        return ""


ABSENT = Absent()


def cut_all(elements: Sequence[Element], shape: Shape) -> list[Element]:
    """The elements for records of this shape; one absence stands for several in a row."""
    out: list[Element] = []
    for each in elements:
        for cut in each.cut_to(shape):
            if cut is not ABSENT or not out or out[-1] is not ABSENT:
                out.append(cut)
    return out


def render_all(elements: Sequence[Element], cite: Cite) -> list[Rendered]:
    out: list[Rendered] = []
    for each in elements:
        each.render_into(cite, out)
    return out


# ------------------------------------------------------------------ text
class TextValue(Element):
    __slots__ = ("formatter", "value")

    def __init__(self, value: str, attributes: Mapping[str, str]) -> None:
        self.value = parse_markup(value)
        self.formatter = Formatter(attributes)

    def render(self, cite: Cite) -> Rendered:
        return wrap([self.value], self.formatter.of(cite))


class TextTerm(Element):
    __slots__ = ("form", "formatter", "is_plural", "name")

    def __init__(self, name: str, attributes: Mapping[str, str]) -> None:
        self.name = name
        self.form = attributes.get("form", "long")
        self.is_plural = attributes.get("plural") == "true"
        self.formatter = Formatter(attributes)

    def render(self, cite: Cite) -> Rendered:
        text: Rendered = parse_markup(cite.locale.text(self.name, self.form, self.is_plural))
        if self.name == "no date" and (suffix := implicit_year_suffix(cite)):
            blank: list[Rendered] = [" "] if self.form == "long" else []
            text = wrap([text, *blank, suffix], None)
        return wrap([text], self.formatter.of(cite), "term", self.name)


class TextVariable(Element):
    __slots__ = ("formatter", "is_short", "variable")
    counts = True

    def __init__(self, variable: str, attributes: Mapping[str, str]) -> None:
        self.variable = variable
        self.is_short = attributes.get("form") == "short"
        self.formatter = Formatter(attributes)

    def render(self, cite: Cite) -> Rendered:
        cite.called += 1
        text = self._text(cite)
        if not text:
            return ""
        cite.found += 1
        cite.hide(self.variable)
        if self.variable in _RESOLVERS:
            return _linked(self.variable, text, self.formatter.of(cite))
        if self.variable in NUMBER_VARIABLES:
            text = _ranges(self.variable, text, cite)
        formatting = self.formatter.of(cite)
        if self.variable in _TITLES and text[0] == "[" and text[-1] == "]":
            # What a cataloguer supplied is nobody's words.
            unquoted = formatting and replace(formatting, quotes=False)
            return wrap([wrap([parse_markup(text)], Formatting(no_case=True))], unquoted)
        if cite.is_sorting and self.variable == "title":
            text = filed_title(text, cite)
        return wrap([parse_markup(text)], formatting)

    def cut_to(self, shape: Shape) -> list[Element]:
        is_there = shape.has(self.variable) or (self.is_short and shape.has(self._short_form))
        return [self] if is_there else [ABSENT]

    @property
    def _short_form(self) -> str:
        return _SHORT_FORMS.get(self.variable, f"{self.variable}-short")

    def _text(self, cite: Cite) -> str:
        if self.is_short:
            return cite.text_value(self._short_form) or cite.text(self.variable)
        return cite.text(self.variable)


def filed_title(title: str, cite: Cite) -> str:
    """Without the article at its head, where the record says in which language the title is."""
    bare = title.lstrip("“‘\"'«[¿¡( ")
    return bare[filing_offset(bare, cite.text_value("language")) :]


def _linked(variable: str, text: str, formatting: Formatting | None) -> Rendered:
    """The address as a link; a prefix that makes an identifier an address belongs to it (Appendix VI)."""
    resolver = _RESOLVERS[variable]
    is_address = not resolver or text.startswith("http")
    link = Formatting(link=text if is_address else resolver + quote(text, safe="/:;()._-"))
    prefix = formatting.prefix if formatting is not None else ""
    if formatting is None or not resolver or not isinstance(prefix, str) or not prefix.endswith(resolver):
        return wrap([Node([text], link, "link")], formatting)
    before = prefix.removesuffix(resolver)
    return wrap([Node([resolver + text], link, "link")], replace(formatting, prefix=before))


def _ranges(variable: str, text: str, cite: Cite) -> str:
    """Ranges with the dash of the language, those of pages as the style shortens them."""
    if "-" not in text and "–" not in text:
        return text
    style = cite.options.page_range_format if variable == "page" else ""
    return format_pages(text, style, cite.locale.text("page-range-delimiter") or "–")


class TextLocator(Element):
    __slots__ = ("formatter",)

    def __init__(self, attributes: Mapping[str, str]) -> None:
        self.formatter = Formatter(attributes)

    def render(self, cite: Cite) -> Rendered:
        cite.called += 1
        locator = cite.locator
        if locator is None or not locator.text:
            return ""
        cite.found += 1
        if locator.label == "page":
            delimiter = cite.locale.text("page-range-delimiter") or "–"
            text = format_pages(locator.text, cite.options.page_range_format, delimiter)
        else:
            text = format_pages(locator.text, "", "–")
        if "&" in text:
            text = text.replace("&", cite.locale.ampersand)
        return wrap([parse_markup(text)], self.formatter.of(cite), "locator")


class TextCitationNumber(Element):
    __slots__ = ("formatter",)

    def __init__(self, attributes: Mapping[str, str]) -> None:
        self.formatter = Formatter(attributes)

    def render(self, cite: Cite) -> Rendered:
        cite.called += 1
        if not cite.citation_number:
            return ""
        cite.found += 1
        text = f"{cite.citation_number:09d}" if cite.is_sorting else str(cite.citation_number)
        return wrap([text], self.formatter.of(cite), "citation-number", cite.citation_number)


class TextYearSuffix(Element):
    """The letter of the year, where the style asks for it by name."""

    __slots__ = ("formatter",)

    def __init__(self, attributes: Mapping[str, str]) -> None:
        self.formatter = Formatter(attributes)

    def render(self, cite: Cite) -> Rendered:
        number = cite.distinction.year_suffix
        if not number:
            return ""
        return wrap([year_letters(number)], self.formatter.of(cite), "year-suffix", number)


class TextLabel(Element):
    """The citation-label, "Doe07", with the letter of its year."""

    __slots__ = ("formatter",)

    def __init__(self, attributes: Mapping[str, str]) -> None:
        self.formatter = Formatter(attributes)

    def render(self, cite: Cite) -> Rendered:
        cite.called += 1
        label = cite.text("citation-label")
        if not label:
            return ""
        cite.found += 1
        return wrap([label, implicit_year_suffix(cite)], self.formatter.of(cite))


def implicit_year_suffix(cite: Cite) -> Rendered:
    """The letter of the year with the first year put out, unless the style puts it out by name."""
    if not cite.shows_year_suffix or cite.area.names_year_suffix or cite.is_sorting:
        return ""
    cite.shows_year_suffix = False
    number = cite.distinction.year_suffix
    return Node([year_letters(number)], None, "year-suffix", number)


# ------------------------------------------------------------------ groups and macros
class Group(Element):
    """Suppressed where it calls variables and all of them are empty ("Group")."""

    __slots__ = ("elements", "formatter")
    counts = True

    def __init__(self, elements: Sequence[Element], attributes: Mapping[str, str]) -> None:
        self.elements = elements
        self.formatter = Formatter(attributes, attributes.get("delimiter", ""))

    def render(self, cite: Cite) -> Rendered:
        called, found = cite.called, cite.found
        children = render_all(self.elements, cite)
        if not children or (cite.called != called and cite.found == found):
            return ""
        # What is put out counts as a variable that is not empty, for the group around.
        cite.called += 1
        cite.found += 1
        return join(children, self.formatter.of(cite))

    def cut_to(self, shape: Shape) -> list[Element]:
        elements = cut_all(self.elements, shape)
        if _is_suppressed(elements):
            return [ABSENT]
        if len(elements) == 1 and self.formatter.is_plain and elements[0].counts:
            return elements
        cut = object.__new__(type(self))
        cut.elements, cut.formatter = elements, self.formatter
        return [cut] if elements else []


def _is_suppressed(elements: Sequence[Element]) -> bool:
    """Whether variables are called and none of them can be there."""
    return ABSENT in elements and all(each is ABSENT or isinstance(each, _FIXED) for each in elements)


class TextMacro(Group):
    """`elements` are filled in once the macro is read: macros call each other in any order."""

    __slots__ = ()

    def __init__(self, attributes: Mapping[str, str]) -> None:
        self.elements = ()
        self.formatter = Formatter(attributes)


_FIXED = (TextTerm, TextValue)


# ------------------------------------------------------------------ numbers and labels
class Number(Element):
    __slots__ = ("form", "formatter", "variable")
    counts = True

    def __init__(self, variable: str, attributes: Mapping[str, str]) -> None:
        self.variable = variable
        self.form = attributes.get("form", "numeric")
        self.formatter = Formatter(attributes)

    def render(self, cite: Cite) -> Rendered:
        cite.called += 1
        text = cite.text(self.variable)
        if not text:
            return ""
        cite.found += 1
        cite.hide(self.variable)
        term = cite.locale.term(self.variable)
        numbers = format_numbers(text, self.form, cite.locale, term.gender if term else "")
        tag = "citation-number" if self.variable == "citation-number" else ""
        return wrap([parse_markup(numbers)], self.formatter.of(cite), tag, cite.citation_number)

    def cut_to(self, shape: Shape) -> list[Element]:
        return [self] if shape.has(self.variable) else [ABSENT]


class Label(Element):
    __slots__ = ("form", "formatter", "plural", "variable")

    def __init__(self, variable: str, attributes: Mapping[str, str]) -> None:
        self.variable = variable
        self.form = attributes.get("form", "long")
        self.plural = attributes.get("plural", "contextual")
        self.formatter = Formatter(attributes)

    def render(self, cite: Cite) -> Rendered:
        text = cite.text(self.variable)
        if not text:
            return ""
        name = self.variable
        if self.variable == "locator" and cite.locator:
            name = cite.locator.label
            if name == "page" and _OWN_LABEL.match(text):
                return ""
        return self.term(name, self._is_plural(text), cite)

    def cut_to(self, shape: Shape) -> list[Element]:
        return [self] if shape.has(self.variable) else []

    def term(self, name: str, is_many: bool, cite: Cite) -> Rendered:
        """The term `name` set as this label."""
        plural = is_many if self.plural == "contextual" else self.plural == "always"
        if name == "sub verbo":
            name = "sub-verbo"
        return wrap([parse_markup(cite.locale.text(name, self.form, plural))], self.formatter.of(cite))

    def _is_plural(self, text: str) -> bool:
        if self.variable in {"number-of-pages", "number-of-volumes"}:
            return is_plural(text) or (text.strip().isdecimal() and int(text) != 1)
        return is_plural(text)
