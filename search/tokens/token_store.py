"""The texts of all published articles as chunks in text order, in files beside the index and inside no engine.

    <PATH>/tokens-<FORMAT>/<number>-<sum>.tok   texts (see `search.tokens.token_file`); the higher number is newer
    <PATH>/tokens-<FORMAT>/lock                 held while the folder is changed

A file is whole or not there: it is written beside, synced, and renamed; its name has the CRC-32 of what was
written. Of an article the newest text counts, and one without pages stands for an article that is gone. Who
reads a text asks by what the text is, so that chunks of another text are never taken for its own; a text that
is not there is read anew.
"""

from __future__ import annotations

import fcntl
import logging
import mmap
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import numpy as np

from search.array_file import ArrayFileError, pack_arrays
from search.stemming import ALGORITHMS
from search.tokens.token_file import GONE, VERSION, Text, TokenArrays, TokenFile

# To be raised whenever the analysis changes; the files name their own version.
FORMAT = f"1-{ALGORITHMS}"
SUFFIX, BESIDE, LOCK = ".tok", ".new", "lock"
MERGE_AT = 8  # files of about one size become one
LEVEL = 4  # they are of one size when they differ by less than this factor
FULL = 2_000_000  # chunks, when a file is written
GROWN = 16_000_000  # bytes of a file that is merged no more: eight of them are in memory at once
logger = logging.getLogger(__name__)


class Stored(NamedTuple):
    """A text in a file."""

    tokens: TokenFile
    document: int


class _Opened(NamedTuple):
    """The folder as it is in one state."""

    state: object
    files: dict[str, TokenFile | None]  # the newest first; None for one that cannot be read
    digests: np.ndarray  # of all texts, ascending, and beside them the file and the document
    owners: np.ndarray
    documents: np.ndarray


class TokenStore:
    """The files below a folder. Those that are open are shared by all threads."""

    def __init__(self, path: Path) -> None:
        self.path = path / f"tokens-{FORMAT}"
        self._lock = threading.Lock()
        self._opened = _opened(None, {})

    # ------------------------------------------------------------------ reading
    def files(self) -> tuple[TokenFile, ...]:
        """Those that can be read, the newest first."""
        return _readable(self._now())

    def _now(self) -> _Opened:
        try:
            stat = self.path.stat()
        except FileNotFoundError:
            return _opened(None, {})
        state = (stat.st_ino, stat.st_mtime_ns)
        if self._opened.state != state:
            with self._lock:
                known = self._opened.files
                files = {name: known.get(name) or self._read(name) for name in self._names()}
                self._opened = _opened(state, files)
        return self._opened

    def _names(self) -> list[str]:
        """The newest first."""
        found = (path.name for path in self.path.glob(f"*{SUFFIX}"))
        return sorted(found, key=lambda name: (_number(name), name), reverse=True)

    def _read(self, name: str) -> TokenFile | None:
        """None for one that is damaged, of another version, or gone meanwhile: its texts are read anew."""
        try:
            with (self.path / name).open("rb") as file:
                mapped = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
                return TokenFile(mapped, os.dup(file.fileno()))
        except (ArrayFileError, OSError, KeyError, ValueError) as error:
            logger.warning("%s in %s cannot be read: %s", name, self.path, error)
            return None

    def find(self, digest: int) -> Stored | None:
        """A text by its digest (`token_file.digest_of`)."""
        opened = self._now()
        wanted = np.uint64(digest)
        at = int(np.searchsorted(opened.digests, wanted))
        if at == len(opened.digests) or opened.digests[at] != wanted:
            return None
        return Stored(_readable(opened)[opened.owners[at]], int(opened.documents[at]))

    def newest(self, keys: Sequence[int]) -> dict[int, Stored]:
        """The text of each of these articles by its key, as it was stored last; those that have none are left out."""
        found: dict[int, Stored] = {}
        for tokens in reversed(self.files()):
            for document in np.flatnonzero(np.isin(tokens.keys, keys)).tolist():
                found[int(tokens.keys[document])] = Stored(tokens, document)
        return {key: each for key, each in found.items() if each.tokens.digests[each.document] != GONE}

    def digests(self) -> dict[int, int]:
        """Of each article's text by its key; those that are gone are left out."""
        found: dict[int, int] = {}
        for tokens in reversed(self.files()):
            found.update(tokens.texts())
        return {key: digest for key, digest in found.items() if digest != GONE}

    def damaged(self) -> list[str]:
        """The files that are not as they were written. Reads all of them."""
        return [name for name in self._names() if crc32((self.path / name).read_bytes()) != _sum(name)]

    # ------------------------------------------------------------------ writing
    @contextmanager
    def writing(self) -> Iterator[Callable[[Text], None]]:
        """Add texts one by one, in files of a size that memory holds; each is whole when the next is begun.

        They are merged when all are written, and whoever gives the texts holds none any more.
        """
        gathered = TokenArrays()

        def add(text: Text) -> None:
            nonlocal gathered
            gathered.add(text)
            if len(gathered) >= FULL:
                self._write(gathered)
                gathered = TokenArrays()

        yield add
        self._write(gathered)
        del gathered
        if self.path.exists():
            with self._writing():
                self._merge()

    def _write(self, gathered: TokenArrays) -> None:
        if not gathered.documents:
            return
        with self._writing():
            self._add(gathered, 1 + max(map(_number, self._names()), default=0))

    def _add(self, gathered: TokenArrays, number: int) -> None:
        beside = self.path / f"{number}{BESIDE}"
        checksum = 0
        with beside.open("wb") as file:
            for piece in pack_arrays(VERSION, gathered.arrays()):
                checksum = crc32(piece, checksum)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(self.path / f"{number:08}-{checksum:08x}{SUFFIX}")
        self._sync()

    def _merge(self) -> None:
        """Neighbours of about one size become one with the newest one's number; of each article the newest text stays."""
        while (run := self._mergeable()) is not None:
            gathered = TokenArrays()
            seen: set[int] = set()
            for tokens in filter(None, map(self._read, run)):
                documents = []
                for document, key in reversed([*enumerate(tokens.keys.tolist())]):
                    if key not in seen:
                        seen.add(key)
                        documents.append(document)
                gathered.take_over(tokens, documents)
            if gathered.documents:
                self._add(gathered, _number(run[0]))
            self._remove(run)

    def _mergeable(self) -> list[str] | None:
        """The newest first."""
        names = self._names()
        sizes = [(self.path / name).stat().st_size for name in names]
        for first in range(len(names) - MERGE_AT + 1):
            run = sizes[first : first + MERGE_AT]
            if max(run) < LEVEL * min(run) and max(run) < GROWN:
                return names[first : first + MERGE_AT]
        return None

    @contextmanager
    def renewing(self) -> Iterator[None]:
        """What is written meanwhile takes the place of all that there was."""
        before = self._names()
        yield
        with self._writing():
            self._remove(before)
        for folder in self.path.parent.glob("tokens-*"):
            if folder != self.path:
                shutil.rmtree(folder, ignore_errors=True)

    def _remove(self, names: Iterable[str]) -> None:
        for name in names:
            (self.path / name).unlink(missing_ok=True)
        self._sync()

    @contextmanager
    def _writing(self) -> Iterator[None]:
        self.path.mkdir(parents=True, exist_ok=True)
        with (self.path / LOCK).open("a") as file:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX)
            for left in self.path.glob(f"*{BESIDE}"):
                left.unlink()
            yield

    def _sync(self) -> None:
        descriptor = os.open(self.path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _readable(opened: _Opened) -> tuple[TokenFile, ...]:
    return tuple(tokens for tokens in opened.files.values() if tokens is not None)


def _opened(state: object, files: dict[str, TokenFile | None]) -> _Opened:
    readable = [tokens for tokens in files.values() if tokens is not None]
    lengths = [len(tokens.keys) for tokens in readable]
    digests = np.concatenate([np.empty(0, np.uint64), *(tokens.digests for tokens in readable)])
    order = np.argsort(digests, kind="stable")
    owners = np.repeat(np.arange(len(readable)), lengths)
    documents = np.concatenate([np.empty(0, np.int64), *map(np.arange, lengths)])
    return _Opened(state, files, digests[order], owners[order], documents[order])


def _number(name: str) -> int:
    return int(name.partition("-")[0])


def _sum(name: str) -> int:
    return int(name.removesuffix(SUFFIX).partition("-")[2], 16)
