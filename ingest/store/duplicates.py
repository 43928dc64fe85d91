"""The same article held twice, merged by a person: as a change that can be undone."""

from django.utils.translation import gettext as _

from archive.models import Document
from ingest.store.history import recorded
from ingest.store.merging import merge


def merge_duplicate(duplicate: Document, kept: Document, user) -> Document:
    """As `merge`, kept in the history. Gives the duplicate as it is now; MergeRefusedError where it refuses."""
    what = _("“%(one)s” is the same article as “%(other)s” (%(identifier)s)") % {
        "one": duplicate,
        "other": kept,
        "identifier": kept.identifier,
    }
    with recorded([duplicate, kept, *duplicate.merged.all()], user, what, tables=(Document,)):
        return merge(duplicate, kept, user)
