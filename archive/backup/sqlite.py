"""A SQLite database, saved and loaded by SQLite's backup interface.

Its file alone is no copy of it: what was written last lies in `-wal` beside it, and may not be of one moment.
"""

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from archive.backup.facts import BackupError
from archive.backup.rows import Kinds, Row, as_text, by_table
from archive.backup.snapshot import DatabaseMoment, read_snapshot

LABEL = "SQLite"
FILE = "database.sqlite3"
PATIENCE = 20.0  # seconds to wait for a lock


def check_can_save(connection: BaseDatabaseWrapper) -> int:
    """The version of what saves the database."""
    return sqlite3.sqlite_version_info[0]


def check_can_load(connection: BaseDatabaseWrapper, version: int) -> None:
    """Every SQLite reads the files of every other."""


def check_can_read(version: int) -> None:
    """Everybody reads the files of SQLite."""


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


# ------------------------------------------------------------------ rows
def rows_of_file(path: Path, kinds: Kinds) -> Iterator[Row]:
    """All rows of a saved database."""
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    with closing(sqlite3.connect(address, uri=True)) as database:
        for (table,) in database.execute(tables).fetchall():
            found = database.execute(f'SELECT * FROM "{table}"')  # noqa: S608  (names of our own tables)
            columns = tuple(name for name, *_ in found.description)
            known = [kinds.get(table, {}).get(column, "") for column in columns]
            for values in found:
                yield Row(table, columns, tuple(map(as_text, known, values)))


def rows_of(connection: BaseDatabaseWrapper, kinds: Kinds) -> Iterator[Row]:
    """All rows of the database of the connection, which nobody writes to."""
    connection.close()
    with suppress(sqlite3.Error), closing(sqlite3.connect(connection.settings_dict["NAME"])) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    yield from rows_of_file(Path(connection.settings_dict["NAME"]), kinds)


def fill(connection: BaseDatabaseWrapper, kinds: Kinds, rows: Iterable[Row]) -> None:
    """Put rows into the tables that there are, in place of what these hold. In a transaction of the caller."""
    database = connection.connection  # itself: statements through Django are looked at and leave rows
    for table in kinds:
        database.execute(f'DELETE FROM "{table}"')  # noqa: S608  (names of our own tables)
    for table, columns, values in by_table(rows):
        names = ", ".join(f'"{column}"' for column in columns)
        marks = ", ".join("?" for _ in columns)
        # A column's affinity makes a number of a text that is one, where the column is of numbers.
        database.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', values)  # noqa: S608  (names of our own tables)


@contextmanager
def set_aside(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """The database is empty meanwhile; what it held is back after an error, and gone where there was none."""
    connection.close()
    for there, kept in reversed(_aside(connection)):  # its file last: where that is aside, all is
        if there.exists():
            there.rename(kept)
    try:
        yield
    except BaseException:
        put_back(connection)
        raise
    for _, kept in _aside(connection):
        kept.unlink(missing_ok=True)


def put_back(connection: BaseDatabaseWrapper) -> None:
    """What a restoring had set aside that failed or was killed."""
    connection.close()
    aside = _aside(connection)
    if any(kept.exists() for _, kept in aside[:1]):
        for there, _ in aside:
            there.unlink(missing_ok=True)
    for there, kept in reversed(aside):
        if kept.exists():
            os.replace(kept, there)


def _aside(connection: BaseDatabaseWrapper) -> list[tuple[Path, Path]]:
    """The files of the database, and where they are set aside."""
    path = connection.settings_dict["NAME"]
    return [(Path(f"{path}{end}"), Path(f"{path}.aside{end}")) for end in ("", "-wal", "-shm")]
