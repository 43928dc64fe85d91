"""Several backups in one place: what is there is not copied again, a killed one leaves the last, tampering is named."""

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from archive.backup import latest, manifest, taking
from archive.backup.manifest import BackupError
from archive.backup.restoring import restore
from archive.models import Journal
from archive.scans.originals import original_path
from tests.archive.backup.places import rows_of
from tests.archive.backup.test_restoring import an_original, database_file, flip_a_bit, rewrite_manifest
from tests.archive.backup.test_taking import kept_scan, originals_in
from tests.ingest.queue.queue_rows import ROOT, process_environment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def twice(folder):
    """Two backups in `folder`, of one original and of two."""
    kept_scan(b"first", "first.pdf")
    taking.take(folder, connection)
    kept_scan(b"second", "second.pdf")
    taking.take(folder, connection)
    return folder


def earlier(folder) -> str:
    (moment,) = manifest.snapshots(path.name for path in folder.iterdir())
    return moment


def lines_of(folder, snapshot="") -> list[str]:
    return manifest.differences(folder, manifest.read(folder, snapshot))


def test_what_is_there_already_is_not_copied_again(folder):
    first = kept_scan(b"first")
    taking.take(folder, connection)
    written = an_original(folder).stat()
    kept_scan(b"second")
    taking.take(folder, connection)
    there = folder / "originals" / first.sha256[:2] / first.sha256[2:4] / first.sha256
    assert (there.stat().st_ino, there.stat().st_mtime_ns) == (written.st_ino, written.st_mtime_ns)
    assert sorted(originals_in(folder).values()) == [b"first", b"second"]


def test_each_backup_is_whole_and_can_be_asked_for(twice):
    assert (lines_of(twice), lines_of(twice, earlier(twice))) == ([], [])
    assert len(manifest.read(twice).files) == 3
    assert len(manifest.read(twice, earlier(twice)).files) == 2
    assert not (twice / "unfinished").exists()


def test_an_earlier_one_is_restored_by_its_moment(twice, place):
    ended = place.manage("restore", twice, "--snapshot", earlier(twice), "--no-index")
    assert ended.returncode == 0, ended.stderr
    assert len(rows_of(place.url)["archive_scan"]) == 1


def test_only_so_many_are_kept_as_are_asked_for(folder):
    for name in (b"1", b"2", b"3", b"4"):
        kept_scan(name)
        taking.take(folder, connection, keep=2)
    assert len(list(folder.glob("manifest*.json"))) == len(list(folder.glob("database*"))) == 2
    assert (lines_of(folder), lines_of(folder, earlier(folder))) == ([], [])
    assert len(originals_in(folder)) == 4


def test_a_negative_number_takes_no_backup_away(twice):
    before = sorted(os.listdir(twice))
    with pytest.raises(CommandError, match="At least one backup is kept"):
        call_command("backup", str(twice), "--keep", "-3")
    assert sorted(os.listdir(twice)) == before


def test_nothing_is_backed_up_where_it_could_not_be_restored_from(twice):
    link_the_folder(twice)
    before = sorted(os.listdir(twice))
    with pytest.raises(BackupError, match="no plain file") as refused:
        taking.take(twice, connection)
    assert refused.value.details == ("no plain file: originals",)
    assert sorted(os.listdir(twice)) == before


def test_an_original_that_the_archive_has_lost_since_is_named_and_stays_in_the_backup(twice):
    lost = next(iter(originals_in(twice)))
    original_path(lost).unlink()
    record = taking.take(twice, connection)
    assert [lost in problem for problem in record.problems] == [True]
    assert lost in originals_in(twice)
    assert lines_of(twice) == []


def test_an_original_that_was_cut_in_the_backup_is_copied_again(twice):
    cut = an_original(twice)
    cut.chmod(0o644)
    cut.write_bytes(b"")
    assert lines_of(twice) != []
    taking.take(twice, connection)
    assert lines_of(twice) == []


def test_when_it_was_taken_is_known_afterwards(folder):
    assert latest.last() is None
    kept_scan(b"first")
    call_command("backup", str(folder), stdout=io.StringIO())
    assert (latest.last().place, latest.last().problems) == (str(folder), 0)


# ------------------------------------------------------------------ killed
@pytest.mark.parametrize("is_first", [True, False])
def test_a_killed_backup_leaves_the_last_one_whole_and_the_next_goes_on(folder, is_first):
    kept_scan(b"first")
    if not is_first:
        taking.take(folder, connection)
    for number in range(300):
        kept_scan(b"%d" % number * 1000)
    process = subprocess.Popen(
        [sys.executable, "manage.py", "backup", str(folder)], cwd=ROOT, env=process_environment(), stderr=subprocess.DEVNULL
    )  # fmt: skip
    written = folder.with_name("backup.partial") if is_first else folder
    deadline = time.monotonic() + 120
    while not (written / "originals").exists() or len(originals_in(written)) < 20:
        assert process.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    if is_first:
        assert not folder.exists()
    else:
        assert len(manifest.read(folder).files) == 2
        assert lines_of(folder) == []
    taking.take(folder, connection)
    assert len(originals_in(folder)) == 301
    assert lines_of(folder) == []
    assert not written.exists() or not is_first


# ------------------------------------------------------------------ tampering
def edit(folder, **changes) -> None:
    """The manifest alone, without making its sum anew."""
    path = folder / "manifest.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **changes}))


def put(folder, name, content=b"more") -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def truncate(path) -> None:
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-1])


def forget_a_file(folder) -> None:
    """From the manifest and from the folder alike, the sum made anew."""
    gone = an_original(folder)
    files = json.loads((folder / "manifest.json").read_bytes())["files"]
    del files[str(gone.relative_to(folder))]
    gone.unlink()
    rewrite_manifest(folder, files=files)


def swap(one, two) -> None:
    aside = one.with_name("aside")
    one.rename(aside)
    two.rename(one)
    aside.rename(two)


def both(folder):
    return sorted(path for path in (folder / "originals").rglob("*") if path.is_file())


def databases(folder):
    return sorted(folder.glob("database*"))


def link(path, to) -> None:
    path.unlink()
    path.symlink_to(to)


def link_the_folder(folder) -> None:
    shutil.move(folder / "originals", folder.parent / "outside")
    (folder / "originals").symlink_to(folder.parent / "outside")


def old_manifest_for_new(folder) -> None:
    shutil.copy(folder / f"manifest-{earlier(folder)}.json", folder / "manifest.json")


TAMPERINGS = {
    "one bit of an original": (lambda f: flip_a_bit(an_original(f)), "changed: originals/"),
    "one bit of the database": (lambda f: flip_a_bit(databases(f)[0]), "changed: database"),
    "a cut original": (lambda f: truncate(an_original(f)), "changed: originals/"),
    "a cut database": (lambda f: truncate(databases(f)[0]), "changed: database"),
    "a missing original": (lambda f: an_original(f).unlink(), "missing: originals/"),
    "a missing database": (lambda f: databases(f)[0].unlink(), "missing: database"),
    "a stranger": (lambda f: put(f, "more"), "not of this backup: more"),
    "a stranger among the originals": (lambda f: put(f, "originals/ab/more"), "not of this backup: originals/ab/more"),
    "an original that is not what it says": (lambda f: put(f, f"originals/00/00/{'0' * 64}"), "not of this backup: originals/"),
    "a database of nobody": (lambda f: put(f, "database-2026-01-01T000000.000.sqlite3"), "not of this backup: database"),
    "swapped originals": (lambda f: swap(*both(f)), "changed: originals/"),
    "swapped databases": (lambda f: swap(*databases(f)), "changed: database"),
    "an edited moment": (lambda f: edit(f, taken_at="2020-01-01T00:00:00.000+00:00"), "manifest.json was changed"),
    "an edited list of troubles": (lambda f: edit(f, problems=["none"]), "manifest.json was changed"),
    "an edited list of files": (lambda f: edit(f, files={}), "manifest.json was changed"),
    "a file forgotten by a new sum": (forget_a_file, "has not this archive's seal"),
    "a manifest made anew": (lambda f: rewrite_manifest(f, problems=["none"]), "has not this archive's seal"),
    "an older manifest for the new one": (old_manifest_for_new, "not of this backup: database"),
    "the newer manifest for an old one": (
        lambda f: shutil.copy(f / "manifest.json", f / f"manifest-{earlier(f)}.json"), "changed: manifest-"),
    "an original linked out of the folder": (lambda f: link(an_original(f), "/etc/hostname"), "no plain file: originals/"),
    "a folder linked out": (link_the_folder, "missing: originals/"),
    "a database linked out": (lambda f: link(databases(f)[0], "/etc/hostname"), "no plain file: database"),
    "a pipe for an original": (lambda f: (an_original(f).unlink(), os.mkfifo(f / "originals" / "pipe")), "missing: originals/"),
}  # fmt: skip


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_tampering_is_refused_by_name_and_nothing_is_restored(twice, tampering, monkeypatch):
    harm, told = TAMPERINGS[tampering]
    harm(twice)
    monkeypatch.setattr("archive.backup.restoring._check_empty", lambda connection: None)
    monkeypatch.setattr("archive.backup.restoring._restore_original", None)  # it must not come so far
    with pytest.raises(BackupError) as refused:
        restore(twice, connection, key=settings.SECRET_KEY)
    assert told in "\n".join([str(refused.value), *refused.value.details])


def test_there_are_twenty_tamperings():
    assert len(TAMPERINGS) >= 20


# ------------------------------------------------------------------ secrets, overwriting
def test_secrets_lie_apart_and_check_the_seal(folder, place, tmp_path):
    kept_scan(b"first")
    key = tmp_path / "key"
    environment = {**process_environment(), "SECRET_KEY": "a key of this archive"}
    command = [sys.executable, "manage.py", "backup", str(folder), "--secrets", str(key)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
    assert key.stat().st_mode & 0o777 == 0o600
    assert b"a key of this archive" not in b"".join(
        path.read_bytes() for path in folder.rglob("*") if path.is_file()
    )
    wrong = tmp_path / "wrong"
    wrong.write_text("another key")
    assert "has not this archive's seal" in place.manage("restore", folder, "--secrets", wrong).stderr
    assert place.is_empty()
    ended = place.manage("restore", folder, "--secrets", key, "--no-index")
    assert ended.returncode == 0, ended.stderr
    assert (place.var / "secret_key").read_text() == "a key of this archive"


def test_secrets_are_not_written_into_the_backup(folder):
    with pytest.raises(CommandError, match="lies in the backup"):
        call_command("backup", str(folder), "--secrets", str(folder / "key"))
    assert not folder.exists()


def test_a_place_is_overwritten_only_where_that_is_asked_for(folder, place):
    kept_scan(b"first")
    Journal.objects.create(title="Of then", slug="then")
    taking.take(folder, connection)
    place.restore(folder)
    Journal.objects.update(title="Of now")
    taking.take(folder, connection)
    damaged = next(path for path in place.originals.rglob("*") if path.is_file())
    flip_a_bit(damaged)
    ended = place.manage("restore", folder, "--no-index")
    assert ended.returncode == 1
    assert "With --overwrite" in ended.stderr
    ended = place.manage("restore", folder, "--overwrite", "--no-index")
    assert ended.returncode == 0, ended.stderr
    assert any("Of now" in row for row in rows_of(place.url)["archive_journal"])
    assert damaged.read_bytes() == b"first"


KILLED = """
import os, signal
from django.db import connection
from archive.backup import engines, restoring
engine = engines.engine_of(connection)
{whole}
engine.load = lambda *given: (load(*given), os.kill(os.getpid(), signal.SIGKILL))
restoring.restore({folder!r}, connection, overwrite=True)
"""


@pytest.mark.parametrize("whole", ["load = engine.load", "load = lambda *given: None"], ids=["late", "early"])
def test_an_overwriting_that_was_killed_loses_nothing_and_is_no_hindrance(folder, place, whole):
    Journal.objects.create(title="Of then", slug="then")
    taking.take(folder, connection)
    place.restore(folder)
    before = rows_of(place.url)
    Journal.objects.update(title="Of now")
    taking.take(folder, connection)
    killed = place.manage("shell", "-v", "0", "-c", KILLED.format(whole=whole, folder=str(folder)))
    assert killed.returncode == -signal.SIGKILL
    refused = place.manage("restore", folder, "--no-index")
    assert "is not empty" in refused.stderr
    assert rows_of(place.url) == before
    ended = place.manage("restore", folder, "--overwrite", "--no-index")
    assert ended.returncode == 0, ended.stderr
    assert any("Of now" in row for row in rows_of(place.url)["archive_journal"])
    assert not list(place.var.glob("*.aside*"))


def test_an_overwriting_that_fails_leaves_what_was_there(folder, place):
    Journal.objects.create(title="Of then", slug="then")
    taking.take(folder, connection)
    place.restore(folder)
    before = rows_of(place.url)
    database = database_file(folder)
    database.write_bytes(b"no database")
    files = {database.name: {"sha256": manifest.sha256(b"no database").hexdigest(), "size": 11}}
    rewrite_manifest(folder, files=files)
    ended = place.manage("restore", folder, "--overwrite", "--no-index")
    assert ended.returncode == 1
    assert "Traceback" not in ended.stderr
    assert rows_of(place.url) == before
