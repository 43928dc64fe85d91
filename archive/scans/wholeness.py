"""Whether an original may be given out: one that is damaged never is, nor is anything made from it."""

from pathlib import Path

from archive.models import FixityCheck, Scan
from archive.scans.originals import is_whole, original_path


class DamagedOriginalError(Exception):
    """An original is not in its place, or is not what was uploaded."""


class MissingOriginalError(DamagedOriginalError):
    """It is not in its place."""


def whole_original(scan: Scan) -> Path:
    """Where the original lies. Raises DamagedOriginalError.

    Its size is looked at each time. All of it is read where the last look through the originals found it damaged:
    it may have been put right since.
    """
    path = original_path(scan.sha256)
    try:
        size = path.stat().st_size
    except OSError as error:
        raise MissingOriginalError(f"{scan}: the original is not in its place, {path}") from error
    if size != scan.size or (_was_damaged(scan) and not is_whole(path)):
        raise DamagedOriginalError(f"{scan}: the original is damaged, {path}")
    return path


def _was_damaged(scan: Scan) -> bool:
    checks = FixityCheck.objects.filter(name=scan.sha256)
    return checks.exclude(finding=FixityCheck.Finding.WHOLE).exists()
