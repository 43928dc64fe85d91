"""Trouble as it really comes: the database away, busy, on a full disk, read-only; no index."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from tests.full_disk import no_file_longer_than

A_PAGE = 4096  # bytes of SQLite's: no change finds room in a file that is no longer


@contextmanager
def database_away() -> Iterator[None]:
    elsewhere = {
        "sqlite": {"NAME": "/none/away.sqlite3"},
        "postgresql": {"HOST": "127.0.0.1", "PORT": "1"},
    }[connection.vendor]
    connection.close()
    before = {name: connection.settings_dict[name] for name in elsewhere}
    connection.settings_dict.update(elsewhere)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


@contextmanager
def database_busy() -> Iterator[None]:
    """Another writes, for longer than anybody waits."""
    connection.ensure_connection()
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=50")
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            connection.close()


@contextmanager
def database_read_only() -> Iterator[None]:
    switch = {
        "sqlite": "PRAGMA query_only={}",
        "postgresql": "SET default_transaction_read_only={}",
    }[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(switch.format("on"))
    try:
        yield
    finally:
        connection.close()


@contextmanager
def disk_full() -> Iterator[None]:
    """Of the database and of all that is written beside it."""
    connection.close()  # what was written before is brought into the database's file
    with no_file_longer_than(A_PAGE):
        yield
    connection.close()


@contextmanager
def no_index() -> Iterator[None]:
    place = Path(settings.SEARCH_DIR)
    shutil.rmtree(place, ignore_errors=True)
    yield


def of_database() -> tuple:
    """Those that can be made; the files and locks of PostgreSQL are those of another process."""
    everywhere = (database_away, database_read_only)
    return everywhere + ((database_busy, disk_full) if connection.vendor == "sqlite" else ())


def possible_troubles() -> tuple:
    return (*of_database(), no_index)
