"""Chicago author-date style (Manual of Style, 17th edition, chapter 15). Titles stand as printed."""

from __future__ import annotations

from functools import partial

from archive.citations.record import CitationRecord
from archive.citations.styling import parts, titles
from archive.citations.styling.rich_text import (
    EMPTY,
    Rich,
    in_double_quotes,
    italic,
    join,
    link,
    roman,
    sentences,
)


def reference(record: CitationRecord) -> Rich:
    """Author. 2007. “Title.” *Journal* 7 (3): 265–69. Address."""
    author, title = _authors(record), titles.title(record, partial(in_double_quotes, mark="."))
    year = roman(parts.year(record.issued, "n.d."))
    head = [author, year, title] if author else [title, year]
    seen = parts.accessed(record)
    accessed = roman(f"Accessed {parts.month_first(seen)}" if seen else "")
    return sentences([*head, _source(record), accessed, link(parts.address(record))])


def in_text(record: CitationRecord) -> Rich:
    """(Berrón 2007, 268)."""
    year = parts.year(record.issued, "n.d.")
    page = f", {parts.shorten_range(record.locator, is_chicago=True)}" if record.locator else ""
    return roman("(") + _head(record) + roman(f" {year}{page})")


def _head(record: CitationRecord) -> Rich:
    if record.author:
        return roman(parts.short_names(record.author, 3, "and"))
    if _is_newspaper(record):
        return italic(record.container_title)
    return titles.short_title(record, in_double_quotes)


def _authors(record: CitationRecord) -> Rich:
    """Up to ten; of more the first seven and "et al." (14.76). An unsigned newspaper piece stands
    under its newspaper (14.199)."""
    names = record.author
    if not names:
        return italic(record.container_title) if _is_newspaper(record) else EMPTY
    shown = names if len(names) <= 10 else names[:7]
    written = [parts.inverted(shown[0], parts.given_of(shown[0]))]
    written += [parts.natural(name, parts.given_of(name)) for name in shown[1:]]
    if len(names) > 10:
        return roman(f"{', '.join(written)}, et al.")
    if len(written) == 2:
        return roman(f"{written[0]}, and {written[1]}")
    return roman(parts.series(written, "and"))


def _is_newspaper(record: CitationRecord) -> bool:
    return record.type == "article-newspaper" and bool(record.container_title)


def _source(record: CitationRecord) -> Rich:
    if not record.container_title:
        return roman(parts.published(record))
    if record.type == "chapter":
        return _book(record)
    return _dated_issue(record) if parts.is_dated(record) or not record.volume else _volume(record)


def _volume(record: CitationRecord) -> Rich:
    """*Journal* 7 (3): 265–69."""
    extent = _extent(record)
    number = record.volume + (f" ({record.issue})" if record.issue else "")
    return italic(record.container_title) + roman(f" {number}" + (f": {extent}" if extent else ""))


def _dated_issue(record: CitationRecord) -> Rich:
    """*Newspaper*, July 4, 2007, or *Journal*, no. 3, 265–69: what has no volume, or is known by its day.

    Newspapers and magazines are cited without their numbers (14.188, 14.191); pages of a newspaper
    differ between editions and are not cited.
    """
    is_unsigned_newspaper = _is_newspaper(record) and not record.author
    date = record.issued
    day = f" {date.day}, {date.year}" if date and date.day else ""
    return join(
        [
            EMPTY if is_unsigned_newspaper else italic(record.container_title),
            roman(f"no. {record.issue}" if record.issue and not parts.is_dated(record) else ""),
            roman(parts.month_name(date) + day),
            roman("" if _is_newspaper(record) else _extent(record)),
        ],
        ", ",
    )


def _book(record: CitationRecord) -> Rich:
    """In *Book*, edited by Bruno Quiroga, 12–30. Lisbon: Publisher."""
    editors = [parts.natural(name, parts.given_of(name)) for name in record.editor]
    book = join(
        [
            roman("In ") + italic(record.container_title),
            roman(f"edited by {parts.series(editors, 'and')}" if editors else ""),
            roman(_extent(record)),
        ],
        ", ",
    )
    return sentences([book, roman(parts.published(record))])


def _extent(record: CitationRecord) -> str:
    return parts.shorten_range(record.page(dash="–"), is_chicago=True)
