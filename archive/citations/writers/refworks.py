"""RefWorks tagged format: "XX value" lines, a blank line between works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.citations.record import CitationRecord, Date, Name, Organisation
from archive.citations.styling.parts import day_first, month_name

Tag = tuple[str, str]

TYPES = {
    "article-journal": "Journal Article",
    "article-magazine": "Magazine Article",
    "article-newspaper": "Newspaper Article",
    "chapter": "Book, Section",
    "book": "Book, Whole",
    "document": "Generic",
}


def write(records: Iterable[CitationRecord]) -> Iterator[str]:
    for record in records:
        yield "".join(f"{tag} {value}\r\n" for tag, value in _tags(record) if value) + "\r\n"


def _tags(record: CitationRecord) -> list[Tag]:
    date = record.issued
    return [
        ("RT", TYPES.get(record.type, "Generic")),
        ("SR", "Electronic(1)"),
        ("ID", record.id),
        *(("A1", _name(name)) for name in record.author),
        *(("A2", _name(name)) for name in record.editor),
        ("T1", record.title),
        ("JF" if record.type.startswith("article-") else "T2", record.container_title),
        ("JO", record.container_title_short),
        ("YR", str(date.year) if date else ""),
        ("FD", _free_date(date)),
        ("VO", record.volume),
        ("IS", record.issue),
        ("SP", record.page_first),
        ("OP", record.page_last if record.page_last != record.page_first else ""),
        *(("K1", word) for word in record.keyword),
        ("AB", record.abstract),
        ("NO", record.locator_note),
        ("PB", record.publisher),
        ("PP", record.publisher_place),
        ("SN", record.ISSN or record.ISBN),
        ("LA", record.language),
        ("UL", record.URL),
        ("DO", record.DOI),
    ]


def _name(name: Name) -> str:
    """ "King,Marta Luz,Jr."; a body's name as it is."""
    if isinstance(name, Organisation):
        return name.literal
    parts = [part.replace(",", "") for part in (name.full_family, name.given, name.suffix)]
    return ",".join(parts).rstrip(",") + ("" if any(parts[1:]) else ",")


def _free_date(date: Date | None) -> str:
    """What YR does not say: "4 July", "July", "circa", "to 2008"."""
    if date is None:
        return ""
    words = [day_first(date, month_name(date)), "circa" if date.is_circa else ""]
    return " ".join(filter(None, [*words, f"to {date.end_year}" if date.end_year else ""]))
