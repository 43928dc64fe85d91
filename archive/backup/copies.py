"""The originals of a backup: copies, or hard links where these were asked for."""

import errno
import os
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from archive.backup.manifest import BackupError, FileFacts, facts_of
from archive.scans.originals import CHUNK, original_path


class UnreadableOriginalError(Exception):
    """An original cannot be read, and why."""


def path_of(digest: str) -> str:
    """Where the original with this sha256 lies in a backup."""
    return f"originals/{digest[:2]}/{digest[2:4]}/{digest}"


def damaged_path_of(digest: str) -> str:
    """Where that lies in a backup which was found in the place of the original with this sha256."""
    return f"damaged/{digest}"


def bring(digest: str, folder: Path, *, hard_link: bool) -> tuple[str, FileFacts]:
    """Bring an original into a backup: (its path there, what it is). Raises UnreadableOriginalError.

    Bytes that are not those of the sha256 are brought too, to the folder of the damaged ones.
    """
    source, target = original_path(digest), folder / path_of(digest)
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        facts = _link(source, target) if hard_link else _copy(source, target)
    except UnreadableOriginalError:
        target.unlink(missing_ok=True)
        raise
    if facts.sha256 == digest:
        return path_of(digest), facts
    damaged = folder / damaged_path_of(digest)
    damaged.parent.mkdir(mode=0o700, exist_ok=True)
    target.rename(damaged)
    return damaged_path_of(digest), facts


def read_chunks(path: Path) -> Iterator[bytes]:
    """The bytes of an original. Raises UnreadableOriginalError where its disk or its absence denies them."""
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as error:
        raise UnreadableOriginalError(error.strerror) from error


def _copy(source: Path, target: Path) -> FileFacts:
    digest, size = sha256(), 0
    # Made with its mode: some file systems of removable disks refuse to change one.
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
    with os.fdopen(descriptor, "wb") as file:
        for chunk in read_chunks(source):
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    return FileFacts(digest.hexdigest(), size)


def _link(source: Path, target: Path) -> FileFacts:
    try:
        os.link(source, target)
        return facts_of(target)
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.EIO):
            raise UnreadableOriginalError(error.strerror) from error
        if error.errno in (errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP):
            raise BackupError(
                f"{target} cannot be a hard link of {source}: {error.strerror}. Leave out --hard-links."
            ) from error
        raise
