"""The members of a zip, checked before any is read: a zip is the easiest file to do harm with.

Nothing is ever written under a member's own name. Sizes are counted, not believed.
"""

from __future__ import annotations

import lzma
import re
import stat
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from ingest.sources.opened_file import SourceRejected

MAX_ENTRIES = 500
MAX_RATIO = 100  # of a member's bytes to its packed ones
RATIO_FROM = 1_000_000  # bytes; a small member may be all blanks
MAX_MEMBER = 500_000_000  # bytes
MAX_TOTAL = 2_000_000_000
IGNORED = ("__MACOSX/", "Thumbs.db", "desktop.ini")
_DIGITS = re.compile(r"(\d+)")
FAILURES = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    UnicodeError,
    ValueError,
)


class ZipMembers:
    """The files of a zip by name. Raises SourceRejected from the start where the zip is no good."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
            entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        except FAILURES as error:
            raise SourceRejected("zip_damaged") from error
        _check(entries, path.stat().st_size)
        self._entries = {entry.filename: entry for entry in entries if not _is_ignored(entry.filename)}
        self._read = 0

    @property
    def names(self) -> list[str]:
        return list(self._entries)

    def head(self, name: str, size: int) -> bytes:
        """The first bytes of a member."""
        try:
            with self._zip.open(self._entries[name]) as member:
                return member.read(size)
        except FAILURES as error:
            raise SourceRejected("zip_damaged") from error

    def read(self, name: str) -> bytes:
        """All bytes of a member, counted against the limits."""
        entry = self._entries[name]
        most = min(MAX_MEMBER, max(RATIO_FROM, MAX_RATIO * entry.compress_size))
        try:
            with self._zip.open(entry) as member:
                data = member.read(most + 1)
        except FAILURES as error:
            raise SourceRejected("zip_damaged") from error
        self._read += len(data)
        if len(data) > most:
            raise SourceRejected("zip_bomb", times=MAX_RATIO)
        if self._read > MAX_TOTAL:
            raise SourceRejected("zip_too_large", gigabytes=MAX_TOTAL // 10**9)
        return data

    def close(self) -> None:
        self._zip.close()


def natural_order(name: str) -> list[tuple[int, str]]:
    """Sort key by which page10 comes after page9."""
    return [(int(part), "") if part.isdecimal() else (-1, part.lower()) for part in _DIGITS.split(name)]


def _check(entries: list[zipfile.ZipInfo], size: int) -> None:
    if not entries:
        raise SourceRejected("zip_empty")
    if len(entries) > MAX_ENTRIES:
        raise SourceRejected("zip_too_many_files", number=MAX_ENTRIES)
    for entry in entries:
        if entry.flag_bits & 0x1:
            raise SourceRejected("zip_locked")
        if _leaves_folder(entry.filename):
            raise SourceRejected("zip_bad_name", name=entry.filename[:80])
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise SourceRejected("zip_link", name=entry.filename[:80])
        if entry.file_size > max(RATIO_FROM, MAX_RATIO * entry.compress_size):
            raise SourceRejected("zip_bomb", times=MAX_RATIO)
    if sum(entry.compress_size for entry in entries) > size:
        raise SourceRejected("zip_bomb", times=MAX_RATIO)  # members that share their packed bytes
    if sum(entry.file_size for entry in entries) > MAX_TOTAL:
        raise SourceRejected("zip_too_large", gigabytes=MAX_TOTAL // 10**9)


def _leaves_folder(name: str) -> bool:
    path = PurePosixPath(name)
    return path.is_absolute() or ".." in path.parts or "\\" in name or ":" in path.parts[0] or "\0" in name


def _is_ignored(name: str) -> bool:
    """What systems put in beside the files."""
    return name.startswith(IGNORED) or PurePosixPath(name).name.startswith((".", *IGNORED))
