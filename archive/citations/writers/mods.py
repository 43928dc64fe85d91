"""MODS 3.8 (Library of Congress, https://www.loc.gov/standards/mods/)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archive.citations.record import CitationRecord, Date, Name, Organisation, ReviewedWork
from archive.citations.writers.xml import XLINK, Element, add, add_known, root, write_collection

NAMESPACE = "http://www.loc.gov/mods/v3"
# MARC's list of genres has one word for articles of every kind. Zotero writes and reads its own beside it.
ZOTERO_KINDS = {"article-magazine": "magazineArticle", "article-newspaper": "newspaperArticle"}


def write(records: Iterable[CitationRecord]) -> Iterator[str]:
    start = f'<modsCollection xmlns="{NAMESPACE}">'
    yield from write_collection(records, to_element, start, "</modsCollection>")


def to_element(record: CitationRecord) -> Element:
    """One <mods>. The locator is a note."""
    mods = root(NAMESPACE, "mods", version="3.8")
    _title(mods, record)
    for each in record.parallel:
        if each.title:
            language = {"lang": each.language} if each.language else {}
            add(add(mods, "titleInfo", type_="translated", **language), "title", each.plain_title)
    for name in record.author:
        _name(mods, name, "author", "aut")
    for name in record.translator:
        _name(mods, name, "translator", "trl")
    add(mods, "typeOfResource", "text")
    if record.type.startswith("article-"):
        add(mods, "genre", "article", authority="marcgt")
    if kind := ZOTERO_KINDS.get(record.type):
        add(mods, "genre", kind, authority="local")
    if record.issued:
        _date(add(mods, "originInfo"), "dateIssued", record.issued)
    if record.language:
        add(add(mods, "language"), "languageTerm", record.language, type_="code", authority="rfc5646")
    add_known(mods, "abstract", record.abstract)
    for each in record.parallel:
        add_known(mods, "abstract", each.abstract, **{"lang": each.language} if each.language else {})
    add_known(mods, "note", record.note)
    for word in record.keyword:
        add(add(mods, "subject"), "topic", word)
    _host(mods, record)
    for work in record.reviewed:
        _reviewed(mods, work)
    add_known(mods, "identifier", record.DOI, type_="doi")
    if record.URL:
        seen = {"dateLastAccessed": record.accessed.iso} if record.accessed else {}
        add(add(mods, "location"), "url", record.URL, usage="primary display", **seen)
    if record.pdf_url:
        add(add(mods, "location"), "url", record.pdf_url, access="raw object", displayLabel="PDF")
    _rights(mods, record)
    add(add(mods, "recordInfo"), "recordIdentifier", record.id)
    return mods


def _rights(mods: Element, record: CitationRecord) -> None:
    if record.rights:
        address = {f"{{{XLINK}}}href": record.rights_url} if record.rights_url else {}
        add(mods, "accessCondition", record.rights, type_="use and reproduction", **address)
    add_known(mods, "accessCondition", record.access_in_words, type_="restriction on access")


def _title(parent: Element, record: CitationRecord) -> None:
    """An untitled work has the title that a cataloguer supplied, and it says so: readers refuse works without one."""
    if record.is_named_by_cataloguer:
        add(add(parent, "titleInfo", supplied="yes"), "title", record.best_title)
        return
    info = add(parent, "titleInfo")
    title, subtitle = split_title(record)
    add(info, "title", title)
    add_known(info, "subTitle", subtitle)


def split_title(record: CitationRecord) -> tuple[str, str]:
    """Title and subtitle, where the record knows the title without it."""
    short, rest = record.title_short, record.title.removeprefix(record.title_short)
    if short and record.title.startswith(short) and rest.startswith(": "):
        return short, rest[2:]
    return record.title, ""


def _name(parent: Element, name: Name, role: str, code: str) -> None:
    if isinstance(name, Organisation):
        element = add(parent, "name", type_="corporate")
        add(element, "namePart", name.literal)
    else:
        element = add(parent, "name", type_="personal")
        add_known(element, "namePart", name.full_family, type_="family")
        add_known(element, "namePart", name.given, type_="given")
        add_known(element, "namePart", name.suffix, type_="termsOfAddress")
        add_known(element, "nameIdentifier", name.orcid, type_="orcid")
    roles = add(element, "role")
    add(roles, "roleTerm", role, type_="text", authority="marcrelator")
    add(roles, "roleTerm", code, type_="code", authority="marcrelator")


def _reviewed(mods: Element, work: ReviewedWork) -> None:
    related = add(mods, "relatedItem", type_="reviewOf")
    if work.title:
        add(add(related, "titleInfo"), "title", work.title)
    for name in work.author:
        _name(related, name, "author", "aut")
    if work.publisher or work.year:
        info = add(related, "originInfo")
        add_known(info, "publisher", work.publisher)
        add_known(info, "dateIssued", work.year)


def _date(parent: Element, tag: str, date: Date) -> None:
    """W3CDTF, both ends of a range."""
    circa = {"qualifier": "approximate"} if date.is_circa else {}
    if not date.end_year:
        add(parent, tag, date.iso, encoding="w3cdtf", keyDate="yes", **circa)
        return
    add(parent, tag, date.iso, encoding="w3cdtf", keyDate="yes", point="start", **circa)
    add(parent, tag, f"{date.end_year:04d}", encoding="w3cdtf", point="end", **circa)


def _host(mods: Element, record: CitationRecord) -> None:
    """The journal or book, and where in it the work stands."""
    host = add(mods, "relatedItem", type_="host") if record.container_title else mods
    if record.container_title:
        add(add(host, "titleInfo"), "title", record.container_title)
        if record.container_title_short:
            add(add(host, "titleInfo", type_="abbreviated"), "title", record.container_title_short)
    for name in record.editor:
        _name(host, name, "editor", "edt")
    _publication(host, record)
    add_known(host, "identifier", record.ISSN, type_="issn")
    add_known(host, "identifier", record.ISBN, type_="isbn")
    _part(host, record)


def _publication(host: Element, record: CitationRecord) -> None:
    is_periodical = record.type.startswith("article-") and bool(record.container_title)
    if not (record.publisher or record.publisher_place or is_periodical):
        return
    info = add(host, "originInfo")
    if record.publisher_place:
        add(add(info, "place"), "placeTerm", record.publisher_place, type_="text")
    add_known(info, "publisher", record.publisher)
    if is_periodical:
        add(info, "issuance", "continuing")


def _part(host: Element, record: CitationRecord) -> None:
    part = add(host, "part")
    for kind, number in (("volume", record.volume), ("issue", record.issue)):
        if number:
            add(add(part, "detail", type_=kind), "number", number)
    if record.page_first or record.page_last:
        extent = add(part, "extent", unit="pages")
        add(extent, "start", record.page_first or record.page_last)
        add_known(extent, "end", record.page_last)
    if record.issued:
        add(part, "date", record.issued.iso, encoding="w3cdtf")
    if not len(part):
        host.remove(part)
