"""What lies of an article's text in the index and in the token store."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from archive.models import Document, OutboxEntry
from archive.text_copies import TextCopy
from search import indexer


def copies_of_text(document: Document) -> Iterator[TextCopy]:
    """Also of what was taken out: words of it stay in the files until these are merged, and nobody is answered of them."""
    is_held, has_text = indexer.holds(document.pk)
    waits = OutboxEntry.objects.filter(document_pk=document.pk).exists()
    if is_held and waits and (document.is_closed or not document.is_published):
        place = _("the indexer has not taken it out yet")
    elif is_held:
        place = _("an entry that is found")
    else:
        place = _("no entry; words may stay in its files until it is made anew")
    yield TextCopy(_("Search index"), place, erase=indexer.rebuild)
    if indexer.held_before(document.pk):
        place = _("an entry that nobody is answered from, in the index before the move")
        yield TextCopy(_("Search index"), place, erase=indexer.empty_index_before)
    if has_text:
        yield TextCopy(_("Token store"), _("a text"), erase=indexer.rebuild)
