"""Where an article begins, moved: what stands above goes to the article before it, or comes from there.

What is known of both articles stays theirs: title, authors, identifier. Kept whole, as a split is.
"""

from archive.models import Acronym, Document, Page, Reference, Section
from ingest.messages import RefusedError
from ingest.store.changes import change, named
from ingest.store.cutting import append, cut
from ingest.store.dividing import (
    ParagraphPlace,
    next_in_file,
    number_pages,
    page_at,
    previous_in_file,
    renew_extent,
)


def begin_here(document: Document, place: ParagraphPlace, user) -> None:
    """The article begins at `place`: what stands above belongs to the article before it in the file."""
    with change(user, "begins_later", [document], text=True) as changes:
        document = changes.document
        before = previous_in_file(document)
        if before is None:
            raise RefusedError("no_text_before")
        (previous,) = changes.include([before])
        at = page_at(list(document.pages.order_by("sequence")), place)
        ends_after = document.ends_after
        rest = cut(document, at, place.offset)
        append(previous, document)
        _take_over(document, rest)
        document.begins_before, document.ends_after = False, ends_after
        previous.ends_after = False
        _renew(previous, document, user)


def next_begins_here(document: Document, place: ParagraphPlace, user) -> None:
    """The article after this one in the file begins at `place` already."""
    with change(user, "begins_earlier", [document], text=True) as changes:
        document = changes.document
        after = next_in_file(document)
        if after is None:
            raise RefusedError("no_text_after")
        (following,) = changes.include([after])
        changes.params["title"] = named(following)
        at = page_at(list(document.pages.order_by("sequence")), place)
        tail = cut(document, at, place.offset)
        append(tail, following, keeps_front=True)
        _take_over(following, tail)
        following.begins_before = False
        _renew(document, following, user)


def _take_over(document: Document, other: Document) -> None:
    """All that `other` has is the document's, which has nothing; `other` was never seen by anybody."""
    for model in (Page, Section, Reference, Acronym):
        model.objects.filter(document=other).update(document=document)
    other.delete()


def _renew(first: Document, second: Document, user) -> None:
    for document in (first, second):
        number_pages(document)
        renew_extent(document, user)
