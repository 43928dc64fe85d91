"""Where originals lie, by their sha256: in a folder of this machine, or in a bucket for all machines (STORAGE_URL).

A name stands for whole, right bytes in both. They are never overwritten, but where a repair puts right bytes in the
place of damaged ones. Nothing else knows where they lie: all ask `store()`.
"""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

from django.conf import settings

from archive.scans.s3_bucket import S3Bucket

CHUNK = 1024 * 1024
FOLDER = "originals"  # in a bucket
IN_USE = 600.0  # seconds: a copy that was asked for since stays, however little room there is
ROOM_LEFT = 0.9  # of the room for copies, when some was made
LENGTH = 64  # of a sha256 in hexadecimal


class Stored(NamedTuple):
    """A file in the store. Where `sha256` is "", it does not lie in the place of an original."""

    name: str  # to be shown: its path below the originals
    sha256: str
    written: float  # seconds, as time.time() tells them
    path: str  # for the store itself


class Taken(NamedTuple):
    is_new: bool  # of that name there was nothing
    was_mended: bool = False  # there were other bytes, which gave way


Unreadable = tuple[str, str]  # the name of a folder, and why it is not read


class OriginalStore(Protocol):
    """All raise OSError, StoreAwayError among them; what asks for one original FileNotFoundError."""

    def __str__(self) -> str: ...

    def take(self, staged: Path, sha256: str, *, mends: bool) -> Taken:
        """Have the bytes of a staged file under its name, durably. The file may be gone then.

        Where it `mends`, other bytes of that name give way.
        """

    def size(self, sha256: str, *, plain: bool = False) -> int:
        """In bytes. OSError where a `plain` file is asked for and there is a link or a folder."""

    def is_whole(self, sha256: str) -> bool:
        """Whether the bytes are those that the name says; all of them are read."""

    def read(self, sha256: str) -> Iterator[bytes]:
        """The bytes as they are."""

    def open(self, sha256: str) -> BinaryIO:
        """The same, to be sent on."""

    def local(self, sha256: str) -> Path:
        """Where this machine can read it, for a while. Of a bucket a copy whose bytes are right.

        DamagedCopyError where those in the bucket are not.
        """

    def as_it_is(self, sha256: str) -> AbstractContextManager[Path]:
        """A file of this machine with its bytes, right or not, as long as the context lasts."""

    def place(self, sha256: str) -> str:
        """Where it lies, or would lie: for people."""

    def stored(self, unreadable: list[Unreadable]) -> Iterator[Stored]:
        """All files of the store; folders that cannot be read are put to `unreadable`."""

    def is_there(self, stored: Stored) -> bool: ...

    def remove(self, sha256: str) -> None: ...

    def clear_abandoned(self, older_than: float) -> int:
        """Take away what an upload that was broken off so long ago left in the store; how many pieces that were."""

    def check(self) -> None:
        """OSError where nothing can be read."""


class DamagedCopyError(OSError):
    """The bytes in the store are not those that their name says."""


def store() -> OriginalStore:
    return bucket_store(settings.STORAGE_URL) if settings.STORAGE_URL else FolderStore()


@lru_cache(maxsize=2)
def bucket_store(address: str) -> BucketStore:
    """Raises BucketAddressError."""
    return BucketStore(S3Bucket(address))


# ------------------------------------------------------------------ a folder of this machine
def original_path(sha256: str) -> Path:
    """Where the bytes with this sha256 (64 hexadecimal digits) lie in the folder, or would lie."""
    return Path(settings.ORIGINALS_DIR) / sha256[:2] / sha256[2:4] / sha256


def staging_dir() -> Path:
    """Where unfinished files lie: inside the originals' folder, hence on the same file system."""
    return Path(settings.ORIGINALS_DIR) / ".staging"


class FolderStore:
    """`originals/ab/cd/abcd…`."""

    def __str__(self) -> str:
        return str(settings.ORIGINALS_DIR)

    def take(self, staged: Path, sha256: str, *, mends: bool) -> Taken:
        final = original_path(sha256)
        final.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(staged, final)
            taken = Taken(is_new=True)
        except FileExistsError:
            taken = Taken(is_new=False, was_mended=mends and not self.is_whole(sha256))
            if taken.was_mended:
                staged.replace(final)
        for folder in final.parents[:3]:
            sync_folder(folder)
        return taken

    def size(self, sha256: str, *, plain: bool = False) -> int:
        facts = os.stat(original_path(sha256), follow_symlinks=not plain)
        if plain and not stat.S_ISREG(facts.st_mode):
            raise OSError("no plain file")
        return facts.st_size

    def is_whole(self, sha256: str) -> bool:
        path = original_path(sha256)
        try:
            return stat.S_ISREG(path.lstat().st_mode) and digest_of(path) == path.name
        except OSError:
            return False

    def read(self, sha256: str) -> Iterator[bytes]:
        with self.open(sha256) as file:
            while chunk := file.read(CHUNK):
                yield chunk

    def open(self, sha256: str) -> BinaryIO:
        return original_path(sha256).open("rb")

    def local(self, sha256: str) -> Path:
        return original_path(sha256)

    @contextmanager
    def as_it_is(self, sha256: str) -> Iterator[Path]:
        yield original_path(sha256)

    def place(self, sha256: str) -> str:
        return str(original_path(sha256))

    def stored(self, unreadable: list[Unreadable]) -> Iterator[Stored]:
        def keep(error: OSError) -> None:
            unreadable.append((_shown(Path(error.filename)), error.strerror or str(error)))

        root = Path(settings.ORIGINALS_DIR)
        for folder, folders, files in os.walk(root, onerror=keep):
            if Path(folder) == root and staging_dir().name in folders:
                folders.remove(staging_dir().name)
            links = [name for name in folders if (Path(folder) / name).is_symlink()]
            for path in (Path(folder) / name for name in [*files, *links]):
                try:
                    written = path.lstat().st_mtime
                except FileNotFoundError:
                    continue
                is_in_place = path == original_path(path.name)
                yield Stored(_shown(path), path.name if is_in_place else "", written, str(path))

    def is_there(self, stored: Stored) -> bool:
        return os.path.lexists(stored.path)

    def remove(self, sha256: str) -> None:
        path = original_path(sha256)
        path.unlink(missing_ok=True)
        for folder in path.parents[:2]:
            if folder.is_dir() and not any(folder.iterdir()):
                folder.rmdir()

    def clear_abandoned(self, older_than: float) -> int:
        return 0  # all of it is in staging

    def check(self) -> None:
        folder = Path(settings.ORIGINALS_DIR)
        os.scandir(folder if folder.exists() else folder.parent).close()


def _shown(path: Path) -> str:
    """Its path below the originals, in letters that every database holds."""
    if path.is_relative_to(settings.ORIGINALS_DIR):
        path = path.relative_to(settings.ORIGINALS_DIR)
    return os.fsencode(path).decode("utf-8", "backslashreplace").replace("\0", "")[:255]


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


# ------------------------------------------------------------------ a bucket
def copies_dir() -> Path:
    """Where this machine has copies of originals that lie in a bucket."""
    return Path(settings.ORIGINALS_DIR).with_name("copies")


class BucketStore:
    """`originals/ab/cd/abcd…` in a bucket; this machine keeps copies of what it reads, ORIGINAL_COPIES_MB of them."""

    def __init__(self, bucket: S3Bucket) -> None:
        self._bucket = bucket

    def __str__(self) -> str:
        return str(self._bucket)

    def take(self, staged: Path, sha256: str, *, mends: bool) -> Taken:
        path = self._path(sha256)
        try:
            if not self._holds(path):
                self._bucket.upload_new(staged, path, sha256)
                self._keep_copy(staged, sha256)
                return Taken(is_new=True)
        except FileExistsError:
            pass  # another machine was faster
        was_mended = mends and not self.is_whole(sha256)
        if was_mended:
            self._bucket.upload(staged, path)
        return Taken(is_new=False, was_mended=was_mended)

    def size(self, sha256: str, *, plain: bool = False) -> int:
        return self._bucket.facts(self._path(sha256)).size

    def is_whole(self, sha256: str) -> bool:
        digest = hashlib.sha256()
        try:
            for chunk in self.read(sha256):
                digest.update(chunk)
        except FileNotFoundError:
            return False
        return digest.hexdigest() == sha256

    def read(self, sha256: str) -> Iterator[bytes]:
        return self._bucket.read(self._path(sha256))

    def open(self, sha256: str) -> BinaryIO:
        return self._bucket.open(self._path(sha256))

    def local(self, sha256: str) -> Path:
        copy = _copy_path(sha256)
        try:
            os.utime(copy)  # used now
        except FileNotFoundError:
            with self.as_it_is(sha256) as fetched:
                if digest_of(fetched) != sha256:
                    raise DamagedCopyError(
                        f"{self.place(sha256)} is not what its name says"
                    ) from None  # the copy that lacks says nothing
                self._keep_copy(fetched, sha256)
        return copy

    @contextmanager
    def as_it_is(self, sha256: str) -> Iterator[Path]:
        copies_dir().mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=copies_dir(), prefix=".fetching-") as folder:
            fetched = Path(folder) / "file"
            with fetched.open("wb") as file:
                for chunk in self.read(sha256):
                    file.write(chunk)
            yield fetched

    def place(self, sha256: str) -> str:
        return f"{self._bucket.name}: {self._bucket.prefix}/{self._path(sha256)}"

    def stored(self, unreadable: list[Unreadable]) -> Iterator[Stored]:
        for entry in self._bucket.entries(f"{FOLDER}/"):
            name = entry.path.removeprefix(f"{FOLDER}/").replace("\0", "")[:255]
            digest = entry.path.rpartition("/")[2]
            is_in_place = len(digest) == LENGTH and entry.path == self._path(digest)
            yield Stored(name, digest if is_in_place else "", entry.written_at.timestamp(), entry.path)

    def is_there(self, stored: Stored) -> bool:
        return self._holds(stored.path)

    def remove(self, sha256: str) -> None:
        self._bucket.remove(self._path(sha256))
        _copy_path(sha256).unlink(missing_ok=True)

    def clear_abandoned(self, older_than: float) -> int:
        return self._bucket.abort_abandoned(older_than)

    def check(self) -> None:
        self._bucket.check()

    def _holds(self, path: str) -> bool:
        try:
            self._bucket.facts(path)
        except FileNotFoundError:
            return False
        return True

    def _path(self, sha256: str) -> str:
        return f"{FOLDER}/{sha256[:2]}/{sha256[2:4]}/{sha256}"

    def _keep_copy(self, source: Path, sha256: str) -> None:
        """The file becomes the copy of this machine."""
        copy = _copy_path(sha256)
        copy.parent.mkdir(parents=True, exist_ok=True)
        source.chmod(0o444)
        source.replace(copy)
        os.utime(copy)
        make_room_for_copies()


def _copy_path(sha256: str) -> Path:
    return copies_dir() / sha256[:2] / sha256


def make_room_for_copies() -> None:
    """Delete the copies that were used longest ago, where all together take more room than they are given."""
    most, now = settings.ORIGINAL_COPIES_MB * 1_000_000, time.time()
    held = []
    for path in copies_dir().glob("*/*"):
        try:
            facts = path.stat()
        except FileNotFoundError:  # another process makes room too
            continue
        held.append((facts.st_mtime, facts.st_size, path))
    taken = sum(size for _used, size, _path in held)
    if taken <= most:
        return
    for used, size, path in sorted(held):
        if taken <= ROOM_LEFT * most or now - used < IN_USE:
            return
        path.unlink(missing_ok=True)
        taken -= size
