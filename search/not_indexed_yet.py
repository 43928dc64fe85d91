"""What the index still tells though who asks may no longer see it: the indexer comes to it within seconds.

An article that was withdrawn, or whose text was closed, is left out of all answers until then, by the work that waits
for the indexer since that change.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponseBase

from archive.audiences import Audience, asking
from archive.models import Document, OutboxEntry
from search.entries import identities_of, identity_of

_told: ContextVar[dict[Audience, frozenset[str]] | None] = ContextVar("left_out", default=None)


def left_out() -> frozenset[str]:
    """The identities of the entries from which who asks is not answered. To be asked before the index is opened."""
    told = _told.get()
    if told is None:
        return frozenset(_entries_to_leave_out())
    if asking() not in told:
        told[asking()] = frozenset(_entries_to_leave_out())
    return told[asking()]


@contextmanager
def told_once() -> Iterator[None]:
    """Inside, the same is left out of all answers, and the database is asked for it once; inside another as there."""
    if _told.get() is not None:
        yield
        return
    token = _told.set({})
    try:
        yield
    finally:
        _told.reset(token)


def once_a_request(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware."""
    return told_once()(get_response)


def _entries_to_leave_out() -> Iterator[str]:
    """Of what may not be read the whole, of what has no public record any more the record too."""
    document = Document.objects.filter(pk=OuterRef("document_pk"))
    waiting = OutboxEntry.objects.filter(~Exists(document.readable())).order_by()
    rows = waiting.values_list("document_pk", Exists(document.published())).distinct()
    for key, has_record in rows:
        yield from [identity_of(key)] if has_record else identities_of([identity_of(key)])
