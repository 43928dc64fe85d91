"""What all modules of backups speak of: their failures, and what a file is."""

from collections.abc import Iterable
from dataclasses import dataclass

NAME = "manifest.json"  # of the last backup in its place; written last, read first


class BackupError(Exception):
    """There is no backup, or it is not restored, and why; with a line for each file that is to blame."""

    def __init__(self, message: str, details: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.details = tuple(details)


class UnreadableOriginalError(Exception):
    """An original cannot be read, and why."""


@dataclass(frozen=True, slots=True)
class FileFacts:
    sha256: str
    size: int  # bytes
