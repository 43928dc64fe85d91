"""Originals in a bucket keep the promises of those in a folder, also where the server is killed."""

import io
from hashlib import sha256

import pytest
from django.db import connection
from django.test import Client

from archive.backup import taking
from archive.fixity import rounds
from archive.models import FixityCheck, Scan
from archive.scans import derived_files, original_stores, s3_bucket
from archive.scans.original_stores import copies_dir, make_room_for_copies
from archive.scans.originals import StagedFile, check_room, clear_abandoned, keep, staging_dir
from archive.scans.s3_bucket import S3Bucket, StoreAwayError
from archive.scans.wholeness import DamagedOriginalError, MissingOriginalError, whole_original
from tests.builders import make_document
from tests.ingest.desk.people import make_librarian
from tests.ingest.desk.test_upload import send
from tests.s3_server import S3Server, s3_keys, s3_server
from tests.trials.trial_store import kill_during_uploads

__all__ = ["s3_keys", "s3_server"]
pytestmark = pytest.mark.django_db(transaction=True)
KILLS = 3


@pytest.fixture
def bucket(s3_server: S3Server, s3_keys, settings, request) -> S3Bucket:
    """A place of the test's own, where originals lie from now on."""
    settings.STORAGE_URL = s3_server.address(f"test-{sha256(request.node.name.encode()).hexdigest()[:12]}")
    return S3Bucket(settings.STORAGE_URL)


def path_of(digest: str) -> str:
    return f"originals/{digest[:2]}/{digest[2:4]}/{digest}"


def held(bucket: S3Bucket) -> dict[str, bytes]:
    return {entry.path: b"".join(bucket.read(entry.path)) for entry in bucket.entries()}


def kept_scan(content: bytes) -> Scan:
    kept = keep(io.BytesIO(content))
    return Scan.objects.create(
        sha256=kept.sha256, size=kept.size, original_name="scan.txt", media_type="text/plain"
    )


def test_bytes_are_kept_once_under_their_hash_and_never_overwritten(bucket):
    first = keep(io.BytesIO(b"A scanned page."))
    path = path_of(sha256(b"A scanned page.").hexdigest())
    assert held(bucket) == {path: b"A scanned page."}
    assert (first.was_held, keep(io.BytesIO(b"A scanned page.")).was_held) == (False, True)
    bucket.write(path, b"what lies there")
    assert keep(io.BytesIO(b"A scanned page.")).was_held
    assert held(bucket) == {path: b"what lies there"}
    assert list(staging_dir().iterdir()) == []


def test_of_two_that_send_the_same_at_once_one_is_first(bucket, monkeypatch, tmp_path):
    """The other has looked, and found nothing there."""
    monkeypatch.setattr(original_stores.BucketStore, "_holds", lambda self, path: False)
    assert not keep(io.BytesIO(b"same")).was_held
    assert keep(io.BytesIO(b"same")).was_held
    source = tmp_path / "other"
    source.write_bytes(b"other")
    with pytest.raises(FileExistsError):
        bucket.upload_new(source, path_of(sha256(b"same").hexdigest()), sha256(b"other").hexdigest())


def test_the_server_refuses_bytes_that_are_not_those_of_the_checksum(bucket, tmp_path):
    source = tmp_path / "other"
    source.write_bytes(b"changed on the way")
    digest = sha256(b"as it was").hexdigest()
    with pytest.raises(StoreAwayError):
        bucket.upload_new(source, path_of(digest), digest)
    assert held(bucket) == {}


def test_a_long_file_comes_in_parts_and_is_whole_or_not_there(bucket, monkeypatch):
    monkeypatch.setattr(s3_bucket, "MAX_SINGLE", 1000)
    monkeypatch.setattr(s3_bucket, "PART", 5 * 1024**2)
    content = bytes(range(256)) * 50_000
    with monkeypatch.context() as broken:
        broken.setattr(S3Bucket, "_upload_part", broken_second_part(S3Bucket._upload_part))
        with pytest.raises(StoreAwayError):
            keep(io.BytesIO(content))
    assert held(bucket) == {}
    assert bucket.abort_abandoned(-60) == 0  # it took its parts back itself
    assert not keep(io.BytesIO(content)).was_held
    assert held(bucket) == {path_of(sha256(content).hexdigest()): content}


def broken_second_part(upload_part):
    def upload(self, place, number, part):
        if number > 1:
            raise StoreAwayError("away")
        return upload_part(self, place, number, part)

    return upload


def test_parts_that_a_killed_process_left_are_taken_back(bucket):
    bucket._client.create_multipart_upload(**bucket._at(path_of("ab" * 32)))
    assert clear_abandoned() == 0
    assert clear_abandoned(-60) == 1
    assert clear_abandoned(-60) == 0


def test_who_reads_gets_a_copy_that_was_verified(bucket):
    scan = kept_scan(b"to be read")
    assert whole_original(scan).read_bytes() == b"to be read"
    for path in copies_dir().glob("*/*"):
        path.unlink()
    assert whole_original(scan).read_bytes() == b"to be read"
    for path in copies_dir().glob("*/*"):
        path.unlink()
    bucket.write(path_of(scan.sha256), b"not to be.")  # as long
    with pytest.raises(DamagedOriginalError):
        whole_original(scan)
    assert [path for path in copies_dir().glob("*/*") if path.is_file()] == []
    bucket.remove(path_of(scan.sha256))
    with pytest.raises(MissingOriginalError):
        whole_original(scan)


def test_copies_take_no_more_room_than_they_are_given(bucket, settings, monkeypatch):
    scans = [kept_scan(bytes([number]) * 400_000) for number in range(3)]
    settings.ORIGINAL_COPIES_MB = 1
    make_room_for_copies()
    assert len(list(copies_dir().glob("*/*"))) == 3  # they are in use
    monkeypatch.setattr(original_stores, "IN_USE", 0)
    make_room_for_copies()
    assert len(list(copies_dir().glob("*/*"))) == 2
    assert whole_original(scans[0]).stat().st_size == 400_000


def test_originals_are_given_out_as_from_a_folder(bucket, client):
    scan = kept_scan(b"An article about rivers.")
    make_document("Of Rivers", texts=["An article about rivers."], scan=scan)
    place = f"/d/{scan.pages.get().document.address}/original"
    answer = client.get(place)
    assert b"".join(answer.streaming_content) == b"An article about rivers."
    assert answer["Content-Length"] == "24"
    assert answer["ETag"] == f'"{scan.sha256}"'
    assert client.get(place, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    bucket.remove(path_of(scan.sha256))
    assert client.get(place).status_code == 404


def test_fixity_finds_what_is_damaged_missing_and_too_many(bucket):
    whole, changed, gone = (kept_scan(text) for text in (b"whole", b"changed", b"gone"))
    bucket.write(path_of(changed.sha256), b"CHANGED")
    bucket.remove(path_of(gone.sha256))
    bucket.write("originals/stray.txt", b"no scan's")
    found = {found.name: found.finding for found in rounds.go_round(rounds.begin(in_background=False))}
    finding = FixityCheck.Finding
    assert found == {
        whole.sha256: finding.WHOLE,
        changed.sha256: finding.CHANGED,
        gone.sha256: finding.MISSING,
        "stray.txt": finding.EXTRA,
    }
    with StagedFile() as staged:
        staged.write(b"changed")
        staged.keep(mends=True)
    assert b"".join(bucket.read(path_of(changed.sha256))) == b"changed"


def test_a_backup_takes_them_from_the_bucket(bucket, tmp_path):
    kept_scan(b"one")
    damaged = kept_scan(b"two")
    bucket.write(path_of(damaged.sha256), b"TWO")
    record = taking.take(tmp_path / "backup", connection)
    names = {path for path in record.files if "/" in path}
    assert names == {path_of(sha256(b"one").hexdigest()), f"damaged/{damaged.sha256}"}
    assert (tmp_path / "backup" / path_of(sha256(b"one").hexdigest())).read_bytes() == b"one"


def test_a_store_that_is_away_is_told_and_nothing_is_lost(s3_server, s3_keys, settings, tmp_path):
    """No server answers there."""
    settings.STORAGE_URL = "s3://kept/away?endpoint=http://127.0.0.1:9"
    desk = Client(raise_request_exception=False)
    desk.force_login(make_librarian())
    answer = send(desk, ("page.txt", b"A page."))
    assert answer.status_code == 503
    assert "store of files does not answer" in answer.content.decode()
    assert answer["Retry-After"]
    assert list(staging_dir().iterdir()) == []
    assert not Scan.objects.exists()
    assert desk.get("/readyz").json() == {"status": "no storage"}
    settings.STORAGE_URL = s3_server.address("away")
    assert send(desk, ("page.txt", b"A page.")).status_code == 200
    assert Scan.objects.count() == 1
    check_room(0)


def test_a_server_killed_during_uploads_has_each_original_whole_or_not_at_all(
    s3_server, s3_keys, settings, monkeypatch
):
    settings.STORAGE_URL = s3_server.address("killed")
    report = kill_during_uploads(s3_server, kills=KILLS, seed=1)
    assert report.kills == KILLS
    assert report.put_off > 0
    assert report.faults == []
    assert len({entry.path for entry in S3Bucket(settings.STORAGE_URL).entries()}) == report.kept


# ------------------------------------------------------------------ what is made of them
def test_what_one_machine_made_another_has_until_it_is_forgotten(bucket, settings, tmp_path):
    """A machine is a folder of derived files of its own."""
    one, other = tmp_path / "one", tmp_path / "other"

    def on(machine):
        settings.DERIVED_DIR = machine
        return machine / "pages" / "0001-160.webp"

    path = on(one)
    path.parent.mkdir(parents=True)
    made = one / "made"
    made.write_bytes(b"drawn")
    derived_files.put(made, path)
    path = on(other)
    assert derived_files.below(path.parent) == [path]
    assert derived_files.find(path)
    assert path.read_bytes() == b"drawn"
    path = on(one)
    derived_files.remove(path)
    assert not path.exists()
    path = on(other)
    assert not derived_files.find(path)
    assert not path.exists()


def test_copies_are_shown_while_the_bucket_is_away(bucket, settings, tmp_path):
    settings.STORAGE_URL = "s3://kept/away?endpoint=http://127.0.0.1:9"
    path = tmp_path / "derived" / "pages" / "0001-160.webp"
    path.parent.mkdir(parents=True)
    assert not derived_files.find(path)
    path.write_bytes(b"drawn")
    assert derived_files.find(path)


def test_what_was_made_longer_ago_is_cleared_for_all(bucket, settings, tmp_path):
    folder = tmp_path / "derived" / "readings"
    folder.mkdir(parents=True)
    (tmp_path / "derived" / "made").write_bytes(b"read")
    derived_files.put(tmp_path / "derived" / "made", folder / "a.json.gz")
    derived_files.clear_older(folder, 3600)
    assert derived_files.holds(folder / "a.json.gz")
    derived_files.clear_older(folder, -60)
    assert not derived_files.holds(folder / "a.json.gz")
