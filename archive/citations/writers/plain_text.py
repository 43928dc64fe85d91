"""A manuscript as plain text: a blank line between paragraphs, notes by their numbers at the end."""

from __future__ import annotations

from archive.citations.manuscript import Kind, Manuscript
from archive.citations.rich_text import to_plain


def write(manuscript: Manuscript) -> bytes:
    paragraphs: list[str] = []
    notes: list[str] = []
    for paragraph in manuscript.paragraphs:
        text = to_plain(paragraph.text)
        if paragraph.kind is Kind.QUOTATION:
            text = f"    {text}"
        if paragraph.note:
            notes.append(f"[{len(notes) + 1}] {to_plain(paragraph.note)}")
            text += f" [{len(notes)}]"
        paragraphs.append(text)
    return "".join(f"{each}\n\n" for each in [*paragraphs, *notes]).encode()
