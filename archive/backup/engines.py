"""The databases that can be backed up, by Django's name of their kind: one module each, with the same functions."""

from types import ModuleType

from django.db.backends.base.base import BaseDatabaseWrapper

from archive.backup import postgresql, sqlite
from archive.backup.manifest import BackupError

ENGINES: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}


def engine_of(connection: BaseDatabaseWrapper) -> ModuleType:
    """Raises BackupError for a database that none of them knows."""
    if connection.vendor not in ENGINES:
        raise BackupError(f"Databases of {connection.display_name} cannot be backed up or restored.")
    return ENGINES[connection.vendor]
