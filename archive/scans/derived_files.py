"""What is made of originals, below DERIVED_DIR: of this machine alone, or of all machines where STORAGE_URL names a bucket.

Of what lies in a bucket a machine has copies in its own folder, at the same paths: the bucket says what there is, and a
copy of what is not there any more goes when it is asked for. Where the bucket does not answer, the copies do.
"""

from __future__ import annotations

import logging
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from archive.scans.made_files import is_made
from archive.scans.s3_bucket import BucketEntry, S3Bucket, StoreAwayError

logger = logging.getLogger(__name__)

FOLDER = "derived"  # in a bucket


def find(path: Path) -> bool:
    """Whether it was made; it lies at its path then."""
    bucket = _bucket()
    if bucket is None:
        return is_made(path)
    try:
        entry = bucket.facts(_key(path))
        if not _is_copy_of(path, entry):
            _fetch(bucket, entry, path)
    except FileNotFoundError:
        path.unlink(missing_ok=True)
        return False
    except StoreAwayError as error:
        logger.warning("%s: copies are given in its place: %s", bucket, error)
        return is_made(path)
    return True


def holds(path: Path) -> bool:
    """The same, without having it here."""
    bucket = _bucket()
    if bucket is None:
        return is_made(path)
    try:
        bucket.facts(_key(path))
    except FileNotFoundError:
        return False
    return True


def put(made: Path, path: Path) -> None:
    """A file that was made on the same file system goes to its path; whole, or not at all. StoreAwayError."""
    if bucket := _bucket():
        bucket.upload(made, _key(path))
        moment = bucket.facts(_key(path)).written_at.timestamp()
        os.utime(made, (moment, moment))
    os.replace(made, path)


def remove(path: Path) -> None:
    if bucket := _bucket():
        bucket.remove(_key(path))
    path.unlink(missing_ok=True)


def below(folder: Path) -> list[Path]:
    """All that lies there, here or in the bucket, however deep; without what is being made."""
    here = {path for path in folder.rglob("*") if path.is_file() and not _is_unfinished(path)}
    there = {path for path, _entry in _entries(folder)}
    return sorted(here | there)


def clear_older(folder: Path, seconds: float) -> None:
    """Delete what was made longer ago, and what somebody who was killed left unfinished."""
    oldest = time.time() - seconds
    for path, entry in _entries(folder):
        if entry.written_at.timestamp() < oldest:
            remove(path)
    for path in folder.glob("*"):
        with suppress(FileNotFoundError):  # another process was faster
            if path.stat().st_mtime < oldest:
                path.unlink()


def _entries(folder: Path) -> Iterator[tuple[Path, BucketEntry]]:
    if bucket := _bucket():
        for entry in bucket.entries(f"{_key(folder)}/"):
            yield Path(settings.DERIVED_DIR) / entry.path.removeprefix(f"{FOLDER}/"), entry


def _is_unfinished(path: Path) -> bool:
    return any(part.startswith(".") for part in path.relative_to(settings.DERIVED_DIR).parts)


def _is_copy_of(path: Path, entry: BucketEntry) -> bool:
    try:
        facts = path.stat()
    except FileNotFoundError:
        return False
    is_same = (facts.st_size, facts.st_mtime) == (entry.size, entry.written_at.timestamp())
    return is_same and is_made(path)


def _fetch(bucket: S3Bucket, entry: BucketEntry, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".fetching-") as folder:
        fetched = Path(folder) / "file"
        with fetched.open("wb") as file:
            for chunk in bucket.read(entry.path):
                file.write(chunk)
        moment = entry.written_at.timestamp()
        os.utime(fetched, (moment, moment))
        os.replace(fetched, path)


def _key(path: Path) -> str:
    return f"{FOLDER}/{path.relative_to(settings.DERIVED_DIR).as_posix()}"


def _bucket() -> S3Bucket | None:
    return _bucket_at(settings.STORAGE_URL) if settings.STORAGE_URL else None


@lru_cache(maxsize=2)
def _bucket_at(address: str) -> S3Bucket:
    return S3Bucket(address)
