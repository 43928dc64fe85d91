"""What is restored is what was backed up, and nothing is restored from a folder that is not as it was."""

import json
import shutil
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from archive.backup import manifest, taking
from archive.backup.manifest import BackupError
from archive.backup.stores import facts_of
from archive.models import Document
from archive.outbox import enqueue_for_indexing
from archive.scans.originals import original_path
from archive.version import own_version
from ingest.models import Job
from ingest.store.publishing import withdraw
from search import indexer
from tests.archive.backup.places import rows_of
from tests.archive.backup.test_taking import kept_scan
from tests.builders import make_document
from tests.full_disk import no_file_longer_than
from tests.ingest.queue.queue_rows import database_url, make_job

pytestmark = pytest.mark.django_db(transaction=True)
THE_INDEXER_S = "archive_outboxentry"  # rows that are gone once the index is made


@pytest.fixture
def backed_up(folder):
    """A backup of two originals and a database, in `folder`."""
    for name in ("first", "second"):
        kept_scan(name.encode(), f"{name}.pdf")
    taking.take(folder, connection)
    return folder


def an_original(folder: Path) -> Path:
    return min(path for path in (folder / "originals").rglob("*") if path.is_file())


def database_file(folder: Path) -> Path:
    (path,) = folder.glob("database.*")
    return path


def rewrite_manifest(folder: Path, **changes) -> None:
    """As one would who has read how its sum is made, but does not know the secret key."""
    path = folder / "manifest.json"
    record = {**json.loads(path.read_bytes()), **changes}
    record.pop("sha256", None)
    seal = {"seal": record.pop("seal", "")}
    path.write_text(json.dumps({**record, "sha256": manifest._sum(record), **seal}))


# ------------------------------------------------------------------ the round trip
def test_a_restored_archive_has_the_same_rows_bytes_and_hits_and_what_was_withdrawn_stays_so(folder, place):
    here = make_document("Of Rivers", texts=["A zyxquill by the river."], scan=kept_scan(b"rivers"))
    gone = make_document("Of Lakes", texts=["A zyxquill in the lake."], scan=kept_scan(b"lakes"))
    enqueue_for_indexing([here.pk, gone.pk])
    indexer.apply_outbox()
    withdraw(gone, "Printed with another’s table.")
    taking.take(folder, connection)
    place.restore(folder)

    restored, source = rows_of(place.url), rows_of(database_url())
    assert source.pop(THE_INDEXER_S), "the withdrawal waits for the indexer"
    assert restored.pop(THE_INDEXER_S) == []
    assert restored == source
    for scan in (here.pages.get().scan, gone.pages.get().scan):
        path = place.originals / original_path(scan.sha256).relative_to(
            place.originals.parent.parent / "originals"
        )
        assert path.read_bytes() == original_path(scan.sha256).read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o444
    found = json.loads(place.manage("search", "zyxquill", "--json").stdout)
    assert [each["identifier"] for each in found["results"]] == [here.identifier]
    assert place.manage("check_index").returncode == 0


def test_a_file_that_was_being_read_is_taken_up_by_the_next_worker_of_the_restored_archive(folder, place):
    make_job(
        "tides.txt",
        state=Job.State.READING,
        owner="a worker of then",
        lease_until=timezone.now() - timedelta(seconds=1),
        attempts=1,
    )
    taking.take(folder, connection)
    place.restore(folder)
    claimed = place.manage(
        "shell", "-c", "from ingest.queue import jobs; print('claimed', jobs.claim('next'))"
    )
    assert "claimed tides.txt" in claimed.stdout


def test_a_backup_by_an_older_version_is_brought_forward(folder, place):
    call_command("migrate", "ingest", "0007", verbosity=0)
    try:
        taking.take(folder, connection)
    finally:
        call_command("migrate", verbosity=0)
    assert "ingest.0008_rereadings" not in manifest.read(folder).migrations
    place.restore(folder)
    applied = [row for row in rows_of(place.url)["django_migrations"] if "0008_rereadings" in row]
    assert len(applied) == 1


def test_what_the_archive_lacked_already_is_named_and_all_else_restored(folder, place):
    gone, whole = kept_scan(b"gone", "gone.pdf"), kept_scan(b"whole")
    original_path(gone.sha256).unlink()
    taking.take(folder, connection)
    ended = place.manage("restore", folder)
    assert ended.returncode == 1
    assert f"gone.pdf ({gone.sha256})" in ended.stderr
    assert "lacked or held damaged when it was backed up: 1;" in ended.stderr
    assert [path.name for path in place.originals.rglob("*") if path.is_file()] == [whole.sha256]
    assert len(rows_of(place.url)["archive_scan"]) == 2


# ------------------------------------------------------------------ a folder that is not as it was
def flip_a_bit(path: Path) -> None:
    path.chmod(0o644)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def swap_originals(folder: Path) -> None:
    """The bytes of each under the name of the other, and the manifest made to say so."""
    paths = sorted(path for path in (folder / "originals").rglob("*") if path.is_file())
    aside = folder / "aside"
    paths[0].rename(aside)
    paths[1].rename(paths[0])
    aside.rename(paths[1])
    files = json.loads((folder / "manifest.json").read_bytes())["files"]
    names = [str(path.relative_to(folder)) for path in paths]
    files[names[0]], files[names[1]] = files[names[1]], files[names[0]]
    rewrite_manifest(folder, files=files)


def link_out_of_the_folder(path: Path) -> None:
    outside = path.parents[4] / "outside"
    path.rename(outside)
    path.symlink_to(outside)


def name_a_file_outside(folder: Path) -> None:
    (folder.parent / "outside").write_bytes(b"")
    files = json.loads((folder / "manifest.json").read_bytes())["files"]
    files["../outside"] = {"sha256": facts_of(folder.parent / "outside").sha256, "size": 0}
    rewrite_manifest(folder, files=files)


@pytest.mark.parametrize(
    ("harm", "told"),
    [
        (lambda folder: flip_a_bit(an_original(folder)), ["changed: originals/"]),
        (lambda folder: flip_a_bit(database_file(folder)), ["changed: database."]),
        (lambda folder: database_file(folder).write_bytes(b""), ["changed: database."]),
        (lambda folder: an_original(folder).unlink(), ["missing: originals/"]),
        (lambda folder: (folder / "originals" / "more").write_text("more"), ["not of this backup: originals/more"]),
        (swap_originals, ["changed: originals/", "changed: originals/"]),
        (lambda folder: link_out_of_the_folder(an_original(folder)), ["no plain file: originals/"]),
        (lambda folder: (folder / "in").symlink_to("originals"), ["not of this backup: in"]),
        (name_a_file_outside, ["missing: ../outside"]),
    ],
    ids=[
        "one bit of an original", "one bit of the database", "an emptied database", "a missing file", "an extra file",
        "swapped files", "a link out of the folder", "a linked folder", "a name outside the folder",
    ],
)  # fmt: skip
def test_each_file_that_is_not_as_it_was_backed_up_is_named(backed_up, harm, told):
    harm(backed_up)
    lines = manifest.differences(backed_up, manifest.read(backed_up))
    assert len(lines) == len(told)
    assert all(line.startswith(start) for line, start in zip(lines, told, strict=True)), lines


def test_nothing_is_restored_of_a_backup_with_one_changed_byte(backed_up, place):
    changed = an_original(backed_up)
    flip_a_bit(changed)
    ended = place.manage("restore", backed_up)
    assert ended.returncode == 1
    assert f"changed: {changed.relative_to(backed_up)}" in ended.stderr
    assert "is not as it was backed up: nothing was restored." in ended.stderr
    assert "Traceback" not in ended.stderr
    assert place.is_empty()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"format": 2, "version": "7.1.0", "files": "elsewhere"}, "by a newer Hemeroteca, 7.1.0"),
        ({"version": "7.1.0"}, "by a newer Hemeroteca, 7.1.0"),
        ({"migrations": ["archive.9999_of_tomorrow"]}, "by a newer Hemeroteca"),
    ],
    ids=["format", "version", "migrations"],
)
def test_a_backup_by_a_newer_version_is_refused_by_its_number(backed_up, changes, told):
    rewrite_manifest(backed_up, **changes)
    with pytest.raises(CommandError, match=f"{told}.*this is {own_version()}. Restore it with that"):
        call_command("restore", str(backed_up))


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{}", b'{"format": "one"}', b"\xff", b"[" * 100_000, b'{"format": 1, "files": []}'],
)
def test_a_manifest_that_cannot_be_read_is_said(backed_up, content):
    (backed_up / "manifest.json").write_bytes(content)
    with pytest.raises(BackupError, match="cannot be read"):
        manifest.read(backed_up)


@pytest.mark.parametrize("name", ["originals", "manifest.json", "nowhere"])
def test_what_is_no_backup_or_no_whole_one_is_refused(backed_up, name):
    with pytest.raises(CommandError, match=r"is no backup, or one that was not finished"):
        call_command("restore", str(backed_up / name))


def test_a_backup_of_another_kind_of_database_is_refused_by_name(backed_up):
    other = {"sqlite": "postgresql", "postgresql": "sqlite"}[connection.vendor]
    rewrite_manifest(backed_up, engine=other)  # while its file is that of this kind
    with pytest.raises(
        CommandError, match=r"The backup is of a (SQLite|PostgreSQL) database, but DATABASE_URL"
    ):
        call_command("restore", str(backed_up))


# ------------------------------------------------------------------ places that are not empty
def test_nothing_is_restored_into_a_database_that_has_tables(backed_up, settings):
    shutil.rmtree(settings.ORIGINALS_DIR)
    make_document("Of today")
    with pytest.raises(CommandError, match=r"is not empty\. Restore into an empty place"):
        call_command("restore", str(backed_up))
    assert Document.objects.get().title == "Of today"
    assert not Path(settings.ORIGINALS_DIR).exists()


def test_nothing_is_restored_beside_other_originals(backed_up, place):
    other = place.originals / "ab" / "cd" / "other"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"other")
    ended = place.manage("restore", backed_up)
    assert ended.returncode == 1
    assert f"{place.originals} is not empty" in ended.stderr
    assert [path for path in place.originals.rglob("*") if path.is_file()] == [other]
    assert rows_of(place.url) == {}


def test_a_restoring_that_fails_leaves_the_place_empty_and_can_be_begun_again(folder, place):
    kept_scan(b"small")
    kept_scan(b"x" * 30_000_000)
    taking.take(folder, connection)
    with no_file_longer_than(20_000_000):
        ended = place.manage("restore", folder)
    assert ended.returncode == 1
    assert "Nothing was restored" in ended.stderr
    assert place.is_empty()
    place.restore(folder)
