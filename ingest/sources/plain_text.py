"""Plain text in the encodings that libraries meet, with its pages found."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from ingest.parsing.layout.pages_of_text import lines_of_text, split_pages
from ingest.parsing.records import Note, SourcePage
from ingest.sources.encodings import WESTERN, decode_by_words
from ingest.sources.opened_file import MAX_PAGES, OpenedFile, SourceRejected
from ingest.sources.text_layer import is_usable

MEDIA_TYPE = "text/plain"
MAX_BYTES = 50_000_000  # about 25,000 pages
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
MAX_CONTROL = 0.01  # share of the bytes


def recognises(head: bytes) -> bool:
    """Whether the bytes can be text: marked by a byte order mark, or nearly without control characters."""
    if any(head.startswith(mark) for mark, _ in BYTE_ORDER_MARKS):
        return True
    if _utf_16_without_mark(head):
        return True
    return len(_CONTROL.findall(head)) <= MAX_CONTROL * len(head)


def open_text(path: Path) -> OpenedFile:
    """The pages of a plain text. Raises SourceRejected."""
    if path.stat().st_size > MAX_BYTES:
        raise SourceRejected("text_too_large", megabytes=MAX_BYTES // 1_000_000)
    notes: list[Note] = []
    text = decode(path.read_bytes(), notes).lstrip("\ufeff").replace("\0", "")
    if not text.strip():
        raise SourceRejected("text_blank")
    if not is_usable(text[:20_000], has_image=False):
        # In all encodings that are met here ASCII says the same.
        raise SourceRejected("text_without_words" if text.isascii() else "text_encoding_unknown")
    pages = split_pages(text)
    if len(pages) > MAX_PAGES:
        raise SourceRejected("too_many_pages", number=MAX_PAGES)
    return OpenedFile(MEDIA_TYPE, _pages(pages), page_count=len(pages), notes=notes)


def _pages(pages: list[str]) -> Iterator[SourcePage]:
    for number, page in enumerate(pages, 1):
        yield page_of_text(number, page)


def page_of_text(number: int, text: str) -> SourcePage:
    lines = lines_of_text(text)
    return SourcePage(number, lines, text, text_source="plain" if lines else "none")


def decode(data: bytes, notes: list[Note]) -> str:
    """The text of the bytes. Raises SourceRejected when a byte order mark lies.

    Without a mark: UTF-8 where it is valid, else the encoding that makes words of it; `notes` gets what a
    person should know of that.
    """
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding)
            except UnicodeDecodeError as error:
                raise SourceRejected("text_encoding_unknown") from error
    encoding = _utf_16_without_mark(data[:4096]) or "utf-8"
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return _by_words(data, notes)


def _by_words(data: bytes, notes: list[Note]) -> str:
    decoded = decode_by_words(data)
    told = {"encoding": decoded.encoding.name}
    if not decoded.is_told:
        notes.append(Note("encoding_doubtful", told))
    elif decoded.encoding != WESTERN[0]:
        notes.append(Note("encoding_guessed", told))
    return decoded.text


def _utf_16_without_mark(head: bytes) -> str:
    """The byte order of UTF-16 text that shows by zero bytes in every other place, else ""."""
    if len(head) < 4:
        return ""
    even, odd = head[0::2].count(0) / len(head[0::2]), head[1::2].count(0) / len(head[1::2])
    if odd > 0.6 and even < 0.05:
        return "utf-16-le"
    if even > 0.6 and odd < 0.05:
        return "utf-16-be"
    return ""
