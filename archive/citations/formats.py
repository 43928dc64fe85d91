"""The formats of citations: one row each, from which menus, addresses and tests are made."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from archive.citations.manuscript import Manuscript
from archive.citations.record import CitationRecord
from archive.citations.writers import (
    biblatex,
    bibtex,
    cff,
    csl_json,
    dublin_core,
    endnote,
    jats,
    marcxml,
    mods,
    plain_text,
    refworks,
    rich_text_file,
    ris,
    spreadsheet,
    wikipedia,
    word_file,
)

Write = Callable[[Iterable[CitationRecord]], Iterator[str]]


@dataclass(frozen=True, slots=True)
class FileFormat:
    """What menus, addresses and answers ask of a format."""

    key: str  # on the command line
    label: str  # for people
    extension: str  # in addresses: /d/7k2m9x4q.bib
    media_type: str

    @property
    def content_type(self) -> str:
        """The media type with its character set, where it is text; JSON types have none (RFC 8259, section 11)."""
        return self.media_type

    def file_name(self, stem: str) -> str:
        return f"{stem}.{self.extension}"


@dataclass(frozen=True, slots=True)
class Format(FileFormat):
    """Of data. `write` takes any number of records and yields text in bounded memory, to be sent as UTF-8."""

    write: Write
    suffix: str = ""  # of the saved file, where it differs from `extension`

    @property
    def content_type(self) -> str:
        return self.media_type if self.media_type.endswith("json") else f"{self.media_type}; charset=utf-8"

    def file_name(self, stem: str) -> str:
        return f"{stem}.{self.suffix or self.extension}"


@dataclass(frozen=True, slots=True)
class StyledFormat(FileFormat):
    """Of references in a style, alone or with the text that cites them: `write` gives the bytes of the file."""

    write: Callable[[Manuscript], bytes]

    @property
    def content_type(self) -> str:
        return f"{self.media_type}; charset=utf-8" if self.media_type.startswith("text/") else self.media_type


FORMATS = (
    Format("bibtex", "BibTeX", "bib", "application/x-bibtex", bibtex.write),
    Format("ris", "RIS", "ris", "application/x-research-info-systems", ris.write),
    Format("csl-json", "CSL-JSON", "json", "application/vnd.citationstyles.csl+json", csl_json.write),
    Format("biblatex", "BibLaTeX", "biblatex", "application/x-biblatex", biblatex.write, suffix="bib"),
    Format("csv", "CSV", "csv", "text/csv", spreadsheet.write),
    Format("endnote", "EndNote XML", "endnote", "application/x-endnote-library", endnote.write, suffix="xml"),
    Format("refworks", "RefWorks", "refworks", "text/x-refworks", refworks.write, suffix="txt"),
    Format("mods", "MODS", "mods", "application/mods+xml", mods.write, suffix="mods.xml"),
    Format("marcxml", "MARCXML", "marcxml", "application/marcxml+xml", marcxml.write, suffix="marc.xml"),
    Format("oai_dc", "Dublin Core", "dc", "application/xml", dublin_core.write, suffix="dc.xml"),
    Format("jats", "JATS", "jats", "application/jats+xml", jats.write, suffix="jats.xml"),
    Format("wikipedia", "Wikipedia", "wiki", "text/x-wiki", wikipedia.write, suffix="wiki.txt"),
    Format("cff", "CFF", "cff", "application/x-cff+yaml", cff.write),
)

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
STYLED_FORMATS = (
    StyledFormat("docx", "Word (DOCX)", "docx", _WORD, word_file.write),
    StyledFormat("rtf", "RTF", "rtf", "application/rtf", rich_text_file.write),
    StyledFormat("text", "TXT", "txt", "text/plain", plain_text.write),
)

BY_KEY = {each.key: each for each in FORMATS}
BY_EXTENSION = {each.extension: each for each in FORMATS}
STYLED_BY_KEY = {each.key: each for each in STYLED_FORMATS}
STYLED_BY_EXTENSION = {each.extension: each for each in STYLED_FORMATS}
