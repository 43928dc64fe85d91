"""Links of a PDF page to ORCIDs: an icon behind a name has its number in no other place."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pypdfium2.raw as pdfium_c
from pypdfium2 import PdfDocument, PdfPage

from ingest.parsing.records import OrcidLink
from ingest.parsing.vocabulary.identifiers import find_orcids
from ingest.sources.glyphs import displayed_frame

MAX_LINKS = 2_000  # of one page
MAX_ADDRESS = 200  # bytes of an address; that of an ORCID has 37


def read_orcid_links(document: PdfDocument, page: PdfPage) -> tuple[OrcidLink, ...]:
    """In the order of the file; most pages have none."""
    found = []
    for link in _links(page):
        address = _address(document, link)
        orcids = find_orcids(address) if "orcid.org/" in address else []
        if len(orcids) == 1:
            found.append(OrcidLink(orcids[0], _box(page, link)))
    return tuple(found)


def _links(page: PdfPage) -> Iterator[object]:
    position, link = ctypes.c_int(0), pdfium_c.FPDF_LINK()
    for _ in range(MAX_LINKS):
        if not pdfium_c.FPDFLink_Enumerate(page, position, link):
            return
        yield link


def _address(document: PdfDocument, link: object) -> str:
    action = pdfium_c.FPDFLink_GetAction(link)
    if not action:
        return ""
    buffer = ctypes.create_string_buffer(MAX_ADDRESS)
    length = pdfium_c.FPDFAction_GetURIPath(document, action, buffer, MAX_ADDRESS)
    return buffer.value.decode("ascii", "replace") if 0 < length <= MAX_ADDRESS else ""


def _box(page: PdfPage, link: object) -> tuple[float, float, float, float]:
    rectangle = pdfium_c.FS_RECTF()
    pdfium_c.FPDFLink_GetAnnotRect(link, rectangle)
    a, b, c, d, e, f = displayed_frame(page)
    corners = ((rectangle.left, rectangle.bottom), (rectangle.right, rectangle.top))
    (x, y), (right, bottom) = ((a * u + c * v + e, b * u + d * v + f) for u, v in corners)
    return (
        round(min(x, right), 1),
        round(min(y, bottom), 1),
        round(abs(right - x), 1),
        round(abs(bottom - y), 1),
    )
