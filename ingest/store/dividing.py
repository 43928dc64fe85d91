"""Where one article ends and the next begins, as a person says: split, merge with the previous, discard.

Each is recorded whole and can be undone. A document that a person has divided is never divided anew by
a machine: its `boundary` is said by a person.
"""

import re
from dataclasses import dataclass

from django.utils.translation import gettext as _

from archive.models import Document, Page, Section
from archive.outbox import enqueue_for_indexing
from ingest.store.history import OUT_OF_THE_WAY, recorded
from ingest.store.kept import noted
from ingest.store.rows import evidence_of, page_addresses
from ingest.store.settling import renew_job_states, scans_of
from ingest.store.writing import one_writer

SPLIT = noted("Split “{title}” at page {label}")
MERGED = noted("Merged “{second}” into “{first}”")
DISCARDED = noted("Discarded “{title}”")
PARAGRAPH_BREAK = "\n\n"
COPIED = ("language", "issue", "rights", "parser_version")
WORDS_TO_FIND = 4  # so many words together are found again in the text as read


class DivisionRefusedError(Exception):
    """Nothing was changed; says why and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph: the page's sequence within the document, and the offset at which it begins."""

    sequence: int
    offset: int


# ------------------------------------------------------------------ split
def split(document: Document, place: Place, user) -> Document:
    """Make what begins at `place` a document of its own, a draft; the new document.

    Asked for twice, it is done once.
    """
    with one_writer():
        document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        pages = list(document.pages.order_by("sequence"))
        if _ends_before(pages, place) and (following := next_in_file(document)):
            return following
        at = page_at(pages, place)
        what = SPLIT.format(title=document, label=at.label or at.sequence)
        with recorded([document], user, what, text=True) as recording:
            new = cut(document, at, place.offset)
            recording.add(new)
            for each in (document, new):
                number_pages(each)
            _name_by_heading(new, user)
            for each in (document, new):
                renew_extent(each, user)
            if document.is_published:
                enqueue_for_indexing([document.pk])
        renew_job_states(scans_of([new.pk]))
    return new


def _ends_before(pages: list[Page], place: Place) -> bool:
    """Whether the text ends right above the place: what stands there was split off already."""
    if not pages:
        return False
    last = pages[-1]
    within = Place(last.sequence, len(last.text) + len(PARAGRAPH_BREAK))
    return place in (within, Place(last.sequence + 1, 0))


def cut(document: Document, at: Page, offset: int) -> Document:
    """A new document of what begins at `offset` of the page `at`."""
    new = Document(**{name: getattr(document, name) for name in COPIED})
    new.ends_after, document.ends_after = document.ends_after, False
    new.save()
    first = _divide_page(new, at, offset) if offset else at
    moved = document.pages.filter(sequence__gt=at.sequence).order_by("sequence")
    _hand_over(document, new, at, offset, [first, *moved])
    return new


def page_at(pages: list[Page], place: Place) -> Page:
    page = next((each for each in pages if each.sequence == place.sequence), None)
    if page is None or place.offset not in paragraph_starts(page.text):
        raise DivisionRefusedError(_("No paragraph begins there any more. Look at the page and try again."))
    if place.offset == 0 and page is pages[0]:
        raise DivisionRefusedError(_("The article begins there already."))
    return page


def paragraph_starts(text: str) -> list[int]:
    """Offsets at which the paragraphs of a page begin; [] for a page without text."""
    if not text:
        return []
    return [0, *(match.end() for match in re.finditer(PARAGRAPH_BREAK, text))]


def _divide_page(new: Document, page: Page, offset: int) -> Page:
    """The lower part of a page becomes a page of the new document."""
    lower = Page.objects.get(pk=page.pk)
    lower.pk, lower.document, lower.sequence, lower.address = None, new, 1, "n1"
    raw = _raw_offset(page, offset)
    lower.text, lower.raw_text = page.text[offset:], page.raw_text[raw:]
    lower.begins_at = page.begins_at + max(1, min(raw, len(page.raw_text) - 1))
    lower.words = _words_between(page.words, offset, len(page.text), -offset)
    page.text, page.raw_text = page.text[:offset].removesuffix(PARAGRAPH_BREAK), page.raw_text[:raw]
    page.words = _words_between(page.words, 0, offset, 0)
    page.runs_on = False
    lower.save()
    page.save()
    return lower


def _words_between(lines: list, start: int, end: int, shift: int) -> list:
    kept = [[[a + shift, b + shift, *box] for a, b, *box in line if start <= a < end] for line in lines]
    return [line for line in kept if line]


def _raw_offset(page: Page, offset: int) -> int:
    """Where in the text as read the paragraph begins: its first words, where they come nearest to
    the same part of the page; its whole length where they are not found."""
    words = page.text[offset:].split()[:WORDS_TO_FIND]
    pattern = r"\s+".join(map(re.escape, words))
    expected = len(page.raw_text) * offset / len(page.text)
    found = [match.start() for match in re.finditer(pattern, page.raw_text)]
    return min(found, key=lambda start: abs(start - expected), default=len(page.raw_text))


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
    """Each cited work belongs to the text that prints it."""
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


def _name_by_heading(document: Document, user) -> None:
    """A heading at which a person begins an article is its title."""
    first = document.sections.order_by("position").first()
    if first and first.heading and first.offset == 0 and first.page.sequence == 1:
        document.title = first.heading[:1000]
        document.evidence["title"] = {"source": "heading where it begins", "confidence": 0.6}


# ------------------------------------------------------------------ merge
def merge_with_previous(document: Document, user) -> Document:
    """Join a draft to the text before it in the same file; that text, now longer."""
    with one_writer():
        document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        previous = previous_in_file(document)
        if previous is None:
            raise DivisionRefusedError(_("No text stands before this one in its file."))
        if document.published_at:
            raise DivisionRefusedError(
                _("Readers have seen “%(title)s”: its address must last. Withdraw it instead, with a reason.")
                % {"title": document}
            )
        what = MERGED.format(second=document, first=previous)
        with recorded([previous, document], user, what, text=True):
            append(previous, document)
            previous.ends_after = document.ends_after
            document.delete()
            number_pages(previous)
            renew_extent(previous, user)
            if previous.is_published:
                enqueue_for_indexing([previous.pk])
        renew_job_states(scans_of([previous.pk]))
    return previous


def previous_in_file(document: Document) -> Document | None:
    """The text that stands before this one in the same file."""
    return _beside(document, -1)


def next_in_file(document: Document) -> Document | None:
    return _beside(document, 1)


def _beside(document: Document, step: int) -> Document | None:
    first = document.pages.order_by("sequence").first()
    if first is None:
        return None
    order = list(Page.objects.openings().filter(scan=first.scan_id).values_list("document", flat=True))
    place = order.index(document.pk) + step
    if not 0 <= place < len(order):
        return None
    return Document.objects.select_for_update(of=("self",)).get(pk=order[place])


def append(first: Document, second: Document, *, keeps_front: bool = False) -> None:
    """Everything of `second` becomes the end of `first`; what it prints before its body, body too."""
    last = first.pages.order_by("sequence").last()
    pages = list(second.pages.order_by("sequence"))
    shifts = {}
    if pages and (pages[0].scan_page, pages[0].scan_member) == (last.scan_page, last.scan_member):
        part = pages.pop(0)
        shifts[part.pk] = _join_pages(last, part)
    highest = last.sequence
    for number, page in enumerate(pages, highest + 1):
        Page.objects.filter(pk=page.pk).update(document=first, sequence=number, address=f"moving {page.pk}")
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


def _join_pages(upper: Page, lower: Page) -> int:
    """One page again; how far the lower part's text moved."""
    shift = len(upper.text) + len(PARAGRAPH_BREAK) if upper.text else 0
    upper.text = PARAGRAPH_BREAK.join(filter(None, (upper.text, lower.text)))
    upper.raw_text = "\n".join(filter(None, (upper.raw_text, lower.raw_text)))
    upper.words = upper.words + [
        [[a + shift, b + shift, *box] for a, b, *box in line] for line in lower.words
    ]
    upper.runs_on = lower.runs_on
    upper.save()
    return shift


# ------------------------------------------------------------------ discard
def discard(document: Document, user) -> None:
    """Remove a draft that is no article (a cover, an advertisement); its pages stay in the kept file."""
    with one_writer():
        document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        if document.published_at or not document.state == Document.State.DRAFT:
            raise DivisionRefusedError(
                _("Readers have seen “%(title)s”: its address must last. Withdraw it instead, with a reason.")
                % {"title": document}
            )
        with recorded([document], user, DISCARDED.format(title=document), text=True):
            scans = scans_of([document.pk])
            document.delete()
        renew_job_states(scans)


# ------------------------------------------------------------------ after each
def number_pages(document: Document) -> None:
    """Sequence and address follow from the order."""
    pages = list(document.pages.only("pk", "sequence", "label", "address").order_by("sequence", "pk"))
    addresses = page_addresses([page.label for page in pages])
    for page in pages:
        Page.objects.filter(pk=page.pk).update(
            sequence=page.sequence + OUT_OF_THE_WAY, address=f"moving {page.pk}"
        )
    for sequence, (page, address) in enumerate(zip(pages, addresses, strict=True), 1):
        Page.objects.filter(pk=page.pk).update(sequence=sequence, address=address)


def renew_extent(document: Document, user) -> None:
    pages = list(document.pages.only("label", "sequence").order_by("sequence"))
    document.first_page = pages[0].label if pages else ""
    document.last_page = pages[-1].label if pages else ""
    document.evidence["boundary"] = evidence_of(user)
    document.save()
