"""How names are set: the options of cs:name, inherited from the style and its areas."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from archive.citations.csl.formatting import read_formatting
from archive.citations.csl.name_values import NameValue
from archive.citations.csl.nodes import PLAIN, Formatting, Node

# Attributes of cs:name as cs:style, cs:citation and cs:bibliography name them ("Inheritable Name Options").
_INHERITED = (
    "and",
    "delimiter-precedes-et-al",
    "delimiter-precedes-last",
    "et-al-min",
    "et-al-use-first",
    "et-al-use-last",
    "et-al-subsequent-min",
    "et-al-subsequent-use-first",
    "initialize",
    "initialize-with",
    "name-as-sort-order",
    "sort-separator",
)
_RENAMED = {"name-form": "form", "name-delimiter": "delimiter", "names-delimiter": "names-delimiter"}
# Attributes of a sort key that stand for those of cs:name ("Sorting").
_OF_KEYS = {
    "names-min": "et-al-min",
    "names-use-first": "et-al-use-first",
    "names-use-last": "et-al-use-last",
}


def inheritable_options(attributes: Mapping[str, str]) -> dict[str, str]:
    """The name options of cs:style, cs:citation or cs:bibliography, under the names that cs:name has."""
    options = {name: attributes[name] for name in _INHERITED if name in attributes}
    options.update({own: attributes[name] for name, own in _RENAMED.items() if name in attributes})
    return options


def key_options(attributes: Mapping[str, str]) -> dict[str, str]:
    """What a cs:key sets, in the place of all that cs:name says."""
    options = {own: attributes[name] for name, own in _OF_KEYS.items() if name in attributes}
    if "et-al-min" in options:
        options["et-al-subsequent-min"] = options["et-al-min"]
    if "et-al-use-first" in options:
        options["et-al-subsequent-use-first"] = options["et-al-use-first"]
    return options


@dataclass(frozen=True, slots=True)
class NameFormat:
    conjunction: str  # "text", "symbol" or ""
    delimiter: str
    names_delimiter: str
    precedes_et_al: str
    precedes_last: str
    et_al_min: int
    et_al_use_first: int
    subsequent_min: int
    subsequent_use_first: int
    uses_last: bool
    form: str
    initializes: bool
    initialize_with: str | None
    sort_order: str  # "first", "all" or ""
    sort_separator: str
    formatting: Formatting | None
    family: Formatting | None
    given: Formatting | None
    family_affixes: Formatting | None
    given_affixes: Formatting | None
    rendered: dict[tuple[NameValue, bool, int], Node] = field(default_factory=dict, compare=False)


def read_name_format(
    options: Mapping[str, str], formatting: Formatting, parts: Mapping[str, Mapping[str, str]]
) -> NameFormat:
    """`options` are merged already; `parts` are the attributes of cs:name-part by its name."""
    least, first = _number(options, "et-al-min"), _number(options, "et-al-use-first", 1)
    return NameFormat(
        conjunction=options.get("and", ""),
        delimiter=options.get("delimiter", ", "),
        names_delimiter=options.get("names-delimiter", ""),
        precedes_et_al=options.get("delimiter-precedes-et-al", "contextual"),
        precedes_last=options.get("delimiter-precedes-last", "contextual"),
        et_al_min=least,
        et_al_use_first=first,
        subsequent_min=_number(options, "et-al-subsequent-min", least),
        subsequent_use_first=_number(options, "et-al-subsequent-use-first", first),
        uses_last=options.get("et-al-use-last") == "true",
        form=options.get("form", "long"),
        initializes=options.get("initialize", "true") != "false",
        initialize_with=options.get("initialize-with"),
        sort_order=options.get("name-as-sort-order", ""),
        sort_separator=options.get("sort-separator", ", "),
        formatting=None if formatting == PLAIN else formatting,
        family=_inside(parts.get("family")),
        given=_inside(parts.get("given")),
        family_affixes=_affixes(parts.get("family")),
        given_affixes=_affixes(parts.get("given")),
    )


def _number(options: Mapping[str, str], name: str, default: int = 0) -> int:
    text = options.get(name, "").strip()
    return int(text) if text.isdecimal() else default


def _inside(attributes: Mapping[str, str] | None) -> Formatting | None:
    formatting = read_formatting(attributes).without_affixes() if attributes else PLAIN
    return None if formatting == PLAIN else formatting


def _affixes(attributes: Mapping[str, str] | None) -> Formatting | None:
    if not attributes or not (attributes.get("prefix") or attributes.get("suffix")):
        return None
    read = read_formatting(attributes)
    return Formatting(prefix=read.prefix, suffix=read.suffix)
