"""RIS, as RefMan's specification of 2011 has it and Zotero, EndNote and Mendeley read it.

"XX  - value" lines, CRLF, UTF-8 without byte order mark, `TY` first and `ER` last. A value is
one line because a record's texts are, so no text can pass for a tag.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.citations.record import CitationRecord, Date, Name, Organisation
from archive.citations.writers.tagged import Values, tagged, without_commas

TYPES = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "chapter": "CHAP",
    "book": "BOOK",
    "document": "GEN",
}


# In the order of the page. An untitled work has no TI.
ORDER = (
    ("TY", "type"),
    ("AU", "authors"),
    ("A2", "editors"),
    ("A4", "translators"),
    ("TI", "title"),
    ("TT", "titles in other languages"),
    ("ST", "short title"),
    ("T2", "container"),
    ("JF", "periodical"),  # EndNote and Zotero take a periodical's title from T2, bibutils from JF alone
    ("J2", "abbreviation"),
    ("PY", "year"),
    ("DA", "date"),
    ("VL", "volume"),
    ("IS", "issue"),
    ("SP", "first page"),
    ("EP", "last page"),
    ("PB", "publisher"),
    ("CY", "place"),
    ("SN", "ISSN or ISBN"),
    ("DO", "DOI"),
    ("UR", "address"),
    ("Y2", "accessed"),
    ("LA", "language"),
    ("KW", "keywords"),
    ("AB", "abstract"),
    ("N1", "note"),
    ("RI", "reviewed work"),
)


def write(records: Iterable[CitationRecord]) -> Iterator[str]:
    for record in records:
        lines = [f"{tag}  - {value}\r\n" for tag, value in tagged(ORDER, record, _own(record))]
        yield "".join(lines) + "ER  - \r\n\r\n"


def _own(record: CitationRecord) -> Values:
    return {
        "type": [TYPES.get(record.type, "GEN")],
        "authors": [_name(name) for name in record.author],
        "editors": [_name(name) for name in record.editor],
        "translators": [_name(name) for name in record.translator],
        "year": [f"{record.issued.year:04d}" if record.issued else ""],
        "date": [_date(record.issued)],
        "accessed": [_date(record.accessed)],
    }


def _name(name: Name) -> str:
    """ "von der Leyen, Ursula" or "King, Martin Luther, Jr."; a body's name as it is."""
    if isinstance(name, Organisation):
        return name.literal
    family, given, suffix = without_commas(name.full_family, name.given, name.suffix)
    # A trailing comma says that the first part is a family name: else it is taken for a body.
    return f"{family}, {given}" + (f", {suffix}" if suffix else "")


def _date(date: Date | None) -> str:
    """ "2007/07/04/", with what is unknown left empty: "2007/07//"; "ca. 1900" as "1900///circa".

    The year alone is said by PY.
    """
    if date is None:
        return ""
    other = "/".join(
        part
        for part in ("circa" if date.is_circa else "", f"to {date.end_year}" if date.end_year else "")
        if part
    )
    if not date.month and not other:
        return ""
    month = f"{date.month:02d}" if date.month else ""
    day = f"{date.day:02d}" if date.day else ""
    return f"{date.year:04d}/{month}/{day}/{other}"
