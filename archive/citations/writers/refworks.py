"""RefWorks tagged format: "XX value" lines, a blank line between works."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.citations.field_texts import day_first, month_name
from archive.citations.record import CitationRecord, Date, Name, Organisation, iso
from archive.citations.writers.tagged import Values, tagged, without_commas

TYPES = {
    "article-journal": "Journal Article",
    "article-magazine": "Magazine Article",
    "article-newspaper": "Newspaper Article",
    "chapter": "Book, Section",
    "book": "Book, Whole",
    "document": "Generic",
}


ORDER = (
    ("RT", "type"),
    ("SR", "medium"),
    ("ID", "id"),
    ("A1", "authors"),
    ("A2", "editors"),
    ("A4", "translators"),
    ("T1", "title"),
    ("JF", "periodical"),
    ("T2", "book"),
    ("JO", "abbreviation"),
    ("YR", "year"),
    ("FD", "date"),
    ("VO", "volume"),
    ("IS", "issue"),
    ("SP", "first page"),
    ("OP", "last page"),
    ("K1", "keywords"),
    ("AB", "abstract"),
    ("NO", "note"),
    ("PB", "publisher"),
    ("PP", "place"),
    ("SN", "ISSN or ISBN"),
    ("LA", "language"),
    ("UL", "address"),
    ("RD", "accessed"),
    ("DO", "DOI"),
)


def write(records: Iterable[CitationRecord]) -> Iterator[str]:
    for record in records:
        lines = [f"{tag} {value}\r\n" for tag, value in tagged(ORDER, record, _own(record))]
        yield "".join(lines) + "\r\n"


def _own(record: CitationRecord) -> Values:
    return {
        "type": [TYPES.get(record.type, "Generic")],
        "medium": ["Electronic(1)"],
        "authors": [_name(name) for name in record.author],
        "editors": [_name(name) for name in record.editor],
        "translators": [_name(name) for name in record.translator],
        "note": [record.note_with_review],
        "year": [str(record.issued.year) if record.issued else ""],
        "date": [_free_date(record.issued)],
        "accessed": [iso(record.accessed)],
    }


def _name(name: Name) -> str:
    """ "King,Marta Luz,Jr."; a body's name as it is."""
    if isinstance(name, Organisation):
        return name.literal
    parts = without_commas(name.full_family, name.given, name.suffix)
    return ",".join(parts).rstrip(",") + ("" if any(parts[1:]) else ",")


def _free_date(date: Date | None) -> str:
    """What YR does not say: "4 July", "July", "circa", "to 2008"."""
    if date is None:
        return ""
    words = [day_first(date, month_name(date)), "circa" if date.is_circa else ""]
    return " ".join(filter(None, [*words, f"to {date.end_year}" if date.end_year else ""]))
