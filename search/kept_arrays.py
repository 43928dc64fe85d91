"""Arrays that are derived once, kept in a file beside the index, and mapped by all processes."""

from __future__ import annotations

import fcntl
import logging
import mmap
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from search.array_file import ArrayFileError, Arrays, pack_arrays, read_arrays
from search.time_allowance import for_all_requests

logger = logging.getLogger(__name__)


def kept(name: str, version: int, make: Callable[[], Arrays]) -> Arrays:
    """Those of the file with this name; made where there is none, or it is damaged, by one process for all."""
    path = Path(settings.SEARCH_DIR, "words", name)
    if (found := _read(path, version)) is not None:
        return found
    with for_all_requests():
        try:
            with _making(path):
                found = _read(path, version)
                if found is None:
                    _make_apart(path, version, make)
                    found = _read(path, version)
        except OSError as error:
            logger.warning("%s cannot be kept: %s", path, error)
        return make() if found is None else found


def _read(path: Path, version: int) -> Arrays | None:
    try:
        with path.open("rb") as file:
            return read_arrays(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)), version)
    except (OSError, ArrayFileError, ValueError):
        return None


@contextmanager
def _making(path: Path) -> Iterator[None]:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.with_suffix(".lock").open("a") as file:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX)
        yield


def _make_apart(path: Path, version: int, make: Callable[[], Arrays]) -> None:
    """In a process of its own, which takes its memory along; not where other threads may hold what it needs."""
    if threading.active_count() > 1:
        _write(path, version, make())
        return
    child = os.fork()
    if not child:
        try:
            _write(path, version, make())
        except Exception:
            logger.exception("%s cannot be made", path)
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def _write(path: Path, version: int, arrays: Arrays) -> None:
    beside = path.with_suffix(f".{os.getpid()}")
    beside.write_bytes(b"".join(pack_arrays(version, arrays)))
    beside.replace(path)
