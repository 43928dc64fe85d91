"""RIS, as RefMan's specification of 2011 has it and Zotero, EndNote and Mendeley read it.

"XX  - value" lines, CRLF, UTF-8 without byte order mark, `TY` first and `ER` last. A value is
one line because a record's texts are, so no text can pass for a tag.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.citations.record import CitationRecord, Date, Name, Organisation

Tag = tuple[str, str]

TYPES = {
    "article-journal": "JOUR",
    "article-magazine": "MGZN",
    "article-newspaper": "NEWS",
    "chapter": "CHAP",
    "book": "BOOK",
    "document": "GEN",
}


def write(records: Iterable[CitationRecord]) -> Iterator[str]:
    for record in records:
        lines = [f"{tag}  - {value}\r\n" for tag, value in _tags(record) if value]
        yield "".join(lines) + "ER  - \r\n\r\n"


def _tags(record: CitationRecord) -> list[Tag]:
    """In the order of the page, empty ones included. An untitled work has no TI."""
    return [
        ("TY", TYPES.get(record.type, "GEN")),
        *(("AU", _name(name)) for name in record.author),
        *(("A2", _name(name)) for name in record.editor),
        ("TI", record.title),
        ("ST", record.title_short),
        ("T2", record.container_title),
        # EndNote and Zotero take a periodical's title from T2, bibutils from JF alone.
        ("JF", record.container_title if record.type.startswith("article-") else ""),
        ("J2", record.container_title_short),
        ("PY", f"{record.issued.year:04d}" if record.issued else ""),
        ("DA", _date(record.issued)),
        ("VL", record.volume),
        ("IS", record.issue),
        ("SP", record.page_first),
        ("EP", record.page_last if record.page_last != record.page_first else ""),
        ("PB", record.publisher),
        ("CY", record.publisher_place),
        ("SN", record.ISSN or record.ISBN),
        ("DO", record.DOI),
        ("UR", record.URL),
        ("Y2", _date(record.accessed)),
        ("LA", record.language),
        *(("KW", word) for word in record.keyword),
        ("AB", record.abstract),
        ("N1", record.locator_note),
    ]


def _name(name: Name) -> str:
    """ "von der Leyen, Ursula" or "King, Martin Luther, Jr."; a body's name as it is.

    A comma in a part would begin the next part, so it gives way.
    """
    if isinstance(name, Organisation):
        return name.literal
    family, given, suffix = (part.replace(",", "") for part in (name.full_family, name.given, name.suffix))
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
