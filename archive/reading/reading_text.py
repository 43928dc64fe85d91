"""Pages of reading text into paragraphs, headings, page starts and marks. Pure: no Django.

What comes out is plain data; `archive.reading.running_text` escapes it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal, Protocol

from archive.printed_pages import label_at, labels_of
from archive.spans import TextSpan

LINES_WITH_INK = re.compile(r"(?:[^\n]*\S[^\n]*(?:\n|\Z))+")


class PageText(Protocol):
    """What is read here of a page row."""

    pk: int
    sequence: int
    label: str
    text: str
    runs_on: bool
    turns_at: int | None

    @property
    def address(self) -> str: ...

    @property
    def printed_labels(self) -> tuple[str, ...]: ...

    @property
    def first_cited_label(self) -> str: ...

    @property
    def last_cited_label(self) -> str: ...


class SectionStart(Protocol):
    """What is read here of a section row: it starts at `offset` of the page `page_id`."""

    position: int
    kind: str
    heading: str
    level: int
    page_id: int
    offset: int


@dataclass(frozen=True)
class TextPiece:
    """A piece of a block: text, marked text (`hit` above 0), or the place where `page` starts."""

    text: str = ""
    hit: int = 0
    opens_hit: bool = False  # the first piece of its hit: it carries the anchor
    page: PageText | None = None
    turns_on: PageText | None = None  # the page on whose image a second printed page starts here
    is_unsure: bool = False  # read by a machine that was not sure


@dataclass
class TextBlock:
    """`kind` "pages" has nothing but the starts of pages without text."""

    kind: Literal["paragraph", "heading", "pages"]
    parts: list[TextPiece] = field(default_factory=list)
    level: int = 0
    anchor: str = ""
    start: tuple[int, int] = (0, 0)  # (sequence, offset) of its first character
    end: tuple[int, int] = (0, 0)  # and behind its last
    at: str = ""  # its address as a passage, where archive.reading.passages gave it one
    is_front: bool = False  # a line of the front matter: title, by-line, affiliation
    role: str = ""  # of such a line, where archive.reading.front_lines knows it: title, subtitle, authors


@dataclass(frozen=True)
class _Paragraph:
    page: PageText
    start: int
    end: int
    section: SectionStart | None
    opens_page: bool
    is_heading: bool


def compose(
    pages: Iterable[PageText],
    sections: Sequence[SectionStart] = (),
    spans: Iterable[TextSpan] = (),
    left_out: Collection[str] = (),
    unsure: Mapping[int, Sequence[tuple[int, int]]] = MappingProxyType({}),
    opened: SectionStart | None = None,
) -> list[TextBlock]:
    """The blocks of these pages in order; sections of the kinds in `left_out` are not shown.

    `opened` is the section in which the first of the pages begins, where it began before them.
    `unsure` has by the sequence of a page the (start, end) of words read with doubt, in order.

    A paragraph that runs over the end of a page is one block, with the start of the page inside it.
    """
    pages = list(pages)
    spans_on: dict[int, list[TextSpan]] = defaultdict(list)
    for span in sorted(spans, key=lambda span: (span.start, -span.end)):
        spans_on[span.sequence].append(span)
    blocks: list[TextBlock] = []
    waiting: list[TextPiece] = []  # starts of pages that no text has followed yet
    begun: set[int] = set()
    runs_on = False
    paragraphs = _paragraphs_by_page(pages, sections, opened)
    for page in pages:
        waiting.append(TextPiece(page=page))
        for paragraph in paragraphs[page.sequence]:
            goes_on = runs_on and paragraph.opens_page and not paragraph.is_heading
            if paragraph.section is not None and paragraph.section.kind in left_out:
                continue
            parts = list(_parts(paragraph, spans_on[page.sequence], begun, unsure.get(page.sequence, ())))
            parts = _turned(parts, paragraph)
            if goes_on and blocks and blocks[-1].kind == "paragraph":
                blocks[-1].parts += [TextPiece(" "), *waiting, *parts]
            else:
                blocks.append(_block(paragraph, waiting + parts))
            blocks[-1].end = (page.sequence, paragraph.end)
            waiting = []
        runs_on = page.runs_on
    return [*blocks, TextBlock("pages", waiting)] if waiting else blocks


def _block(paragraph: _Paragraph, parts: list[TextPiece]) -> TextBlock:
    section, start = paragraph.section, (paragraph.page.sequence, paragraph.start)
    if paragraph.is_heading and section is not None:
        return TextBlock("heading", parts, section.level, f"s{section.position}", start)
    is_front = section is not None and section.kind == "front"
    return TextBlock("paragraph", parts, start=start, is_front=is_front)


def _paragraphs_by_page(
    pages: Sequence[PageText], sections: Sequence[SectionStart], current: SectionStart | None
) -> dict[int, list[_Paragraph]]:
    """Paragraphs by the sequence of their page, each with the section it stands in.

    A section that starts inside a paragraph takes effect from the next one.
    """
    starts: dict[int, list[SectionStart]] = defaultdict(list)
    for section in sorted(sections, key=lambda section: section.position):
        starts[section.page_id].append(section)
    found: dict[int, list[_Paragraph]] = {}
    for page in pages:
        here = found[page.sequence] = []
        coming = starts[page.pk]
        for start, end in paragraph_bounds(page.text):
            opened = [section for section in coming if section.offset <= start]
            coming = coming[len(opened) :]
            current = opened[-1] if opened else current
            is_heading = bool(opened) and _is_heading(page.text[start:end], opened[-1])
            here.append(_Paragraph(page, start, end, current, not here, is_heading))
        current = coming[-1] if coming else current
    return found


def paragraph_bounds(text: str) -> Iterator[tuple[int, int]]:
    """(start, end) of each paragraph, without the white space around it.

    >>> list(paragraph_bounds("One.\\n\\n Two,\\nand two.\\n"))
    [(0, 4), (7, 20)]
    """
    for match in LINES_WITH_INK.finditer(text):
        lines = match.group()
        start = match.start() + len(lines) - len(lines.lstrip())
        yield start, match.start() + len(lines.rstrip())


def _is_heading(paragraph: str, section: SectionStart) -> bool:
    return bool(section.heading) and paragraph.split() == section.heading.split()


def _parts(
    paragraph: _Paragraph, spans: Iterable[TextSpan], opened: set[int], unsure: Sequence[tuple[int, int]]
) -> Iterator[TextPiece]:
    """The paragraph cut at the edges of its marks; marks that overlap do not nest."""
    text, here = paragraph.page.text, paragraph.start
    for span in spans:
        left, right = max(span.start, here), min(span.end, paragraph.end)
        if left >= right:
            continue
        if left > here:
            yield from _plain_parts(text, here, left, unsure)
        doubt = any(start < right and end > left for start, end in unsure)
        yield TextPiece(text[left:right], span.hit, span.hit not in opened, is_unsure=doubt)
        opened.add(span.hit)
        here = right
    if here < paragraph.end:
        yield from _plain_parts(text, here, paragraph.end, unsure)


def _turned(parts: list[TextPiece], paragraph: _Paragraph) -> list[TextPiece]:
    """The same with the place where the second printed page of the image starts."""
    page = paragraph.page
    turn = page.turns_at
    if turn is None or turn >= paragraph.end or page.text[turn : paragraph.start].strip():
        return parts
    if len(labels_of(page.label, turn)) == 1:
        return parts
    found: list[TextPiece] = []
    left = max(0, turn - paragraph.start)
    for part in parts:
        if 0 <= left < len(part.text):
            before = [replace(part, text=part.text[:left])] if left else []
            rest = replace(part, text=part.text[left:], opens_hit=part.opens_hit and not left)
            found += [*before, TextPiece(turns_on=page), rest]
        else:
            found.append(part)
        left -= len(part.text)
    return found


def _plain_parts(text: str, here: int, stop: int, unsure: Sequence[tuple[int, int]]) -> Iterator[TextPiece]:
    """text[here:stop] cut around the words read with doubt."""
    for start, end in unsure:
        left, right = max(start, here), min(end, stop)
        if left >= right:
            continue
        if left > here:
            yield TextPiece(text[here:left])
        yield TextPiece(text[left:right], is_unsure=True)
        here = right
    if here < stop:
        yield TextPiece(text[here:stop])


def plain_text_of(block: TextBlock) -> str:
    """The block as plain text, "[p. 269]" where a page starts.

    >>> plain_text_of(TextBlock("paragraph", [TextPiece("Free"), TextPiece(" "), TextPiece("trade", hit=1)]))
    'Free trade'
    """
    return "".join(map(_plain, block.parts)).strip()


def _plain(part: TextPiece) -> str:
    if part.turns_on:
        return _page_mark(part.turns_on, part.turns_on.turns_at or 0)
    return _page_mark(part.page, 0) if part.page else part.text


def _page_mark(page: PageText, offset: int) -> str:
    return f"[p. {label_at(page.label, page.turns_at, offset) or f'n{page.sequence}'}] "
