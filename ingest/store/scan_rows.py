"""Kept bytes and their row."""

from archive.fixity.repairing import note_mended
from archive.models import Scan
from archive.scans.originals import Kept
from ingest.store.wording import cut, file_name
from ingest.store.writing import one_writer

UNKNOWN_MEDIA_TYPE = "application/octet-stream"


def keep_scan(kept: Kept, name: str, *, user=None, provenance: str = "") -> tuple[Scan, bool]:
    """The row of kept bytes, and whether it is new: the same bytes are one scan, whatever their name."""
    with one_writer():
        scan, is_new = Scan.objects.get_or_create(
            sha256=kept.sha256,
            defaults={
                "original_name": file_name(name),
                "media_type": UNKNOWN_MEDIA_TYPE,
                "size": kept.size,
                "uploaded_by": user,
                "provenance": provenance,
            },
        )
        if kept.was_mended:
            note_mended(scan)
    return scan, is_new


def describe_scan(scan: Scan, media_type: str) -> None:
    """Say what the bytes are, once they have been read."""
    scan.media_type = cut(media_type, 100)
    scan.save(update_fields=["media_type"])
