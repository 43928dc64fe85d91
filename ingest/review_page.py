"""What a librarian sees of one page beside the fields: its paragraphs, zones over its image, what
cleaning changed, and the words whose line-end hyphens were decided. Pure reading of rows."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from archive.models import Document, Page, Section
from ingest.parsing.hyphens import Vocabulary, decide
from ingest.store.dividing import paragraph_starts

Box = tuple[float, float, float, float]  # x, y, width, height in the unit of the page

FIELDS_WITH_ZONES = ("title", "subtitle", "authors", "abstract", "doi", "issue", "keywords")
# A broken word: at the line's end in the text as read, with what follows on the next line.
BROKEN = re.compile(r"([^\W\d_][\w’'-]*)[-\u00ad\u2010]\n\s*([^\W\d_][\w’']*)")
MOST_HYPHENS = 200


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the page's text: what a split, or a use as title, is said of."""

    offset: int
    text: str
    kind: str  # heading, front, abstract, body, notes, references, back
    level: int
    boxes: tuple[Box, ...]  # one a printed line

    @property
    def box(self) -> Box | None:
        return union(self.boxes)


@dataclass(frozen=True, slots=True)
class Zone:
    """Where a field of the form was read."""

    field: str
    box: Box


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What another text prints on the same page: above or below it this one ends or begins."""

    document: Document
    box: Box


@dataclass(frozen=True, slots=True)
class BrokenWord:
    first: str
    second: str
    is_joined: bool
    is_sure: bool  # the parser, asked again, decides alike without a doubt

    @property
    def printed(self) -> str:
        return f"{self.first}-{self.second}"

    @property
    def kept_as(self) -> str:
        return f"{self.first}{self.second}" if self.is_joined else self.printed


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words that is alike in both texts, or stands in one of them alone."""

    kind: str  # same, removed, added
    text: str


@dataclass(slots=True)
class ReviewedPage:
    paragraphs: list[Paragraph] = field(default_factory=list)
    zones: list[Zone] = field(default_factory=list)
    neighbours: list[Neighbour] = field(default_factory=list)
    broken_words: list[BrokenWord] = field(default_factory=list)
    difference: list[Piece] = field(default_factory=list)

    @property
    def unsure_words(self) -> list[BrokenWord]:
        return [word for word in self.broken_words if not word.is_sure]


def reviewed_page(document: Document, page: Page) -> ReviewedPage:
    sections = list(document.sections.select_related("page").order_by("position"))
    return ReviewedPage(
        paragraphs=paragraphs(page, sections),
        zones=_zones(document, page),
        neighbours=_neighbours(page),
        broken_words=broken_words(page.raw_text, page.text, document.language),
        difference=difference(page.raw_text, page.text),
    )


# ------------------------------------------------------------------ paragraphs and zones
def paragraphs(page: Page, sections: Iterable[Section]) -> list[Paragraph]:
    """With the kind of the section each stands in; a paragraph that is a section's heading is `heading`."""
    starts = paragraph_starts(page.text)
    here = {section.offset: section for section in sections if section.page_id == page.pk}
    before = [section for section in sections if section.page.sequence < page.sequence]
    current = before[-1] if before else None
    found = []
    for start, end in zip(starts, [*starts[1:], len(page.text)], strict=True):
        text = page.text[start:end].strip()
        current = here.get(start, current)
        is_heading = start in here and bool(current.heading) and text.startswith(current.heading)
        kind = "heading" if is_heading else current.kind if current else "body"
        level = current.level if is_heading else 0
        found.append(Paragraph(start, text, kind, level, _line_boxes(page, start, end)))
    return found


def _line_boxes(page: Page, start: int, end: int) -> tuple[Box, ...]:
    lines = ([tuple(word[2:6]) for word in line if start <= word[0] < end] for line in page.words)
    return tuple(union(boxes) for boxes in lines if boxes)


def union(boxes: Iterable[Box]) -> Box | None:
    boxes = list(boxes)
    if not boxes:
        return None
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, bottom = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    return (left, top, round(right - left, 2), round(bottom - top, 2))


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
    boxed = ((other, union(tuple(word[2:6]) for line in other.words for word in line)) for other in others)
    return [Neighbour(other.document, box) for other, box in boxed if box]


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
        found.append(BrokenWord(first, second, joined, (machine == "join") == joined))
    return found[:MOST_HYPHENS]


def difference(raw: str, text: str) -> list[Piece]:
    """Word by word, what of the text as read is gone or new in the reading text."""
    old, new = raw.split(), text.split()
    pieces = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", " ".join(old[i1:i2])))
            continue
        pieces += [Piece("removed", " ".join(old[i1:i2]))] if i1 < i2 else []
        pieces += [Piece("added", " ".join(new[j1:j2]))] if j1 < j2 else []
    return pieces
