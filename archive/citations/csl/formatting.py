"""The formatting attributes of an element ("Formatting", "Affixes", "Display", "Quotes", "Text-case")."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from archive.citations.csl.cite import Cite
from archive.citations.csl.markup import parse_affix
from archive.citations.csl.nodes import DISPLAYS, PLAIN, Formatting


def read_formatting(attributes: Mapping[str, str], delimiter: str = "") -> Formatting:
    return Formatting(
        font_style=attributes.get("font-style", ""),
        font_variant=attributes.get("font-variant", ""),
        font_weight=attributes.get("font-weight", ""),
        text_decoration=attributes.get("text-decoration", ""),
        vertical_align=attributes.get("vertical-align", ""),
        display=display if (display := attributes.get("display", "")) in DISPLAYS else "",
        text_case=attributes.get("text-case", ""),
        quotes=attributes.get("quotes") == "true",
        inner_quotes=attributes.get("quotes") == "false",
        strip_periods=attributes.get("strip-periods") == "true",
        prefix=parse_affix(attributes.get("prefix", "")),
        suffix=parse_affix(attributes.get("suffix", "")),
        delimiter=delimiter,
    )


class Formatter:
    """The formatting of an element; titles of other languages than English take no title case."""

    __slots__ = ("_english", "_other")

    def __init__(self, attributes: Mapping[str, str], delimiter: str = "") -> None:
        read = read_formatting(attributes, delimiter)
        self._english = None if read == PLAIN else read
        self._other = self._english
        if read.text_case == "title":
            other = replace(read, text_case="")
            self._other = None if other == PLAIN else other

    @property
    def is_plain(self) -> bool:
        """Whether nothing is set but a delimiter, which one element alone does not need."""
        return self._english is None or self._english == Formatting(delimiter=self._english.delimiter)

    def of(self, cite: Cite) -> Formatting | None:
        if self._english is self._other or cite.is_english:
            return self._english
        return self._other
