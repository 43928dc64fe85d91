"""A PostgreSQL database, saved by `pg_dump` and loaded by `pg_restore`, which must not be older than what they read."""

import io
import os
import re
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from django.db.backends.base.base import BaseDatabaseWrapper

from archive.backup.facts import BackupError
from archive.backup.rows import Kinds, Row, as_text, by_table
from archive.backup.snapshot import DatabaseMoment, read_snapshot

LABEL = "PostgreSQL"
FILE = "database.dump"


def check_can_save(connection: BaseDatabaseWrapper) -> int:
    """The version of `pg_dump`. Raises BackupError where it is missing or older than the server."""
    connection.ensure_connection()
    return _tool_version("pg_dump", _environment(connection), connection.pg_version // 10_000)


def check_can_load(connection: BaseDatabaseWrapper, version: int) -> None:
    """Raises BackupError where `pg_restore` is missing or older than the `pg_dump` of that version."""
    _tool_version("pg_restore", _environment(connection), version)


def save(connection: BaseDatabaseWrapper, path: Path) -> DatabaseMoment:
    """Dump the database of one moment into an empty file, while others go on writing to it."""
    from psycopg import IsolationLevel

    with closing(connection.get_new_connection(connection.get_connection_params())) as session:
        session.isolation_level = IsolationLevel.REPEATABLE_READ
        (moment,) = session.execute("SELECT pg_export_snapshot()").fetchone()
        snapshot = read_snapshot(session.execute)
        options = ["--format=custom", f"--snapshot={moment}", f"--file={path}", "--exclude-schema=set_aside"]
        _run(["pg_dump", "--no-password", *options], connection)
    return snapshot


def load(connection: BaseDatabaseWrapper, path: Path) -> None:
    """Load a dump into the empty database of the connection, whole or not at all; all is its user's then."""
    options = ["--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges"]
    target = f"--dbname={connection.settings_dict['NAME']}"
    _run(["pg_restore", "--no-password", *options, target, str(path)], connection)


def _tool_version(tool: str, environment: dict[str, str], needed: int) -> int:
    """The major version of a tool, which must be at least the one needed."""
    advice = f"Install Debian's package postgresql-client-{needed} or a newer one."
    try:
        told = _start([tool, "--version"], environment)
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
    ended = _start(command, _environment(connection))
    if ended.returncode:
        raise BackupError(
            f"{command[0]} failed with exit status {ended.returncode}.", ended.stderr.splitlines()
        )


def _start(command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


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


# ------------------------------------------------------------------ rows
BEGIN = re.compile(r"COPY (?:\w+\.)?\"?(\w+)\"? \((.*)\) FROM stdin;\n")
ESCAPED = re.compile(r"\\(.)")
MEANT = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}


def check_can_read(version: int) -> None:
    """Raises BackupError where a dump by the `pg_dump` of that version cannot be read. It takes no server."""
    _tool_version("pg_restore", dict(os.environ), version)


def rows_of_file(path: Path, kinds: Kinds) -> Iterator[Row]:
    """All rows of a dump, without a server."""
    command = ["pg_restore", "--data-only", "--file=-", str(path)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)  # noqa: S603
    # A newline is all that ends a row, whatever else ends a line elsewhere.
    lines = io.TextIOWrapper(cast(BinaryIO, process.stdout), "utf-8", newline="\n")
    try:
        for line in lines:
            if begin := BEGIN.fullmatch(line):
                columns = tuple(name.strip('" ') for name in begin[2].split(","))
                known = [kinds.get(begin[1], {}).get(column, "") for column in columns]
                for row in iter(lambda: next(lines), "\\.\n"):
                    values = map(_meant, row[:-1].split("\t"))
                    yield Row(begin[1], columns, tuple(map(as_text, known, values)))
        if process.wait():
            raise BackupError(f"pg_restore failed with exit status {process.returncode}.")
    finally:
        lines.close()
        process.kill()
        process.wait()


def _meant(field: str) -> str | None:
    """A field of COPY's text, as it is written there."""
    if field == "\\N":
        return None
    return ESCAPED.sub(lambda found: MEANT.get(found[1], found[1]), field) if "\\" in field else field


def rows_of(connection: BaseDatabaseWrapper, kinds: Kinds) -> Iterator[Row]:
    """All rows of the database of the connection, which nobody writes to."""
    names = connection.introspection.table_names()
    with closing(connection.get_new_connection(connection.get_connection_params())) as session:
        session.execute("SET TIME ZONE 'UTC'")
        for table in sorted(names):
            found = session.execute(f"SELECT * FROM {_quoted(table)} LIMIT 0")  # noqa: S608  (names of our own tables)
            columns = tuple(column.name for column in found.description)
            known = [kinds.get(table, {}).get(column, "") for column in columns]
            with session.cursor().copy(f"COPY {_quoted(table)} TO STDOUT") as copy:
                for values in copy.rows():
                    texts = (None if value is None else str(value) for value in values)
                    yield Row(table, columns, tuple(map(as_text, known, texts)))


def fill(connection: BaseDatabaseWrapper, kinds: Kinds, rows: Iterable[Row]) -> None:
    """Put rows into the tables that there are, in place of what these hold. In a transaction of the caller."""
    session = connection.connection  # itself: statements through Django are looked at and leave rows
    with session.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(map(_quoted, kinds))} CASCADE")
        cursor.execute("SET LOCAL TIME ZONE 'UTC'")
        for table, columns, values in by_table(rows):
            with cursor.copy(
                f"COPY {_quoted(table)} ({', '.join(map(_quoted, columns))}) FROM STDIN"
            ) as copy:
                for each in values:
                    copy.write_row(each)
        for table, columns in kinds.items():
            if columns.get("id", "").endswith("AutoField"):
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{_quoted(table)}', 'id'), max(id)) "  # noqa: S608  (names of our own tables)
                    f"FROM {_quoted(table)} HAVING max(id) IS NOT NULL"
                )


def _quoted(name: str) -> str:
    return f'"{name}"'


@contextmanager
def set_aside(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """The database is empty meanwhile; what it held is back after an error, and gone where there was none."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER SCHEMA public RENAME TO set_aside")
        cursor.execute("CREATE SCHEMA public")
    try:
        yield
    except BaseException:
        connection.close()
        put_back(connection)
        raise
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA set_aside CASCADE")


def put_back(connection: BaseDatabaseWrapper) -> None:
    """What a restoring had set aside that failed or was killed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM pg_namespace WHERE nspname = 'set_aside'")
        if cursor.fetchone() is not None:
            cursor.execute("DROP SCHEMA IF EXISTS public CASCADE")
            cursor.execute("ALTER SCHEMA set_aside RENAME TO public")
