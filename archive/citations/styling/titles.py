"""Titles as the styles dress them: quoted as part of a whole, italic as a whole, plain where supplied."""

from __future__ import annotations

from collections.abc import Callable

from archive.citations.record import CitationRecord
from archive.citations.styling import parts
from archive.citations.styling.rich_text import Rich, italic, roman

Quote = Callable[[str], str]


def title(record: CitationRecord, quoted: Quote) -> Rich:
    return _dressed(record, record.title, quoted)


def short_title(record: CitationRecord, quoted: Quote) -> Rich:
    """What stands for the author of an unsigned work in the text."""
    return _dressed(record, parts.short_title(record), quoted)


def _dressed(record: CitationRecord, text: str, quoted: Quote) -> Rich:
    if record.is_named_by_cataloguer:
        return roman(record.best_title)
    return roman(quoted(text)) if parts.is_part(record) else italic(text)
