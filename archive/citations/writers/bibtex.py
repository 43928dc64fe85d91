"""BibTeX, for BibTeX 0.99d and all that read its files: one entry a record, UTF-8."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.citations.cite_keys import KeyRing
from archive.citations.months import BIBTEX_MONTHS
from archive.citations.record import CitationRecord, Date, iso
from archive.citations.writers import latex

Field = tuple[str, str]

# CSL type: entry type and the field that holds the container's title.
TYPES = {
    "article-journal": ("article", "journal"),
    "article-magazine": ("article", "journal"),
    "article-newspaper": ("article", "journal"),
    "chapter": ("incollection", "booktitle"),
    "book": ("book", "series"),
    "document": ("misc", "howpublished"),
}
# Types of periodicals that one entry type stands for, as BibLaTeX calls them.
SUBTYPES = {"article-magazine": "magazine", "article-newspaper": "newspaper"}
_PERCENT_ENCODED = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C"})


def write(records: Iterable[CitationRecord]) -> Iterator[str]:
    keys = KeyRing()
    for record in records:
        entry_type, container = TYPES.get(record.type, TYPES["document"])
        yield entry(entry_type, keys.key_for(record), _fields(record, container))


def entry(entry_type: str, key: str, fields: list[Field]) -> str:
    """`fields` are (name, value ready to be written); those with an empty value are left out."""
    lines = [f"  {name} = {value},\n" for name, value in fields if value]
    return f"@{entry_type}{{{key},\n{''.join(lines)}}}\n\n"


def braced(value: str) -> str:
    """ "{value}", or "" for "" so that `entry` leaves the field out."""
    return f"{{{value}}}" if value else ""


def verbatim(value: str) -> str:
    """A DOI or URL: no escapes. What would be syntax is percent-encoded, as RFC 3986 wants it anyway."""
    return braced(value.translate(_PERCENT_ENCODED))


def text(value: str) -> str:
    return braced(latex.escape(value))


def _fields(record: CitationRecord, container: str) -> list[Field]:
    date = record.issued
    return [
        ("author", braced(latex.names(record.author))),
        ("editor", braced(latex.names(record.editor))),
        ("translator", braced(latex.names(record.translator))),  # not BibTeX's own, as are the next two
        ("title", braced(latex.escape_title(record.title_with_marks, record.language))),
        (container, text(record.container_title)),
        ("entrysubtype", braced(SUBTYPES.get(record.type, ""))),
        ("volume", text(record.volume)),
        ("number", text(record.issue)),
        ("pages", text(record.page(dash="--"))),
        ("publisher", text(record.publisher)),
        ("address", text(record.publisher_place)),
        ("year", text(_year(date))),
        ("month", BIBTEX_MONTHS[date.month - 1] if date and date.month else ""),  # a macro, hence no braces
        ("day", text(str(date.day or "") if date else "")),
        ("issn", text(record.ISSN)),
        ("isbn", text(record.ISBN)),
        ("doi", verbatim(record.DOI)),
        ("url", verbatim(record.URL)),
        (
            "urldate",
            braced(iso(record.accessed)),
        ),  # not BibTeX's own, but all read it
        ("language", text(record.language)),
        ("keywords", text(record.keywords_between_commas)),
        ("abstract", text(record.abstract)),
        ("note", text(record.note_with_review)),
    ]


def _year(date: Date | None) -> str:
    """ "2007", "2007--2008", "circa 1900"."""
    if date is None:
        return ""
    years = f"{date.year}--{date.end_year}" if date.end_year else str(date.year)
    return f"circa {years}" if date.is_circa else years
