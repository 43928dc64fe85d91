"""Fields of a record as the words that data formats share: names, days, addresses."""

from __future__ import annotations

from urllib.parse import quote

from archive.citations.months import MONTHS
from archive.citations.record import CitationRecord, Date, Name, Organisation, Person, in_natural_order


def inverted(name: Name, given: str) -> str:
    """ "King, M. L., Jr." with `given` as the style writes it; a body's or a single name as it is."""
    if isinstance(name, Organisation) or not given or name.in_own_order:
        return natural(name, given)
    return ", ".join(filter(None, [name.full_family, given, name.suffix]))


def natural(name: Name, given: str) -> str:
    """ "Martin Luther King Jr."."""
    return in_natural_order(name, given)


def given_of(name: Name) -> str:
    return name.given if isinstance(name, Person) else ""


def month_name(date: Date | None) -> str:
    return MONTHS[date.month - 1] if date and date.month else ""


def day_first(date: Date | None, month: str) -> str:
    """ "4 July", "July" or "", with the month as the style writes it."""
    return f"{date.day} {month}" if date and date.day else month


def address(record: CitationRecord) -> str:
    """The DOI as a web address, else the work's own address in the archive."""
    return f"https://doi.org/{quote(record.DOI, safe='/:;()._-')}" if record.DOI else record.URL
