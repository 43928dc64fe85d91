"""Restoring a backup: everything is checked first, and the database comes last, as a whole.

A backup of one kind of database is restored into the other by its rows: tables are made by the migrations that it had
gone through, and filled.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import ModuleType

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from archive.backup import manifest, rows
from archive.backup.engines import ENGINES, engine_of
from archive.backup.facts import BackupError
from archive.backup.manifest import Manifest, Watch
from archive.backup.stores import Store, open_store
from archive.scans.original_stores import store as own_store
from archive.scans.originals import StagedFile

EMPTY_PLACE = (
    "Restore into an empty place: set ARCHIVE_VAR to a new folder, or DATABASE_URL to an empty database. "
    "With --overwrite the database is given up for that of the backup."
)


def restore(
    source: Store | Path | str,
    connection: BaseDatabaseWrapper,
    *,
    snapshot: str = "",
    key: str | None = None,
    overwrite: bool = False,
    watch: Watch = list,
) -> Manifest:
    """Restore the database and the originals; gives the manifest, whose problems are those of the archive now.

    Raises BackupError, StorageFullError and OSError; the place is then as before. The database is that of its
    version, and the index is not made: `migrate` and `rebuild_index` come next.
    """
    store = open_store(source)
    record = manifest.read(store, snapshot, key=key)
    _check_engine(record, connection)
    engine_of(connection).put_back(connection)
    if not overwrite:
        _check_empty(connection)
    if lines := manifest.differences(store, record, watch):
        raise BackupError(f"{store} is not as it was backed up: nothing was restored.", lines)
    with _taken_back_on_error() as restored:
        for path in watch([path for path in record.files if path.startswith("originals/")]):
            if _restore_original(store, path):
                restored.append(path.rpartition("/")[2])
        with store.local(record.database) as saved:
            _restore_database(record, saved, connection)
    return record


def saved_engine(record: Manifest) -> ModuleType:
    """That by which the database was backed up. Raises BackupError where it cannot be read here."""
    if record.engine not in ENGINES:
        raise BackupError(f"The backup is of a database of {record.engine}, which nobody here can read.")
    engine = ENGINES[record.engine]
    if not record.database.endswith(Path(engine.FILE).suffix):
        raise BackupError(
            f"The backup is of a {engine.LABEL} database, but DATABASE_URL or its file {record.database} "
            "is of another kind."
        )
    return engine


def _check_engine(record: Manifest, connection: BaseDatabaseWrapper) -> None:
    engine, own = saved_engine(record), engine_of(connection)
    if engine is own:
        engine.check_can_load(connection, record.engine_version)
    else:
        engine.check_can_read(record.engine_version)
        rows.check_movable(rows.kinds_at(record.migrations))


def _check_empty(connection: BaseDatabaseWrapper) -> None:
    if connection.introspection.table_names():
        raise BackupError(f"The database {connection.settings_dict['NAME']} is not empty. {EMPTY_PLACE}")
    if next(own_store().stored([]), None):
        raise BackupError(f"{own_store()} is not empty. {EMPTY_PLACE}")


def _restore_original(store: Store, path: str) -> bool:
    """Whether it is new there. What lay there in its name and is not it gives way."""
    digest = path.rpartition("/")[2]
    with StagedFile() as staged:
        for chunk in _read(store, path):
            staged.write(chunk)
        if staged.sha256 != digest:
            raise BackupError(f"{path} was changed while it was restored. Nothing was restored.")
        return not staged.keep(mends=True).was_held


def _read(store: Store, path: str) -> Iterator[bytes]:
    chunks = store.read(path)
    while True:
        try:
            chunk = next(chunks, None)
        except OSError as error:
            raise BackupError(f"{store}/{path} cannot be read: {error}. Nothing was restored.") from error
        if chunk is None:
            return
        yield chunk


def _restore_database(record: Manifest, saved: Path, connection: BaseDatabaseWrapper) -> None:
    engine, own = saved_engine(record), engine_of(connection)
    is_empty = not connection.introspection.table_names()
    with nullcontext() if is_empty and engine is own else own.set_aside(connection):
        if engine is own:
            own.load(connection, saved)
        else:
            _move(record, engine, saved, own, connection)


def _move(
    record: Manifest, engine: ModuleType, saved: Path, own: ModuleType, connection: BaseDatabaseWrapper
) -> None:
    kinds = rows.kinds_at(record.migrations)
    rows.make_tables(connection, record.migrations)
    try:
        with transaction.atomic(using=connection.alias):
            own.fill(connection, kinds, engine.rows_of_file(saved, kinds))
    except BackupError:
        raise
    except Exception as error:  # of the driver, the database or a value that it does not hold
        raise BackupError(f"The rows could not be moved to {own.LABEL}: {error}") from error


@contextmanager
def _taken_back_on_error() -> Iterator[list[str]]:
    """After an error the place is as it was found: it can be restored into at once."""
    restored: list[str] = []
    try:
        yield restored
    except BaseException:
        for digest in restored:
            own_store().remove(digest)
        raise
