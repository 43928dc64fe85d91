"""Orders for the images of a file's pages, written with the change after which readers will ask for them."""

from collections.abc import Iterable

from django.utils import timezone

from ingest.models import PicturesDue


def order_pictures(scans: Iterable[int]) -> None:
    """Have the page images of these files (primary keys) drawn that are not yet, when no file waits to be read."""
    now = timezone.now()
    PicturesDue.objects.bulk_create(
        [PicturesDue(scan_id=pk, asked_at=now) for pk in sorted(set(scans))],
        update_conflicts=True,
        update_fields=["asked_at"],
        unique_fields=["scan"],
    )
