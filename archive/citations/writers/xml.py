"""Records as XML, one element at a time: memory holds one record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from lxml import etree

from archive.citations.record import CitationRecord

Element = Any  # lxml's elements have no types of their own
ToElement = Callable[[CitationRecord], Element]
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


def serialize(element: Element) -> str:
    return str(etree.tostring(element, encoding="unicode", pretty_print=True))


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


def add_known(parent: Element, name: str, text: str, /, **attributes: str) -> None:
    """A child, unless there is nothing to say."""
    if text:
        add(parent, name, text, **attributes)
