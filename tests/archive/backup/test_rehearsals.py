"""Backups restored and compared, in a folder and on S3, and archives moved between SQLite and PostgreSQL and back."""

import subprocess
import sys

import pytest
from django.db import connection

from archive.backup import engines, manifest, taking
from archive.backup.rows import digest_of, kinds_at
from archive.outbox import enqueue_for_indexing
from search import indexer
from tests.archive.backup.places import Place, rows_of
from tests.archive.backup.test_many_backups import flip_a_bit
from tests.archive.backup.test_taking import kept_scan
from tests.builders import make_document
from tests.ingest.queue.queue_rows import ROOT, process_environment
from tests.s3_server import s3_keys, s3_server

__all__ = ["s3_keys", "s3_server"]

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "Zyxquillian tariffs\tby the river,\nwith \\ a backslash, “quotes”, \u2028 and \x85 é 𝔸 \\N."


@pytest.fixture
def article():
    article = make_document("Of Rivers", texts=[TEXT, "Wexfordian ports."], scan=kept_scan(b"rivers"))
    enqueue_for_indexing([article.pk])
    indexer.apply_outbox()
    return article


def manage(*arguments, **more) -> subprocess.CompletedProcess:
    command = [sys.executable, "manage.py", *map(str, arguments)]
    environment = {**process_environment(), **more}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_a_backup_is_rehearsed_with_its_rows_originals_and_hits(article, folder):
    assert manage("backup", folder).returncode == 0
    ended = manage("verify_backup", folder)
    assert ended.returncode == 0, ended.stderr
    assert "1 originals, " in ended.stdout
    assert " 0 pages with hits" not in ended.stdout
    assert "restored: " in ended.stdout


def test_a_rehearsal_names_what_differs(article, folder):
    assert manage("backup", folder).returncode == 0
    flip_a_bit(next(path for path in (folder / "originals").rglob("*") if path.is_file()))
    ended = manage("verify_backup", folder)
    assert ended.returncode == 1
    assert "changed: originals/" in ended.stderr


# ------------------------------------------------------------------ from one kind of database to the other
class Sqlite(Place):
    """Whatever the tests' own database is."""

    def __init__(self, var) -> None:
        self.var, self.originals = var, var / "originals"
        self.url = f"sqlite:///{var}/hemeroteca.sqlite3"


def digests(folder) -> dict[str, list[bytes]]:
    """The rows of the last backup in a folder, by table, as both kinds of databases mean them."""
    record = manifest.read(folder)
    kinds = kinds_at(record.migrations)
    rows = engines.ENGINES[record.engine].rows_of_file(folder / record.database, kinds)
    found: dict[str, list[bytes]] = {}
    for row in rows:
        found.setdefault(row.table, []).append(digest_of(row, kinds))
    return {table: sorted(each) for table, each in found.items()}


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="asks a PostgreSQL server")
def test_an_archive_moves_from_postgresql_to_sqlite_and_back_row_by_row(article, folder, place, tmp_path):
    taking.take(folder, connection)
    there = Sqlite(tmp_path / "sqlite")
    ended = there.manage("restore", folder, "--no-index")
    assert ended.returncode == 0, ended.stderr
    assert there.manage("backup", tmp_path / "second").returncode == 0
    ended = place.manage("restore", tmp_path / "second", "--no-index")
    assert ended.returncode == 0, ended.stderr
    assert place.manage("backup", tmp_path / "third").returncode == 0
    assert digests(folder) == digests(tmp_path / "second") == digests(tmp_path / "third")
    assert rows_of(place.url)["archive_page"]
    made = "from archive.models import Subject; print('made', Subject.objects.create(name='x', slug='x').pk)"
    assert "made" in place.manage("shell", "-c", made).stdout  # numbers go on where they were


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="asks a PostgreSQL server")
def test_a_moving_that_fails_leaves_the_place_as_it_was(article, folder, place, tmp_path):
    there = Sqlite(tmp_path / "sqlite")
    taking.take(folder, connection)
    assert there.manage("restore", folder, "--no-index").returncode == 0
    # SQLite does not mind how long a text is.
    long = "from archive.models import Journal; Journal.objects.create(title='x' * 600, slug='x')"
    there.manage("shell", "-c", long)
    assert there.manage("backup", tmp_path / "second").returncode == 0
    ended = place.manage("restore", tmp_path / "second", "--no-index")
    assert ended.returncode == 1
    assert "could not be moved to PostgreSQL" in ended.stderr
    assert place.is_empty()


# ------------------------------------------------------------------ S3
@pytest.fixture(scope="module")
def bucket(s3_server):
    """The address of a place in a bucket, on a server of our own."""
    return s3_server.address("archive")


def test_backups_on_s3_go_on_are_rehearsed_and_repair(article, bucket, s3_keys):
    assert manage("backup", bucket).returncode == 0
    kept_scan(b"second")
    assert manage("backup", bucket).returncode == 0
    ended = manage("verify_backup", bucket)
    assert ended.returncode == 0, ended.stderr
    assert "2 originals" in ended.stdout
    from archive.scans.originals import original_path

    damaged = original_path(article.pages.first().scan.sha256)
    flip_a_bit(damaged)
    assert manage("fixity", "--repair-from", bucket).returncode == 0
    assert damaged.read_bytes() == b"rivers"
    assert len(manifest.snapshots(manifest.open_store(bucket).entries())) == 1
    manifest.open_store(bucket).write("more", b"more")
    assert "not of this backup: more" in manage("verify_backup", bucket).stderr


def test_without_its_package_s3_is_refused_with_a_sentence(monkeypatch):
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(manifest.BackupError, match=r"pip install -r requirements-s3\.txt"):
        manifest.read("s3://kept/archive")
