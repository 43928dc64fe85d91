"""Harvard style (Cite Them Right, 12th edition). Titles stand as printed."""

from __future__ import annotations

from archive.citations.record import CitationRecord, Name
from archive.citations.styling import parts, titles
from archive.citations.styling.rich_text import EMPTY, Rich, in_single_quotes, italic, join, link, roman, stop


def reference(record: CitationRecord) -> Rich:
    """Author (2007) ‘Title’, *Journal*, 7(3), pp. 265–269. Available at: address.

    An unsigned piece of a newspaper or magazine stands under its name: *Herald* (2007) ‘Title’, 4 July.
    """
    author, title = _authors(record.author) or _unsigned(record), titles.title(record, in_single_quotes)
    year = roman(f"({_year(record)})")
    head = join([author, year, title] if author else [title, year], " ")
    if not record.container_title:
        return join([stop(head), stop(roman(parts.published(record))), _available(record)], " ")
    # "‘Title’ (2007) *Journal*": without an author the year parts title and source.
    source = join([head, _source(record)], ", " if author else " ")
    return join([stop(source), _available(record)], " ")


def in_text(record: CitationRecord) -> Rich:
    """(Berrón, 2007, p. 268)."""
    rest = [_year(record), parts.pages(record.locator)]
    head = _short_authors(record.author) or _unsigned(record) or titles.short_title(record, in_single_quotes)
    return roman("(") + join([head, *map(roman, rest)], ", ") + roman(")")


def _year(record: CitationRecord) -> str:
    return parts.year(record, "no date", about="c.{}", joint=" ")


def _unsigned(record: CitationRecord) -> Rich:
    """The newspaper or magazine whose own words these are."""
    return EMPTY if record.author or not parts.is_dated(record) else italic(record.container_title)


def _authors(names: tuple[Name, ...]) -> Rich:
    """Up to three; of more the first and "et al."."""
    written = [parts.inverted(name, parts.initials(parts.given_of(name), separator="")) for name in names]
    if len(written) > 3:
        return roman(f"{written[0]} ") + italic("et al.")
    return roman(parts.series(written, "and", serial_comma=False))


def _short_authors(names: tuple[Name, ...]) -> Rich:
    short = [parts.short_name(name) for name in names]
    if len(short) > 3:
        return roman(f"{short[0]} ") + italic("et al.")
    return roman(parts.series(short, "and", serial_comma=False))


def _source(record: CitationRecord) -> Rich:
    extent = roman(parts.pages(record.page(dash="–")))
    if record.type == "chapter":
        return join([_book(record), extent], ", ")
    is_newspaper = record.type == "article-newspaper"  # known by its day alone
    number = "" if is_newspaper else record.volume + (f"({record.issue})" if record.issue else "")
    day = parts.day_first(record.issued, parts.month_name(record.issued))
    return join(
        [
            EMPTY if _unsigned(record) else italic(record.container_title),
            roman(number),
            roman(day if parts.is_dated(record) else ""),
            extent,
        ],
        ", ",
    )


def _book(record: CitationRecord) -> Rich:
    """in B. Quiroga (ed.) *Book*. Lisbon: Publisher."""
    editors = [
        parts.natural(name, parts.initials(parts.given_of(name), separator="")) for name in record.editor
    ]
    role = "(ed.)" if len(editors) == 1 else "(eds)"
    by = roman(f"{parts.series(editors, 'and', serial_comma=False)} {role} ") if editors else EMPTY
    book = roman("in ") + by + italic(record.container_title)
    publisher = roman(parts.published(record))
    return join([stop(book) if publisher else book, publisher], " ")


def _available(record: CitationRecord) -> Rich:
    """An address that may change is dated, a DOI is not."""
    address = parts.address(record)
    if not address:
        return EMPTY
    seen = parts.accessed(record)
    accessed = f" (Accessed: {parts.day_month_year(seen, parts.month_name(seen))})" if seen else ""
    return roman("Available at: ") + link(address) + roman(f"{accessed}.")
