"""What the database held at the moment of its backup, as far as the rest of the backup must agree with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from archive.models import Scan


@dataclass(frozen=True, slots=True)
class Original:
    sha256: str
    name: str  # of the file as it was uploaded
    size: int  # bytes

    def __str__(self) -> str:
        return f"{self.name} ({self.sha256})"


@dataclass(frozen=True, slots=True)
class DatabaseMoment:
    originals: tuple[Original, ...]
    migrations: tuple[str, ...]  # "app.name"


def read_snapshot(execute: Callable[[str], Iterable[Any]]) -> DatabaseMoment:
    """By the `execute` of a connection that sees that moment; in SQL, for the tables may be of an older version."""
    scans = execute(f"SELECT sha256, original_name, size FROM {Scan._meta.db_table} ORDER BY sha256")  # noqa: S608  (names of our own tables)
    originals = tuple(Original(*row) for row in scans)
    migrations = execute("SELECT app, name FROM django_migrations ORDER BY app, name")
    return DatabaseMoment(originals, tuple(f"{app}.{name}" for app, name in migrations))
