"""Looking at files below the originals: whether each is what its name says, and which are of no scan."""

import hashlib
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from archive.models import FixityCheck, Scan
from archive.scans.original_stores import Stored, Unreadable, store
from archive.scans.s3_bucket import StoreAwayError

Finding = FixityCheck.Finding
Pace = Callable[[int], None]  # called with the number of bytes that were read; may wait
BATCH = 500
YOUNG = 60.0  # seconds: such a file may be about to get its row
PATIENCE = 2.0  # seconds until it is looked for again


class Found(NamedTuple):
    name: str  # as in FixityCheck
    finding: FixityCheck.Finding
    detail: str = ""


def at_full_speed(size: int) -> None:
    """The pace of somebody who waits for the end."""


def look_at(scan: Scan, pace: Pace = at_full_speed) -> Found:
    """What the original of a scan is. Raises nothing but what the database does, and StoreAwayError."""
    try:
        size = store().size(scan.sha256, plain=True)
        digest = _digest(scan.sha256, pace)
    except StoreAwayError:
        raise
    except FileNotFoundError:
        return Found(scan.sha256, Finding.MISSING)
    except OSError as error:
        return Found(scan.sha256, Finding.UNREADABLE, error.strerror or str(error))
    if digest == scan.sha256:
        return Found(scan.sha256, Finding.WHOLE)
    if other := Scan.objects.filter(sha256=digest).first():
        return Found(scan.sha256, Finding.SWAPPED, f"{other} ({digest})")
    if size != scan.size:
        return Found(scan.sha256, Finding.TRUNCATED, f"{size} / {scan.size}")
    return Found(scan.sha256, Finding.CHANGED)


def _digest(sha256: str, pace: Pace) -> str:
    digest = hashlib.sha256()
    for chunk in store().read(sha256):
        digest.update(chunk)
        pace(len(chunk))
    return digest.hexdigest()


# ------------------------------------------------------------------ files of no scan
def extras() -> Iterator[Found]:
    """The files that no row names, and the folders that cannot be read."""
    unreadable: list[Unreadable] = []
    young = []
    for batch in _batches(store().stored(unreadable)):
        for stored in _of_no_scan(batch):
            if time.time() - stored.written < YOUNG:
                young.append(stored)
            else:
                yield Found(stored.name, Finding.EXTRA)
    if young:
        time.sleep(PATIENCE)
        yield from (Found(stored.name, Finding.EXTRA) for stored in _of_no_scan(young))
    yield from (Found(name, Finding.UNREADABLE, why) for name, why in unreadable)


def _batches(files: Iterator[Stored]) -> Iterator[list[Stored]]:
    while batch := list(islice(files, BATCH)):
        yield batch


def _of_no_scan(files: Iterable[Stored]) -> list[Stored]:
    """Those that are not in the place of the original of a scan and are still there."""
    files = list(files)
    held = Scan.objects.filter(sha256__in=[stored.sha256 for stored in files]).values_list(
        "sha256", flat=True
    )
    held = set(held)
    return [stored for stored in files if stored.sha256 not in held and store().is_there(stored)]
