"""A PostgreSQL database, saved by `pg_dump` and loaded by `pg_restore`, which must not be older than what they read."""

import os
import re
import subprocess
from contextlib import closing
from pathlib import Path

from django.db.backends.base.base import BaseDatabaseWrapper

from archive.backup.manifest import BackupError
from archive.backup.snapshot import DatabaseMoment, read_snapshot

LABEL = "PostgreSQL"
FILE = "database.dump"


def check_can_save(connection: BaseDatabaseWrapper) -> int:
    """The version of `pg_dump`. Raises BackupError where it is missing or older than the server."""
    connection.ensure_connection()
    return _tool_version("pg_dump", connection, connection.pg_version // 10_000)


def check_can_load(connection: BaseDatabaseWrapper, version: int) -> None:
    """Raises BackupError where `pg_restore` is missing or older than the `pg_dump` of that version."""
    _tool_version("pg_restore", connection, version)


def save(connection: BaseDatabaseWrapper, path: Path) -> DatabaseMoment:
    """Dump the database of one moment into an empty file, while others go on writing to it."""
    from psycopg import IsolationLevel

    with closing(connection.get_new_connection(connection.get_connection_params())) as session:
        session.isolation_level = IsolationLevel.REPEATABLE_READ
        (moment,) = session.execute("SELECT pg_export_snapshot()").fetchone()
        snapshot = read_snapshot(session.execute)
        options = ["--format=custom", f"--snapshot={moment}", f"--file={path}"]
        _run(["pg_dump", "--no-password", *options], connection)
    return snapshot


def load(connection: BaseDatabaseWrapper, path: Path) -> None:
    """Load a dump into the empty database of the connection, whole or not at all; all is its user's then."""
    options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
    target = f"--dbname={connection.settings_dict['NAME']}"
    _run(["pg_restore", "--no-password", *options, target, str(path)], connection)


def _tool_version(tool: str, connection: BaseDatabaseWrapper, needed: int) -> int:
    """The major version of a tool, which must be at least the one needed."""
    advice = f"Install Debian's package postgresql-client-{needed} or a newer one."
    try:
        told = _start([tool, "--version"], connection)
    except OSError as error:
        raise BackupError(
            f"{tool} is missing, by which PostgreSQL is backed up and restored. {advice}"
        ) from error
    version = re.search(r"\d+", told.stdout)
    if told.returncode or not version:
        raise BackupError(f"{tool} does not run. {advice}", told.stderr.splitlines())
    if int(version[0]) < needed:
        raise BackupError(f"{tool} is of version {version[0]}, older than PostgreSQL {needed}. {advice}")
    return int(version[0])


def _run(command: list[str], connection: BaseDatabaseWrapper) -> None:
    ended = _start(command, connection)
    if ended.returncode:
        raise BackupError(
            f"{command[0]} failed with exit status {ended.returncode}.", ended.stderr.splitlines()
        )


def _start(command: list[str], connection: BaseDatabaseWrapper) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603
        command, env=_environment(connection), capture_output=True, text=True, check=False
    )


def _environment(connection: BaseDatabaseWrapper) -> dict[str, str]:
    """How the tools reach the database: never by their arguments, which everybody on the machine can read."""
    given = connection.settings_dict
    _, secrets = connection.client.settings_to_cmd_args_env(given, [])  # the password, the certificates
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGDATABASE": "NAME"}
    return {
        **os.environ,
        **{name: str(given[key]) for name, key in names.items() if given[key]},
        **(secrets or {}),
    }
