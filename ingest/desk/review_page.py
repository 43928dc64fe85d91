"""What a librarian sees of one page beside the fields: its paragraphs, zones over its image, what
cleaning changed, and the words whose line-end hyphens were decided. Pure reading of rows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from textwrap import shorten

from archive.document_fields import FIELDS
from archive.models import Document, Page, Section
from ingest.parsing.text.hyphens import Vocabulary, decide
from ingest.parsing.text.locate_values import union
from ingest.store.cutting import paragraph_starts
from ingest.store.texts import BROKEN

Box = tuple[float, float, float, float]  # x, y, width, height in the unit of the page

FIELDS_WITH_ZONES = {each.name: each.label for each in FIELDS if each.has_zone}
MAX_HYPHENS = 200
WORDS_SHOWN = 60  # characters
BAR = 3.0  # how thick a bar is, in the unit of the page


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the page's text: what a split, or a use as title, is said of."""

    offset: int
    text: str
    kind: str  # heading, front, abstract, body, notes, references, back
    level: int
    areas: tuple[Box, ...]  # one a column that it stands in


@dataclass(frozen=True, slots=True)
class Zone:
    """Where a field of the form was read."""

    field: str
    box: Box

    @property
    def label(self) -> str:
        return str(FIELDS_WITH_ZONES[self.field])


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What another article prints on the same page: above or below it this one ends or begins."""

    document: Document
    areas: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class BrokenWord:
    at: int  # offset in the text as read
    first: str
    second: str
    is_joined: bool
    is_sure: bool  # the parser, asked again, decides alike without a doubt

    @property
    def printed(self) -> str:
        return f"{self.first}-{self.second}"

    @property
    def joined(self) -> str:
        return f"{self.first}{self.second}"

    @property
    def kept_as(self) -> str:
        return self.joined if self.is_joined else self.printed

    @property
    def otherwise(self) -> str:
        return self.printed if self.is_joined else self.joined


@dataclass(frozen=True, slots=True)
class DifferencePiece:
    """A run of words that is alike in both texts, or stands in one of them alone."""

    kind: str  # same, removed, added
    text: str


@dataclass(slots=True)
class ReviewedPage:
    paragraphs: list[Paragraph] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    neighbours: list[Neighbour] = field(default_factory=list)
    furniture: list[Box] = field(default_factory=list)  # running head and page number
    start: Box | None = None  # bars above the article's first line and below its last one
    end: Box | None = None
    broken_words: list[BrokenWord] = field(default_factory=list)
    difference: list[DifferencePiece] = field(default_factory=list)
    second_begins: str = ""  # the first words of the second of two printed pages on the image

    @property
    def unsure_words(self) -> list[BrokenWord]:
        return [word for word in self.broken_words if not word.is_sure]


def reviewed_page(
    document: Document, page: Page, sections: Iterable[Section], *, is_last: bool
) -> ReviewedPage:
    """`sections`: those of the document, with their pages; `is_last`: the article ends on this page."""
    found = paragraphs(page, sections)
    areas = [area for paragraph in found for area in paragraph.areas]
    return ReviewedPage(
        paragraphs=found,
        zones=_zones(document, page),
        neighbours=_neighbours(page),
        furniture=[tuple(box) for box in page.furniture],
        start=_bar(areas[0], areas[0][1]) if areas and page.sequence == 1 else None,
        end=_bar(areas[-1], areas[-1][1] + areas[-1][3]) if areas and is_last else None,
        broken_words=broken_words(page.raw_text, page.text, document.language),
        difference=difference(page.raw_text, page.text),
        second_begins=_second_begins(page),
    )


def _second_begins(page: Page) -> str:
    if page.turns_at is None or len(page.printed_labels) == 1:
        return ""
    return shorten(page.text[page.turns_at :], WORDS_SHOWN, placeholder="…")


# ------------------------------------------------------------------ paragraphs and zones
def paragraphs(page: Page, sections: Iterable[Section]) -> list[Paragraph]:
    """With the kind of the section each stands in; a paragraph that is a section's heading is `heading`."""
    starts = paragraph_starts(page.text)
    here = {section.offset: section for section in sections if section.page_id == page.pk}
    before = [section for section in sections if section.page.sequence < page.sequence]
    current = before[-1] if before else None
    found = []
    for start, end in pairwise([*starts, len(page.text)]):
        text = page.text[start:end].strip()
        current = here.get(start, current)
        is_heading = start in here and bool(current.heading) and text.startswith(current.heading)
        kind = "heading" if is_heading else current.kind if current else "body"
        level = current.level if is_heading else 0
        found.append(Paragraph(start, text, kind, level, _areas(page, start, end)))
    return found


def _areas(page: Page, start: int, end: int) -> tuple[Box, ...]:
    """Where the text between two offsets stands: a new area where its lines go on further up."""
    lines = ([tuple(word[2:6]) for word in line if start <= word[0] < end] for line in page.words)
    columns: list[list[Box]] = []
    for box in (union(boxes) for boxes in lines if boxes):
        if not columns or box[1] + box[3] < columns[-1][-1][1]:
            columns.append([])
        columns[-1].append(box)
    return tuple(union(boxes) for boxes in columns)


def _bar(area: Box, y: float) -> Box:
    return (area[0], round(y - BAR / 2, 2), area[2], BAR)


def _zones(document: Document, page: Page) -> list[Zone]:
    return [
        Zone(name, tuple(evidence["box"]))
        for name in FIELDS_WITH_ZONES
        if (evidence := document.evidence.get(name))
        and evidence.get("page") == page.scan_page
        and "box" in evidence
    ]


def _neighbours(page: Page) -> list[Neighbour]:
    others = Page.objects.filter(scan=page.scan_id, scan_page=page.scan_page, scan_member=page.scan_member)
    others = others.exclude(document=page.document_id).select_related("document").defer("raw_text", "text")
    placed = ((other, _areas(other, 0, len(other.text))) for other in others)
    return [Neighbour(other.document, areas) for other, areas in placed if areas]


# ------------------------------------------------------------------ what cleaning did
def broken_words(raw: str, text: str, language: str) -> list[BrokenWord]:
    """The words broken over a line end, and whether the reading text joins them."""
    vocabulary = Vocabulary.of([])
    vocabulary.counts.update(re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", text.lower()))
    found = []
    for match in BROKEN.finditer(raw):
        first, second = match.groups()
        joined, kept = f"{first}{second}" in text, f"{first}-{second}" in text
        if joined == kept:
            continue  # both or neither: the page does not tell
        outcome = f"{first}{second}" if joined else f"{first}-{second}"
        vocabulary.counts[outcome.lower()] -= 1  # its own outcome is no witness
        machine = decide(f"{first}-", second, language, vocabulary)
        vocabulary.counts[outcome.lower()] += 1
        found.append(BrokenWord(match.start(), first, second, joined, (machine == "join") == joined))
    return found[:MAX_HYPHENS]


def difference(raw: str, text: str) -> list[DifferencePiece]:
    """Word by word, what of the text as read is gone or new in the reading text."""
    old, new = raw.split(), text.split()
    pieces = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, False).get_opcodes():
        if tag == "equal":
            pieces.append(DifferencePiece("same", " ".join(old[i1:i2])))
            continue
        pieces += [DifferencePiece("removed", " ".join(old[i1:i2]))] if i1 < i2 else []
        pieces += [DifferencePiece("added", " ".join(new[j1:j2]))] if j1 < j2 else []
    return pieces
