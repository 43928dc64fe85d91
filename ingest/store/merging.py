"""The same article held twice: one stays, the other's addresses lead to it until that is undone."""

from archive.models import Document
from ingest.messages import RefusedError
from ingest.store.changes import change, named
from ingest.store.publishing import take_away_as_copy


def merge(duplicate: Document, kept: Document, user=None) -> Document:
    """Withdraw `duplicate` in favour of `kept`, which must be published. Gives the duplicate as it is now.

    What was merged into the duplicate before follows it: every old address is one step from the article.
    RefusedError where there is nothing to lead to.
    """
    if kept == duplicate:
        raise RefusedError("merged_into_itself")
    earlier = list(duplicate.merged.all())
    with change(user, "same_article", [duplicate, kept, *earlier], tables=(Document,)) as changes:
        duplicate, kept = changes.row(duplicate), changes.row(kept)
        changes.params.update(one=named(duplicate), other=named(kept), identifier=kept.identifier)
        if not kept.is_published:
            raise RefusedError("kept_not_published", title=named(kept), identifier=kept.identifier)
        merged = take_away_as_copy(duplicate, kept, user)
        merged.merged.update(merged_into=kept)
    return merged
