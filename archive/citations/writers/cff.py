"""Citation File Format 1.2.0 (citation-file-format.github.io): a CITATION.cff with the works as its `references`.

YAML, in which a string of JSON is a string too: every text is written so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from archive.citations.field_texts import day_first, month_name
from archive.citations.record import CitationRecord, Date, Name, Organisation, iso

HEAD = """\
# Move what stands under "references" into the CITATION.cff of your own work, or put its title and authors here.
cff-version: 1.2.0
message: "Cite each of these works by its entry below."
title: "Works cited"
type: dataset
authors:
  - alias: "anonymous"
"""
TYPES = {
    "article-journal": "article",
    "article-magazine": "magazine-article",
    "article-newspaper": "newspaper-article",
    "book": "book",
}
ANONYMOUS = {"alias": "anonymous"}  # a work has at least one author
# What the schema takes; identifiers that it does not take are of another type there.
_DOI = re.compile(r"10\.\d{4,9}(\.\d+)?/[A-Za-z0-9:/_;\-.()\[\]\\]+")
_ISSN = re.compile(r"\d{4}-\d{3}[\dxX]", re.ASCII)
_ISBN = re.compile(r"[0-9\- ]{10,17}X?")
_LANGUAGE = re.compile("[a-z]{2,3}(?![a-z])")
_ADDRESS = re.compile(r"(https|http|ftp|sftp)://\S+")


def write(records: Iterable[CitationRecord]) -> Iterator[str]:
    yield HEAD
    is_first = True
    for record in records:
        lines = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in _fields(record) if value]
        yield ("references:\n" if is_first else "") + "  - " + "\n    ".join(lines) + "\n"
        is_first = False


def _fields(record: CitationRecord) -> Iterator[tuple[str, object]]:
    is_article = record.type.startswith("article-")
    yield "type", TYPES.get(record.type, "generic")
    yield "title", record.best_title
    yield "authors", [_name(name) for name in record.author] or [ANONYMOUS]
    yield "editors", [_name(name) for name in record.editor]
    yield "translators", [_name(name) for name in record.translator]
    yield "journal" if is_article else "collection-title", record.container_title
    yield "abbreviation", record.container_title_short
    yield from _dates(record.issued)
    yield "volume", record.volume
    yield "issue", record.issue
    yield "start", record.page_first
    yield "end", record.page_last if record.page_last != record.page_first else ""
    yield "publisher", {"name": record.publisher} if record.publisher else None
    yield "date-accessed", _day(record.accessed)
    yield from _identifiers(record)
    yield "languages", _LANGUAGE.findall(record.language)[:1]
    yield "license-url" if record.rights_url else "copyright", record.rights
    yield "keywords", list(dict.fromkeys(record.keyword))
    yield "abstract", record.abstract
    yield "notes", record.note


def _identifiers(record: CitationRecord) -> Iterator[tuple[str, object]]:
    others = []
    for key, value, pattern in (
        ("doi", record.DOI, _DOI),
        ("issn", record.ISSN, _ISSN),
        ("isbn", record.ISBN, _ISBN),
        ("url", record.URL, _ADDRESS),
    ):
        if value and pattern.fullmatch(value):
            yield key, value
        elif value:
            others.append({"type": "other", "value": f"{key}:{value}"})
    yield "identifiers", others


def _name(name: Name) -> Mapping[str, str]:
    """The particle belongs to the family name, as in all that we export."""
    if isinstance(name, Organisation):
        return {"name": name.literal}
    parts = {
        "family-names": name.full_family,
        "given-names": name.given,
        "name-suffix": name.suffix,
        "orcid": name.orcid_url,
    }
    return {key: value for key, value in parts.items() if value}


def _dates(date: Date | None) -> Iterator[tuple[str, object]]:
    if date is None:
        return
    yield "year", date.year
    yield "month", date.month
    yield "date-published", _day(date)
    if date.is_circa or date.end_year:
        words = " ".join(filter(None, [day_first(date, month_name(date)), str(date.year)]))
        yield (
            "issue-date",
            f"{'c. ' if date.is_circa else ''}{words}{f'–{date.end_year}' if date.end_year else ''}",
        )


def _day(date: Date | None) -> str:
    return iso(date) if date and date.day else ""
