"""Where one article ends and the next begins, as a person says: split, merge with the previous, discard.

Each is kept whole in the history and can be undone. A document that a person has divided is never divided
anew by a machine: its `boundary` is said by a person.
"""

from dataclasses import dataclass

from archive.models import Document, Page
from archive.spans import PARAGRAPH_BREAK
from ingest.messages import RefusedError
from ingest.store.changes import change, named
from ingest.store.copies import article_copied_by
from ingest.store.cutting import append, cut, paragraph_starts
from ingest.store.document_rows import address_aside, evidence_of, page_addresses
from ingest.store.history import OUT_OF_THE_WAY
from ingest.store.publishing import take_away_as_copy


@dataclass(frozen=True, slots=True)
class ParagraphPlace:
    """A paragraph: the page's sequence within the document, and the offset at which it begins."""

    sequence: int
    offset: int


# ------------------------------------------------------------------ split
def split(document: Document, place: ParagraphPlace, user) -> Document:
    """Make what begins at `place` a document of its own, a draft; the new document.

    Asked for twice, it is done once.
    """
    with change(user, "split", [document], text=True) as changes:
        document = changes.document
        pages = list(document.pages.order_by("sequence"))
        if _ends_before(pages, place) and (following := next_in_file(document)):
            return following
        at = page_at(pages, place)
        changes.params["label"] = at.label or at.sequence
        new = cut(document, at, place.offset)
        changes.made([new])
        for each in (document, new):
            number_pages(each)
        _name_by_heading(new)
        for each in (document, new):
            renew_extent(each, user)
    return new


def _ends_before(pages: list[Page], place: ParagraphPlace) -> bool:
    """Whether the article ends right above the place: what stands there was split off already."""
    if not pages:
        return False
    last = pages[-1]
    within = ParagraphPlace(last.sequence, len(last.text) + len(PARAGRAPH_BREAK))
    return place in (within, ParagraphPlace(last.sequence + 1, 0))


def page_at(pages: list[Page], place: ParagraphPlace) -> Page:
    page = next((each for each in pages if each.sequence == place.sequence), None)
    if page is None or place.offset not in paragraph_starts(page.text):
        raise RefusedError("no_paragraph_there")
    if place.offset == 0 and page is pages[0]:
        raise RefusedError("begins_there_already")
    return page


def _name_by_heading(document: Document) -> None:
    """A heading at which a person begins an article is its title."""
    first = document.sections.order_by("position").first()
    if first and first.heading and first.offset == 0 and first.page.sequence == 1:
        document.title = first.heading[:1000]
        document.evidence["title"] = {"source": "heading where it begins", "confidence": 0.6}


# ------------------------------------------------------------------ merge
def merge_with_previous(document: Document, user) -> Document:
    """Join a draft to the article before it in the same file; that article, now longer."""
    with change(user, "merged", [document], text=True) as changes:
        document = changes.document
        before = previous_in_file(document)
        if before is None:
            raise RefusedError("no_text_before")
        _refuse_seen(document)
        (previous,) = changes.include([before])
        changes.params.update(second=named(document), first=named(previous))
        append(previous, document)
        previous.ends_after = document.ends_after
        document.delete()
        number_pages(previous)
        renew_extent(previous, user)
    return previous


def previous_in_file(document: Document) -> Document | None:
    """The article that stands before this one in the same file."""
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
    return Document.objects.get(pk=order[place])


# ------------------------------------------------------------------ discard
def discard(document: Document, user) -> Document | None:
    """Remove a draft that is no article (a cover, an advertisement); its pages stay in the kept file.

    A copy of an article that is held is not removed but led to that article, which is given back: the file
    that it stands in, and the pages, are as open as the article is.
    """
    copies = list(document.merged.all())
    with change(user, "discarded", [document, *copies], text=True) as changes:
        document, copies = changes.row(document), changes.documents[1:]
        _refuse_seen(document)
        article = article_copied_by(document)
        if article:
            take_away_as_copy(document, article, user)
            document.merged.update(merged_into=article)
        else:
            for copy in copies:
                copy.delete()
            document.delete()
    return article


def _refuse_seen(document: Document) -> None:
    if document.published_at or document.state != Document.State.DRAFT:
        raise RefusedError("seen_by_readers", title=named(document))


# ------------------------------------------------------------------ after each
def number_pages(document: Document) -> None:
    """Sequence and address follow from the order."""
    pages = list(document.pages.only("pk", "sequence", "label", "address").order_by("sequence", "pk"))
    addresses = page_addresses([page.label for page in pages])
    for page in pages:
        Page.objects.filter(pk=page.pk).update(
            sequence=page.sequence + OUT_OF_THE_WAY, address=address_aside(page)
        )
    for sequence, (page, address) in enumerate(zip(pages, addresses, strict=True), 1):
        Page.objects.filter(pk=page.pk).update(sequence=sequence, address=address)


def renew_extent(document: Document, user) -> None:
    pages = list(document.pages.only("label", "turns_at", "sequence").order_by("sequence"))
    document.first_page = "".join(pages[0].printed_labels[:1]) if pages else ""
    document.last_page = "".join(pages[-1].printed_labels[-1:]) if pages else ""
    document.evidence["boundary"] = evidence_of(user)
    document.save()
