"""Trouble that is none of a reader's and no fault of the code: the database away, busy or full, a disk full,
read-only or failing, no index.

It is waited out: readers and programs are told when to come again, workers go on once it is over, and the log has a
line a minute for each kind, without a traceback. What is none of these stays a fault.
"""

from __future__ import annotations

import errno
import logging
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import Error as DatabaseProblem
from django.db import InterfaceError, OperationalError
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from archive.scans.originals import DISK_FULL, StorageFullError
from archive.scans.s3_bucket import StoreAwayError

logger = logging.getLogger(__name__)

SECONDS_BETWEEN_LINES = 60.0


@dataclass(frozen=True, slots=True)
class Trouble:
    name: str  # for the log and for programs
    told: str | Promise  # to people
    seconds: int  # after which to come again


AWAY = Trouble("database away", _("The archive’s database does not answer at the moment."), 30)
BUSY = Trouble("database busy", _("So much is being written that there was no turn for this in time."), 10)
FULL = Trouble("disk full", _("The archive’s disk is full: nothing can be saved until there is room."), 300)
READ_ONLY = Trouble("read-only", _("Nothing can be saved at the moment: the archive can only be read."), 300)
DISK = Trouble("disk failing", _("The archive’s disk does not answer as it should at the moment."), 60)
STORE_AWAY = Trouble("files away", _("The archive’s store of files does not answer at the moment."), 30)
NO_INDEX = Trouble("search away", _("The search cannot answer at the moment."), 30)

OF_SYSTEM = {
    **dict.fromkeys(DISK_FULL, FULL),
    errno.EROFS: READ_ONLY,
    **dict.fromkeys((errno.EIO, errno.ESTALE, errno.ENODEV, errno.ENXIO), DISK),
}
OF_SQLITE = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_PROTOCOL: BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_READONLY: READ_ONLY,
    sqlite3.SQLITE_CANTOPEN: AWAY,
    sqlite3.SQLITE_IOERR: DISK,
    sqlite3.SQLITE_CORRUPT: DISK,
    sqlite3.SQLITE_NOTADB: DISK,
}
# Beginnings of PostgreSQL's codes (its manual, appendix A), the longer ones first.
OF_POSTGRESQL = {
    "25006": READ_ONLY,
    "53100": FULL,
    "53": BUSY,  # no memory, too many connections
    "40": BUSY,  # two that waited for each other
    "55P03": BUSY,
    "57014": BUSY,  # it took too long
    "58030": DISK,
    "08": AWAY,
    "57": AWAY,  # it is shut down, or starts
    "58": DISK,
    "XX001": DISK,
    "XX002": DISK,
}


def trouble_of(error: BaseException | None) -> Trouble | None:
    """What it tells of, itself or by what it was raised from; None where it is a fault."""
    for each in _with_causes(error):
        if isinstance(each, StorageFullError):
            return FULL
        if isinstance(each, StoreAwayError):
            return STORE_AWAY
        if isinstance(each, DatabaseProblem) and (found := _of_database(each)):
            return found
        if isinstance(each, OSError) and (found := OF_SYSTEM.get(each.errno or 0)):
            return found
        if isinstance(each, import_string(settings.SEARCH_PROBLEM)):
            return NO_INDEX
    return None


def _with_causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__


def _of_database(error: DatabaseProblem) -> Trouble | None:
    cause = error.__cause__
    if code := getattr(cause, "sqlite_errorcode", None):
        return OF_SQLITE.get(code & 0xFF)  # what is beyond the first byte tells it more closely
    if state := getattr(cause, "sqlstate", None):
        return next((trouble for code, trouble in OF_POSTGRESQL.items() if state.startswith(code)), None)
    return AWAY if isinstance(error, OperationalError | InterfaceError) else None


# ------------------------------------------------------------------ the log
_lock = threading.Lock()
_last: dict[str, float] = {}  # when a line of a kind was written,
_since: dict[str, int] = {}  # and how many more there were after it


def tell(trouble: Trouble, error: BaseException, where: str) -> None:
    """A line a minute and kind."""
    with _lock:
        now = time.monotonic()
        if now - _last.get(trouble.name, -SECONDS_BETWEEN_LINES) < SECONDS_BETWEEN_LINES:
            _since[trouble.name] = _since.get(trouble.name, 0) + 1
            return
        _last[trouble.name] = now
        more = _since.pop(trouble.name, 0)
    told = " ".join(str(error).split()) or type(error).__name__
    logger.error("%s: %s (%s)%s", trouble.name, told, where, f"; {more} more before" if more else "")


def told_as_trouble(error: BaseException, where: str) -> bool:
    """For processes that wait and go on: whether it was trouble, which is then told in the log."""
    if trouble := trouble_of(error):
        tell(trouble, error, where)
    return trouble is not None
