"""Styles of references: one row each. A style turns a record into rich text, and knows nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archive.citations.record import CitationRecord
from archive.citations.styling import apa, chicago, harvard, mla
from archive.citations.styling.rich_text import Rich, to_html, to_plain

__all__ = ["BY_KEY", "STYLES", "Rich", "Style", "UnknownStyleError", "find_style", "to_html", "to_plain"]


@dataclass(frozen=True, slots=True)
class Style:
    """`reference` is the entry of a list of references; `in_text` the short form, with the locator."""

    key: str
    label: str
    reference: Callable[[CitationRecord], Rich]
    in_text: Callable[[CitationRecord], Rich]
    dates_access: bool = False  # asks for the day on which an address was seen
    # Of a list: works of the same authors by year, else by title alone; what stands for authors named just before.
    sorts_by_year: bool = True
    puts_undated_first: bool = False
    for_same_authors: str = ""


STYLES = (
    Style("apa", "APA 7", apa.reference, apa.in_text, puts_undated_first=True),
    Style("mla", "MLA 9", mla.reference, mla.in_text, sorts_by_year=False, for_same_authors="---"),
    Style("chicago-author-date", "Chicago 17 (author-date)", chicago.reference, chicago.in_text),
    Style("harvard", "Harvard (Cite Them Right)", harvard.reference, harvard.in_text, dates_access=True),
)

BY_KEY = {style.key: style for style in STYLES}


class UnknownStyleError(LookupError):
    """No style has the key that was asked for, which is its argument."""


def find_style(key: str) -> Style:
    """The style with this key, in capitals or not; the first where none is asked for. Raises UnknownStyleError."""
    key = key.strip()
    if not key:
        return STYLES[0]
    if style := BY_KEY.get(key.lower()):
        return style
    raise UnknownStyleError(key)
