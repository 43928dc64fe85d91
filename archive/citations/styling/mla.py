"""MLA style (Handbook, 9th edition). Titles stand as printed: case is never guessed."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from archive.citations.months import MLA_MONTHS
from archive.citations.record import CitationRecord, Date, Name
from archive.citations.styling import parts, titles
from archive.citations.styling.rich_text import (
    Rich,
    in_double_quotes,
    italic,
    join,
    link,
    roman,
    sentences,
    stop,
)


def reference(record: CitationRecord) -> Rich:
    """Author. “Title.” *Container*, vol. 7, no. 3, July 2007, pp. 265–69, address."""
    container = join(
        [
            italic(record.container_title),
            roman(_editors(record)),
            roman(f"vol. {record.volume}" if record.volume and not parts.is_dated(record) else ""),
            roman(f"no. {record.issue}" if record.issue and not parts.is_dated(record) else ""),
            roman(record.publisher if _names_publisher(record) else ""),
            roman(_date(record)),
            roman(_extent(record)),
            link(parts.address(record)),
        ],
        ", ",
    )
    seen = parts.accessed(record)
    accessed = f"Accessed {parts.day_month_year(seen, _short_month(seen))}." if seen else ""
    head = sentences(
        [roman(_authors(record.author)), titles.title(record, partial(in_double_quotes, mark="."))]
    )
    return join([head, stop(container), roman(accessed)], " ")


def in_text(record: CitationRecord) -> Rich:
    """(Berrón 268)."""
    page = roman(f" {parts.shorten_range(record.locator)}" if record.locator else "")
    return roman("(") + _head(record) + page + roman(")")


def _head(record: CitationRecord) -> Rich:
    """Where a list has several works of the same authors, the title tells them apart (6.9)."""
    title = titles.short_title(record, in_double_quotes)
    if not record.author:
        return title
    names = roman(parts.short_names(record.author, 2, "and"))
    return join([names, title], ", ") if record.year_suffix else names


def _authors(names: tuple[Name, ...]) -> str:
    """The first inverted; of two the second in natural order; of more "et al." (5.6–5.9)."""
    if not names:
        return ""
    first = parts.inverted(names[0], parts.given_of(names[0]))
    if len(names) > 2:
        return f"{first}, et al."
    return first if len(names) == 1 else f"{first}, and {parts.natural(names[1], parts.given_of(names[1]))}"


def _editors(record: CitationRecord) -> str:
    written = [parts.natural(name, parts.given_of(name)) for name in record.editor]
    by = "edited by" if record.container_title else "Edited by"
    if len(written) > 2:
        return f"{by} {written[0]} et al."
    return f"{by} {parts.series(written, 'and')}" if written else ""


def _names_publisher(record: CitationRecord) -> bool:
    """A periodical's publisher is left out (5.62)."""
    return not record.type.startswith("article-")


def _extent(record: CitationRecord) -> str:
    """Where a part stands in the whole."""
    return parts.pages(parts.shorten_range(record.page(dash="–"))) if parts.is_part(record) else ""


def _date(record: CitationRecord) -> str:
    """ "4 July 2007", "Sept. 2007", "2007", "": no letter, since titles tell works apart."""
    date, year = record.issued, parts.year(replace(record, year_suffix=""), "", about="circa {}")
    return " ".join(filter(None, [parts.day_first(date, _short_month(date)), year]))


def _short_month(date: Date | None) -> str:
    return MLA_MONTHS[date.month - 1] if date and date.month else ""
