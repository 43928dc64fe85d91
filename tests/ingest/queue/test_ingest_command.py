import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from archive import time_limits
from archive.models import Document, Scan
from archive.scans.originals import original_path
from ingest.models import Batch, Job
from ingest.queue import jobs
from ingest.queue.importing import files_below
from tests.ingest.queue.queue_rows import make_job

TEXT = "The treaty was signed by all.\n\nNobody came to the feast.\n"


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "scans"
    (place / "b").mkdir(parents=True)
    (place / "2.txt").write_text(TEXT)
    (place / "1.pdf").write_text("no PDF at all")
    (place / "b" / "3.txt").write_text(TEXT.replace("treaty", "charter"))
    (place / ".hidden").write_text("not for the archive")
    return place


def ingest(*arguments, **options):
    """(exit status, lines on standard output, standard error)"""
    out, err = StringIO(), StringIO()
    status = 0
    try:
        call_command("ingest", *map(str, arguments), stdout=out, stderr=err, **options)
    except SystemExit as exit_:
        status = exit_.code
    return status, out.getvalue().splitlines(), err.getvalue()


def test_folders_are_walked_in_a_fixed_order_without_hidden_files(folder):
    (folder / "list.json").write_text("{}")
    assert [path.name for path in files_below([folder / "b", folder])] == ["3.txt", "1.pdf", "2.txt", "3.txt"]


# ------------------------------------------------------------------ trying out: no database mark here
def test_page_10_comes_after_page_9(tmp_path):
    for number in (10, 9, 1):
        (tmp_path / f"page{number}.tif").touch()
    assert [path.name for path in files_below([tmp_path])] == ["page1.tif", "page9.tif", "page10.tif"]


def test_a_trial_prints_one_object_a_file_in_order_and_touches_nothing(folder, settings):
    status, lines, _ = ingest(folder, dry_run=True, json=True)
    first, second, third = map(json.loads, lines)
    assert status == 1
    assert [first["source"], second["source"], third["source"]] == ["1.pdf", "2.txt", "3.txt"]
    assert [first["status"], second["status"], third["status"]] == ["rejected", "parsed", "parsed"]
    assert "not a PDF" in first["reason"]
    assert second["reason"] is None
    assert "treaty" in second["pages"][0]["text"]
    assert len(second["sha256"]) == 64
    assert not settings.ORIGINALS_DIR.exists()


def test_a_trial_ends_well_when_every_file_was_parsed(folder):
    status, lines, _ = ingest(folder / "2.txt", dry_run=True)
    assert status == 0
    assert lines[0].startswith("2.txt: 1 pages, 1 articles")


def test_a_trial_that_stands_still_says_so_of_its_file(tmp_path, rogue, monkeypatch):
    monkeypatch.setattr(time_limits, "STANDSTILL", 0.3)
    (tmp_path / "loop.pdf").write_bytes(b"bytes")
    status, lines, _ = ingest(tmp_path / "loop.pdf", dry_run=True)
    assert status == 1
    assert "stood still" in lines[0]
    assert "Try again" in lines[0]


@pytest.mark.django_db
def test_a_file_that_stands_still_while_it_is_taken_in_is_left_to_a_worker(tmp_path, rogue, monkeypatch):
    monkeypatch.setattr(time_limits, "STANDSTILL", 0.3)
    (tmp_path / "loop.pdf").write_bytes(b"bytes")
    status, lines, _ = ingest(tmp_path / "loop.pdf")
    assert status == 1
    assert "It is read again from" in lines[0]
    assert Job.objects.get().state == "waiting"


def test_a_file_that_is_not_there_or_empty_has_its_line_too(tmp_path):
    (tmp_path / "empty.txt").touch()
    status, lines, _ = ingest(tmp_path / "gone.txt", tmp_path / "empty.txt", dry_run=True, json=True)
    gone, empty = map(json.loads, lines)
    assert status == 1
    assert (gone["source"], gone["status"]) == ("gone.txt", "rejected")
    assert "No such file" in gone["reason"]
    assert empty["reason"].startswith("empty file")


def test_explaining_says_which_rule_fired_where(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("Abstract: What is hoped.\n\nKeywords: treaties, rivers\n\n" + TEXT)
    status, lines, told = ingest(path, dry_run=True, explain=True)
    assert status == 0
    assert len(lines) == 1
    assert told.startswith("a.txt\nPage 1: label ")
    assert "  line   3  " in told


# ------------------------------------------------------------------ taking in
@pytest.mark.django_db
def test_files_are_kept_and_stored_and_one_bad_one_stops_nothing(folder):
    status, lines, _ = ingest(folder, journal="Regional Affairs", volume="7", year=2007)
    assert status == 1
    assert len(lines) == 3
    assert [(job.name, job.state) for job in Job.objects.all()] == [
        ("1.pdf", "rejected"),
        ("2.txt", "review"),
        ("3.txt", "review"),
    ]
    assert {str(d.issue) for d in Document.objects.all()} == {"Regional Affairs 7, 2007"}
    for scan in Scan.objects.all():
        assert original_path(scan.sha256).is_file()
    assert Scan.objects.get(original_name="1.pdf").media_type == "application/octet-stream"


@pytest.mark.django_db
def test_what_is_doubtful_is_published_when_that_is_asked_for(folder):
    assert ingest(folder / "2.txt", publish_doubtful=True)[0] == 0
    batch = Batch.objects.get()
    assert (batch.publish, batch.publish_doubtful) == (True, True)
    assert ingest(folder / "b" / "3.txt", publish=True)[0] == 0
    assert Batch.objects.filter(publish=True, publish_doubtful=False).count() == 1


@pytest.mark.django_db
def test_files_may_be_published_at_once_and_again_without_doubling(folder):
    assert ingest(folder / "2.txt")[0] == 0
    document = Document.objects.get()
    assert document.state == "draft"
    assert ingest(folder / "2.txt", publish=True)[0] == 0
    assert ingest(folder / "2.txt", publish=True)[0] == 0
    again = Document.objects.get()
    assert (again.identifier, again.state) == (document.identifier, "published")
    assert Scan.objects.count() == 1


@pytest.mark.django_db
def test_an_empty_file_has_a_job_that_says_so(tmp_path):
    (tmp_path / "empty.txt").touch()
    status, lines, _ = ingest(tmp_path / "empty.txt")
    assert status == 1
    assert "empty file" in lines[0]
    assert (Job.objects.get().state, Job.objects.get().scan) == ("rejected", None)


@pytest.mark.django_db
def test_a_file_that_a_worker_reads_just_now_is_left_to_it(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"a.txt")
    make_job("a.txt")
    status, lines, _ = ingest(path)
    assert status == 1
    assert "being read already" in lines[0]


@pytest.mark.django_db
def test_a_wrong_detail_is_said_before_anything_is_taken_in(folder):
    with pytest.raises(CommandError, match="--year"):
        ingest(folder, year=99)
    assert not Batch.objects.exists()


@pytest.mark.django_db
def test_an_interrupted_import_gives_its_jobs_back(folder, rogue, monkeypatch):
    (folder / "loop.pdf").write_bytes(b"1")
    (folder / "loop.txt").write_bytes(b"2")

    def interrupt(*futures, timeout):
        raise KeyboardInterrupt

    monkeypatch.setattr("ingest.queue.importing.wait", interrupt)
    with pytest.raises(KeyboardInterrupt):
        ingest(folder / "loop.pdf", folder / "loop.txt")
    assert {(job.state, job.attempts, job.owner) for job in Job.objects.all()} == {("waiting", 0, "")}
    assert jobs.claim("worker")
