"""APA style (Publication Manual, 7th edition). Titles stand as printed: case is never guessed."""

from __future__ import annotations

from functools import partial

from archive.citations.record import CitationRecord, Name
from archive.citations.styling import parts, titles
from archive.citations.styling.rich_text import (
    EMPTY,
    Rich,
    in_double_quotes,
    italic,
    join,
    link,
    marked,
    roman,
    sentences,
    stop,
)


def reference(record: CitationRecord) -> Rich:
    """Author. (Date). Title. Source. Address — an unsigned work begins with its title (9.12)."""
    author, date, title = (
        roman(_authors(record.author)),
        roman(f"({_date(record)})"),
        titles.title(record, quoted=partial(marked, mark=".")),
    )
    head = [author, date, title] if author else [title, date]
    return join([sentences([*head, _source(record)]), _address(record)], " ")


def in_text(record: CitationRecord) -> Rich:
    """(Berrón, 2007, p. 268)."""
    rest = ", ".join(filter(None, [parts.year(record, "n.d."), parts.pages(record.locator)]))
    if record.author:
        return roman(f"({parts.short_names(record.author, 2, '&')}, {rest})")
    comma = "" if not record.is_named_by_cataloguer and parts.is_part(record) else ","
    quoted = partial(in_double_quotes, mark=",")
    return roman("(") + titles.short_title(record, quoted) + roman(f"{comma} {rest})")


def _authors(names: tuple[Name, ...]) -> str:
    """Up to 20; of more the first 19, an ellipsis and the last (9.8)."""
    written = [parts.inverted(name, parts.initials(parts.given_of(name))) for name in names]
    if len(written) > 20:
        return f"{', '.join(written[:19])}, … {written[-1]}"
    if len(written) < 2:
        return "".join(written)
    return f"{', '.join(written[:-1])}, & {written[-1]}"


def _date(record: CitationRecord) -> str:
    """A journal's year; a newspaper's or magazine's day (9.14)."""
    date = record.issued
    year = parts.year(record, "n.d.")
    if not parts.is_dated(record) or not date or not date.month:
        return year
    return f"{year}, {parts.month_name(date)}{f' {date.day}' if date.day else ''}"


def _address(record: CitationRecord) -> Rich:
    """A date where what stands at the address may change (9.16)."""
    seen = parts.accessed(record)
    return roman(f"Retrieved {parts.month_first(seen)}, from " if seen else "") + link(parts.address(record))


def _source(record: CitationRecord) -> Rich:
    return _book(record) if record.type == "chapter" else _periodical(record)


def _periodical(record: CitationRecord) -> Rich:
    """*Journal*, *7*(3), 265–269."""
    number = italic(record.volume) + roman(f"({record.issue})" if record.issue else "")
    extent = record.page(dash="–")
    if not record.container_title:
        return roman(record.publisher)
    return join([italic(record.container_title), number, roman(extent)], ", ")


def _book(record: CitationRecord) -> Rich:
    """In B. Quiroga (Ed.), *Book* (pp. 12–30). Publisher."""
    editors = [parts.natural(name, parts.initials(parts.given_of(name))) for name in record.editor]
    role = "(Ed.)" if len(editors) == 1 else "(Eds.)"
    by = roman(f"{parts.series(editors, '&')} {role}, ") if editors else EMPTY
    volume = f"Vol. {record.volume}" if record.volume else ""
    extent = ", ".join(filter(None, [volume, parts.pages(record.page(dash="–"))]))
    book = roman("In ") + by + italic(record.container_title) + roman(f" ({extent})" if extent else "")
    return join([stop(book), roman(record.publisher)], " ")
