"""BibLaTeX 3 as biber reads it: dates of EDTF, names of languages, types of periodicals."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.citations.cite_keys import KeyRing
from archive.citations.languages import babel_name
from archive.citations.record import CitationRecord, Date, iso
from archive.citations.writers import bibtex, latex
from archive.citations.writers.bibtex import Field, braced, entry, text, verbatim

# CSL type: entry type, and the field of the container's title.
TYPES = bibtex.TYPES | dict.fromkeys(
    ("article-journal", "article-magazine", "article-newspaper"), ("article", "journaltitle")
)


def write(records: Iterable[CitationRecord]) -> Iterator[str]:
    keys = KeyRing()
    for record in records:
        entry_type, container = TYPES.get(record.type, TYPES["document"])
        yield entry(entry_type, keys.key_for(record), _fields(record, entry_type, container))


def _fields(record: CitationRecord, entry_type: str, container: str) -> list[Field]:
    is_article = container == "journaltitle"
    return [
        ("author", braced(latex.names(record.author))),
        ("editor", braced(latex.names(record.editor))),
        ("translator", braced(latex.names(record.translator))),
        ("title", braced(latex.escape_title(record.title_with_marks, record.language))),
        ("shorttitle", braced(latex.escape_title(record.short_title_with_marks, record.language))),
        (container, text(record.container_title)),
        ("shortjournal", text(record.container_title_short if is_article else "")),
        ("entrysubtype", braced(bibtex.SUBTYPES.get(record.type, ""))),
        ("volume", text(record.volume)),
        ("number", text(record.issue)),
        ("pages", text(record.page(dash="--"))),
        # Its data model has no publisher for an article, and no ISSN but for one (biber --validate-datamodel).
        (
            "organization" if entry_type == "misc" else "publisher",
            text("" if is_article else record.publisher),
        ),
        ("location", text("" if is_article else record.publisher_place)),
        ("date", braced(_date(record.issued))),
        ("issn", text(record.ISSN if is_article else "")),
        ("isbn", text(record.ISBN)),
        ("doi", verbatim(record.DOI)),
        ("url", verbatim(record.URL)),
        ("urldate", braced(iso(record.accessed))),
        ("langid", braced(babel_name(record.language))),
        ("keywords", text(record.keywords_between_commas)),
        ("abstract", text(record.abstract)),
        ("note", text(record.note_with_review)),
    ]


def _date(date: Date | None) -> str:
    """ "2007-07", "1900~", "2007/2008" (EDTF, level 1)."""
    if date is None:
        return ""
    circa = "~" if date.is_circa else ""
    return f"{date.iso}{circa}" + (f"/{date.end_year:04d}{circa}" if date.end_year else "")
