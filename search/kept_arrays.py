"""Arrays that are derived once, kept in a file beside the index, and mapped by all processes."""

from __future__ import annotations

import logging
import mmap
import os
from collections.abc import Callable
from pathlib import Path

from django.conf import settings

from search.array_file import ArrayFileError, Arrays, pack_arrays, read_arrays
from search.time_allowance import for_all_requests

logger = logging.getLogger(__name__)


def kept(name: str, version: int, make: Callable[[], Arrays]) -> Arrays:
    """Those of the file with this name; made where there is none, or it is damaged."""
    path = Path(settings.SEARCH_DIR, "words", name)
    try:
        return _read(path, version)
    except (OSError, ArrayFileError, ValueError):
        with for_all_requests():
            made = make()
    try:
        _write(path, version, made)
        return _read(path, version)
    except OSError as error:
        logger.warning("%s cannot be kept: %s", path, error)
        return made


def _read(path: Path, version: int) -> Arrays:
    with path.open("rb") as file:
        return read_arrays(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)), version)


def _write(path: Path, version: int, arrays: Arrays) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(f".{os.getpid()}")
    beside.write_bytes(b"".join(pack_arrays(version, arrays)))
    beside.replace(path)
