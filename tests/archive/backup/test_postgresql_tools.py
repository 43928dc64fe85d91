"""`pg_dump` and `pg_restore` as they may be on a machine: missing, too old, failing. The fakes are the machine's edge."""

import os
import shutil
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from archive.backup import postgresql, taking
from archive.backup.manifest import BackupError
from tests.archive.backup.places import rows_of
from tests.archive.backup.test_restoring import rewrite_manifest
from tests.archive.backup.test_taking import kept_scan

pytestmark = pytest.mark.django_db(transaction=True)
on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="asks a PostgreSQL server")
OLD = "echo 'pg_tool (PostgreSQL) 9.6.24'"


@pytest.fixture
def on_path(tmp_path, monkeypatch):
    """A folder that comes first among those in which programs are looked for."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def put(folder, name, script) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{script}\n")
    (folder / name).chmod(0o755)


def test_a_missing_pg_restore_is_named_with_the_package_to_install(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupError, match=r"pg_restore is missing.*postgresql-client-15 or a newer"):
        postgresql.check_can_load(connection, 15)


@pytest.mark.parametrize(
    ("script", "told"),
    [
        (OLD, r"pg_restore is of version 9, older than PostgreSQL 15\..*postgresql-client-15 or a newer"),
        (
            "echo 'Error: no client is installed' >&2; exit 1",
            r"pg_restore does not run\..*postgresql-client-15",
        ),
    ],
)
def test_a_pg_restore_that_is_too_old_or_does_not_run_is_named(on_path, script, told):
    put(on_path, "pg_restore", script)
    with pytest.raises(BackupError, match=told):
        postgresql.check_can_load(connection, 15)


def test_a_pg_restore_as_new_as_the_dump_is_taken(on_path):
    put(on_path, "pg_restore", "echo 'pg_restore (PostgreSQL) 15.7 (Debian 15.7-0+deb12u1)'")
    postgresql.check_can_load(connection, 15)
    with pytest.raises(BackupError, match="older than PostgreSQL 16"):
        postgresql.check_can_load(connection, 16)


@on_postgresql
def test_a_missing_pg_dump_is_named_and_leaves_nothing(folder, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path / "nothing"))
    server = connection.pg_version // 10_000
    with pytest.raises(CommandError, match=rf"pg_dump is missing.*postgresql-client-{server} or a newer"):
        call_command("backup", str(folder))
    assert list(folder.parent.glob("backup*")) == []


@on_postgresql
def test_a_pg_dump_older_than_the_server_is_named_and_leaves_nothing(folder, on_path):
    put(on_path, "pg_dump", OLD)
    with pytest.raises(CommandError, match="pg_dump is of version 9, older than PostgreSQL"):
        call_command("backup", str(folder))
    assert list(folder.parent.glob("backup*")) == []


@on_postgresql
def test_a_pg_dump_that_fails_leaves_no_half_backup(folder, on_path):
    put(on_path, "pg_dump", '[ "$1" = --version ] && echo "pg_dump (PostgreSQL) 99" || exit 3')
    with pytest.raises(CommandError, match="pg_dump failed with exit status 3"):
        call_command("backup", str(folder))
    assert list(folder.parent.glob("backup*")) == []


@on_postgresql
def test_a_backup_of_a_newer_pg_dump_is_not_restored_by_an_older_pg_restore(folder, place):
    taking.take(folder, connection)
    rewrite_manifest(folder, engine_version=99)
    ended = place.manage("restore", folder)
    assert ended.returncode == 1
    assert "older than PostgreSQL 99. Install Debian's package postgresql-client-99" in ended.stderr
    assert place.is_empty()


@on_postgresql
def test_the_password_stands_in_no_argument(folder, on_path, monkeypatch):
    real = shutil.which("pg_dump", path=os.environ["PATH"].partition(os.pathsep)[2])
    put(
        on_path,
        "pg_dump",
        f'echo "$@" >> {on_path}/arguments; printenv PGPASSWORD >> {on_path}/secret; exec {real} "$@"',
    )
    monkeypatch.setitem(connection.settings_dict, "PASSWORD", "sesame")
    taking.take(folder, connection)
    assert "sesame" not in (on_path / "arguments").read_text()
    assert set((on_path / "secret").read_text().split()) == {"sesame"}


@on_postgresql
def test_what_one_role_backed_up_another_restores_as_its_own(folder, place, restorer):
    kept_scan(b"A scan.")
    taking.take(folder, connection)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {place.name} OWNER TO {restorer}")
    address = urlsplit(place.url)
    place.url = address._replace(netloc=f"{restorer}@{address.hostname}:{address.port}").geturl()
    place.restore(folder)
    assert len(rows_of(place.url)["archive_scan"]) == 1


@pytest.fixture
def restorer(place):
    """A role without any power but that over its own database."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE restorer LOGIN")
    yield "restorer"
    place.drop()
    with connection.cursor() as cursor:
        cursor.execute("DROP ROLE restorer")
