"""Files of an index on disk: their sums, and names that are safe."""

from __future__ import annotations

import os
from pathlib import Path
from zlib import crc32


def file_sum(path: Path) -> int:
    """The CRC-32 of a file, read in blocks."""
    found = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            found = crc32(block, found)
    return found


def sync_folder(path: Path) -> None:
    """Make the names in a folder safe on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
