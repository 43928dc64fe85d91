"""Files of an index: mapped into memory for reading, safe on disk after writing."""

from __future__ import annotations

import mmap
import os
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile


class MappedFile(StructFile):
    """A file mapped into memory. `get` needs no file position, so threads may share it."""

    def __init__(self, path: Path, name: str) -> None:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if size else mmap.mmap(-1, 1)
        super().__init__(mapped, name=name)
        self.is_real = False

    def get(self, position: int, length: int) -> bytes:
        return self.file[position : position + length]

    def close(self) -> None:
        """The map is let go with the last array that views it."""
        self.is_closed = True


class SyncedFile(StructFile):
    """A file that is on the disk when it is closed."""

    def close(self) -> None:
        if not self.is_closed:
            self.flush()
            os.fsync(self.file.fileno())
        super().close()


class SyncedStorage(FileStorage):
    """A folder whose files are mapped for reading and safe on disk after writing."""

    def create_file(self, name, excl=False, mode="wb", **kwargs):
        path = Path(self._fpath(name))
        return SyncedFile(path.open("xb" if excl else mode), name=name, **kwargs)

    def open_file(self, name, **kwargs):
        return MappedFile(Path(self._fpath(name)), name)

    def rename_file(self, oldname, newname, safe=False):
        super().rename_file(oldname, newname, safe=safe)
        sync_folder(Path(self.folder))


def sync_folder(path: Path) -> None:
    """Make the names in a folder safe on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
