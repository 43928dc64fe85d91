"""The plain data that flow through ingest: pages of words in, articles out. No Django, no I/O.

Coordinates: origin top left, x to the right, y down, in the unit of the page's width and height
(points for PDF, pixels for images). Plain text has no geometry: all boxes are None.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

PARSER_VERSION = "6"  # another one wherever the same pages may give other articles

Box = tuple[float, float, float, float]  # x, y, width, height
# A value said with less confidence is one that a person should look at: review marks it, and what is published
# unseen waits for them. As `Evidence` has it: what a rule says that was seen to err more than one time in five.
DOUBTFUL = 0.8
LabelSource = Literal["printed", "pdf", "inferred"]
# none: not read yet; blank: nothing is printed there; illegible: something is, and none of it could be read.
TextSource = Literal["pdf", "plain", "ocr", "none", "blank", "illegible"]
Role = Literal["author", "editor", "translator"]
SectionKind = Literal["front", "abstract", "body", "notes", "references", "back"]


@dataclass(frozen=True, slots=True)
class Note:
    """What a person should know of how a file was read: the code of a sentence, and what fills it."""

    code: str
    params: dict[str, str] = field(default_factory=dict)


class Half(NamedTuple):
    """What a page shows of a page of the file that it was made from: from where to where of its width, as shares."""

    page: int
    left: float
    right: float


# ------------------------------------------------------------------ what a source reads
@dataclass(slots=True, unsafe_hash=True)  # frozen, each would take four times as long to make
class Word:
    text: str
    box: Box | None = None
    confidence: float | None = None  # 0 to 1, from OCR
    is_superscript: bool = False  # its digits stand in `text` as superscripts: "¹"


@dataclass(frozen=True, slots=True)
class Line:
    """One printed line, in reading order. `size` is the font size in points, 0 when unknown.

    `text` holds the words in their order, parted by one blank or, as at a superscript, by nothing.
    Plain text keeps its blank lines, as lines without words, and the blanks that indent a line.
    `block` counts the columns, bands and boxes of the page in reading order, from 0. `has_drop_cap`: its first
    letter was set large beside it and lines below. `italics` are the places of the words that stand in italics, where
    not all are alike.
    """

    words: tuple[Word, ...]
    text: str
    box: Box | None = None
    size: float = 0.0
    is_bold: bool = False
    is_italic: bool = False
    font: str = ""
    block: int = 0
    has_drop_cap: bool = False
    italics: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class OrcidLink:
    """A link of the file to somebody's ORCID, and where on the page it stands."""

    orcid: str
    box: Box


@dataclass(frozen=True, slots=True)
class SourcePage:
    """One page of a file as read. `raw_text` is verbatim: what cleaning changes can be told from it.

    `image`: in a zip the member that shows the page, "" where the file itself does. `begins_file`: the
    first page of another of several files in a zip, so that no article runs over from the page before.
    `issued`: when its issue came out, as the file's metadata write it. `gutter`: where two printed pages on
    one image part, 0 where it shows one or nobody has looked.
    """

    number: int  # from 1, within the file
    lines: tuple[Line, ...]
    raw_text: str
    width: float = 0.0
    height: float = 0.0
    file_label: str = ""  # the file's own page label, "" when it has none
    text_source: TextSource = "none"
    image: str = ""
    begins_file: bool = False
    issued: str = ""
    gutter: float = 0.0
    orcid_links: tuple[OrcidLink, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceArticle:
    """An article as the logical structure of an imported METS names it: it overrides what parsing finds.

    `blocks`: (number of the page, `block` of its lines) in reading order. "" and () are unknown.
    """

    blocks: tuple[tuple[int, int], ...]
    title: str = ""
    authors: tuple[str, ...] = ()
    kind: str = "article"  # the TYPE of the METS div in lower case: article, advertisement, section …
    language: str = ""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file as read. `info` holds what its metadata claim (title, author …): evidence of low weight.

    `articles` is () unless the file says which they are.
    """

    media_type: str
    pages: tuple[SourcePage, ...]
    info: dict[str, str] = field(default_factory=dict)
    articles: tuple[SourceArticle, ...] = ()
    notes: tuple[Note, ...] = ()


# ------------------------------------------------------------------ what parsing makes of it
@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a field has its value: the cue, where it stands, and how sure we are (0 to 1)."""

    confidence: float
    source: str  # font, cue line, running head, file metadata, vote, person …
    page: int | None = None  # number of the page in the file
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class ParsedAuthor:
    given: str = ""
    family: str = ""
    literal: str = ""  # the name of a body; then given and family are empty
    suffix: str = ""  # "Jr."
    role: Role = "author"
    name_as_printed: str = ""
    affiliation: str = ""
    email: str = ""
    orcid: str = ""
    evidence: dict[str, Evidence] = field(
        default_factory=dict, compare=False
    )  # name, affiliation, email, orcid


@dataclass(frozen=True, slots=True)
class ParsedPage:
    """A whole page of the file: what stands on it, whichever article it belongs to."""

    number: int
    label: str
    label_source: LabelSource | None
    running_head: str
    text: str
    text_source: TextSource = "none"


class PlacedWord(NamedTuple):
    """A word of the reading text with its box: text[start:end] stands in box."""

    start: int
    end: int
    box: Box
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class DocumentPage:
    """The part of a page that belongs to one document.

    `text`: cleaned reading text of everything this document prints here except running head and
    folio, paragraphs separated by one blank line. A word broken over the page end stands whole on the
    earlier page. `runs_on`: the last paragraph goes on in the next page's first. `turns_at`: where the image
    shows two printed pages and both have text of the document, the character at which the second begins.
    """

    number: int  # of the page in the file
    label: str
    label_source: LabelSource | None
    running_head: str
    raw_text: str
    text: str
    runs_on: bool
    lines: tuple[tuple[PlacedWord, ...], ...]
    width: float
    height: float
    text_source: TextSource
    confidence: float | None = None
    image: str = ""  # as in SourcePage
    label_evidence: Evidence | None = None
    furniture: tuple[Box, ...] = ()  # lines of running head and folio
    begins_at: int = 0  # characters of the page that other articles print before this part
    turns_at: int | None = None


@dataclass(frozen=True, slots=True)
class ParsedSection:
    """A part of the document from (page, offset) up to the next one. Together they partition it.

    `page` is an index into ParsedDocument.pages, `offset` a character of that page's text. With a
    heading, the text at that place begins with the heading as a paragraph of its own.
    `paragraphs` are those of the section without its heading, whole even over page breaks.
    """

    kind: SectionKind
    heading: str
    level: int
    page: int
    offset: int
    paragraphs: tuple[str, ...] = ()
    evidence: Evidence | None = None  # for the heading


@dataclass(frozen=True, slots=True)
class ParsedReference:
    """A cited work as printed, and what of it can be told. `confidence`: by field, 0 to 1."""

    raw: str
    doi: str = ""
    authors: tuple[str, ...] = ()  # as printed: "Paz, L." or "L. Paz"
    year: int | None = None
    title: str = ""
    container: str = ""  # journal or book in which it appeared
    volume: str = ""
    pages: str = ""  # "1–7"
    confidence: dict[str, float] = field(default_factory=dict)
    place: Evidence | None = field(default=None, compare=False)  # where its entry stands


@dataclass(frozen=True, slots=True)
class ParsedAcronym:
    """A short form that the text defines, and where: `page` and `offset` as in ParsedSection."""

    short: str
    long: str
    page: int
    offset: int


@dataclass(frozen=True, slots=True)
class ParsedParallel:
    """Title and abstract as the article prints them in another language than its own."""

    language: str = ""
    title: str = ""
    abstract: str = ""


@dataclass(frozen=True, slots=True)
class ParsedReview:
    """A work that the article is a review of, as it prints it."""

    title: str = ""
    authors: tuple[str, ...] = ()  # surname first: "Paz, Luis"
    publisher: str = ""
    year: str = ""


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """One article. "" and () stand for what the pages do not say."""

    pages: tuple[DocumentPage, ...]
    sections: tuple[ParsedSection, ...]
    title: str = ""
    subtitle: str = ""
    title_markup: str = ""  # with <i>, <sub> and <sup>, where the type of the words tells of any
    subtitle_markup: str = ""
    authors: tuple[ParsedAuthor, ...] = ()
    contributors: tuple[ParsedAuthor, ...] = ()  # editors and translators
    parallel_texts: tuple[ParsedParallel, ...] = ()
    reviewed_works: tuple[ParsedReview, ...] = ()
    abstract: str = ""
    keywords: tuple[str, ...] = ()
    doi: str = ""
    language: str = ""
    first_page: str = ""
    last_page: str = ""
    begins_before: bool = False
    ends_after: bool = False
    references: tuple[ParsedReference, ...] = ()
    journal: str = ""  # read from the pages where they print it, as are the next three
    volume: str = ""
    number: str = ""
    year: int | None = None
    issued: str = ""  # ISO 8601, as far as the file's metadata say when its issue came out
    acronyms: tuple[ParsedAcronym, ...] = ()
    received: str = ""  # ISO 8601 dates on which the journal received and accepted the article,
    accepted: str = ""  # "2021-08" where no day is printed
    evidence: dict[str, Evidence] = field(default_factory=dict)  # by field name, and "boundary"


@dataclass(frozen=True, slots=True)
class ParsedFile:
    pages: tuple[ParsedPage, ...]
    documents: tuple[ParsedDocument, ...]
    parser_version: str
    notes: tuple[Note, ...] = ()
