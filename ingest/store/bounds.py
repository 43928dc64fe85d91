"""Where a text begins, moved: what stands above goes to the text before it, or comes from there.

What is known of both texts stays theirs: title, authors, identifier. Recorded whole, as a split is.
"""

from django.utils.translation import gettext as _

from archive.models import Acronym, Document, Page, Reference, Section
from archive.outbox import enqueue_for_indexing
from ingest.store.cutting import append, cut
from ingest.store.dividing import (
    DivisionRefusedError,
    Place,
    next_in_file,
    number_pages,
    page_at,
    previous_in_file,
    renew_extent,
)
from ingest.store.history import recorded
from ingest.store.kept import noted
from ingest.store.writing import one_writer

BEGINS_LATER = noted("“{title}” begins later now")
BEGINS_EARLIER = noted("“{title}” begins earlier now")


def begin_here(document: Document, place: Place, user) -> None:
    """The text begins at `place`: what stands above belongs to the text before it in the file."""
    with one_writer():
        document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        previous = previous_in_file(document)
        if previous is None:
            raise DivisionRefusedError(_("No text stands before this one in its file."))
        at = page_at(list(document.pages.order_by("sequence")), place)
        what = BEGINS_LATER.format(title=document)
        with recorded([previous, document], user, what, text=True):
            ends_after = document.ends_after
            rest = cut(document, at, place.offset)
            append(previous, document)
            _take_over(document, rest)
            document.begins_before, document.ends_after = False, ends_after
            previous.ends_after = False
            _renew(previous, document, user)


def next_begins_here(document: Document, place: Place, user) -> None:
    """The text after this one in the file begins at `place` already."""
    with one_writer():
        document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        following = next_in_file(document)
        if following is None:
            raise DivisionRefusedError(_("No text stands after this one in its file."))
        at = page_at(list(document.pages.order_by("sequence")), place)
        what = BEGINS_EARLIER.format(title=following)
        with recorded([document, following], user, what, text=True):
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
        if document.is_published:
            enqueue_for_indexing([document.pk])
