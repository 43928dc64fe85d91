"""A record as an item of the CSL processor."""

from __future__ import annotations

from typing import Any

from archive.citations.csl.cite import Locator
from archive.citations.csl.items import Item, parse_item
from archive.citations.marked_titles import TAGS, write_marks
from archive.citations.record import CitationRecord, Date, Name, Organisation
from archive.citations.writers.csl_json import TEXTS, names_of, reviewed_titles

_TEXTS = tuple(row for row in TEXTS if row[0] not in ("title", "abstract"))  # the title is set below
_MARK, _KEPT = "<", "\ufdd0"  # the latter stands in no text


def guarded(text: str) -> str:
    """A field in which the processor reads no markup: what looks like it is text of the record."""
    return text.replace(_MARK, _KEPT)


def bare(text: str) -> str:
    """The text of a guarded field."""
    return text.replace(_KEPT, _MARK)


def to_item(record: CitationRecord, id: str) -> Item:
    """The work under `id`, without its locator, which belongs to the cite. An untitled work has its supplied title."""
    kind = "book" if record.type == "document" else record.type  # what stands alone is set as a book
    data: dict[str, Any] = {"id": id, "type": kind, "title": _title(record)}
    data |= {variable: guarded(getattr(record, name)) for name, variable in _TEXTS}
    data |= {variable: [_name(name) for name in names] for variable, names in names_of(record).items()}
    data["reviewed-title"] = guarded(reviewed_titles(record))
    data |= {"issued": _date(record.issued), "accessed": _date(record.accessed)}
    return parse_item(data | {"page": record.page(dash="–")})


def _title(record: CitationRecord) -> str:
    """With its own marks, which are those that the processor reads."""
    return write_marks(record.title_pieces, TAGS, guarded) or guarded(record.best_title)


def to_locator(record: CitationRecord) -> Locator | None:
    return Locator(record.locator) if record.locator else None


def _name(name: Name) -> dict[str, str]:
    """The particle belongs to the family name: it is never dropped or demoted ("von der Leyen, Ursel")."""
    if isinstance(name, Organisation):
        return {"literal": guarded(name.literal)}
    if name.in_own_order:  # it has no initials, and no style turns it
        return {"literal": name.in_own_order}
    # Between quotation marks a family name is not split into particle and name.
    return {
        "family": f'"{guarded(name.full_family)}"',
        "given": guarded(name.given),
        "suffix": guarded(name.suffix),
    }


def _date(date: Date | None) -> dict[str, Any] | None:
    if date is None:
        return None
    ranges = [list(date.parts)] + ([[date.end_year]] if date.end_year else [])
    return {"date-parts": ranges, "circa": date.is_circa}
