"""Styles and locales as XML trees: no entities, no network, no file of any size."""

from __future__ import annotations

from typing import Any

from lxml import etree

from archive.citations.csl.style_errors import StyleError, gettext_noop

Element = Any  # of lxml, which brings no types

NAMESPACE = "{http://purl.org/net/xbiblio/csl}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
MAX_BYTES = 2_000_000  # the largest published style has 130 kB
MAX_DEPTH = 100


def read_xml(data: bytes, root_name: str) -> Element:
    """The root element of `data`, which must be a cs:`root_name`. Raises StyleError."""
    if len(data) > MAX_BYTES:
        raise StyleError(gettext_noop("The file is larger than 2 MB."))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = error.lineno if isinstance(error, etree.XMLSyntaxError) else 0
        raise StyleError(gettext_noop("The file is not XML: %(error)s."), line or 0, error=error) from error
    if root.getroottree().docinfo.doctype:
        raise StyleError(gettext_noop("The file has a document type, which no style needs."))
    if root.tag != NAMESPACE + root_name:
        raise StyleError(gettext_noop("The file is not a CSL %(kind)s."), kind=root_name)
    _refuse_deep(root, 0)
    return root


def _refuse_deep(element: Element, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise StyleError(gettext_noop("The elements are nested too deep."), element.sourceline)
    for child in element:
        _refuse_deep(child, depth + 1)


def name_of(element: Element) -> str:
    """The name without the namespace: "date-part"."""
    return str(element.tag).removeprefix(NAMESPACE)


def children(element: Element, name: str) -> list[Element]:
    return list(element.findall(NAMESPACE + name))


def child(element: Element, name: str) -> Element | None:
    return element.find(NAMESPACE + name)


def text_of(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext()).strip()


def is_true(element: Element, attribute: str) -> bool:
    return bool(element.get(attribute) == "true")
