"""A text with notes and a bibliography: what is written as a file of Word, as RTF and as plain text.

A style decides how the text cites: in numbered notes, of which the first is whole and those that follow short or
"ibid.", or within the text ("Choose", position, in CSL 1.0.2).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from archive.citations.bibliography import bibliography, cites
from archive.citations.record import CitationRecord, clean_text
from archive.citations.rich_text import Rich, StyledRun
from archive.citations.styles import Style


class Kind(Enum):
    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    QUOTATION = "quotation"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """`note` is the footnote at its end."""

    kind: Kind
    text: Rich
    note: Rich = ()
    language: str = ""  # BCP 47; "" for that of the manuscript


@dataclass(frozen=True, slots=True)
class Manuscript:
    language: str
    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class CitedPassage:
    """What a reader kept of a work: the words quoted, "" for the work as a whole, and a note of the reader's own.

    `record` has the page as its locator.
    """

    record: CitationRecord
    quotation: tuple[str, ...] = ()  # paragraphs
    remark: str = ""


def bibliography_of(records: Iterable[CitationRecord], style: Style, title: str) -> Manuscript:
    """The references alone, in the order of the style."""
    entries = bibliography(records, style)
    references = (Paragraph(Kind.REFERENCE, entry.reference) for entry in entries)
    return Manuscript(
        _language(style), clean_text(title), (Paragraph(Kind.TITLE, _plain(title)), *references)
    )


def working_text(passages: Sequence[CitedPassage], style: Style, title: str, heading: str) -> Manuscript:
    """Quotations and remarks in their order, each cited where it stands, and under `heading` the bibliography."""
    cited = cites([passage.record for passage in passages], style)
    paragraphs = [Paragraph(Kind.TITLE, _plain(title))]
    for passage, cite in zip(passages, cited.cites, strict=True):
        paragraphs += _passage(passage, cite, cited.are_notes)
    if cited.references:
        paragraphs.append(Paragraph(Kind.HEADING, _plain(heading)))
        paragraphs += [Paragraph(Kind.REFERENCE, reference) for reference in cited.references]
    return Manuscript(_language(style), clean_text(title), tuple(paragraphs))


def _passage(passage: CitedPassage, cite: Rich, is_note: bool) -> list[Paragraph]:
    """A quotation, or the title of the work where none is, with its cite at the end; then what the reader remarked."""
    record = passage.record
    language = record.language
    if passage.quotation:
        found = [Paragraph(Kind.QUOTATION, _plain(text), language=language) for text in passage.quotation]
    else:
        found = [Paragraph(Kind.TEXT, (StyledRun(record.best_title, is_italic=True),), language=language)]
    last = found.pop()
    found.append(
        replace(last, note=cite) if is_note else replace(last, text=(*last.text, StyledRun(" "), *cite))
    )
    return found + [
        Paragraph(Kind.TEXT, _plain(line)) for line in passage.remark.splitlines() if line.strip()
    ]


def _language(style: Style) -> str:
    return style.compiled.locale.language


def _plain(text: str) -> Rich:
    """What a person typed or a machine read, without what no file may carry."""
    text = clean_text(text)
    return (StyledRun(text),) if text else ()
