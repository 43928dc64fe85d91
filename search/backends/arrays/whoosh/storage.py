"""Files of an index: mapped into memory for reading, safe on disk after writing."""

from __future__ import annotations

import mmap
import os
import pickle
import sys
from pathlib import Path
from zlib import crc32

from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import StructFile

from search.backends.stored_files import sync_folder


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
    """A file that is on the disk when it is closed, and tells the storage its sum."""

    def __init__(self, path: Path, name: str, sums: dict[str, int], mode: str) -> None:
        super().__init__(path.open(mode), name=name)
        self._sums = sums
        self._sum = 0

    def write(self, data, *args, **kwargs):
        self._sum = crc32(data, self._sum)
        return super().write(data, *args, **kwargs)

    def write_array(self, arry) -> None:
        """Big-endian, as Whoosh's columns have it. Its own would write past the sum."""
        swapped = arry[:]
        if sys.byteorder == "little":
            swapped.byteswap()
        self.write(swapped.tobytes())

    def write_pickle(self, obj, protocol=-1) -> None:
        self.write(pickle.dumps(obj, protocol))

    def close(self) -> None:
        if not self.is_closed:
            self.flush()
            os.fsync(self.file.fileno())
            self._sums[self._name] = self._sum
        super().close()


class SyncedStorage(FileStorage):
    """A folder whose files are mapped for reading and safe on disk after writing.

    `sums` has the CRC-32 of each file written through it.
    """

    def __init__(self, path: str, **kwargs) -> None:
        super().__init__(path, **kwargs)
        self.sums: dict[str, int] = {}

    def create_file(self, name, excl=False, mode="wb", **kwargs):
        return SyncedFile(Path(self._fpath(name)), name, self.sums, "xb" if excl else mode)

    def open_file(self, name, **kwargs):
        return MappedFile(Path(self._fpath(name)), name)

    def rename_file(self, oldname, newname, safe=False):
        super().rename_file(oldname, newname, safe=safe)
        sync_folder(Path(self.folder))
