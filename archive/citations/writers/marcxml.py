"""MARC 21 bibliographic records as MARCXML (Library of Congress), article level: a component part."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.citations.field_texts import day_first, given_of, inverted, month_name
from archive.citations.languages import filing_offset, marc_code
from archive.citations.record import CitationRecord, Date, Name, Organisation, ReviewedWork, iso
from archive.citations.writers.mods import split_title
from archive.citations.writers.xml import Element, add, root, write_collection

NAMESPACE = "http://www.loc.gov/MARC21/slim"
Subfields = list[tuple[str, str]]


def write(records: Iterable[CitationRecord]) -> Iterator[str]:
    start = f'<collection xmlns="{NAMESPACE}">'
    yield from write_collection(records, to_element, start, "</collection>")


def to_element(record: CitationRecord) -> Element:
    """One <record>. MARC wants a title, so an untitled work has the supplied one in brackets."""
    element = root(NAMESPACE, "record")
    add(element, "leader", f"00000na{_level(record)} a2200000ui 4500")
    add(element, "controlfield", record.id, tag="001")
    add(element, "controlfield", "cr |||||||||||", tag="007")
    add(element, "controlfield", _fixed_data(record), tag="008")
    _field(element, "024", "7 ", [("a", record.DOI), ("2", "doi" if record.DOI else "")])
    for name in record.author[:1]:
        _name(element, "1", name, "author", "aut")
    _title(element, record)
    for each in record.parallel:
        _field(element, "246", "31", [("a", each.plain_title)])
    _field(element, "264", " 1", _imprint(record))
    _field(element, "300", "  ", [("a", f"pages {record.page()}" if record.page() else "")])
    for tag, term, code, source in (
        ("336", "text", "txt", "rdacontent"),
        ("337", "computer", "c", "rdamedia"),
        ("338", "online resource", "cr", "rdacarrier"),
    ):
        _field(element, tag, "  ", [("a", term), ("b", code), ("2", source)])
    _field(element, "500", "  ", [("a", record.note)])
    available = iso(record.available_date).replace("-", "")
    _field(element, "506", "1 ", [("a", record.access_in_words), ("g", available)])
    for abstract in (record.abstract, *(each.abstract for each in record.parallel)):
        _field(element, "520", "3 ", [("a", abstract)])
    _field(element, "540", "  ", [("u" if record.rights_url else "a", record.rights)])
    for word in record.keyword:
        _field(element, "653", "  ", [("a", word)])
    for name in record.author[1:]:
        _name(element, "7", name, "author", "aut")
    for name in record.editor:
        _name(element, "7", name, "editor", "edt")
    for name in record.translator:
        _name(element, "7", name, "translator", "trl")
    _field(element, "773", "0 ", _host(record))
    for work in record.reviewed:
        _field(element, "787", "08", _reviewed(work))
    _field(element, "856", "40", [("u", record.URL)])
    return element


def _level(record: CitationRecord) -> str:
    """Leader 07: part of a serial, part of a monograph, or a monograph."""
    if not record.container_title:
        return "m"
    return "b" if record.type.startswith("article-") else "a"


def _fixed_data(record: CitationRecord) -> str:
    """008: 40 characters; "|" where nothing is claimed."""
    kind, first, second = _dates(record.issued)
    details = "|||||o|||||||||||"  # 18 to 34, of which 23 says "online"
    return f"||||||{kind}{first}{second}xx {details}{marc_code(record.language)} d"


def _dates(date: Date | None) -> tuple[str, str, str]:
    """008/06 to 14: type of date and the two dates."""
    if date is None:
        return "n", "uuuu", "uuuu"
    year = f"{date.year:04d}"
    if date.end_year:
        return ("q" if date.is_circa else "m"), year, f"{date.end_year:04d}"
    if date.is_circa:
        return "q", year, year
    if date.month:
        return "e", year, f"{date.month:02d}" + (f"{date.day:02d}" if date.day else "  ")
    return "s", year, "    "


def _field(parent: Element, tag: str, indicators: str, subfields: Subfields) -> None:
    """A data field, unless all its subfields are empty."""
    known = [(code, value) for code, value in subfields if value]
    if not known:
        return
    field = add(parent, "datafield", tag=tag, ind1=indicators[0], ind2=indicators[1])
    for code, value in known:
        add(field, "subfield", value, code=code)


def _name(parent: Element, block: str, name: Name, role: str, code: str) -> None:
    """1XX or 7XX: X00 for a person under the family name, X10 for a body under its name."""
    relation = [("e", role), ("4", code)]
    if isinstance(name, Organisation):
        _field(parent, f"{block}10", "2 ", [("a", name.literal), *relation])
        return
    heading = name.in_own_order or ", ".join(filter(None, [name.full_family, name.given]))
    under_family_name = "1 " if name.full_family else "0 "
    parts = [("a", heading), ("c", name.suffix), *relation, ("1", name.orcid_url)]
    _field(parent, f"{block}00", under_family_name, parts)


def _title(parent: Element, record: CitationRecord) -> None:
    title, subtitle = (record.best_title, "") if record.is_named_by_cataloguer else split_title(record)
    indicators = f"{'1' if record.author else '0'}{filing_offset(title, record.language)}"
    _field(parent, "245", indicators, [("a", f"{title} :" if subtitle else title), ("b", subtitle)])


def _reviewed(work: ReviewedWork) -> Subfields:
    """787: what else the work has to do with, and how."""
    names = "; ".join(inverted(name, given_of(name)) for name in work.author)
    publication = ", ".join(filter(None, [work.publisher, work.year]))
    return [("i", "Review of:"), ("a", names), ("t", work.title), ("d", publication)]


def _imprint(record: CitationRecord) -> Subfields:
    """Of a part only the date: place and publisher are those of the whole, in 773."""
    date = _date_in_words(record.issued)
    if record.container_title:
        return [("c", date)]
    return [("a", record.publisher_place), ("b", record.publisher), ("c", date)]


def _date_in_words(date: Date | None) -> str:
    """ "4 July 2007", "circa 1900", "2007-2008"."""
    if date is None:
        return ""
    years = f"{date.year}-{date.end_year}" if date.end_year else str(date.year)
    words = ["circa" if date.is_circa else "", day_first(date, month_name(date)), years]
    return " ".join(filter(None, words))


def _host(record: CitationRecord) -> Subfields:
    """773: the whole, and where in it the part stands in words ($g) and for machines ($q, 7:3<265)."""
    if not record.container_title:
        return []
    numbers = [
        f"vol. {record.volume}" if record.volume else "",
        f"no. {record.issue}" if record.issue else "",
    ]
    date = _date_in_words(record.issued)
    where = ", ".join(filter(None, numbers)) + (f" ({date})" if date else "")
    extent = record.page()
    enumeration = ":".join(filter(None, [record.volume, record.issue]))
    publication = ": ".join(filter(None, [record.publisher_place, record.publisher]))
    return [
        ("t", record.container_title),
        ("p", record.container_title_short),
        ("d", publication),
        ("g", ", ".join(filter(None, [where.strip(), f"p. {extent}" if extent else ""]))),
        ("q", enumeration + (f"<{record.page_first}" if record.page_first else "")),
        ("x", record.ISSN),
        ("z", record.ISBN),
    ]
