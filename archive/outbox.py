"""Index work, written in the same transaction as the change that made it necessary."""

from collections.abc import Iterable

from archive.models import OutboxEntry


def enqueue_for_indexing(document_pks: Iterable[int]) -> None:
    """Have the index entries of these documents renewed or removed, whatever their state is then."""
    OutboxEntry.objects.bulk_create(OutboxEntry(document_pk=pk) for pk in sorted(set(document_pks)))
