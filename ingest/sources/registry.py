"""The table of sources: which kinds of file can be read, each known by its content."""

from __future__ import annotations

from pathlib import Path

from ingest.parsing.records import SourceFile
from ingest.sources import pdf, plain_text
from ingest.sources.reading import Reading, Source, SourceRejected

HEAD_BYTES = 4096

SOURCES: tuple[Source, ...] = (
    Source("PDF", pdf.recognises, pdf.open_pdf),
    Source("plain text", plain_text.recognises, plain_text.open_text),  # last: it says yes most easily
)

# Kinds that people upload by mistake, and what to do instead: (first bytes, kind, advice).
KNOWN_STRANGERS: tuple[tuple[bytes, str, str], ...] = (
    (b"PK\x03\x04", "a zip archive or an office document", "save the document as PDF and upload that"),
    (b"\xd0\xcf\x11\xe0", "an old office document", "save it as PDF and upload that"),
    (b"{\\rtf", "a rich text document", "save it as PDF or plain text and upload that"),
    (b"%!PS", "a PostScript file", "convert it to PDF and upload that"),
    (b"Rar!", "a RAR archive", "unpack it and upload the files in it"),
    (b"7z\xbc\xaf", "a 7z archive", "unpack it and upload the files in it"),
    (b"\x1f\x8b", "a gzip archive", "unpack it and upload the file in it"),
    (b"AT&T", "a DjVu file", "convert it to PDF and upload that"),
)


def open_source(path: Path, name: str) -> Reading:
    """The file at `path`, uploaded as `name`, with its pages still to be read.

    Raises SourceRejected, also while the pages are walked.
    """
    head = _head(path)
    for source in SOURCES:
        if source.recognises(head):
            _check_name(name, source.name)
            return source.open(path)
    raise SourceRejected(_what_it_is(head))


def read_source(path: Path, name: str) -> SourceFile:
    """All pages of the file at `path`, uploaded as `name`. Raises SourceRejected."""
    return open_source(path, name).to_file()


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if not head:
        raise SourceRejected("empty file: it holds no bytes; upload it again or look at the original")
    return head


def _check_name(name: str, kind: str) -> None:
    """A PDF by its name that is text by its content lost its pages on the way: say so."""
    if kind == "plain text" and name.lower().endswith(".pdf"):
        raise SourceRejected(
            "not a PDF although its name says so: it looks like plain text; "
            "upload the real PDF, or rename the file to .txt if the text is what you mean"
        )


def _what_it_is(head: bytes) -> str:
    for magic, kind, advice in KNOWN_STRANGERS:
        if head.startswith(magic):
            return f"not a kind of file that can be read: it looks like {kind}; {advice}"
    if not head.strip(b"\0"):
        return "not a kind of file that can be read: it holds only zero bytes; the copy may be damaged"
    return "not a kind of file that can be read: upload a PDF or a plain text"
