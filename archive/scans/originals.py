"""The uploaded bytes, kept for ever under their sha256: `originals/ab/cd/abcd…`.

Bytes stream into a staging file on the same file system while they are hashed, reach the disk
(fsync), and only then get their final name, by a link that never overwrites. So a name under
`originals/` always stands for whole, right bytes, whenever the power fails or the disk fills up.
"""

import errno
import hashlib
import os
import shutil
import stat
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

CHUNK = 1024 * 1024
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


def original_path(sha256: str) -> Path:
    """Where the bytes with this sha256 (64 hexadecimal digits) lie, or would lie."""
    return Path(settings.ORIGINALS_DIR) / sha256[:2] / sha256[2:4] / sha256


def staging_dir() -> Path:
    """Where unfinished files lie: inside the originals' folder, hence on the same file system."""
    return Path(settings.ORIGINALS_DIR) / ".staging"


class StagedFile:
    """A file on its way in. Use as a context manager: unless kept, it leaves nothing behind.

    Raises StorageFullError from `write` and `keep`.
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
            is_new = _link(self._path, original_path(self.sha256))
            was_mended = not is_new and mends and _mend(self._path, original_path(self.sha256))
        self.discard()
        return Kept(self.sha256, self.size, not is_new, was_mended)

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
    if not staging_dir().is_dir():
        return 0
    oldest = time.time() - older_than
    abandoned = [path for path in staging_dir().iterdir() if path.lstat().st_mtime < oldest]
    for path in abandoned:
        path.unlink(missing_ok=True)
    return len(abandoned)


def _link(staged: Path, final: Path) -> bool:
    """Whether the final name is new."""
    final.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(staged, final)
        is_new = True
    except FileExistsError:
        is_new = False
    for folder in final.parents[:3]:
        sync_folder(folder)
    return is_new


def _mend(staged: Path, final: Path) -> bool:
    """Whether other bytes were there, which gave way."""
    if is_whole(final):
        return False
    os.replace(staged, final)
    sync_folder(final.parent)
    return True


def is_whole(path: Path) -> bool:
    """Whether the bytes of an original are those that its name says."""
    try:
        return stat.S_ISREG(path.lstat().st_mode) and digest_of(path) == path.name
    except OSError:
        return False


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


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
