"""Places to restore into: an archive folder and a database of its own, worked on by commands."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import psycopg
from django.db import connection

from tests.ingest.queue.queue_rows import ROOT, database_url


class Place:
    def __init__(self, var: Path) -> None:
        self.var = var
        self.originals = var / "originals"
        if connection.vendor == "sqlite":
            self.url = f"sqlite:///{var}/hemeroteca.sqlite3"
        else:
            self.name = f"restored_{uuid4().hex[:12]}"
            self.url = f"{database_url().rpartition('/')[0]}/{self.name}"
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {self.name} TEMPLATE template0")

    def drop(self) -> None:
        if connection.vendor != "sqlite":
            with connection.cursor() as cursor:
                cursor.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "ARCHIVE_VAR": str(self.var), "DATABASE_URL": self.url}

    def manage(self, *arguments) -> subprocess.CompletedProcess:
        """A command of the archive that lies here, whatever becomes of it."""
        return subprocess.run(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def restore(self, folder: Path) -> None:
        ended = self.manage("restore", folder)
        assert ended.returncode == 0, ended.stderr

    def is_empty(self) -> bool:
        return not rows_of(self.url) and not any(path.is_file() for path in self.originals.rglob("*"))


def rows_of(url: str) -> dict[str, list[str]]:
    """Every row of every table of a database, as text."""
    if url.startswith("sqlite:///"):
        tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as database:
            names = [name for (name,) in database.execute(tables)]
            return {name: _sorted_rows(database, f"SELECT * FROM {name}") for name in names}  # noqa: S608
    tables = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    with psycopg.connect(url) as database:
        names = [name for (name,) in database.execute(tables)]
        return {name: _sorted_rows(database, f"SELECT each::text FROM {name} each") for name in names}  # noqa: S608


def _sorted_rows(database: sqlite3.Connection | psycopg.Connection, query: str) -> list[str]:
    return sorted(map(repr, database.execute(query)))
