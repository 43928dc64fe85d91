"""What the styles share: names, dates, pages and addresses as words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote

from archive.citations.months import MONTHS
from archive.citations.record import CitationRecord, Date, Name, Organisation, Person, is_page_range


# ------------------------------------------------------------------ names
def initials(given: str, separator: str = " ") -> str:
    """ "Gonzalo María" is "G. M.", "Jean-Paul" "J.-P.", "G.M." "G. M.", "María de los Ángeles" "M. de los Á."."""
    words = re.sub(r"\.(?=\w)", ". ", given).split()
    # "de" and "los" only bind the parts of a name: they stay.
    written = [word if n and word.islower() else _initial(word) for n, word in enumerate(words)]
    return re.sub(r"(?<=\.) (?=\w[.-])", separator, " ".join(written))


def _initial(word: str) -> str:
    letters = [part[0] for part in word.split("-") if part and part[0].isalpha()]
    return "-".join(f"{letter.upper()}." for letter in letters) or word


def inverted(name: Name, given: str) -> str:
    """ "King, M. L., Jr." with `given` as the style writes it; a body's or a single name as it is."""
    if isinstance(name, Organisation) or not given:
        return natural(name, given)
    return ", ".join(filter(None, [name.full_family, given, name.suffix]))


def natural(name: Name, given: str) -> str:
    """ "Martin Luther King Jr."."""
    if isinstance(name, Organisation):
        return name.literal
    return " ".join(filter(None, [given, name.full_family, name.suffix]))


def given_of(name: Name) -> str:
    return name.given if isinstance(name, Person) else ""


def short_name(name: Name) -> str:
    """The family name, as it stands in the text; a body's whole name."""
    return name.literal if isinstance(name, Organisation) else name.full_family or name.given


def short_names(names: Sequence[Name], most: int, conjunction: str) -> str:
    """ "Alba and Mora", of more than `most` "Alba et al."."""
    short = [short_name(name) for name in names]
    return f"{short[0]} et al." if len(short) > most else series(short, conjunction)


def series(items: Sequence[str], conjunction: str, serial_comma: bool = True) -> str:
    """ "A", "A and B", "A, B, and C"."""
    if len(items) < 3:
        return f" {conjunction} ".join(items)
    return f"{', '.join(items[:-1])}{',' if serial_comma else ''} {conjunction} {items[-1]}"


# ------------------------------------------------------------------ titles
_SMALL_WORDS = frozenset(
    {"a", "an", "the", "of", "in", "on", "and", "to", "for", "de", "la", "el", "los", "y", "en"}
)


def short_title(record: CitationRecord) -> str:
    """What stands for the author of an unsigned work: up to the first stop, at most five words."""
    title = record.title_short or record.title
    if record.is_named_by_cataloguer:
        return record.best_title
    words = re.split(r"[:;—–]|[,?!](?=\s)", title)[0].split()[:5]
    while len(words) > 1 and words[-1].lower() in _SMALL_WORDS:
        words.pop()
    return " ".join(words)


def is_part(record: CitationRecord) -> bool:
    """Whether the work stands in a larger one, which then carries the italics."""
    return bool(record.container_title)


# ------------------------------------------------------------------ dates
def year(record: CitationRecord, unknown: str, about: str = "ca. {}", joint: str = "-") -> str:
    """ "2007", "2007a", "2007–2008", "ca. 1900", or `unknown`, whose letter follows on `joint`: "n.d.-a"."""
    date, letter = record.issued, record.year_suffix
    if date is None:
        return f"{unknown}{joint}{letter}" if letter else unknown
    years = f"{date.year}–{date.end_year}" if date.end_year else str(date.year)
    return (about.format(years) if date.is_circa else years) + letter


def month_name(date: Date | None) -> str:
    return MONTHS[date.month - 1] if date and date.month else ""


def day_first(date: Date | None, month: str) -> str:
    """ "4 July", "July" or "", with the month as the style writes it."""
    return f"{date.day} {month}" if date and date.day else month


def is_dated(record: CitationRecord) -> bool:
    """Whether the work stands in a newspaper or magazine, which is cited by its day, not by its year alone."""
    return record.type in {"article-newspaper", "article-magazine"}


def accessed(record: CitationRecord) -> Date | None:
    """The day a reader saw the work's address. A DOI never changes what it leads to, so it takes none."""
    return None if record.DOI or not record.URL else record.accessed


def month_first(date: Date) -> str:
    """ "July 4, 2007", "July 2007", "2007": as Americans write a date."""
    day = f" {date.day}," if date.day else ""
    return f"{month_name(date)}{day} {date.year}".strip()


def day_month_year(date: Date, month: str) -> str:
    """ "4 July 2007", with the month as the style writes it."""
    return " ".join(filter(None, [day_first(date, month), str(date.year)]))


# ------------------------------------------------------------------ pages
def pages(text: str, one: str = "p. ", many: str = "pp. ") -> str:
    """ "p. 268", "pp. 268–269", "p. [268]", or ""."""
    return f"{many if is_page_range(text) else one}{text}" if text else ""


def shorten_range(text: str, is_chicago: bool = False) -> str:
    """ "265–269" as "265–69" (MLA Handbook 9, 2.139; Chicago Manual of Style 17, 9.61).

    >>> shorten_range("265–269"), shorten_range("103–104"), shorten_range("103–104", is_chicago=True)
    ('265–69', '103–04', '103–4')
    """
    found = re.fullmatch(r"(\d+)–(\d+)", text)
    if not found:
        return text
    first, last = found[1], found[2]
    if len(first) != len(last) or len(first) < 3 or (is_chicago and int(first) % 100 == 0):
        return text
    least = 1 if is_chicago and int(first) % 100 < 10 else 2
    same = next((n for n, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), len(first))
    return f"{first}–{last[min(same, len(last) - least) :]}"


# ------------------------------------------------------------------ publishers and addresses
def published(record: CitationRecord) -> str:
    """ "Lisbon: Quay Press"."""
    return ": ".join(filter(None, [record.publisher_place, record.publisher]))


def address(record: CitationRecord) -> str:
    """The DOI as a web address, else the work's own address in the archive."""
    return f"https://doi.org/{quote(record.DOI, safe='/:;()._-')}" if record.DOI else record.URL
