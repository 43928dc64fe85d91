"""XML from strangers: no entities, no network, no DTD, bounded in depth and number of elements."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from ingest.messages import Message
from ingest.sources.opened_file import SourceRejected

Element = Any  # lxml's elements have no types of their own

MAX_BYTES = 80_000_000  # ALTO of a newspaper page has about 2 MB
MAX_DEPTH = 100
_DOCTYPE = re.compile(r"<!DOCTYPE\b[^\[>]*(?P<subset>\[)?[^>]*>", re.IGNORECASE)
_PROLOG = re.compile(r"\s*(?:<\?xml[^>]*\?>)?\s*(?:<!--.*?-->\s*)*", re.DOTALL)


def parse_xml(data: bytes, *, html_doctype: bool = False) -> Element:
    """The root element. Raises SourceRejected with the reason.

    A DOCTYPE is refused; with `html_doctype`, which hOCR files have, one without an internal subset is
    taken out before parsing, never resolved.
    """
    if len(data) > MAX_BYTES:
        raise SourceRejected("xml_too_large", megabytes=MAX_BYTES // 1_000_000)
    data = _without_doctype(data, html_doctype=html_doctype)
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
    except etree.XMLSyntaxError as error:
        raise SourceRejected("xml_damaged", error=_place_of(error)) from error
    if root.getroottree().docinfo.doctype:
        raise SourceRejected("xml_own_doctype")
    check_depth(root)
    return root


def check_depth(root: Element) -> None:
    """Raises SourceRejected where the tree is too deep to be walked safely."""
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise SourceRejected("xml_too_deep", levels=MAX_DEPTH)


def _without_doctype(data: bytes, *, html_doctype: bool) -> bytes:
    text_head = data[:4096].decode("latin-1")
    prolog = _PROLOG.match(text_head)
    doctype = _DOCTYPE.match(text_head, prolog.end() if prolog else 0)
    if doctype is None:
        return data
    if not html_doctype or doctype["subset"]:
        raise SourceRejected("xml_own_doctype")
    return data[: doctype.start()] + data[doctype.end() :]


def _place_of(error: etree.XMLSyntaxError) -> Message:
    """Where the parser stopped. Why, it says in English alone."""
    line, column = error.position
    return Message("xml_fault_at", line=line, column=column) if line else Message("xml_incomplete")


def root_name(head: bytes) -> tuple[str, str]:
    """(namespace, local name) of the root element by the first bytes of a file, ("", "") if it has none."""
    text = _decoded(head)
    prolog = _PROLOG.match(text)
    place = prolog.end() if prolog else 0
    doctype = _DOCTYPE.match(text, place)
    if doctype:
        place = doctype.end()
    opening = re.compile(
        r"\s*(?:<!--.*?-->\s*|<\?.*?\?>\s*)*<(?:([\w.-]+):)?([\w.-]+)([^>]*)", re.DOTALL
    ).match(text, place)
    if opening is None:
        return "", ""
    prefix, name, attributes = opening.groups()
    declared = re.search(rf"\bxmlns{':' + prefix if prefix else ''}\s*=\s*[\"']([^\"']*)", attributes)
    return (declared[1] if declared else "", name)


def is_markup(head: bytes) -> bool:
    """Whether the bytes begin as XML or HTML does, well-formed or not."""
    start = _decoded(head[:200]).lstrip().lower()
    return start.startswith(("<?xml", "<!doctype", "<html", "<!--")) or bool(root_name(head)[1])


def _decoded(head: bytes) -> str:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace")
    return head.removeprefix(b"\xef\xbb\xbf").decode("latin-1")


def local(element: Element) -> str:
    """The name of an element without its namespace."""
    name: str = etree.QName(element).localname
    return name


def children(element: Element, *names: str) -> list[Element]:
    """Direct children with one of the local names, whatever their namespace."""
    return [child for child in element if isinstance(child.tag, str) and local(child) in names]


def descendants(element: Element, *names: str) -> list[Element]:
    return [found for name in names for found in element.iter(f"{{*}}{name}")]


def number(text: str | None) -> float | None:
    """A measure of the file, or None where it gives none or nonsense."""
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if -1e7 < value < 1e7 else None
