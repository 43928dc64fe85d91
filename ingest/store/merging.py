"""The same article held twice: one stays, the other's addresses lead to it until that is undone."""

from django.utils.translation import gettext as _

from archive.models import Document
from archive.outbox import enqueue_for_indexing
from ingest.store.history import recorded
from ingest.store.kept import noted
from ingest.store.linking import link
from ingest.store.publishing import HELD_TWICE, take_away

SAME_ARTICLE = noted("“{one}” is the same article as “{other}” ({identifier})")


class MergeRefusedError(Exception):
    """The two were not merged; says why."""


def merge(duplicate: Document, kept: Document, user=None) -> Document:
    """Withdraw `duplicate` in favour of `kept`, which must be published. Gives the duplicate as it is now.

    What was merged into the duplicate before follows it: every old address is one step from the article.
    """
    what = SAME_ARTICLE.format(one=duplicate, other=kept, identifier=kept.identifier)
    with recorded([duplicate, kept, *duplicate.merged.all()], user, what, tables=(Document,)):
        rows = Document.objects.select_for_update()
        kept, duplicate = rows.get(pk=kept.pk), rows.get(pk=duplicate.pk)
        if kept == duplicate:
            raise MergeRefusedError(_("An article cannot be merged into itself."))
        if not kept.is_published:
            raise MergeRefusedError(
                _("“%(title)s” (%(identifier)s) is not published: readers could not be led there.")
                % {"title": kept, "identifier": kept.identifier}
            )
        reason = HELD_TWICE.format(identifier=kept.identifier)
        merged = take_away(duplicate, reason, user, merged_into=kept)
        merged.merged.update(merged_into=kept)
        link([kept, merged])
        enqueue_for_indexing([kept.pk])
    return merged
