"""The same article held twice: one stays, the other's addresses lead to it for ever."""

from django.utils.translation import gettext as _

from archive.models import Document
from archive.outbox import enqueue_for_indexing
from ingest.store.linking import link
from ingest.store.publishing import withdraw
from ingest.store.writing import one_writer


class MergeRefusedError(Exception):
    """The two were not merged; says why."""


def merge(duplicate: Document, kept: Document, user=None) -> Document:
    """Withdraw `duplicate` in favour of `kept`, which must be published. Gives the duplicate as it is now.

    What was merged into the duplicate before follows it: every old address is one step from the article.
    """
    with one_writer():
        kept = Document.objects.select_for_update().get(pk=kept.pk)
        if kept == duplicate:
            raise MergeRefusedError(_("An article cannot be merged into itself."))
        if not kept.is_published:
            raise MergeRefusedError(
                _("“%(title)s” (%(identifier)s) is not published: readers could not be led there.")
                % {"title": kept, "identifier": kept.identifier}
            )
        reason = _("Held twice: see %(identifier)s.") % {"identifier": kept.identifier}
        merged = withdraw(duplicate, reason, user)
        merged.merged_into = kept
        merged.save(update_fields=["merged_into", "changed_at"])
        merged.merged.update(merged_into=kept)
        link([kept, merged])
        enqueue_for_indexing([kept.pk])
    return merged
