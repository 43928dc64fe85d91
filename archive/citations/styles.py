"""Styles of references: one row each for those shown first; all others of the CSL project by their name."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from archive.citations.bibliography import bibliography
from archive.citations.csl.style import Style as CompiledStyle
from archive.citations.csl.style_errors import StyleError
from archive.citations.csl.style_files import load_source, load_style, own_language, source_head, style_head
from archive.citations.record import CitationRecord
from archive.citations.rich_text import Rich, to_html, to_plain

__all__ = [
    "BY_KEY",
    "FIRST_STYLES",
    "STYLES",
    "Rich",
    "Style",
    "UnknownStyleError",
    "find_style",
    "to_html",
    "to_plain",
]


@dataclass(frozen=True, slots=True)
class Style:
    """`file` is the name that the CSL project has for the style; `source` the text of one that is no file."""

    key: str
    label: str
    file: str
    language: str = ""  # of its terms, BCP 47; "" for the style's own
    dialect: str = ""  # that of its terms in its own language, where the style itself names none
    dates_access: bool = False  # asks for the day on which an address was seen
    says_retrieved_from: bool = False  # where that day is added: "Retrieved 4 July 2026, from https://…"
    source: bytes = field(default=b"", repr=False)

    @property
    def compiled(self) -> CompiledStyle:
        language = self.language or self.own_language or self.dialect
        return load_source(self.source, language) if self.source else load_style(self.file, language)

    @property
    def own_language(self) -> str:
        """That in which the style itself asks for its terms, ""."""
        return source_head(self.source).language if self.source else own_language(self.file)

    @property
    def is_note(self) -> bool:
        return self.compiled.options.is_note

    def reference(self, record: CitationRecord) -> Rich:
        """The entry of a list of references."""
        return bibliography([record], self)[0].reference

    def in_text(self, record: CitationRecord) -> Rich:
        """The short form for the text, or the first note, with the locator."""
        return bibliography([record], self)[0].in_text

    def in_language(self, language: str, of_reader: str = "") -> Style:
        """With its terms in `language`; where none is asked for in the style's own, else in the reader's."""
        if not language and not self.own_language and of_reader[:2] != self.dialect[:2]:
            language = of_reader
        return replace(self, language=language)


STYLES = (
    Style("apa", "APA 7", "apa", says_retrieved_from=True),
    Style("mla", "MLA 9", "modern-language-association"),
    Style("chicago-author-date", "Chicago 17 (author-date)", "chicago-author-date-17th-edition"),
    Style(
        "harvard", "Harvard (Cite Them Right)", "harvard-cite-them-right", dialect="en-GB", dates_access=True
    ),
    Style("chicago-notes", "Chicago 17 (notes)", "chicago-notes-bibliography-17th-edition"),
    Style(
        "chicago-short-notes", "Chicago 17 (short notes)", "chicago-shortened-notes-bibliography-17th-edition"
    ),
    Style("chicago-18", "Chicago 18 (author-date)", "chicago-author-date"),
    Style("vancouver", "Vancouver (NLM)", "nlm-citation-sequence", dates_access=True),
    Style("ieee", "IEEE", "ieee", dates_access=True),
    Style("ama", "AMA 11", "american-medical-association", dates_access=True),
    Style("iso-690", "ISO 690 (español)", "iso690-author-date-es", dates_access=True),
    Style("mhra", "MHRA (notes)", "mhra-notes", dates_access=True),
    Style("abnt", "ABNT NBR 6023", "associacao-brasileira-de-normas-tecnicas", dates_access=True),
    Style("sage-harvard", "SAGE Harvard", "sage-harvard", dates_access=True),
    Style("apsa", "APSA", "american-political-science-association"),
    Style("asa", "ASA", "american-sociological-association"),
)
# Those of a citation box, which shows all of its styles at once.
FIRST_STYLES = STYLES[:4]

BY_KEY = {style.key: style for style in STYLES}


class UnknownStyleError(LookupError):
    """No style has the key that was asked for, which is its argument."""


def find_style(key: str) -> Style:
    """The style with this key, in capitals or not, or with this name in the CSL project; the first where none is
    asked for. Raises UnknownStyleError.
    """
    key = key.strip()
    if not key:
        return STYLES[0]
    if style := BY_KEY.get(key.lower()):
        return style
    try:
        return Style(key.lower(), style_head(key.lower()).title, key.lower())
    except StyleError as error:
        raise UnknownStyleError(key) from error
