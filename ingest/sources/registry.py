"""The table of sources: which kinds of file can be read, each known by its content."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingest.messages import Message
from ingest.parsing.records import SourceFile
from ingest.sources import alto, hocr, images, mets, page_xml, pdf, plain_text, zip_file
from ingest.sources.ocr import KeptPages, OnRecognising, with_ocr
from ingest.sources.opened_file import OpenedFile, Source, SourceRejected
from ingest.sources.recognised import opener
from ingest.sources.xml_input import is_markup, root_name

HEAD_BYTES = 4096


def _refuse_mets(path: Path) -> OpenedFile:
    raise SourceRejected("mets_alone")


def _refuse_markup(path: Path) -> OpenedFile:
    with path.open("rb") as file:
        _, name = root_name(file.read(HEAD_BYTES))
    if not name:
        raise SourceRejected("xml_without_element")
    if name.lower() == "html":
        raise SourceRejected("html_not_hocr")
    raise SourceRejected("xml_unknown_kind", name=name[:40])


SOURCES: tuple[Source, ...] = (
    Source("PDF", pdf.recognises, pdf.open_pdf),
    Source("page image", images.recognises, images.open_image),
    Source("ALTO", alto.recognises, opener(alto.MEDIA_TYPE, alto.read_alto)),
    Source("hOCR", hocr.recognises, opener(hocr.MEDIA_TYPE, hocr.read_hocr)),
    Source("PAGE XML", page_xml.recognises, opener(page_xml.MEDIA_TYPE, page_xml.read_page_xml)),
    Source("METS", mets.recognises, _refuse_mets),
    Source("zip", zip_file.recognises, zip_file.open_zip),
    Source("XML", is_markup, _refuse_markup),
    Source("plain text", plain_text.recognises, plain_text.open_text),  # last: it says yes most easily
)

# Kinds that people upload by mistake, and what to do instead: (first bytes, kind, advice).
KNOWN_STRANGERS: tuple[tuple[bytes, str, str], ...] = (
    (b"\xd0\xcf\x11\xe0", "office_document", "save_as_pdf"),
    (b"{\\rtf", "rich_text", "save_as_pdf_or_text"),
    (b"%!PS", "postscript", "convert_to_pdf"),
    (b"Rar!", "rar_archive", "unpack_files"),
    (b"7z\xbc\xaf", "seven_zip_archive", "unpack_files"),
    (b"\x1f\x8b", "gzip_archive", "unpack_file"),
    (b"AT&T", "djvu", "convert_to_pdf"),
)


def open_source(
    path: Path,
    name: str,
    ocr_languages: Sequence[str] | None = None,
    on_recognising: OnRecognising | None = None,
    kept: KeptPages | None = None,
) -> OpenedFile:
    """The file at `path`, uploaded as `name`, with its pages still to be read.

    With `ocr_languages` ("eng", "spa" …) pages without text are recognised where an engine is there;
    without, or without an engine, they keep `text_source` none; `on_recognising` is called for each
    with the seconds it may take, but not for those that are `kept`. Raises SourceRejected, also while the pages are walked.
    """
    head = _head(path)
    for source in SOURCES:
        if source.recognises(head):
            _check_name(name, source.name)
            reading = source.open(path)
            return with_ocr(reading, ocr_languages, on_recognising, kept=kept) if ocr_languages else reading
    raise _rejection(head)


def read_source(path: Path, name: str, ocr_languages: Sequence[str] | None = None) -> SourceFile:
    """All pages of the file at `path`, as `open_source` gives them. Raises SourceRejected."""
    return open_source(path, name, ocr_languages).to_file()


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise SourceRejected("file_empty")
    return head


def _check_name(name: str, kind: str) -> None:
    """A PDF by its name that is text by its content lost its pages on the way: say so."""
    if kind == "plain text" and name.lower().endswith(".pdf"):
        raise SourceRejected("pdf_is_text")


def _rejection(head: bytes) -> SourceRejected:
    for magic, kind, advice in KNOWN_STRANGERS:
        if head.startswith(magic):
            return SourceRejected("file_unknown_kind", kind=Message(kind), advice=Message(advice))
    return SourceRejected("file_kind_untold" if head.strip(b"\0") else "file_only_zeros")
