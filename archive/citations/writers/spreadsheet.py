"""CSV (RFC 4180) for spreadsheets: one row a work, no cell that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from archive.citations.field_texts import given_of, inverted, natural
from archive.citations.record import CitationRecord, Name, ParallelText, Person, iso

COLUMNS = (
    "Identifier", "Type", "Title", "Authors", "Editors", "Year", "Date", "Published in", "Abbreviation",
    "Volume", "Issue", "First page", "Last page", "Cited page", "Publisher", "Place", "DOI", "ISSN", "ISBN",
    "Address", "Accessed", "Language", "Rights", "Keywords", "Abstract", "ORCIDs", "Translators", "Review of",
    "Other titles", "Other abstracts",
)  # fmt: skip


def write(records: Iterable[CitationRecord]) -> Iterator[str]:
    # Without the mark, Excel reads accents as the code page of its country has them.
    yield "\ufeff" + guarded_line(COLUMNS)
    for record in records:
        yield guarded_line(_cells(record))


def guard(cell: str) -> str:
    """A cell that begins like a formula gets an apostrophe, which spreadsheets hide (OWASP, CSV injection).

    One that has apostrophes before the like gets one more, so that taking one away always gives the text.

    >>> guard("=HYPERLINK(1)"), guard("A = B")
    ("'=HYPERLINK(1)", 'A = B')
    """
    return f"'{cell}" if cell.lstrip("'").startswith(("=", "+", "-", "@")) else cell


def guarded_line(cells: Iterable[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow(map(guard, cells))
    return buffer.getvalue()


def _cells(record: CitationRecord) -> tuple[str, ...]:
    """In the order of COLUMNS."""
    date = record.issued
    return (
        record.id,
        record.type,
        record.title,
        _names(record.author),
        _names(record.editor),
        str(date.year) if date else "",
        iso(date),
        record.container_title,
        record.container_title_short,
        record.volume,
        record.issue,
        record.page_first,
        record.page_last,
        record.locator,
        record.publisher,
        record.publisher_place,
        record.DOI,
        record.ISSN,
        record.ISBN,
        record.URL,
        iso(record.accessed),
        record.language,
        record.rights,
        _list(record.keyword),
        record.abstract,
        _list(f"{natural(name, name.given)} {name.orcid}" for name in _people(record) if name.orcid),
        _names(record.translator),
        record.reviewed_in_words,
        _list(_in_language(each, each.plain_title) for each in record.parallel if each.title),
        " ".join(_in_language(each, each.abstract) for each in record.parallel if each.abstract),
    )


def _people(record: CitationRecord) -> list[Person]:
    names = record.author + record.editor + record.translator
    return [name for name in names if isinstance(name, Person)]


def _in_language(each: ParallelText, text: str) -> str:
    """ "[es] Los puertos"."""
    return f"[{each.language}] {text}" if each.language else text


def _names(names: tuple[Name, ...]) -> str:
    return _list(inverted(name, given_of(name)) for name in names)


def _list(values: Iterable[str]) -> str:
    """Several values in one cell; a semicolon in one of them gives way to a comma."""
    return "; ".join(value.replace(";", ",") for value in values)
