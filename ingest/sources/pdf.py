"""PDF: words, boxes, fonts and sizes through pdfium; pypdf for what pdfium cannot open.

pdfium is not safe in threads: one document at a time in a process.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from ingest.parsing.layout.lines import lines_of
from ingest.parsing.records import Line, Note, SourcePage
from ingest.sources.glyphs import TooManyGlyphsError, read_segments
from ingest.sources.ink import DPI as INK_DPI
from ingest.sources.ink import SPARSE, Ink
from ingest.sources.opened_file import MAX_PAGES, OpenedFile, SourceRejected
from ingest.sources.orcid_links import read_orcid_links
from ingest.sources.pdf_attachments import attached_names, in_one_line
from ingest.sources.pdf_rescue import open_with_pypdf
from ingest.sources.text_layer import is_usable
from ingest.sources.turning import turned_back

MEDIA_TYPE = "application/pdf"
HEADER_WITHIN = 1024  # readers accept some bytes of something else in front
INFO_KEYS = ("Title", "Author", "Subject", "Keywords", "Creator", "Producer", "CreationDate")
DRAWN_DPI = 300
MAX_DRAWN_PIXELS = 60_000_000
MORE_THAN_A_STAMP = 600  # characters of visible text on a scan
MORE_LETTERS, TIMES_MORE = 60, 3  # seen on the scan, beside those of its layer
MAX_INFO = 2_000  # characters of one value


def recognises(head: bytes) -> bool:
    return b"%PDF-" in head[:HEADER_WITHIN]


def open_pdf(path: Path) -> OpenedFile:
    """The PDF's pages, each released as soon as it is read. Raises SourceRejected."""
    try:
        document = _document(path)
    except pdfium.PdfiumError:
        # pdfium's own reason may be that of an earlier file: pypdf tells passwords from other faults.
        return open_with_pypdf(path)
    count = len(document)
    if count == 0:
        document.close()
        return open_with_pypdf(path)
    if count > MAX_PAGES:
        document.close()
        raise SourceRejected("too_many_pages", number=MAX_PAGES)
    attached = attached_names(path) if document.count_attachments() else []
    return OpenedFile(
        MEDIA_TYPE,
        _pages(document, count),
        _info(document),
        count,
        picture=lambda number: _picture(document, number),
        layer=lambda number: _page(document, number - 1, as_it_is=True),
        notes=[Note("pdf_attachments", {"names": in_one_line(attached)})] if attached else [],
    )


def _document(path: Path) -> pdfium.PdfDocument:
    """Past pypdfium2's own look at the path: it would follow /proc/self/fd/3 to a name that may be gone."""
    handle = pdfium_c.FPDF_LoadDocument(os.fsencode(path) + b"\0", None)
    if not handle:
        raise pdfium.PdfiumError("pdfium cannot open it")
    return pdfium.PdfDocument(handle)


def _picture(document: pdfium.PdfDocument, number: int) -> Image.Image | None:
    """The page drawn in grey for recognition, None where it is blank or cannot be drawn."""
    try:
        page = document[number - 1]
    except pdfium.PdfiumError:
        return None
    try:
        width, height = page.get_size()
        if width * height <= 0:
            return None
        scale = min(DRAWN_DPI / 72, (MAX_DRAWN_PIXELS / (width * height)) ** 0.5)
        image: Image.Image = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil()
        image.info["dpi"] = (scale * 72, scale * 72)
    except (pdfium.PdfiumError, MemoryError, ValueError):
        return None
    finally:
        page.close()
    low, high = image.convert("L").getextrema()
    return image if low != high else None


def _info(document: pdfium.PdfDocument) -> dict[str, str]:
    values = {key: document.get_metadata_value(key).strip("\0 ")[:MAX_INFO] for key in INFO_KEYS}
    return {key: value for key, value in values.items() if value}


def _pages(document: pdfium.PdfDocument, count: int) -> Iterator[SourcePage]:
    try:
        for index in range(count):
            yield _page(document, index)
    finally:
        document.close()


def _page(document: pdfium.PdfDocument, index: int, *, as_it_is: bool = False) -> SourcePage:
    """A page that pdfium cannot load is an empty one: the others are not lost with it. `as_it_is`: with its
    text, whether or not that serves."""
    label = document.get_page_label(index)
    try:
        page = document[index]
    except pdfium.PdfiumError:
        return SourcePage(index + 1, (), "", file_label=label)
    text = None
    try:
        width, height = page.get_size()
        text = page.get_textpage()
        raw = _raw_text(page, text)
        usable = as_it_is or _is_usable(page, raw)
        lines = _lines(page, text) if usable else ()
        orcid_links = read_orcid_links(document, page) if usable else ()
    except (pdfium.PdfiumError, TooManyGlyphsError):
        return SourcePage(index + 1, (), "", file_label=label)
    finally:
        if text is not None:
            text.close()
        page.close()
    return SourcePage(
        number=index + 1,
        lines=lines,
        raw_text=raw,
        width=round(width, 2),
        height=round(height, 2),
        file_label=label,
        text_source="pdf" if usable else "none",
        orcid_links=orcid_links,
    )


def _raw_text(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> str:
    """The page's text in the order of the file, without what its crop box cuts off, such as the other half of a
    double page. pdfium's U+FFFE is a hyphen at a line end."""
    cropped = page.get_cropbox(fallback_ok=False) not in (None, page.get_mediabox())
    raw: str = text.get_text_bounded() if cropped else text.get_text_range()
    return raw.replace("\ufffe", "-\n").replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")


def _is_usable(page: pdfium.PdfPage, raw: str) -> bool:
    """Whether the text layer serves. Images are looked for only where that decides it."""
    if is_usable(raw, has_image=True):
        if len(raw) >= MORE_THAN_A_STAMP or not _scan_dpi(page):
            return True
        return _has_hidden_text(page) and not _shows_more(page, raw)
    return is_usable(raw, has_image=False) and not _scan_dpi(page)


def _shows_more(page: pdfium.PdfPage, raw: str) -> bool:
    """Whether far more is printed on the scan than the few words that somebody's OCR read there."""
    ink = Ink(page.render(scale=INK_DPI / 72, grayscale=True, may_draw_forms=False).to_pil(), INK_DPI)
    is_full = not ink.areas and ink.share > SPARSE
    return is_full or ink.letters > MORE_LETTERS + TIMES_MORE * len(raw)


def _has_hidden_text(page: pdfium.PdfPage) -> bool:
    """Whether text lies unseen over the scan: somebody's OCR. What is seen is a stamp: "Downloaded from …"."""
    return any(
        pdfium_c.FPDFTextObj_GetTextRenderMode(text.raw) == pdfium_c.FPDF_TEXTRENDERMODE_INVISIBLE
        for text in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_TEXT,), max_depth=3)
    )


def _scan_dpi(page: pdfium.PdfPage) -> float:
    """Points to the inch of the finest image that covers at least half of the page, 0 without one."""
    width, height = page.get_size()
    finest = 0.0
    for image in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=3):
        left, bottom, right, top = image.get_bounds()
        area = abs(right - left) * abs(top - bottom)
        if area >= 0.5 * width * height:
            across, down = image.get_px_size()
            finest = max(finest, 72 * (max(1, across) * max(1, down) / area) ** 0.5)
    return finest


def _lines(page: pdfium.PdfPage, text: pdfium.PdfTextPage) -> tuple[Line, ...]:
    """The lines in reading order; text turned by a quarter comes after the upright, in its own blocks."""
    width, height = page.get_size()
    lines: list[Line] = []
    for turn, segments in sorted(read_segments(page, text).items()):
        first_block = lines[-1].block + 1 if lines else 0
        across = height if turn % 2 else width
        lines += [turned_back(line, turn, width, height) for line in lines_of(segments, across, first_block)]
    return tuple(lines)
