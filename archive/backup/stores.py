"""Where backups lie: in a folder (here) or in a bucket of S3 (`archive.backup.bucket`), by the same functions.

While one is written, what is unfinished lies below `unfinished/`. All else is whole whenever the writer is killed,
and the next writer goes on from there.
"""

import errno
import fcntl
import os
import shutil
import stat
import uuid
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from hashlib import file_digest, sha256
from pathlib import Path
from typing import BinaryIO, Protocol

from django.conf import settings

from archive.backup.facts import NAME, BackupError, FileFacts, UnreadableOriginalError
from archive.scans.original_stores import CHUNK, sync_folder

PARTIAL = ".partial"
UNFINISHED = "unfinished"


class Store(Protocol):
    """Where backups lie. Paths are those of files in it, with slashes. All raise OSError."""

    def __str__(self) -> str:
        """As it is named by who asks for it."""

    def entries(self) -> dict[str, int | None]:
        """The sizes of all files, by path; None for what is no plain file."""

    def read(self, path: str) -> Iterator[bytes]:
        """The bytes of a file. FileNotFoundError where there is none."""

    def write(self, path: str, content: bytes) -> None:
        """Put a small file into its place, whole or not at all."""

    def bring(
        self, source: Path, name: Callable[[FileFacts], str], *, hard_link: bool
    ) -> tuple[str, FileFacts]:
        """Copy an original under the path that `name` gives it: (the path, what was copied).

        Raises UnreadableOriginalError where the original denies its bytes.
        """

    def take_in(self, source: Path, path: str) -> FileFacts:
        """Put a file that was made in the working folder into its place."""

    def remove(self, path: str) -> None: ...

    def check_place(self) -> None:
        """Raises BackupError where no backup can be begun or gone on with."""

    def free_bytes(self) -> int | None:
        """None where nobody knows."""

    def local(self, path: str) -> AbstractContextManager[Path]:
        """A file as one of this machine, as long as the context lasts."""

    def writing(self) -> "AbstractContextManager[tuple[Store, Path]]":
        """(where to write, a folder of this machine to work in) for one writer alone. Raises BackupError."""


def open_store(target: "Store | Path | str") -> Store:
    """By its name: a path, or s3://bucket/prefix?endpoint=https://…"""
    if isinstance(target, str) and target.startswith("s3://"):
        from archive.backup.bucket import Bucket

        return Bucket(target)
    return Folder(Path(target)) if isinstance(target, str | Path) else target


class Folder:
    """A folder; a new one is called FOLDER.partial until all is there."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()  # where a link leads

    def __str__(self) -> str:
        return str(self.root)

    def entries(self) -> dict[str, int | None]:
        return dict(_entries(self.root))

    def read(self, path: str) -> Iterator[bytes]:
        with (self.root / path).open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk

    def write(self, path: str, content: bytes) -> None:
        with self._temporary() as made:
            with _new_file(made, 0o600) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            self._put(made, path)

    def bring(
        self, source: Path, name: Callable[[FileFacts], str], *, hard_link: bool
    ) -> tuple[str, FileFacts]:
        with self._temporary() as made:
            facts = _link(source, made) if hard_link else _copy(source, made)
            self._put(made, name(facts))
        return name(facts), facts

    def take_in(self, source: Path, path: str) -> FileFacts:
        with source.open("rb") as file:
            os.fsync(file.fileno())
        facts = facts_of(source)
        self._put(source, path)
        return facts

    def remove(self, path: str) -> None:
        (self.root / path).unlink(missing_ok=True)

    def check_place(self) -> None:
        if not self.root.parent.is_dir():
            raise BackupError(f"There is no folder {self.root.parent} to back up into. Is its disk mounted?")
        if self.root.is_relative_to(Path(settings.ORIGINALS_DIR).resolve()):
            raise BackupError(
                f"{self.root} lies among the originals: name a folder elsewhere, on another disk."
            )
        if self.root.is_mount():
            raise BackupError(f"{self.root} is a disk: name a folder on it, such as {self.root / 'backup'}.")
        if not self.root.exists() or (self.root / NAME).is_file():
            return
        if not self.root.is_dir() or any(self.root.iterdir()):
            raise BackupError(
                f"{self.root} is not empty: name a new folder, or one that holds backups of this archive."
            )

    def free_bytes(self) -> int | None:
        return shutil.disk_usage(self.root).free

    @contextmanager
    def local(self, path: str) -> Iterator[Path]:
        yield self.root / path

    @contextmanager
    def writing(self) -> Iterator[tuple[Store, Path]]:
        if (self.root / NAME).exists():
            with _alone(self.root):
                yield self, self.root / UNFINISHED
                self._sync()
            return
        partial = Folder(self.root.with_name(self.root.name + PARTIAL))
        partial._begin()
        with _alone(partial.root):
            try:
                yield partial, partial.root / UNFINISHED
                partial._sync()
            except BaseException:
                shutil.rmtree(partial.root, ignore_errors=True)
                raise
        partial.root.rename(self.root)
        sync_folder(self.root.parent)

    def _begin(self) -> None:
        """A new folder, or one that a backup which was killed began."""
        try:
            self.root.mkdir(mode=0o700)
        except FileExistsError as error:
            if (self.root / UNFINISHED).is_dir() or (self.root / NAME).exists():
                return
            raise BackupError(_in_the_way(self.root)) from error

    def _sync(self) -> None:
        for path, _, _ in os.walk(self.root):
            sync_folder(Path(path))

    @contextmanager
    def _temporary(self) -> Iterator[Path]:
        made = self.root / UNFINISHED / uuid.uuid4().hex
        try:
            yield made
        finally:
            made.unlink(missing_ok=True)

    def _put(self, made: Path, path: str) -> None:
        target = self.root / path
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        made.rename(target)


def _in_the_way(folder: Path) -> str:
    return (
        f"{folder} is in the way: another backup writes to it, or one was broken off. "
        "Wait for its end, or delete it."
    )


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Nobody else writes there meanwhile. The system gives the lock back for one that is killed."""
    unfinished = root / UNFINISHED
    unfinished.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(unfinished / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError(_in_the_way(root)) from error
        for left in unfinished.iterdir():  # by one that was killed
            if left.name != "lock":
                left.unlink()
        try:
            yield
        finally:
            shutil.rmtree(unfinished, ignore_errors=True)
    finally:
        os.close(descriptor)


def _entries(folder: Path, below: str = "") -> Iterator[tuple[str, int | None]]:
    """Links are not followed."""
    with os.scandir(folder / below) as entries:
        for entry in entries:
            path = f"{below}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(folder, f"{path}/")
            else:
                facts = entry.stat(follow_symlinks=False)
                yield path, facts.st_size if stat.S_ISREG(facts.st_mode) else None


# ------------------------------------------------------------------ files of this machine
def facts_of(path: Path) -> FileFacts:
    with path.open("rb") as file:
        return FileFacts(file_digest(file, "sha256").hexdigest(), file.tell())


def check_plain(path: Path) -> None:
    """Raises UnreadableOriginalError where there is no file, or what would never end."""
    try:
        is_plain = stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        raise UnreadableOriginalError(error.strerror) from error
    if not is_plain:
        raise UnreadableOriginalError("no plain file")


def read_chunks(path: Path) -> Iterator[bytes]:
    """The bytes of an original. Raises UnreadableOriginalError where its disk or its absence denies them."""
    check_plain(path)
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as error:
        raise UnreadableOriginalError(error.strerror) from error


def _new_file(path: Path, mode: int) -> BinaryIO:
    """Made with its mode: some file systems of removable disks refuse to change one."""
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb")


def _copy(source: Path, target: Path) -> FileFacts:
    digest, size = sha256(), 0
    with _new_file(target, 0o444) as file:
        for chunk in read_chunks(source):
            file.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        file.flush()
        os.fsync(file.fileno())
    return FileFacts(digest.hexdigest(), size)


def _link(source: Path, target: Path) -> FileFacts:
    check_plain(source)
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
