"""The rows of an article that is cut in two at a paragraph, and those of two articles that become one.

To be called under `one_writer`; who calls numbers the pages anew (`dividing.number_pages`).
"""

import re
from datetime import date

from archive.models import AUDIENCES, Document, Page, Section
from archive.printed_pages import label_of_both, turn_of_both
from archive.spans import PARAGRAPH_BREAK
from ingest.store.document_rows import address_aside
from ingest.store.texts import align

COPIED = ("language", "issue", "rights", "text_access", "open_from", "parser_version")
WORDS_TO_FIND = 4  # so many words together are found again in the text as read


def paragraph_starts(text: str) -> list[int]:
    """Offsets at which the paragraphs of a page begin; [] for a page without text."""
    if not text:
        return []
    return [0, *(match.end() for match in re.finditer(PARAGRAPH_BREAK, text))]


# ------------------------------------------------------------------ cut
def cut(document: Document, at: Page, offset: int) -> Document:
    """A new document of what begins at `offset` of the page `at`."""
    new = Document(**{name: getattr(document, name) for name in COPIED})
    new.ends_after, document.ends_after = document.ends_after, False
    new.save()
    first = _divide_page(new, at, offset) if offset else at
    moved = document.pages.filter(sequence__gt=at.sequence).order_by("sequence")
    _hand_over(document, new, at, offset, [first, *moved])
    return new


def _divide_page(new: Document, page: Page, offset: int) -> Page:
    """The lower part of a page becomes a page of the new document."""
    lower = Page.objects.get(pk=page.pk)
    lower.pk, lower.document, lower.sequence, lower.address = None, new, 1, "n1"
    raw = raw_offset(page, offset)
    lower.text, lower.raw_text = page.text[offset:], page.raw_text[raw:]
    lower.begins_at = page.begins_at + max(1, min(raw, len(page.raw_text) - 1))
    lower.words = _words_between(page.words, offset, len(page.text), -offset)
    page.text, page.raw_text = page.text[:offset].removesuffix(PARAGRAPH_BREAK), page.raw_text[:raw]
    page.words = _words_between(page.words, 0, offset, 0)
    page.runs_on = False
    _divide_labels(page, lower, offset)
    lower.save()
    page.save()
    return lower


def _divide_labels(upper: Page, lower: Page, offset: int) -> None:
    """Where the image shows two printed pages: a part that stands on one of them has its label alone."""
    labels, turn = upper.printed_labels, upper.turns_at
    if turn is None:
        return
    if offset <= turn:
        upper.turns_at, lower.turns_at = None, turn - offset if offset < turn else None
        upper.label = labels[0] if labels else ""
    if offset >= turn:
        lower.turns_at = None
        lower.label = labels[-1] if labels else ""


def _words_between(lines: list, start: int, end: int, shift: int) -> list:
    kept = [[[a + shift, b + shift, *box] for a, b, *box in line if start <= a < end] for line in lines]
    return [line for line in kept if line]


def raw_offset(page: Page, offset: int) -> int:
    """Where in the text as read the paragraph begins: its first words, where they come nearest to the
    same part of the page; where they were joined or corrected, the line that stands in their place."""
    words = page.text[offset:].split()[:WORDS_TO_FIND]
    pattern = r"\s+".join(map(re.escape, words))
    expected = len(page.raw_text) * offset / len(page.text)
    found = [match.start() for match in re.finditer(pattern, page.raw_text)]
    if not found:
        _words, moves = align(page.text, page.raw_text, [])
        expected = moves(offset)
        found = [match.start() for match in re.finditer(r"^.", page.raw_text, re.MULTILINE)]
    return min(found, key=lambda start: abs(start - expected), default=0)


def _hand_over(document: Document, new: Document, at: Page, offset: int, pages: list[Page]) -> None:
    """Pages, sections, references and acronyms from the place on are the new document's."""
    moved = [page.pk for page in pages]
    later = [
        section
        for section in document.sections.select_related("page").order_by("position")
        if (section.page.sequence, section.offset) >= (at.sequence, offset)
    ]
    kinds = dict(document.sections.values_list("position", "kind"))
    if not later or (later[0].page_id, later[0].offset) != (at.pk, offset):
        before = max((p for p in kinds if not later or p < later[0].position), default=None)
        kind = kinds[before] if before else Section.Kind.BODY
        Section.objects.create(document=new, position=1, kind=kind, page=pages[0], offset=0)
    start = new.sections.count() + 1
    for position, section in enumerate(later, start):
        section.document, section.position = new, position
        if section.page_id == at.pk:
            section.page, section.offset = pages[0], section.offset - offset
        section.save()
    for acronym in document.acronyms.select_related("page"):
        if (acronym.page.sequence, acronym.offset) >= (at.sequence, offset):
            acronym.document = new
            if acronym.page_id == at.pk:
                acronym.page, acronym.offset = pages[0], acronym.offset - offset
            acronym.save()
    Page.objects.filter(pk__in=moved).exclude(document=new).update(document=new)
    _share_references(document, new)


def _share_references(document: Document, new: Document) -> None:
    """Each cited work belongs to the article that prints it."""
    text = _squeezed(PARAGRAPH_BREAK.join(new.pages.order_by("sequence").values_list("text", flat=True)))
    moved = [each for each in document.references.order_by("position") if _squeezed(each.raw)[:60] in text]
    for position, reference in enumerate(moved, 1):
        reference.document, reference.position = new, position
        reference.save()
    for position, reference in enumerate(document.references.order_by("position"), 1):
        if reference.position != position:
            reference.position = position
            reference.save()


def _squeezed(text: str) -> str:
    return re.sub(r"\W+", "", text)


# ------------------------------------------------------------------ join
def append(first: Document, second: Document, *, keeps_front: bool = False) -> None:
    """Everything of `second` becomes the end of `first`; what it prints before its body, body too.

    Both are as closed then as the more closed one was.
    """
    first.text_access, first.open_from = max(_closeness(first), _closeness(second))[2:]
    first.save(update_fields=["text_access", "open_from", "changed_at"])
    last = first.pages.order_by("sequence").last()
    pages = list(second.pages.order_by("sequence"))
    shifts = {}
    if pages and (pages[0].scan_page, pages[0].scan_member) == (last.scan_page, last.scan_member):
        part = pages.pop(0)
        shifts[part.pk] = _join_pages(last, part)
    highest = last.sequence
    for number, page in enumerate(pages, highest + 1):
        Page.objects.filter(pk=page.pk).update(document=first, sequence=number, address=address_aside(page))
    position = first.sections.count()
    for section in second.sections.order_by("position"):
        position += 1
        section.document, section.position = first, position
        if section.page_id in shifts:
            section.page, section.offset = last, section.offset + shifts[section.page_id]
        if section.kind == Section.Kind.FRONT and not keeps_front:
            section.kind = Section.Kind.BODY
        section.save()
    known = set(first.acronyms.values_list("short", "long"))
    for acronym in second.acronyms.all():
        if (acronym.short, acronym.long) in known:
            acronym.delete()
            continue
        acronym.document = first
        if acronym.page_id in shifts:
            acronym.page, acronym.offset = last, acronym.offset + shifts[acronym.page_id]
        acronym.save()
    count = first.references.count()
    for number, reference in enumerate(second.references.order_by("position"), count + 1):
        reference.document, reference.position = first, number
        reference.save()
    Page.objects.filter(pk__in=shifts).delete()


def _closeness(document: Document) -> tuple[int, date, str, date | None]:
    """For comparing, and the values themselves: without a day on which it opens, a text stays closed for ever."""
    is_for = AUDIENCES[document.text_access]
    return int(is_for), document.open_from or date.max, document.text_access, document.open_from


def _join_pages(upper: Page, lower: Page) -> int:
    """One page again; how far the lower part's text moved."""
    shift = len(upper.text) + len(PARAGRAPH_BREAK) if upper.text else 0
    turn = turn_of_both(upper, lower, shift)
    if turn is not None:
        upper.label, upper.turns_at = label_of_both(upper, lower), turn
        if lower.label_source != upper.label_source:
            upper.label_source = Page.LabelSource.INFERRED
    upper.text = PARAGRAPH_BREAK.join(filter(None, (upper.text, lower.text)))
    upper.raw_text = "\n".join(filter(None, (upper.raw_text, lower.raw_text)))
    upper.words = upper.words + [
        [[a + shift, b + shift, *box] for a, b, *box in line] for line in lower.words
    ]
    upper.runs_on = lower.runs_on
    upper.save()
    return shift
