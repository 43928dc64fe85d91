"""A SQLite database, saved and loaded by SQLite's backup interface.

Its file alone is no copy of it: what was written last lies in `-wal` beside it, and may not be of one moment.
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from archive.backup.manifest import BackupError
from archive.backup.snapshot import DatabaseMoment, read_snapshot

LABEL = "SQLite"
FILE = "database.sqlite3"
PATIENCE = 20.0  # seconds to wait for a lock


def check_can_save(connection: BaseDatabaseWrapper) -> int:
    """The version of what saves the database."""
    return sqlite3.sqlite_version_info[0]


def check_can_load(connection: BaseDatabaseWrapper, version: int) -> None:
    """Every SQLite reads the files of every other."""


def save(connection: BaseDatabaseWrapper, path: Path) -> DatabaseMoment:
    """Copy the database of one moment into an empty file, while others go on writing to it."""
    source_address = f"{Path(connection.settings_dict['NAME']).absolute().as_uri()}?mode=rw"
    try:
        with (
            closing(
                sqlite3.connect(source_address, uri=True, timeout=PATIENCE, isolation_level=None)
            ) as source,
            closing(sqlite3.connect(path, isolation_level=None)) as target,
        ):
            target.execute("PRAGMA locking_mode=EXCLUSIVE")  # network file systems share no memory
            source.backup(target)  # in one step: one of many begins again whenever somebody writes
            snapshot = read_snapshot(target.execute)
            target.execute("PRAGMA journal_mode=DELETE")  # one file, readable where nothing can be written
    except sqlite3.Error as error:
        raise BackupError(f"The database could not be copied to {path}: {error}.") from error
    return snapshot


def load(connection: BaseDatabaseWrapper, path: Path) -> None:
    """Copy a saved database into the empty one of the connection, whole or not at all."""
    connection.close()
    try:
        with (
            closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)) as source,
            closing(sqlite3.connect(connection.settings_dict["NAME"], timeout=PATIENCE)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        raise BackupError(f"The database could not be restored from {path}: {error}.") from error
