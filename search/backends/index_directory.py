"""Where index folders stand: one is current, another may be in the making, and readers never wait.

    <PATH>/current            the name of the folder that is read
    <PATH>/index-…/           a whole index
    <PATH>/index-…/building   present while the folder is being filled; holds the identities of documents
                              that were indexed meanwhile, to be indexed again before the swap
    <PATH>/lock               held by the one process that writes

A swap writes the name beside `current`, syncs it, and renames it over: a reader finds the one or the other.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from search.backends.stored_files import sync_folder
from search.errors import IndexAwayError, IndexBusyError, NoIndexError
from search.stemming import ALGORITHMS

# To be raised whenever the analysis or the files of an index change: an index of another format is made anew.
# So is one with the stems of another version of the algorithms.
FORMAT = f"5-{ALGORITHMS}"
CURRENT, BUILDING, LOCK = "current", "building", "lock"


class IndexDirectory:
    """`kind` begins the names of an engine's formats, so that none reads what another wrote."""

    def __init__(self, path: str | Path, kind: str = "") -> None:
        self.path = Path(path)
        self._kind = kind

    @property
    def _begin(self) -> str:
        """Of the names of indexes of this format."""
        return f"index-{self._kind}{FORMAT}-"

    def current(self) -> Path:
        """The folder that is read. NoIndexError if there is none, IndexAwayError if it cannot be."""
        try:
            name = (self.path / CURRENT).read_text("ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise NoIndexError(f"there is no index in {self.path}") from error
        folder = self.path / name
        if not name.startswith(self._begin) or not folder.is_dir():
            raise IndexAwayError(f"{self.path / CURRENT} names no index of format {self._kind}{FORMAT}")
        return folder

    @contextmanager
    def building(self) -> Iterator[Path]:
        """A folder for a new index: one that a killed process left unfinished, else an empty one.

        After an error it is deleted.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        folder = self._unfinished() or self.path / f"{self._begin}{uuid4().hex[:12]}"
        folder.mkdir(exist_ok=True)
        with (folder / BUILDING).open("a") as note:
            _try_lock(note.fileno())
            self.clear_away()
            try:
                yield folder
            except Exception:
                self.discard(folder)
                raise

    def _unfinished(self) -> Path | None:
        """The fullest folder of this format that nobody fills any more and that never became current."""
        left = [
            folder
            for folder in self.path.glob(f"{self._begin}*")
            if (folder / BUILDING).exists()
            and not self._is_current(folder)
            and not _is_held(folder / BUILDING)
        ]
        return max(
            left, key=lambda folder: sum(path.stat().st_size for path in folder.iterdir()), default=None
        )

    def clear_away(self) -> None:
        """Delete the folders that are neither current nor being filled by a process that lives."""
        for folder in self.path.glob("index-*"):
            if not self._is_current(folder) and not _is_held(folder / BUILDING):
                self.discard(folder)

    def _is_current(self, folder: Path) -> bool:
        try:
            return self.current() == folder
        except IndexAwayError:
            return False

    def activate(self, folder: Path) -> None:
        """Make a folder the one that is read, and clear all others away. Under `writing()` only."""
        (folder / BUILDING).unlink(missing_ok=True)
        sync_folder(folder)
        beside = self.path / f"{CURRENT}.new"
        with beside.open("w", encoding="ascii") as file:
            file.write(folder.name)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path / CURRENT)
        sync_folder(self.path)
        self.clear_away()

    def deactivate(self, folder: Path) -> None:
        """Have no index current, because this one is damaged: search says so until a new one is active."""
        if self._is_current(folder):
            (self.path / CURRENT).unlink(missing_ok=True)

    def discard(self, folder: Path) -> None:
        """Delete a folder. Who has its files open reads on."""
        shutil.rmtree(folder, ignore_errors=True)

    def note_for_builders(self, identities: list[str]) -> None:
        """Have every index in the making take these documents up again."""
        for note in self.path.glob(f"index-*/{BUILDING}"):
            with note.open("a", encoding="ascii") as file:
                file.writelines(f"{identity}\n" for identity in identities)
                file.flush()
                os.fsync(file.fileno())

    def noted(self, folder: Path) -> list[str]:
        """The identities noted for a folder in the making, each once."""
        return list(dict.fromkeys((folder / BUILDING).read_text("ascii").split()))

    @contextmanager
    def writing(self, timeout: float = 20) -> Iterator[None]:
        """Hold the lock of the one writer; the system frees it when the process dies."""
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / LOCK).open("a") as file:
            deadline = time.monotonic() + timeout
            while not _try_lock(file.fileno()):
                if time.monotonic() >= deadline:
                    raise IndexBusyError(f"{self.path} is being written by another process")
                time.sleep(0.05)
            yield


def _is_held(path: Path) -> bool:
    """Whether a living process holds the lock of a file."""
    try:
        with path.open("a" if path.exists() else "r") as file:
            return not _try_lock(file.fileno())
    except FileNotFoundError:
        return False


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
