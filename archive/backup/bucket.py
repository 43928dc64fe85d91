"""Backups in a bucket of S3 or of a server that speaks its protocol: `s3://bucket/prefix?endpoint=https://…`."""

import tempfile
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings

from archive.backup.facts import NAME, BackupError, FileFacts, UnreadableOriginalError
from archive.backup.stores import UNFINISHED, Store, check_plain, facts_of
from archive.scans.s3_bucket import BucketAddressError, S3Bucket

MARK = f"{UNFINISHED}/mark"


class Bucket:
    """A part of a bucket. One backup at a time: each marks the place, and ends where another has marked it since."""

    def __init__(self, address: str) -> None:
        try:
            self._files = S3Bucket(address)
        except BucketAddressError as error:
            raise BackupError(str(error)) from error

    def __str__(self) -> str:
        return str(self._files)

    def entries(self) -> dict[str, int | None]:
        return {entry.path: entry.size for entry in self._files.entries()}

    def read(self, path: str) -> Iterator[bytes]:
        return self._files.read(path)

    def write(self, path: str, content: bytes) -> None:
        self._files.write(path, content)

    def bring(
        self, source: Path, name: Callable[[FileFacts], str], *, hard_link: bool
    ) -> tuple[str, FileFacts]:
        if hard_link:
            raise BackupError(f"{self} holds no hard links. Leave out --hard-links.")
        check_plain(source)
        try:
            facts = facts_of(source)
        except OSError as error:
            raise UnreadableOriginalError(error.strerror) from error
        self._files.upload(source, name(facts))
        return name(facts), facts

    def take_in(self, source: Path, path: str) -> FileFacts:
        facts = facts_of(source)
        self._files.upload(source, path)
        return facts

    def remove(self, path: str) -> None:
        self._files.remove(path)

    def check_place(self) -> None:
        held = self.entries()
        if held and NAME not in held and not self._mark():
            raise BackupError(
                f"{self} is not empty: name a new prefix, or one that holds backups of this archive."
            )

    def free_bytes(self) -> int | None:
        return None

    @contextmanager
    def local(self, path: str) -> Iterator[Path]:
        with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix=".backup-") as folder:
            kept = Path(folder) / "file"
            with kept.open("wb") as file:
                for chunk in self.read(path):
                    file.write(chunk)
            yield kept

    @contextmanager
    def writing(self) -> Iterator[tuple[Store, Path]]:
        own = uuid.uuid4().hex.encode()
        self.write(MARK, own)
        with tempfile.TemporaryDirectory(dir=settings.VAR_DIR, prefix=".backup-") as folder:
            yield _Marked(self, own), Path(folder)
        self.remove(MARK)

    def _mark(self) -> bytes:
        try:
            return b"".join(self.read(MARK))
        except FileNotFoundError:
            return b""


class _Marked:
    """A bucket as one backup writes to it: it writes no manifest and removes nothing once another has begun."""

    def __init__(self, bucket: Bucket, own: bytes) -> None:
        self._bucket, self._own = bucket, own

    def __str__(self) -> str:
        return str(self._bucket)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._bucket, name)

    def write(self, path: str, content: bytes) -> None:
        self._check()
        self._bucket.write(path, content)

    def remove(self, path: str) -> None:
        self._check()
        self._bucket.remove(path)

    def _check(self) -> None:
        if self._bucket._mark() != self._own:
            raise BackupError(f"Another backup writes to {self}: this one ends, and what was there stays.")
