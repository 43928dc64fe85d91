"""EndNote XML, as EndNote exports and imports it: every text in a <style> element."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

from archive.citations.field_texts import day_first, given_of, inverted, month_name
from archive.citations.marked_titles import Marked
from archive.citations.record import CitationRecord, Name, Organisation, iso
from archive.citations.writers.xml import Element, add, write_collection

# CSL type: EndNote's name and number of the type.
TYPES = {
    "article-journal": ("Journal Article", "17"),
    "article-magazine": ("Magazine Article", "19"),
    "article-newspaper": ("Newspaper Article", "23"),
    "chapter": ("Book Section", "5"),
    "book": ("Book", "6"),
    "document": ("Generic", "13"),
}

FACES = {"i": "italic", "sub": "subscript", "sup": "superscript"}


def write(records: Iterable[CitationRecord]) -> Iterator[str]:
    yield from write_collection(records, to_element, "<xml><records>", "</records></xml>")


def to_element(record: CitationRecord) -> Element:
    element = etree.Element("record")
    name, number = TYPES.get(record.type, TYPES["document"])
    add(element, "ref-type", number, name=name)
    _group(
        element,
        "contributors",
        [
            ("authors", "author", _names(record.author)),
            ("secondary-authors", "author", _names(record.editor)),
            ("subsidiary-authors", "author", _names(record.translator)),
        ],
    )
    _group(
        element,
        "titles",
        [
            ("", "title", [record.title]),
            ("", "secondary-title", [record.container_title]),
            ("", "short-title", [record.title_short]),
            ("", "translated-title", [record.titles_in_other_languages]),
        ],
    )
    if record.marked_title:
        _mark_title(element.find("titles/title"), record.title_pieces)
    if record.type.startswith("article-"):
        names = [("", "full-title", [record.container_title]), ("", "abbr-1", [record.container_title_short])]
        _group(element, "periodical", names)
    for field, value in (
        ("pages", record.page()),
        ("volume", record.volume),
        ("number", record.issue),
    ):
        _styled(element, field, value)
    _group(element, "keywords", [("", "keyword", list(record.keyword))])
    if record.issued:
        day = day_first(record.issued, month_name(record.issued))
        _group(element, "dates", [("", "year", [_year(record)]), ("pub-dates", "date", [day])])
    for field, value in (
        ("pub-location", record.publisher_place),
        ("publisher", record.publisher),
        ("isbn", record.ISSN or record.ISBN),
        ("electronic-resource-num", record.DOI),
        ("abstract", record.abstract),
        ("notes", record.note),
        ("reviewed-item", record.reviewed_in_words),
        ("language", record.language),
    ):
        _styled(element, field, value)
    if record.URL:
        urls = add(element, "urls")
        for kind in (
            "web-urls",
            "related-urls",
        ):  # EndNote reads the second, Zotero an address of the first alone
            _styled(add(urls, kind), "url", record.URL)
    _styled(element, "access-date", iso(record.accessed))
    return element


def _group(parent: Element, name: str, parts: list[tuple[str, str, list[str]]]) -> None:
    """<name><wrapper><tag>value …: nothing at all where no value is known."""
    if not any(value for _wrapper, _tag, values in parts for value in values):
        return
    group = add(parent, name)
    for wrapper, tag, values in parts:
        known = [value for value in values if value]
        if known:
            place = add(group, wrapper) if wrapper else group
            for value in known:
                _styled(place, tag, value)


def _styled(parent: Element, name: str, value: str) -> None:
    if value:
        add(add(parent, name), "style", value, face="normal", font="default", size="100%")


def _mark_title(title: Element, marked: Marked) -> None:
    """One <style> a run; of several marks the innermost is the face."""
    for child in list(title):
        title.remove(child)
    for piece in marked:
        face = FACES[piece.marks[-1]] if piece.marks else "normal"
        add(title, "style", piece.text, face=face, font="default", size="100%")


def _names(names: tuple[Name, ...]) -> list[str]:
    """A comma at the end keeps a body's name, or a single name, in one piece; commas in it are doubled."""
    return [
        f"{name.literal.replace(',', ',,')},"
        if isinstance(name, Organisation)
        else inverted(name, given_of(name)) + ("" if name.given else ",")
        for name in names
    ]


def _year(record: CitationRecord) -> str:
    date = record.issued
    if date is None:
        return ""
    years = f"{date.year}-{date.end_year}" if date.end_year else str(date.year)
    return f"circa {years}" if date.is_circa else years
