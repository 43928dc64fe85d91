"""The uploaded bytes, kept for ever under their sha256: `originals/ab/cd/abcd…`.

Bytes stream into a staging file on the same file system while they are hashed, reach the disk
(fsync), and only then get their final name, by a link that never overwrites. So a name under
`originals/` always stands for whole, right bytes, whenever the power fails or the disk fills up.
Where they lie in a bucket, the staging file is sent there once it is whole (`archive.scans.original_stores`).
"""

import errno
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from django.conf import settings
from django.utils.translation import gettext as _

from archive.scans.original_stores import CHUNK, original_path, staging_dir, store, sync_folder

__all__ = [
    "CHUNK",
    "Kept",
    "StagedFile",
    "StorageFullError",
    "original_path",
    "staging_dir",
    "store",
    "sync_folder",
]
DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
ABANDONED_AFTER = 24 * 3600  # seconds; no upload lasts that long


class StorageFullError(Exception):
    """There is no room for the file: nothing of it was kept."""


@dataclass(frozen=True, slots=True)
class Kept:
    sha256: str
    size: int  # bytes
    was_held: bool  # the same bytes had been kept before
    was_mended: bool = False  # what lay in their place were others


class StagedFile:
    """A file on its way in. Use as a context manager: unless kept, it leaves nothing behind.

    Raises StorageFullError from `write` and `keep`; StoreAwayError from `keep`, which may be tried again.
    """

    def __init__(self) -> None:
        self.size = 0
        self._hash = hashlib.sha256()
        with _clear_when_full():
            staging_dir().mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=staging_dir())
        self._path = Path(name)
        self._file = os.fdopen(descriptor, "wb")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.discard()

    @property
    def sha256(self) -> str:
        """Of the bytes written so far."""
        return self._hash.hexdigest()

    def write(self, chunk: bytes) -> None:
        with _clear_when_full():
            self._file.write(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)

    def keep(self, *, mends: bool = False) -> Kept:
        """Give the bytes their final name, durably. Where it `mends`, other bytes of that name give way."""
        with _clear_when_full():
            self._file.flush()
            os.fchmod(self._file.fileno(), 0o444)
            os.fsync(self._file.fileno())
            self._file.close()
            taken = store().take(self._path, self.sha256, mends=mends)
        self.discard()
        return Kept(self.sha256, self.size, not taken.is_new, taken.was_mended)

    def discard(self) -> None:
        try:
            self._file.close()
        except OSError as error:  # the last buffered bytes found no room either
            if error.errno not in DISK_FULL:
                raise
        finally:
            self._path.unlink(missing_ok=True)


def keep(stream: BinaryIO, *, mends: bool = False) -> Kept:
    """Keep the bytes of a stream; StorageFullError when there is no room for them. `mends`: as in StagedFile."""
    return keep_chunks(iter(lambda: stream.read(CHUNK), b""), mends=mends)


def keep_chunks(chunks: Iterable[bytes], *, mends: bool = False) -> Kept:
    with StagedFile() as staged:
        for chunk in chunks:
            staged.write(chunk)
        return staged.keep(mends=mends)


def check_room(size: int) -> None:
    """StorageFullError where `size` more bytes would leave less than DISK_FLOOR_MB free.

    A disk that is full to the last byte stops the database too, and with it everything else.
    """
    if _free_bytes() - size < settings.DISK_FLOOR_MB * 1024**2:
        raise StorageFullError(
            _("The archive's disk is nearly full (%(room)s left).") % {"room": _free_room()}
        )


def clear_abandoned(older_than: float = ABANDONED_AFTER) -> int:
    """Remove staging files that a killed process left behind; how many there were."""
    count = store().clear_abandoned(older_than)
    if not staging_dir().is_dir():
        return count
    oldest = time.time() - older_than
    abandoned = [path for path in staging_dir().iterdir() if path.lstat().st_mtime < oldest]
    for path in abandoned:
        path.unlink(missing_ok=True)
    return count + len(abandoned)


@contextmanager
def _clear_when_full() -> Iterator[None]:
    """Turn the system's "no room" into StorageFullError with a sentence for a person."""
    try:
        yield
    except OSError as error:
        if error.errno not in DISK_FULL:
            raise
        raise StorageFullError(
            _("The archive's disk is full (%(room)s left).") % {"room": _free_room()}
        ) from error


def _free_room() -> str:
    return f"{_free_bytes() / 1024**2:,.0f} MB"


def _free_bytes() -> int:
    folder = Path(settings.ORIGINALS_DIR)
    return shutil.disk_usage(folder if folder.exists() else folder.parent).free
