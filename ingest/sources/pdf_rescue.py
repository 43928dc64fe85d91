"""Damaged PDFs that pdfium refuses: pypdf still reads the text of some, without places."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from pypdf import PasswordType, PdfReader
from pypdf.errors import DependencyError, PyPdfError

from ingest.parsing.layout.pages_of_text import lines_of_text
from ingest.parsing.records import SourcePage
from ingest.sources.opened_file import MAX_PAGES, OpenedFile, SourceRejected
from ingest.sources.text_layer import is_usable

# What pypdf raises over malformed files beside its own errors.
PYPDF_FAILURES = (
    PyPdfError,
    DependencyError,  # a cipher that pypdf leaves to another library
    ArithmeticError,
    AttributeError,
    AssertionError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
)

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # the reason says it better than its warnings


def open_with_pypdf(path: Path) -> OpenedFile:
    """The pages that pypdf finds. Raises SourceRejected where it finds none."""
    is_locked = False
    try:
        reader = PdfReader(path, strict=False)
        is_locked = reader.is_encrypted
        if is_locked and reader.decrypt("") == PasswordType.NOT_DECRYPTED:
            raise SourceRejected("pdf_locked")
        count = len(reader.pages)
    except DependencyError as error:  # AES: pdfium opens what needs no password
        raise SourceRejected("pdf_locked") from error
    except PYPDF_FAILURES as error:
        raise SourceRejected("pdf_locked" if is_locked else "pdf_damaged") from error
    if count == 0:
        raise SourceRejected("pdf_without_pages")
    if count > MAX_PAGES:
        raise SourceRejected("too_many_pages", number=MAX_PAGES)
    return OpenedFile("application/pdf", _pages(reader, count), page_count=count)


def _pages(reader: PdfReader, count: int) -> Iterator[SourcePage]:
    read_any = False
    for index in range(count):
        page = _page(reader, index)
        read_any = read_any or bool(page.raw_text)
        yield page
    if not read_any:
        raise SourceRejected("pdf_damaged")


def _page(reader: PdfReader, index: int) -> SourcePage:
    try:
        page = reader.pages[index]
        raw = page.extract_text()
        width, height = float(page.mediabox.width), float(page.mediabox.height)
    except PYPDF_FAILURES:
        return SourcePage(index + 1, (), "")
    if not is_usable(raw, has_image=False):
        return SourcePage(index + 1, (), raw, width, height)
    return SourcePage(index + 1, lines_of_text(raw), raw, width, height, text_source="pdf")
