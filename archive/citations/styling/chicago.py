"""Chicago author-date style (Manual of Style, 17th edition, chapter 15). Titles stand as printed."""

from __future__ import annotations

import re
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
    year = roman(_year(record))
    head = [author, year, title] if author else [title, year]
    seen = parts.accessed(record)
    accessed = roman(f"Accessed {parts.month_first(seen)}" if seen else "")
    return sentences([*head, _source(record), accessed, link(parts.address(record))])


def in_text(record: CitationRecord) -> Rich:
    """(Berrón 2007, 268)."""
    comma = "" if record.issued else ","  # 15.44: (Berrón, n.d.)
    page = f", {parts.shorten_range(record.locator, is_chicago=True)}" if record.locator else ""
    return roman("(") + _head(record, comma) + roman(f" {_year(record)}{page})")


def _head(record: CitationRecord, comma: str) -> Rich:
    if record.author:
        return roman(parts.short_names(record.author, 3, "and") + comma)
    if _is_newspaper(record):
        return _container(record) + roman(comma)
    if record.is_named_by_cataloguer or not parts.is_part(record):
        return titles.short_title(record, str) + roman(comma)
    return titles.short_title(record, partial(in_double_quotes, mark=comma))


def _year(record: CitationRecord) -> str:
    """What is not printed on the work stands in brackets (15.44)."""
    return parts.year(record, "n.d.", about="[ca. {}]")


def _authors(record: CitationRecord) -> Rich:
    """Up to ten; of more the first seven and "et al." (14.76). An unsigned newspaper piece stands
    under its newspaper (14.199)."""
    names = record.author
    if not names:
        return _container(record) if _is_newspaper(record) else EMPTY
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


def _container(record: CitationRecord) -> Rich:
    """An English newspaper goes without its "The" (14.193)."""
    name = record.container_title
    return italic(re.sub("^The ", "", name) if _is_newspaper(record) else name)


def _source(record: CitationRecord) -> Rich:
    if not record.container_title:
        return roman(parts.published(record))
    if record.type == "chapter":
        return _book(record)
    return _dated_issue(record) if parts.is_dated(record) or not record.volume else _volume(record)


def _volume(record: CitationRecord) -> Rich:
    """*Journal* 7 (3): 265–69, without a number of the issue *Journal* 7 (July): 265–69."""
    extent = _extent(record)
    issue = record.issue or parts.month_name(record.issued)
    number = record.volume + (f" ({issue})" if issue else "")
    return italic(record.container_title) + roman(f" {number}" + (f": {extent}" if extent else ""))


def _dated_issue(record: CitationRecord) -> Rich:
    """*Newspaper*, July 4, 2007, or *Journal*, no. 3 (July): 265–69: what has no volume, or is known by its day.

    Newspapers and magazines are cited without their numbers (14.188, 14.191); pages of a newspaper
    differ between editions and are not cited.
    """
    is_unsigned_newspaper = _is_newspaper(record) and not record.author
    container = EMPTY if is_unsigned_newspaper else _container(record)
    extent, date = _extent(record), record.issued
    if parts.is_dated(record):
        day = parts.month_first(date) if date and date.month else ""
        return join([container, roman(day), roman("" if _is_newspaper(record) else extent)], ", ")
    month = parts.month_name(date)
    if record.issue and month:
        return join(
            [container, roman(f"no. {record.issue} ({month}){f': {extent}' if extent else ''}")], ", "
        )
    number = f"no. {record.issue}" if record.issue else month
    return join([container, roman(number), roman(extent)], ", ")


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
