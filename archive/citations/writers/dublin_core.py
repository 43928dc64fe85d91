"""Simple Dublin Core as OAI-PMH carries it (oai_dc)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from archive.citations.field_texts import address, given_of, inverted
from archive.citations.record import CitationRecord, iso
from archive.citations.writers.xml import Element, lang_of, write_one_or_collection

OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
DC = "http://purl.org/dc/elements/1.1/"
# Terms that aggregators know (OpenAIRE Guidelines for Literature Repositories 3.0).
ACCESS = {"premises": "restrictedAccess", "staff": "closedAccess"}
EMBARGO_END = "info:eu-repo/date/embargoEnd/"


def write(records: Iterable[CitationRecord]) -> Iterator[str]:
    yield from write_one_or_collection(records, to_element, "<records>", "</records>")


def to_element(record: CitationRecord) -> Element:
    """One <oai_dc:dc>. An untitled work has no title."""
    element = etree.Element(f"{{{OAI_DC}}}dc", nsmap={"oai_dc": OAI_DC, "dc": DC})
    for name, value in _values(record):
        if value:
            etree.SubElement(element, f"{{{DC}}}{name}").text = value
    for each in record.parallel:
        for name, value in (("title", each.plain_title), ("description", each.abstract)):
            if value:
                child = etree.SubElement(element, f"{{{DC}}}{name}", lang_of(each))
                child.text = value
    return element


def _values(record: CitationRecord) -> list[tuple[str, str]]:
    return [
        ("title", record.title),
        *(("creator", inverted(name, given_of(name))) for name in record.author),
        *(("contributor", inverted(name, given_of(name))) for name in record.editor + record.translator),
        *(("subject", word) for word in record.keyword),
        ("description", record.abstract),
        ("description", record.note_with_review),
        ("publisher", record.publisher),
        ("date", iso(record.issued)),
        ("type", "Text"),
        ("identifier", record.URL),
        ("identifier", address(record) if record.DOI else ""),
        ("source", source(record)),
        ("language", record.language),
        ("relation", f"urn:ISSN:{record.ISSN}" if record.ISSN else ""),
        ("rights", record.rights),
        ("rights", _access(record)),
        ("rights", record.access_in_words),
        ("date", f"{EMBARGO_END}{iso(record.available_date)}" if record.available_date else ""),
        ("relation", f"urn:ISBN:{record.ISBN}" if record.ISBN else ""),
    ]


def _access(record: CitationRecord) -> str:
    if not record.access_rights:
        return ""
    kind = "embargoedAccess" if record.available_date else ACCESS[record.access_rights]
    return f"info:eu-repo/semantics/{kind}"


def source(record: CitationRecord) -> str:
    """ "Regional Affairs Quarterly, 7(3), 2007, 265–269": journal, volume and pages have no field here."""
    number = record.volume + (f"({record.issue})" if record.issue else "")
    year = str(record.issued.year) if record.issued else ""
    return ", ".join(filter(None, [record.container_title, number, year, record.page(dash="–")]))
