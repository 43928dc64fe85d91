"""Taking a backup while the archive runs: the database of one moment first, then the originals that it names.

An original is kept before its row is written, and never changed: so all that the database names is there.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from archive.backup import copies, manifest
from archive.backup.copies import UnreadableOriginalError
from archive.backup.engines import engine_of
from archive.backup.manifest import BackupError, FileFacts, Manifest, Watch
from archive.backup.snapshot import DatabaseMoment
from archive.models import Scan
from archive.scans.originals import sync_folder
from archive.version import own_version

UNFINISHED = ".partial"


def take(
    folder: Path, connection: BaseDatabaseWrapper, *, hard_links: bool = False, watch: Watch = list
) -> Manifest:
    """Back up the archive into a folder that is new or empty. Raises BackupError and OSError.

    Until all is there the folder is called FOLDER.partial; an error leaves neither. Originals that cannot be
    read are no error, lest one of them keep all others from being backed up.
    """
    folder = folder.resolve()
    engine = engine_of(connection)
    _check_place(folder)
    if Scan._meta.db_table not in connection.introspection.table_names():
        raise BackupError(
            f"There is no archive in the database {connection.settings_dict['NAME']}: "
            "set ARCHIVE_VAR and DATABASE_URL as for `serve`."
        )
    engine_version = engine.check_can_save(connection)
    taken_at = datetime.now(UTC).isoformat(timespec="seconds")
    with _unfinished(folder) as partial:
        os.close(os.open(partial / engine.FILE, os.O_WRONLY | os.O_CREAT, 0o600))
        snapshot = engine.save(connection, partial / engine.FILE)
        files = {engine.FILE: _kept(partial / engine.FILE)}
        if not hard_links:
            _check_room(partial, sum(original.size for original in snapshot.originals))
        problems = _bring_originals(snapshot, partial, files, hard_links, watch)
        record = Manifest(
            version=own_version(),
            taken_at=taken_at,
            engine=connection.vendor,
            engine_version=engine_version,
            migrations=snapshot.migrations,
            files=files,
            problems=tuple(problems),
        )
        record.write(partial)
    return record


def _check_place(folder: Path) -> None:
    if not folder.parent.is_dir():
        raise BackupError(f"There is no folder {folder.parent} to back up into. Is its disk mounted?")
    if folder.is_mount():
        raise BackupError(f"{folder} is a disk: name a folder on it, such as {folder / 'backup'}.")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(f"{folder} is not empty: name a new folder for each backup.")


def _check_room(folder: Path, needed: int) -> None:
    """Rather at once than after hours of copying."""
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise BackupError(
            f"The originals need {needed / 1024**2:,.0f} MB, but only {free / 1024**2:,.0f} MB are free "
            f"in {folder.parent}."
        )


def _bring_originals(
    snapshot: DatabaseMoment, folder: Path, files: dict[str, FileFacts], hard_links: bool, watch: Watch
) -> list[str]:
    """Add each original of the snapshot to the folder and to `files`; a line for each that is not as it should be."""
    problems = []
    names = {original.sha256: str(original) for original in snapshot.originals}
    for digest in watch(list(names)):
        try:
            path, facts = copies.bring(digest, folder, hard_link=hard_links)
        except UnreadableOriginalError as error:
            problems.append(f"not backed up: {names[digest]}: {error}")
            continue
        files[path] = facts
        if path != copies.path_of(digest):
            problems.append(f"damaged: {names[digest]}; what was found in its place is in {path}")
    return problems


def _kept(path: Path) -> FileFacts:
    """What a file is that has reached the disk."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
    return manifest.facts_of(path)


@contextmanager
def _unfinished(folder: Path) -> Iterator[Path]:
    """A new folder beside the final one; it takes that one's name once all is there, and is deleted otherwise."""
    partial = folder.with_name(folder.name + UNFINISHED)
    try:
        partial.mkdir(mode=0o700)
    except FileExistsError as error:
        raise BackupError(
            f"{partial} is in the way: another backup writes to it, or one was broken off. "
            "Wait for its end, or delete it."
        ) from error
    try:
        yield partial
        for path, _, _ in os.walk(partial):
            sync_folder(Path(path))
        partial.rename(folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    sync_folder(folder.parent)
