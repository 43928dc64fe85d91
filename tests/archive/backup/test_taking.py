"""What a backup holds, taken from a database in which others write, of originals that may be damaged."""

import io
import json
import os
import sqlite3
import stat
import subprocess
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from archive.backup import manifest, taking
from archive.models import Scan
from archive.scans.originals import keep, original_path
from archive.version import own_version
from tests.builders import make_document, make_scan
from tests.full_disk import no_file_longer_than

pytestmark = pytest.mark.django_db(transaction=True)
on_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="of SQLite's files")


def backup(folder, *options) -> str:
    out = io.StringIO()
    call_command("backup", str(folder), *options, stdout=out, stderr=out)
    return out.getvalue()


def kept_scan(content: bytes, name="scan.txt") -> Scan:
    keep(io.BytesIO(content))
    return make_scan(content, name=name)


def originals_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in (folder / "originals").rglob("*") if path.is_file()}


def test_what_is_written_while_originals_are_copied_waits_for_the_next_backup(folder):
    kept_scan(b"early")

    def late(names):
        kept_scan(b"late")
        return names

    taken = taking.take(folder, connection, watch=late)
    assert list(originals_in(folder).values()) == [b"early"]
    assert taken.problems == ()


@on_sqlite
def test_what_lies_in_sqlite_s_wal_alone_is_backed_up(folder, tmp_path):
    make_document("Written last", scan=kept_scan(b"A scan."))
    database = Path(connection.settings_dict["NAME"])
    titles = "SELECT title FROM archive_document"
    copy = tmp_path / "copy.sqlite3"
    subprocess.run(
        ["cp", database, copy], check=True
    )  # not here: closing the file would give up SQLite's locks
    with closing(sqlite3.connect(copy)) as alone:
        assert ("Written last",) not in alone.execute(titles).fetchall(), (
            "the case is none: it was checkpointed"
        )
    backup(folder)
    with closing(sqlite3.connect(f"file:{folder}/database.sqlite3?immutable=1", uri=True)) as saved:
        assert saved.execute(titles).fetchall() == [("Written last",)]
    assert sorted(path.name for path in folder.iterdir()) == [
        "database.sqlite3",
        "manifest.json",
        "originals",
    ]


def test_the_manifest_says_what_made_it_and_what_every_file_is(folder):
    kept_scan(b"A scan.")
    told = backup(folder)
    record = json.loads((folder / "manifest.json").read_bytes())
    assert (record["format"], record["version"]) == (1, own_version())
    assert record["engine"] == connection.vendor
    assert "archive.0001_initial" in record["migrations"]
    digest = sha256(b"A scan.").hexdigest()
    original = f"originals/{digest[:2]}/{digest[2:4]}/{digest}"
    assert record["files"][original] == {"sha256": digest, "size": 7}
    assert {path.split(".")[0] for path in record["files"]} == {"database", original}
    assert manifest.differences(folder, manifest.read(folder)) == []
    assert "its originals: 1," in told


def test_a_backup_can_be_read_by_its_owner_alone(folder):
    kept_scan(b"A scan.")
    backup(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    for path in folder.iterdir():
        assert path.is_dir() or stat.S_IMODE(path.stat().st_mode) == 0o600, path


@pytest.mark.parametrize(("options", "links"), [((), 1), (("--hard-links",), 2)])
def test_originals_are_hard_links_only_where_that_is_asked_for(folder, options, links):
    scan = kept_scan(b"A scan.")
    backup(folder, *options)
    assert original_path(scan.sha256).stat().st_nlink == links
    assert originals_in(folder) == {scan.sha256: b"A scan."}
    assert manifest.differences(folder, manifest.read(folder)) == []


@pytest.mark.parametrize("options", [(), ("--hard-links",)])
def test_an_original_that_is_missing_or_damaged_is_named_and_all_else_is_backed_up(folder, options):
    whole, gone, damaged = (kept_scan(name.encode(), f"{name}.pdf") for name in ("whole", "gone", "damaged"))
    original_path(gone.sha256).unlink()
    original_path(damaged.sha256).chmod(0o644)
    original_path(damaged.sha256).write_bytes(b"dammaged")
    out = io.StringIO()
    with pytest.raises(CommandError, match="lacks or holds damaged: 2;") as refused:
        call_command("backup", str(folder), *options, stdout=out, stderr=out)
    assert refused.value.returncode == 1
    assert f"gone.pdf ({gone.sha256})" in out.getvalue()
    assert f"damaged.pdf ({damaged.sha256})" in out.getvalue()
    assert "whole.pdf" not in out.getvalue()
    assert originals_in(folder) == {whole.sha256: b"whole"}
    assert (folder / "damaged" / damaged.sha256).read_bytes() == b"dammaged"
    assert manifest.differences(folder, manifest.read(folder)) == []


def test_an_original_that_cannot_be_read_is_named_and_all_else_is_backed_up(folder):
    whole, unreadable = kept_scan(b"whole"), kept_scan(b"unreadable")
    original_path(unreadable.sha256).unlink()
    original_path(unreadable.sha256).mkdir()
    taken = taking.take(folder, connection)
    assert [unreadable.sha256 in problem for problem in taken.problems] == [True]
    assert originals_in(folder) == {whole.sha256: b"whole"}


# ------------------------------------------------------------------ nothing under the final name until it is whole
def test_a_full_disk_leaves_no_half_backup(folder):
    kept_scan(b"A scan.")
    with no_file_longer_than(4096), pytest.raises(CommandError):
        backup(folder)
    assert list(folder.parent.glob("backup*")) == []
    backup(folder)
    assert manifest.differences(folder, manifest.read(folder)) == []


def test_a_disk_that_fills_up_while_originals_are_copied_leaves_no_half_backup(folder):
    kept_scan(b"x" * 20_000_000)
    with no_file_longer_than(19_000_000), pytest.raises(CommandError, match="Nothing was backed up"):
        backup(folder)
    assert list(folder.parent.glob("backup*")) == []


def test_originals_that_find_no_room_are_refused_before_any_is_copied(folder):
    Scan.objects.create(sha256="0" * 64, original_name="vast.pdf", size=2**50)
    with pytest.raises(CommandError, match="originals need 1,073,741,824 MB"):
        backup(folder)
    assert list(folder.parent.glob("backup*")) == []


def test_until_it_is_whole_a_backup_has_another_name(folder):
    kept_scan(b"A scan.")
    seen = []

    def look(names):
        seen.extend(path.name for path in folder.parent.glob("backup*"))
        return names

    taking.take(folder, connection, watch=look)
    assert seen == ["backup.partial"]
    assert [path.name for path in folder.parent.glob("backup*")] == ["backup"]


def test_what_a_killed_backup_left_is_named_and_left_alone(folder):
    left = folder.with_name("backup.partial")
    left.mkdir()
    (left / "database.sqlite3").write_bytes(b"half")
    with pytest.raises(CommandError, match=r"backup\.partial is in the way.*or delete it"):
        backup(folder)
    assert os.listdir(left) == ["database.sqlite3"]


def test_two_backups_into_one_folder_do_not_mix(folder):
    kept_scan(b"A scan.")

    def begin_another(names):
        with pytest.raises(CommandError, match="another backup writes to it"):
            backup(folder)
        return names

    taking.take(folder, connection, watch=begin_another)
    assert manifest.differences(folder, manifest.read(folder)) == []


# ------------------------------------------------------------------ places that are no places for a backup
def test_a_folder_that_holds_something_is_refused_and_stays_as_it_is(folder):
    folder.mkdir()
    (folder / "older").write_text("kept")
    with pytest.raises(CommandError, match="is not empty: name a new folder"):
        backup(folder)
    assert os.listdir(folder) == ["older"]


def test_an_empty_folder_is_taken(folder):
    folder.mkdir()
    backup(folder)
    assert (folder / "manifest.json").exists()


def test_a_folder_on_a_disk_that_is_not_mounted_is_refused(folder):
    with pytest.raises(CommandError, match="Is its disk mounted"):
        backup(folder / "2026-03-01")
    assert not folder.exists()


def test_a_disk_itself_is_refused_by_the_name_of_a_folder_on_it():
    with pytest.raises(CommandError, match="/proc is a disk: name a folder on it"):
        backup(Path("/proc"))


def test_no_backup_is_taken_into_the_originals(folder, settings):
    kept_scan(b"first")
    with pytest.raises(CommandError, match="lies among the originals"):
        backup(Path(settings.ORIGINALS_DIR) / "backup")
    assert not list(Path(settings.ORIGINALS_DIR).glob("backup*"))


@pytest.mark.parametrize("is_there", [True, False])
def test_a_link_stands_for_the_folder_that_it_leads_to(folder, is_there):
    real = folder.with_name("real")
    if is_there:
        real.mkdir()
    folder.symlink_to(real)
    backup(folder)
    assert folder.is_symlink()
    assert (real / "manifest.json").is_file()
    assert not list(folder.parent.glob("*.partial"))


def test_where_no_archive_is_none_is_backed_up(folder, place):
    ended = place.manage("backup", folder)
    assert ended.returncode == 1
    assert "There is no archive in the database" in ended.stderr
    assert not folder.exists()
