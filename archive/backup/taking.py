"""Taking a backup while the archive runs: the database of one moment first, then the originals that it names.

An original is kept before its row is written, and never changed: so all that the database names is there. A place may
hold any number of backups. Each has a database and a manifest of its own; an original lies there once for all of them.
"""

import os
from datetime import UTC, datetime
from pathlib import Path, PurePath

from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from archive.backup import copies, manifest
from archive.backup.engines import engine_of
from archive.backup.facts import NAME, BackupError, FileFacts, UnreadableOriginalError
from archive.backup.manifest import Manifest, Watch
from archive.backup.snapshot import DatabaseMoment
from archive.backup.stores import Store, open_store
from archive.models import Scan
from archive.version import own_version


def take(
    target: Store | Path | str,
    connection: BaseDatabaseWrapper,
    *,
    hard_links: bool = False,
    keep: int = 0,
    watch: Watch = list,
) -> Manifest:
    """Back up the archive into a place that is new, empty or holds backups. Raises BackupError and OSError.

    `keep` is how many backups stay there; 0 means all. Until all is there the last backup is that of before.
    Originals that cannot be read are no error, lest one of them keep all others from being backed up.
    """
    if keep < 0:
        raise BackupError("At least one backup is kept: give a number, or 0 for all of them.")
    store, engine = open_store(target), engine_of(connection)
    if hard_links and settings.STORAGE_URL:
        raise BackupError("The originals lie in a bucket, which has no hard links. Leave out --hard-links.")
    store.check_place()
    if Scan._meta.db_table not in connection.introspection.table_names():
        raise BackupError(
            f"There is no archive in the database {connection.settings_dict['NAME']}: "
            "set ARCHIVE_VAR and DATABASE_URL as for `serve`."
        )
    engine_version = engine.check_can_save(connection)
    taken_at = datetime.now(UTC).isoformat(timespec="milliseconds")
    with store.writing() as (place, folder):
        saved = folder / engine.FILE
        os.close(os.open(saved, os.O_WRONLY | os.O_CREAT, 0o600))
        snapshot = engine.save(connection, saved)
        before = _clear(place)
        originals, problems = _bring_originals(snapshot, place, before, hard_links, watch)
        record = Manifest(
            version=own_version(),
            taken_at=taken_at,
            engine=connection.vendor,
            engine_version=engine_version,
            migrations=snapshot.migrations,
            files=originals,
            problems=tuple(problems),
        )
        path = _database_path(engine.FILE, record.moment) if NAME in before else engine.FILE
        record.files[path] = place.take_in(saved, path)
        _write_manifest(place, record, before)
        _forget(place, keep)
    return record


def _database_path(name: str, moment: str) -> str:
    return f"database-{moment}{PurePath(name).suffix}"


def _clear(place: Store) -> dict[str, int | None]:
    """What lies there, without databases that no manifest names: left by backups that were broken off.

    Raises BackupError for links and the like: what is behind them would be restored by nobody.
    """
    held = place.entries()
    if odd := sorted(path for path, size in held.items() if size is None):
        raise BackupError(
            f"There is what is no plain file in {place}: put the files themselves there, or name another place.",
            [f"no plain file: {path}" for path in odd],
        )
    named = {path for snapshot in _manifests(held) for path in manifest.read(place, snapshot).files}
    for path in [path for path in held if manifest.DATABASE.fullmatch(path) and path not in named]:
        place.remove(path)
        del held[path]
    return held


def _manifests(held: dict[str, int | None]) -> list[str]:
    return manifest.snapshots(held) + [""] * (NAME in held)


def _write_manifest(place: Store, record: Manifest, before: dict[str, int | None]) -> None:
    if NAME in before:
        earlier = manifest.read(place)
        place.write(f"manifest-{earlier.moment}.json", b"".join(place.read(NAME)))
    place.write(NAME, record.written(settings.SECRET_KEY))


def _forget(place: Store, keep: int) -> None:
    """Take away all but the last so many backups: manifests and databases, since originals are those of all."""
    if not keep:
        return
    earlier = manifest.snapshots(place.entries())
    for moment in earlier[: max(0, len(earlier) - keep + 1)]:
        database = manifest.read(place, moment).database
        place.remove(f"manifest-{moment}.json")
        place.remove(database)


# ------------------------------------------------------------------ originals
def _bring_originals(
    snapshot: DatabaseMoment, place: Store, held: dict[str, int | None], hard_links: bool, watch: Watch
) -> tuple[dict[str, FileFacts], list[str]]:
    """What is there then of the originals of the snapshot, and a line for each that is not as it should be."""
    originals = {original.sha256: original for original in snapshot.originals}
    missing = {
        digest
        for digest, original in originals.items()
        if not original.size or held.get(copies.path_of(digest)) != original.size
    }
    if not hard_links:
        _check_room(place, sum(originals[digest].size for digest in missing))
    files, problems = {}, []
    for digest in watch(list(originals)):
        original = originals[digest]
        if digest not in missing:
            files[copies.path_of(digest)] = FileFacts(digest, original.size)
            if trouble := copies.trouble_with(original):
                problems.append(f"damaged: {original}: {trouble}; an earlier backup in this place holds it")
            continue
        try:
            path, facts = copies.bring(digest, place, held, hard_link=hard_links)
        except UnreadableOriginalError as error:
            problems.append(f"not backed up: {original}: {error}")
            continue
        files[path] = facts
        if path != copies.path_of(digest):
            problems.append(f"damaged: {original}; what was found in its place is in {path}")
    return files, problems


def _check_room(place: Store, needed: int) -> None:
    """Rather at once than after hours of copying."""
    free = place.free_bytes()
    if free is not None and free < needed:
        raise BackupError(
            f"The originals need {needed / 1024**2:,.0f} MB, but only {free / 1024**2:,.0f} MB are free "
            f"in {place}."
        )
