"""What lies of an article's text in the index and in the token store."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from archive.audiences import Audience, asked_by
from archive.models import Document, OutboxEntry
from archive.text_copies import TextCopy
from search import indexer
from search.connection import current_tokens, reader_engine
from search.errors import IndexAwayError


def copies_of_text(document: Document) -> Iterator[TextCopy]:
    """Also of what was taken out: words of it stay in the files until these are merged, and nobody is answered of them."""
    try:
        with asked_by(lambda: Audience.STAFF):
            is_held = document.pk in reader_engine().values([document.pk])
    except IndexAwayError:
        is_held = False
    if is_held:
        place = _("an entry that is found")
    elif OutboxEntry.objects.filter(document_pk=document.pk).exists():
        place = _("the indexer has not taken it out yet")
    else:
        place = _("no entry; words may stay in its files until it is made anew")
    yield TextCopy(_("Search index"), place, erase=indexer.rebuild)
    if document.pk in current_tokens().newest([document.pk]):
        yield TextCopy(_("Token store"), _("a text"), erase=indexer.rebuild)
