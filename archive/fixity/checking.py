"""Looking at files below the originals: whether each is what its name says, and which are of no scan."""

import hashlib
import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from archive.models import FixityCheck, Scan
from archive.scans.originals import CHUNK, original_path, staging_dir

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
    """What the original of a scan is. Raises nothing but what the database does."""
    path = original_path(scan.sha256)
    try:
        facts = path.lstat()
        if not stat.S_ISREG(facts.st_mode):
            return Found(scan.sha256, Finding.UNREADABLE, "no plain file")
        digest = _digest(path, pace)
    except FileNotFoundError:
        return Found(scan.sha256, Finding.MISSING)
    except OSError as error:
        return Found(scan.sha256, Finding.UNREADABLE, error.strerror or str(error))
    if digest == scan.sha256:
        return Found(scan.sha256, Finding.WHOLE)
    if other := Scan.objects.filter(sha256=digest).first():
        return Found(scan.sha256, Finding.SWAPPED, f"{other} ({digest})")
    if facts.st_size != scan.size:
        return Found(scan.sha256, Finding.TRUNCATED, f"{facts.st_size} / {scan.size}")
    return Found(scan.sha256, Finding.CHANGED)


def _digest(path: Path, pace: Pace) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            pace(len(chunk))
    return digest.hexdigest()


# ------------------------------------------------------------------ files of no scan
def extras() -> Iterator[Found]:
    """The files that no row names, and the folders that cannot be read."""
    unreadable: list[Found] = []
    young = []
    for batch in _batches(_paths(unreadable)):
        for path in _of_no_scan(batch):
            if time.time() - path.lstat().st_mtime < YOUNG:
                young.append(path)
            else:
                yield _extra(path)
    if young:
        time.sleep(PATIENCE)
        yield from map(_extra, _of_no_scan(young))
    yield from unreadable


def _batches(paths: Iterator[Path]) -> Iterator[list[Path]]:
    while batch := list(islice(paths, BATCH)):
        yield batch


def _paths(unreadable: list[Found]) -> Iterator[Path]:
    def keep(error: OSError) -> None:
        name = shown(Path(error.filename))
        unreadable.append(Found(name, Finding.UNREADABLE, error.strerror or str(error)))

    root = Path(settings.ORIGINALS_DIR)
    for folder, folders, files in os.walk(root, onerror=keep):
        if Path(folder) == root and staging_dir().name in folders:
            folders.remove(staging_dir().name)
        links = [name for name in folders if (Path(folder) / name).is_symlink()]
        yield from (Path(folder) / name for name in [*files, *links])


def _of_no_scan(paths: Iterable[Path]) -> list[Path]:
    """Those that are still there and are not in the place of the original of a scan."""
    paths = [path for path in paths if path.is_symlink() or path.exists()]
    named = {path for path in paths if path == original_path(path.name)}
    held = Scan.objects.filter(sha256__in=[path.name for path in named]).values_list("sha256", flat=True)
    held = set(held)
    return [path for path in paths if path not in named or path.name not in held]


def _extra(path: Path) -> Found:
    return Found(shown(path), Finding.EXTRA)


def shown(path: Path) -> str:
    """Its path below the originals, in letters that every database holds."""
    if path.is_relative_to(settings.ORIGINALS_DIR):
        path = path.relative_to(settings.ORIGINALS_DIR)
    return os.fsencode(path).decode("utf-8", "backslashreplace").replace("\0", "")[:255]
