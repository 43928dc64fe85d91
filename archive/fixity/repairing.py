"""Putting back damaged originals from a backup, or from any other store of the same originals."""

from collections.abc import Iterator

from django.utils import timezone

from archive.backup.copies import path_of
from archive.backup.stores import Store
from archive.fixity.checking import Finding, Found, look_at
from archive.fixity.rounds import record
from archive.models import FixityCheck, Scan
from archive.scans import article_pdf, page_images, page_tiles
from archive.scans.originals import StagedFile, StorageFullError


class NotRepairedError(Exception):
    """An original could not be put back, and why."""


def repair(found: Found, store: Store) -> None:
    """Have the original of a scan whole again. Raises NotRepairedError; what lies there is left alone then."""
    scan = Scan.objects.filter(sha256=found.name).first()
    if scan is None:
        raise NotRepairedError("no scan names it")
    try:
        with StagedFile() as staged:
            for chunk in _chunks(scan.sha256, store):
                staged.write(chunk)
            if staged.sha256 != scan.sha256:
                raise NotRepairedError(f"it is damaged in {store} too")
            staged.keep(mends=True)
    except (OSError, StorageFullError) as error:
        raise NotRepairedError(str(error)) from error
    now = look_at(scan)
    record([FixityCheck(**now._asdict(), checked_at=timezone.now())])
    if now.finding != Finding.WHOLE:
        raise NotRepairedError(f"it was put back and is damaged again: {now.finding}")
    forget_made_of(scan)


def note_mended(scan: Scan) -> None:
    """Its original came in again, and took the place of what was damaged."""
    record([FixityCheck(name=scan.sha256, finding=Finding.WHOLE, checked_at=timezone.now())])
    forget_made_of(scan)


def forget_made_of(scan: Scan) -> None:
    """Images and PDFs may have been made from what was damaged; they are made again when somebody asks."""
    page_images.forget(scan)
    page_tiles.forget(scan)
    article_pdf.forget_all()


def _chunks(digest: str, store: Store) -> Iterator[bytes]:
    """From where a backup holds it, or where a folder of originals does."""
    try:
        yield from store.read(path_of(digest))
    except FileNotFoundError:
        yield from store.read(path_of(digest).removeprefix("originals/"))
