"""The order of cites and of entries ("Sorting")."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any, TypeVar

from archive.citations.csl.cite import Cite
from archive.citations.csl.date_values import DateValue
from archive.citations.csl.dates import date_sort_text
from archive.citations.csl.elements import filed_title, render_all
from archive.citations.csl.name_order import filed_body
from archive.citations.csl.name_values import NameValue
from archive.citations.csl.nodes import plain_text
from archive.citations.csl.numbers import is_numeric
from archive.citations.csl.style import SortKey

_WORDS = re.compile(r"[\s,'’ʾʿ]+")
_PASSED_OVER = re.compile(r"[“”‘\"«»„()\[\]¿¡]|<[^<>]*>")
_ALL_PARTS = {"year", "month", "day"}

Thing = TypeVar("Thing")
SortValue = tuple[Any, ...]  # () where the work has nothing for the key


def in_order(
    things: Sequence[Thing], keys: Sequence[SortKey], value: Callable[[Thing, SortKey], SortValue]
) -> list[Thing]:
    """By the keys in their sequence; what has nothing for a key stands last in both directions.

    A later key is asked only of those that the keys before it leave alike.
    """
    if not keys or len(things) < 2:
        return list(things)
    key, *later = keys
    pairs = [(value(each, key), each) for each in things]
    if key.is_descending:
        pairs.sort(key=lambda pair: (bool(pair[0]), pair[0]), reverse=True)
    else:
        pairs.sort(key=lambda pair: (not pair[0], pair[0]))
    ordered: list[Thing] = []
    for _, alike in groupby(pairs, key=lambda pair: pair[0]):
        ordered += in_order([each for _, each in alike], later, value)
    return ordered


def sort_value(key: SortKey, cite: Cite) -> SortValue:
    if key.macro is not None:
        rendered = render_all(key.area.elements_for(cite), cite)
        return collated("".join(map(plain_text, rendered)))
    value = cite.value(key.variable)
    if isinstance(value, DateValue):
        return collated(date_sort_text(value, _ALL_PARTS))
    if isinstance(value, tuple):
        return collated(" , ".join(_sortable_name(each, cite) for each in value))
    if key.variable == "citation-number":
        return (cite.citation_number,)
    text = cite.text(key.variable)
    if key.variable == "title":
        return collated(filed_title(text, cite))
    if is_numeric(text):
        return collated(re.sub(r"\d+", lambda found: f"{int(found[0]):09d}", text))
    return collated(text)


def _sortable_name(name: NameValue, cite: Cite) -> str:
    """The parts in the order of their weight ("Sorting order of names")."""
    if name.literal:
        return filed_body(name.literal)
    if cite.options.demotes_in_sorting:
        parts = [name.family, f"{name.dropping} {name.non_dropping}".strip()]
    else:
        parts = [f"{name.non_dropping} {name.family}".strip(), name.dropping]
    return " ".join(filter(None, [*parts, name.given, name.suffix]))


@lru_cache(maxsize=8192)
def collated(text: str) -> SortValue:
    """The words without case, accents and signs; words alike but for these in the order of their letters."""
    folded = unicodedata.normalize("NFKD", _PASSED_OVER.sub("", text)).casefold()
    base = "".join(each for each in folded if not unicodedata.combining(each))
    words = tuple(filter(None, _WORDS.split(base)))
    return (words, folded) if words else ()
