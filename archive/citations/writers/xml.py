"""Records as XML, one element at a time: memory holds one record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from lxml import etree

from archive.citations.marked_titles import Marked
from archive.citations.record import CitationRecord, ParallelText

Element = Any  # lxml's elements have no types of their own
ToElement = Callable[[CitationRecord], Element]
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
XLINK = "http://www.w3.org/1999/xlink"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'


def write_collection(
    records: Iterable[CitationRecord], to_element: ToElement, start: str, end: str
) -> Iterator[str]:
    """All records between the tags `start` and `end` of the collection."""
    yield f"{DECLARATION}{start}\n"
    for record in records:
        yield serialize(to_element(record))
    yield f"{end}\n"


def write_one_or_collection(
    records: Iterable[CitationRecord], to_element: ToElement, start: str, end: str
) -> Iterator[str]:
    """A single record as a document of its own; any other number in a collection."""
    waiting = iter(records)
    first = next(waiting, None)
    second = next(waiting, None) if first else None
    if first and not second:
        yield DECLARATION + serialize(to_element(first))
        return
    yield from write_collection(_chain(first, second, waiting), to_element, start, end)


def _chain(
    first: CitationRecord | None, second: CitationRecord | None, rest: Iterator[CitationRecord]
) -> Iterator[CitationRecord]:
    yield from (record for record in (first, second) if record)
    yield from rest


# Elements of runs of letters: no white space comes between two of them.
RUNS = {"italic", "sub", "sup", "style"}


def serialize(element: Element) -> str:
    """Each child on a line of its own, unless it is a run of letters among others."""
    _lay_out(element, "\n")
    return str(etree.tostring(element, encoding="unicode")) + "\n"


def _lay_out(element: Element, line: str) -> None:
    children = list(element)
    is_one_style = [child.tag for child in children] == ["style"]
    if not children or (not is_one_style and any(child.tag in RUNS for child in children)):
        return
    element.text = line + "  "
    for child in children:
        _lay_out(child, line + "  ")
        child.tail = line + "  "
    children[-1].tail = line


def root(namespace: str, name: str, prefix: str | None = None, **attributes: str) -> Element:
    """An element in a namespace, the default one unless `prefix` is given."""
    return etree.Element(f"{{{namespace}}}{name}", attributes, nsmap={prefix: namespace})


def add(parent: Element, name: str, text: str = "", /, **attributes: str) -> Element:
    """A child in the parent's namespace. `type_` and `class_` stand for Python's reserved words."""
    namespace = etree.QName(parent).namespace
    tag = f"{{{namespace}}}{name}" if namespace else name
    child = etree.SubElement(parent, tag, {key.rstrip("_"): value for key, value in attributes.items()})
    child.text = text or None
    return child


def lang_of(each: ParallelText) -> dict[str, str]:
    """xml:lang, where the language is known."""
    return {XML_LANG: each.language} if each.language else {}


def add_marked(
    parent: Element, name: str, marked: Marked, elements: Mapping[str, str], **attributes: str
) -> Element:
    """A child whose text has an element for each mark: <italic>Vibrio</italic>."""
    child = add(parent, name, **attributes)
    for piece in marked:
        place = child
        for mark in piece.marks:
            place = add(place, elements[mark])
        _append(place, piece.text)
    return child


def _append(element: Element, text: str) -> None:
    """Behind what the element holds already."""
    if len(element):
        element[-1].tail = (element[-1].tail or "") + text
    else:
        element.text = (element.text or "") + text


def add_known(parent: Element, name: str, text: str, /, **attributes: str) -> None:
    """A child, unless there is nothing to say."""
    if text:
        add(parent, name, text, **attributes)
