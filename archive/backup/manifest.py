"""What a backup says of itself: `manifest.json`, written last and read first.

    manifest.json                       this, of the last backup
    manifest-2026-03-01T020000.123.json those of earlier ones, by their moments
    database.sqlite3                    or database.dump, as `archive.backup.engines` names it, of the first backup
    database-2026-03-02T020000.456.…    those of later ones
    originals/ab/cd/abcd…               each original under its sha256, as in the archive, once for all backups
    damaged/abcd…                       what lay there in place of the original with this sha256

Nothing else lies there, but what a backup under way has not finished. A backup of another format has another number
in `format`. `sha256` is that of all else in the manifest; `seal` the same under the archive's secret key, without which
nobody can write another manifest that passes.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db.migrations.loader import MigrationLoader
from django.utils.crypto import constant_time_compare, salted_hmac

from archive.backup.facts import NAME, BackupError, FileFacts
from archive.backup.stores import UNFINISHED, Store, open_store
from archive.version import own_version

__all__ = ["NAME", "BackupError", "FileFacts", "Manifest", "Watch", "differences", "read"]
FORMAT = 1
EARLIER = re.compile(r"manifest-(\d{4}-\d\d-\d\dT\d{6}\.\d{3})\.json")
DATABASE = re.compile(r"database-\d{4}-\d\d-\d\dT\d{6}\.\d{3}\.\w+")
ORIGINAL = re.compile(r"originals/(..)/(..)/(\1\2[0-9a-f]{60})")
SALT = "archive.backup.manifest"

# Shows how far a long list of files is, and hands each of them on; `list` where nobody looks.
Watch = Callable[[list[str]], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Manifest:
    version: str  # of Hemeroteca
    taken_at: str  # ISO 8601, UTC
    engine: str  # a key of ENGINES
    engine_version: int  # of what wrote the database's file: the first number of its version
    migrations: tuple[str, ...]  # "app.name", all that the database had gone through
    files: dict[str, FileFacts]  # by path, manifests left out
    problems: tuple[str, ...]  # a line for each original that the archive lacked or held damaged

    def written(self, key: str) -> bytes:
        """As a file, sealed with the archive's secret key."""
        record = {"format": FORMAT, **asdict(self)}
        told = json.loads(json.dumps(record))  # tuples are lists then, as for whoever reads it
        return json.dumps({**told, "sha256": _sum(told), "seal": _seal(told, key)}, indent=1).encode()

    @property
    def moment(self) -> str:
        """As it stands in names: "2026-03-01T020000.123"; of backups by 0.2.0 without the last part, which is .000."""
        return (self.taken_at[:19] + (self.taken_at[19:23] if "." in self.taken_at else ".000")).replace(
            ":", ""
        )

    @property
    def database(self) -> str:
        """The path of the file of the database. Raises BackupError where it has none."""
        for path in self.files:
            if path.startswith("database") and "/" not in path:
                return path
        raise BackupError(f"The backup has no database: its {NAME} names none.")


def _canonical(record: dict[str, Any]) -> bytes:
    return json.dumps(record, sort_keys=True, separators=(",", ":")).encode()


def _sum(record: dict[str, Any]) -> str:
    return sha256(_canonical(record)).hexdigest()


def _seal(record: dict[str, Any], key: str) -> str:
    return salted_hmac(SALT, _canonical(record), secret=key, algorithm="sha256").hexdigest()


def read(place: Store | Path | str, snapshot: str = "", *, key: str | None = None) -> Manifest:
    """That of the last backup in a place, or of an earlier one by its moment, which this version can restore.

    With the archive's secret key its seal is checked too. Raises BackupError for all else that lies there.
    """
    store, name = open_store(place), f"manifest-{snapshot}.json" if snapshot else NAME
    try:
        record = json.loads(b"".join(store.read(name)))
        if record["format"] > FORMAT:
            _refuse_newer(store, str(record["version"]))
        seal = str(record.pop("seal", ""))
        told = record.pop("sha256", None)
        changed = told is not None and told != _sum(record)
        manifest = _manifest(record)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise BackupError(f"{store} is no backup, or one that was not finished: it has no {name}.") from error
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise BackupError(f"{store}/{name} cannot be read ({error!r}). Take another backup.") from error
    if changed:
        raise BackupError(f"{store} is not as it was backed up: {name} was changed.")
    if key is not None and not constant_time_compare(seal, _seal(record, key)):
        raise BackupError(
            f"{store} is not as it was backed up, or is that of an archive with another secret key: "
            f"{name} has not this archive's seal."
        )
    _check_known(store, manifest)
    return manifest


def snapshots(entries: Iterable[str]) -> list[str]:
    """The moments of earlier backups, the oldest first."""
    return sorted(found[1] for found in map(EARLIER.fullmatch, entries) if found)


def _check_known(store: Store, manifest: Manifest) -> None:
    unknown = set(manifest.migrations) - _own_migrations()
    if unknown or _number(manifest.version) > _number(own_version()):
        _refuse_newer(store, manifest.version, sorted(unknown))


@cache
def _own_migrations() -> set[str]:
    return {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}


def _refuse_newer(store: Store, version: str, unknown: Iterable[str] = ()) -> None:
    raise BackupError(
        f"{store} was backed up by a newer Hemeroteca, {version}; this is {own_version()}. "
        "Restore it with that version or a newer one.",
        [f"unknown here: {name}" for name in unknown],
    )


def _manifest(record: dict[str, Any]) -> Manifest:
    """Raises ValueError, TypeError or LookupError for what no backup ever wrote."""
    files = {
        path: FileFacts(str(facts["sha256"]), int(facts["size"])) for path, facts in record["files"].items()
    }
    words = {name: str(record[name]) for name in ("version", "taken_at", "engine")}
    lines = {name: tuple(map(str, record[name])) for name in ("migrations", "problems")}
    return Manifest(**words, **lines, engine_version=int(record["engine_version"]), files=files)


def _number(version: str) -> tuple[int, ...]:
    """ "3.40.1" as (3, 40, 1)."""
    return tuple(int(part) for part in re.findall(r"\d+", version))


# ------------------------------------------------------------------ what lies there
def differences(place: Store | Path | str, manifest: Manifest, watch: Watch = list) -> list[str]:
    """A line for each file that is missing, too many, no plain file, or of other bytes than the manifest says.

    What other backups in the same place name is theirs; of these no file is read.
    """
    store = open_store(place)
    found = store.entries()
    is_unfinished = any(map(_is_unfinished, found))
    found = {path: size for path, size in found.items() if not _is_unfinished(path)}
    others, lines = _of_others(store, found)
    lines += [f"missing: {path}" for path in sorted(manifest.files.keys() - found)]
    more = sorted(found.keys() - manifest.files.keys() - others - {NAME})
    if is_unfinished:
        more = [path for path in more if not DATABASE.fullmatch(path)]
    lines += [f"not of this backup: {path}" for path in more if not _may_be_left(store, path, found[path])]
    both = sorted(manifest.files.keys() & found.keys())
    lines += [f"no plain file: {path}" for path in both if found[path] is None]
    for path in watch([path for path in both if found[path] is not None]):
        if _is_changed(store, path, found[path], manifest.files[path]):
            lines.append(f"changed: {path}")
    return lines


def _of_others(store: Store, found: dict[str, int | None]) -> tuple[set[str], list[str]]:
    """(the files of all backups there, a line for each manifest that says nothing)."""
    names, lines = set(), []
    for snapshot in ["", *snapshots(found)]:
        name = f"manifest-{snapshot}.json" if snapshot else NAME
        names.add(name)
        if found.get(name) is None:
            lines.append(f"no plain file: {name}")
            continue
        try:
            other = read(store, snapshot)
        except BackupError as error:
            lines.append(f"changed: {name} ({error})")
        else:
            if snapshot and other.moment != snapshot:
                lines.append(f"changed: {name} (it is that of {other.moment})")
            names |= other.files.keys()
    return names, lines


def _is_unfinished(path: str) -> bool:
    return path.startswith(f"{UNFINISHED}/")


def _may_be_left(store: Store, path: str, size: int | None) -> bool:
    """By a backup that was broken off: an original that is what its name says."""
    original = ORIGINAL.fullmatch(path)
    return bool(original and size) and not _is_changed(store, path, size, FileFacts(original[3], size))


def _is_changed(store: Store, path: str, size: int | None, facts: FileFacts) -> bool:
    """An original says by its very name what its bytes are: a manifest that says otherwise is not believed."""
    if size != facts.size or (path.startswith("originals/") and path.rpartition("/")[2] != facts.sha256):
        return True
    digest = sha256()
    try:
        for chunk in store.read(path):
            digest.update(chunk)
    except OSError:
        return True
    return digest.hexdigest() != facts.sha256
