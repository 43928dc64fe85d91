"""Restoring a backup into an empty place: everything is checked first, and the database comes last, as a whole."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from archive.backup import manifest
from archive.backup.copies import UnreadableOriginalError, read_chunks
from archive.backup.engines import ENGINES, engine_of
from archive.backup.manifest import BackupError, Manifest, Watch
from archive.scans.originals import keep_chunks


def restore(folder: Path, connection: BaseDatabaseWrapper, *, watch: Watch = list) -> Manifest:
    """Restore the database and the originals; gives the manifest, whose problems are those of the archive now.

    Raises BackupError, StorageFullError and OSError; the place is empty then as before. The database is that
    of its version, and the index is not made: `migrate` and `rebuild_index` come next.
    """
    record = manifest.read(folder)
    _check_engine(record, connection)
    _check_empty(connection)
    if lines := manifest.differences(folder, record, watch):
        raise BackupError(f"{folder} is not as it was backed up: nothing was restored.", lines)
    with _emptied_on_error():
        for path in watch([path for path in record.files if path.startswith("originals/")]):
            _restore_original(folder / path)
        ENGINES[record.engine].load(connection, folder / ENGINES[record.engine].FILE)
    return record


def _check_engine(record: Manifest, connection: BaseDatabaseWrapper) -> None:
    engine = engine_of(connection)
    if record.engine != connection.vendor:
        label = ENGINES[record.engine].LABEL if record.engine in ENGINES else record.engine
        raise BackupError(
            f"The backup is of a {label} database, but DATABASE_URL names one of {engine.LABEL}: "
            f"set it to an empty {label} database."
        )
    if engine.FILE not in record.files:
        raise BackupError(f"The backup has no database: its {manifest.NAME} does not name {engine.FILE}.")
    engine.check_can_load(connection, record.engine_version)


def _check_empty(connection: BaseDatabaseWrapper) -> None:
    advice = "Restore into an empty place: set ARCHIVE_VAR to a new folder"
    if connection.introspection.table_names():
        name = connection.settings_dict["NAME"]
        raise BackupError(
            f"The database {name} is not empty. {advice}, or DATABASE_URL to an empty database."
        )
    if any(path.is_file() for path in Path(settings.ORIGINALS_DIR).rglob("*")):
        raise BackupError(f"{settings.ORIGINALS_DIR} is not empty. {advice}.")


def _restore_original(path: Path) -> None:
    try:
        kept = keep_chunks(read_chunks(path))
    except UnreadableOriginalError as error:
        raise BackupError(f"{path} cannot be read: {error}. Nothing was restored.") from error
    if kept.sha256 != path.name:
        raise BackupError(f"{path} was changed while it was restored. Nothing was restored.")


@contextmanager
def _emptied_on_error() -> Iterator[None]:
    """After an error the place is empty again, as it was found: it can be restored into at once."""
    try:
        yield
    except BaseException:
        for path in Path(settings.ORIGINALS_DIR).glob("*"):
            shutil.rmtree(path, ignore_errors=True)
        raise
