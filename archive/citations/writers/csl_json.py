"""CSL-JSON 1.0.2 (https://docs.citationstyles.org, schema csl-data.json): one array of items."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from archive.citations.cite_keys import KeyRing
from archive.citations.record import CitationRecord, Date, Name, Organisation, Person

Item = dict[str, object]

# Field of the record, in the order of the output, and its variable; `csl_items` reads it too.
TEXTS = (
    ("title", "title"),
    ("title_short", "title-short"),
    ("container_title", "container-title"),
    ("container_title_short", "container-title-short"),
    ("volume", "volume"),
    ("issue", "issue"),
    ("publisher", "publisher"),
    ("publisher_place", "publisher-place"),
    ("DOI", "DOI"),
    ("ISSN", "ISSN"),
    ("ISBN", "ISBN"),
    ("URL", "URL"),
    ("language", "language"),
    ("abstract", "abstract"),
)


def write(records: Iterable[CitationRecord]) -> Iterator[str]:
    """A JSON array, one item a line. What is not known is left out; an untitled work has no title."""
    keys = KeyRing()
    separator = "[\n"
    for record in records:
        yield separator + json.dumps(to_item(record, keys.key_for(record)), ensure_ascii=False)
        separator = ",\n"
    yield "[]\n" if separator == "[\n" else "\n]\n"


def to_item(record: CitationRecord, key: str) -> Item:
    """One item. The locator stands in `note`: in CSL it belongs to the citation, not to the work."""
    item: Item = {"id": record.id, "citation-key": key, "type": record.type}
    item |= {variable: value for name, variable in TEXTS if (value := getattr(record, name))}
    if record.marked_title:
        item["title"] = record.marked_title
    item |= {
        variable: [_name(name) for name in names] for variable, names in names_of(record).items() if names
    }
    if titles := reviewed_titles(record):
        item["reviewed-title"] = titles
    item |= {
        variable: _date(date)
        for variable, date in (("issued", record.issued), ("accessed", record.accessed))
        if date
    }
    if page := record.page(dash=_dash_for(record)):
        item["page"] = page
    if record.keyword:
        item["keyword"] = record.keywords_between_commas
    if record.note:
        item["note"] = record.note
    if orcids := _orcids(record):
        item["custom"] = {"ORCID": orcids}
    return item


def names_of(record: CitationRecord) -> dict[str, tuple[Name, ...]]:
    """By the variable of CSL; `csl_items` reads it too."""
    reviewed = tuple(name for work in record.reviewed for name in work.author)
    return {
        "author": record.author,
        "editor": record.editor,
        "translator": record.translator,
        "reviewed-author": reviewed,
    }


def reviewed_titles(record: CitationRecord) -> str:
    return "; ".join(work.title for work in record.reviewed if work.title)


def _orcids(record: CitationRecord) -> dict[str, list[str]]:
    """By variable, in the order of the names, "" for whom has none. A name of CSL-JSON has no field for it: its
    schema keeps `custom` for what it does not name.
    """
    found = {
        variable: [name.orcid_url if isinstance(name, Person) else "" for name in names]
        for variable, names in names_of(record).items()
    }
    return {variable: orcids for variable, orcids in found.items() if any(orcids)}


def _name(name: Name) -> dict[str, str]:
    """The particle is merged into `family`: Zotero drops `non-dropping-particle` when it imports."""
    if isinstance(name, Organisation):
        return {"literal": name.literal}
    parts = {"family": name.full_family, "given": name.given, "suffix": name.suffix}
    return {part: value for part, value in parts.items() if value}


def _date(date: Date) -> dict[str, object]:
    ranges = [list(date.parts)] + ([[date.end_year]] if date.end_year else [])
    return {"date-parts": ranges} | ({"circa": True} if date.is_circa else {})


def _dash_for(record: CitationRecord) -> str:
    """A label such as "A-4" has a hyphen of its own: the range then takes an en dash."""
    return "–" if "-" in record.page_first + record.page_last else "-"
