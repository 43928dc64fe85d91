"""Whether an original may be given out: one that is damaged never is, nor is anything made from it."""

from pathlib import Path

from archive.models import FixityCheck, Scan
from archive.scans.original_stores import DamagedCopyError, store
from archive.scans.s3_bucket import StoreAwayError


class DamagedOriginalError(Exception):
    """An original is not in its place, or is not what was uploaded."""


class MissingOriginalError(DamagedOriginalError):
    """It is not in its place."""


def whole_original(scan: Scan) -> Path:
    """Where this machine can read the original. Raises DamagedOriginalError, and StoreAwayError.

    Its size is looked at each time. All of it is read where the last look through the originals found it damaged:
    it may have been put right since.
    """
    check_whole(scan)
    try:
        return store().local(scan.sha256)
    except DamagedCopyError as error:
        raise DamagedOriginalError(f"{scan}: the original is damaged, {error}") from error


def check_whole(scan: Scan) -> None:
    """Raises the same."""
    place = store().place(scan.sha256)
    try:
        size = store().size(scan.sha256)
    except StoreAwayError:
        raise
    except OSError as error:
        raise MissingOriginalError(f"{scan}: the original is not in its place, {place}") from error
    if size != scan.size or (_was_damaged(scan) and not store().is_whole(scan.sha256)):
        raise DamagedOriginalError(f"{scan}: the original is damaged, {place}")


def _was_damaged(scan: Scan) -> bool:
    checks = FixityCheck.objects.filter(name=scan.sha256)
    return checks.exclude(finding=FixityCheck.Finding.WHOLE).exists()
