"""What a backup says of itself: `manifest.json`, written last and read first.

    manifest.json                  this
    database.sqlite3               or database.dump, as `archive.backup.engines` names it
    originals/ab/cd/abcd…          each original under its sha256, as in the archive
    damaged/abcd…                  what lay there in place of the original with this sha256

Nothing else lies in the folder of a backup. A backup of another format has another number in `format`.
"""

import json
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Any

from django.db.migrations.loader import MigrationLoader

from archive.version import own_version

FORMAT = 1
NAME = "manifest.json"

# Shows how far a long list of files is, and hands each of them on; `list` where nobody looks.
Watch = Callable[[list[str]], Iterable[str]]


class BackupError(Exception):
    """There is no backup, or it is not restored, and why; with a line for each file that is to blame."""

    def __init__(self, message: str, details: Iterable[str] = ()) -> None:
        super().__init__(message)
        self.details = tuple(details)


@dataclass(frozen=True, slots=True)
class FileFacts:
    sha256: str
    size: int  # bytes


@dataclass(frozen=True, slots=True)
class Manifest:
    version: str  # of Hemeroteca
    taken_at: str  # ISO 8601, UTC
    engine: str  # a key of ENGINES
    engine_version: int  # of what wrote the database's file: the first number of its version
    migrations: tuple[str, ...]  # "app.name", all that the database had gone through
    files: dict[str, FileFacts]  # by path in the folder, the manifest itself left out
    problems: tuple[str, ...]  # a line for each original that the archive lacked or held damaged

    def write(self, folder: Path) -> None:
        record = {"format": FORMAT, **asdict(self)}
        descriptor = os.open(folder / NAME, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(record, file, indent=1)
            file.flush()
            os.fsync(file.fileno())


def read(folder: Path) -> Manifest:
    """The manifest of a backup that this version can restore. Raises BackupError for any other folder."""
    try:
        record = json.loads((folder / NAME).read_bytes())
        if record["format"] > FORMAT:
            _refuse_newer(folder, str(record["version"]))
        manifest = _manifest(record)
    except (FileNotFoundError, NotADirectoryError) as error:
        raise BackupError(
            f"{folder} is no backup, or one that was not finished: it has no {NAME}."
        ) from error
    except (OSError, ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:
        raise BackupError(f"{folder / NAME} cannot be read ({error!r}). Take another backup.") from error
    unknown = set(manifest.migrations) - {
        f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations
    }
    if unknown or _number(manifest.version) > _number(own_version()):
        _refuse_newer(folder, manifest.version, sorted(unknown))
    return manifest


def _refuse_newer(folder: Path, version: str, unknown: Iterable[str] = ()) -> None:
    raise BackupError(
        f"{folder} was backed up by a newer Hemeroteca, {version}; this is {own_version()}. "
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


# ------------------------------------------------------------------ what lies in the folder
def facts_of(path: Path) -> FileFacts:
    with path.open("rb") as file:
        return FileFacts(file_digest(file, "sha256").hexdigest(), file.tell())


def differences(folder: Path, manifest: Manifest, watch: Watch = list) -> list[str]:
    """A line for each file that is missing, too many, no plain file, or of other bytes than the manifest says."""
    found = dict(_entries(folder))
    found.pop(NAME, None)
    lines = [f"missing: {path}" for path in sorted(manifest.files.keys() - found)]
    lines += [f"not of this backup: {path}" for path in sorted(found.keys() - manifest.files.keys())]
    both = sorted(manifest.files.keys() & found.keys())
    lines += [f"no plain file: {path}" for path in both if not found[path]]
    for path in watch([path for path in both if found[path]]):
        if _is_changed(folder, path, manifest.files[path]):
            lines.append(f"changed: {path}")
    return lines


def _entries(folder: Path, below: str = "") -> Iterator[tuple[str, bool]]:
    """(path in the folder, whether it is a plain file) of all that is no folder; links are not followed."""
    with os.scandir(folder / below) as entries:
        for entry in entries:
            path = f"{below}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                yield from _entries(folder, f"{path}/")
            else:
                yield path, stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode)


def _is_changed(folder: Path, path: str, facts: FileFacts) -> bool:
    """An original says by its very name what its bytes are: a manifest that says otherwise is not believed."""
    if path.startswith("originals/") and path.rpartition("/")[2] != facts.sha256:
        return True
    try:
        return facts_of(folder / path) != facts
    except OSError:
        return True
