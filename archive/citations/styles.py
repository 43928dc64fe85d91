"""Styles of references: one row each. A style turns a record into rich text, and knows nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from archive.citations.record import CitationRecord
from archive.citations.styling import apa, chicago, harvard, mla
from archive.citations.styling.rich_text import Rich, to_html, to_plain

__all__ = ["BY_KEY", "STYLES", "Rich", "Style", "to_html", "to_plain"]


@dataclass(frozen=True, slots=True)
class Style:
    """`reference` is the entry of a list of references; `in_text` the short form, with the locator."""

    key: str
    label: str
    reference: Callable[[CitationRecord], Rich]
    in_text: Callable[[CitationRecord], Rich]
    dates_access: bool = False  # asks for the day on which an address was seen


STYLES = (
    Style("apa", "APA 7", apa.reference, apa.in_text),
    Style("mla", "MLA 9", mla.reference, mla.in_text),
    Style("chicago-author-date", "Chicago 17 (author-date)", chicago.reference, chicago.in_text),
    Style("harvard", "Harvard (Cite Them Right)", harvard.reference, harvard.in_text, True),
)

BY_KEY = {style.key: style for style in STYLES}
