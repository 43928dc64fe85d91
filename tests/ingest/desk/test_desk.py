"""Uploads file by file, rows that a page asks for again, and what may be done with chosen files."""

from datetime import timedelta
from hashlib import sha256
from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from archive.fixity import rounds
from archive.models import Scan
from archive.scans.originals import original_path
from ingest.models import Batch, Job
from ingest.queue import jobs
from ingest.queue.worker import Worker
from tests.ingest.desk.people import make_person
from tests.ingest.queue.queue_rows import make_job

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


def open_batch(client, **details):
    return client.post(reverse("ingest:open_batch"), details, **JSON)


def send(client, place, name="a.txt", content=b"Some words."):
    return client.post(place, {"files": SimpleUploadedFile(name, content)}, **JSON)


def rows(client, *wanted):
    return client.get(reverse("ingest:job_rows"), {"job": [job.pk for job in wanted]}).json()["rows"]


def do(client, act, *chosen, **extra):
    return client.post(reverse("ingest:act", args=[act]), {"jobs": [job.pk for job in chosen]}, **extra)


# ------------------------------------------------------------------ file by file
def test_files_join_the_batch_that_was_opened_for_them(desk):
    opened = open_batch(desk, journal="Regional Affairs", year="2007")
    assert opened.status_code == HTTPStatus.CREATED
    for name in ("a.txt", "b.txt"):
        answer = send(desk, opened.json()["files"], name, name.encode())
        assert answer.status_code == HTTPStatus.CREATED
        assert f">{name}</a>" in answer.json()["rows"][0]["html"]
    batch = Batch.objects.get()
    assert opened.json()["batch"] == f"/ingest/batches/{batch.pk}/"
    assert (batch.journal, batch.jobs.count()) == ("Regional Affairs", 2)


def test_details_that_cannot_be_are_told_before_a_byte_is_sent(desk):
    answer = open_batch(desk, journal="J", year="99")
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert answer.json()["error"].startswith("Year or date: ")
    assert not Batch.objects.exists()


def test_nobody_adds_to_the_batch_of_another(desk, client):
    place = open_batch(desk).json()["files"]
    client.force_login(make_person("other", "librarian"))
    assert send(client, place).status_code == HTTPStatus.NOT_FOUND
    assert not Scan.objects.exists()


def test_a_file_that_is_held_comes_back_as_a_row_with_a_choice(desk, reading):
    place = open_batch(desk).json()["files"]
    send(desk, place)
    Worker().run(until_empty=True)
    (row,) = send(desk, place, "again.txt").json()["rows"]
    assert not row["runs"]
    for choice in ("Open it", "Import anyway", "Skip"):
        assert choice in row["html"]
    duplicate = Job.objects.get(name="again.txt")
    do(desk, "again", duplicate)
    duplicate.refresh_from_db()
    assert duplicate.state == "waiting"


def ask_for(client, place, content, name="a.txt"):
    return client.post(place, {"sha256": sha256(content).hexdigest(), "name": name}, **JSON).json()["rows"]


def test_a_file_that_is_held_need_not_be_sent(desk, reading):
    place = open_batch(desk).json()["files"]
    assert ask_for(desk, place, b"Some words.") == []
    (sent,) = send(desk, place).json()["rows"]
    (again,) = ask_for(desk, place, b"Some words.")
    assert again["job"] == sent["job"]  # the upload goes on
    (twin,) = ask_for(desk, place, b"Some words.", "twin.txt")
    assert "being read already" in twin["html"]
    Worker().run(until_empty=True)
    (elsewhere,) = ask_for(desk, open_batch(desk).json()["files"], b"Some words.")
    assert "Import anyway" in elsewhere["html"]
    assert Scan.objects.count() == 1


def test_a_file_whose_bytes_are_gone_is_sent_again(desk):
    place = open_batch(desk).json()["files"]
    send(desk, place)
    original_path(Scan.objects.get().sha256).unlink()
    assert ask_for(desk, place, b"Some words.") == []
    assert send(desk, place).status_code == HTTPStatus.CREATED
    assert original_path(Scan.objects.get().sha256).is_file()


@pytest.mark.parametrize("damaged", [b"Some w0rds.", b"Some"], ids=["a changed byte", "cut"])
def test_a_file_whose_bytes_are_damaged_is_sent_again_and_mended_by_it(desk, damaged):
    place = open_batch(desk).json()["files"]
    send(desk, place)
    scan = Scan.objects.get()
    path = original_path(scan.sha256)
    path.chmod(0o644)
    path.write_bytes(damaged)
    look_at_all()
    assert rounds.damages().count() == 1
    assert ask_for(desk, place, b"Some words.") == []
    assert send(desk, place).status_code == HTTPStatus.CREATED
    assert path.read_bytes() == b"Some words."
    assert not rounds.damages().exists()
    assert ask_for(desk, place, b"Some words.") != []


def look_at_all():
    for _ in rounds.go_round(rounds.begin(in_background=False)):
        pass


@pytest.mark.parametrize("sum_", ["", "\0", "x" * 64, "A" * 64, "é"])
def test_what_is_no_checksum_names_no_file(desk, sum_):
    place = open_batch(desk).json()["files"]
    answer = desk.post(place, {"sha256": sum_, "name": "\0"}, **JSON)
    assert answer.json() == {"rows": []}


def test_the_page_of_an_upload_goes_on_with_it(desk, client):
    opened = open_batch(desk, journal="Regional Affairs").json()
    send(desk, opened["files"])
    page = desk.get(opened["here"]).content.decode()
    assert "a.txt" in page
    assert 'value="Regional Affairs"' in page
    assert f'data-send-to="{opened["files"]}"' in page
    desk.post(opened["here"], {"files": SimpleUploadedFile("b.txt", b"More.")})  # without script
    assert Batch.objects.get().jobs.count() == 2
    for other in ("?batch=999", "?batch=x"):
        assert "a.txt" not in desk.get(f"/ingest/upload/{other}").content.decode()
    client.force_login(make_person("other", "librarian"))
    assert "a.txt" not in client.get(opened["here"]).content.decode()


@pytest.mark.parametrize("names", [(), ("a.txt", "b.txt")])
def test_one_file_at_a_time(desk, names):
    place = open_batch(desk).json()["files"]
    files = {"files": [SimpleUploadedFile(name, b"x") for name in names]}
    answer = desk.post(place, files, **JSON)
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert not Job.objects.exists()


def test_an_upload_leaves_the_disk_its_room(desk, settings):
    place = open_batch(desk).json()["files"]
    settings.DISK_FLOOR_MB = 10**9
    answer = send(desk, place)
    assert answer.status_code == HTTPStatus.INSUFFICIENT_STORAGE
    assert "nearly full" in answer.json()["error"]
    assert not Scan.objects.exists()


# ------------------------------------------------------------------ rows
def test_rows_tell_whether_they_may_still_change(desk):
    running, ended = make_job("a.pdf"), make_job("b.pdf", state="failed", reason="Full. Run it again.")
    told = {row["job"]: row for row in rows(desk, running, ended)}
    assert (told[running.pk]["runs"], told[ended.pk]["runs"]) == (True, False)
    assert "Full. Run it again." in told[ended.pk]["html"]
    assert told[ended.pk]["state"] == "b.pdf: failed"


def test_rows_are_for_the_desk(client):
    client.force_login(make_person("somebody", "staff"))
    assert client.get(reverse("ingest:job_rows")).status_code == HTTPStatus.FORBIDDEN


def test_numbers_that_are_none_name_no_row(desk):
    answer = desk.get(reverse("ingest:job_rows"), {"job": ["x", "-1", "9" * 30, ""]})
    assert answer.json() == {"rows": []}


def test_a_job_whose_worker_is_not_heard_of_is_called_stalled(desk):
    job = make_job("a.pdf")
    held = jobs.claim(jobs.new_owner())
    assert "Stalled" not in rows(desk, job)[0]["html"]
    Job.objects.filter(pk=held.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert "Stalled" in rows(desk, job)[0]["html"]


# ------------------------------------------------------------------ with the chosen
def test_a_cancelled_job_leaves_the_queue_and_keeps_its_file(desk):
    job = make_job("a.pdf")
    held = jobs.claim(jobs.new_owner())
    do(desk, "cancel", job)
    job.refresh_from_db()
    assert job.state == "cancelled"
    assert job.scan is not None
    with pytest.raises(jobs.LeaseLostError):  # what the worker was writing is not written
        jobs.renew(held)
    do(desk, "again", job)
    job.refresh_from_db()
    assert job.state == "waiting"


def test_rows_that_ended_can_be_dismissed_and_seen_again(desk):
    ended, running = make_job("old.pdf", state="failed", reason="No. Do."), make_job("new.pdf")
    answer = do(desk, "dismiss", ended, running, follow=True)
    page = answer.content.decode()
    assert "1 row was dismissed." in page
    assert "old.pdf" not in page
    assert "old.pdf" in desk.get("/ingest/?show=dismissed").content.decode()
    assert "old.pdf" in desk.get("/ingest/?show=put-away").content.decode()  # an address of 0.1
    assert [row["gone"] for row in rows(desk, ended, running)] == [True, False]
    running.refresh_from_db()
    assert running.dismissed_at is None


def test_the_publishing_step_is_taken_again_alone(desk):
    batch = Batch.objects.create(publish=True)
    job = make_job("a.pdf", batch=batch, state="review", step=Job.Step.PUBLISHED)
    do(desk, "publish-again", job)
    job.refresh_from_db()
    assert (job.state, job.step) == ("waiting", Job.Step.STORED)


def test_nobody_without_the_right_does_anything(client):
    job = make_job("a.pdf")
    client.force_login(make_person("somebody", "staff"))
    for act in ("again", "cancel", "dismiss", "publish-again"):
        assert do(client, act, job).status_code == HTTPStatus.FORBIDDEN
    assert do(client, "eat", job).status_code in (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
    job.refresh_from_db()
    assert job.state == "waiting"


# ------------------------------------------------------------------ the queue
def test_the_queue_narrows_down(desk):
    mine = Batch.objects.create(created_by=make_person("ines", "librarian"))
    make_job("ours-1.pdf", batch=mine)
    make_job("theirs-2.pdf")
    for query, shown in (
        ("file=OURS", {"ours-1.pdf"}),
        ("by=Ines", {"ours-1.pdf"}),
        (f"batch={mine.pk}", {"ours-1.pdf"}),
        ("since=2999-01-01", set()),
        ("since=nonsense", {"ours-1.pdf", "theirs-2.pdf"}),
    ):
        page = desk.get(f"/ingest/?{query}").content.decode()
        assert {name for name in ("ours-1.pdf", "theirs-2.pdf") if name in page} == shown, query


def test_the_queue_says_when_files_wait_and_no_worker_is_running(desk):
    job = make_job("a.pdf")
    assert "no worker" not in desk.get("/ingest/").text
    Job.objects.filter(pk=job.pk).update(created_at=timezone.now() - timedelta(minutes=2))
    page = " ".join(desk.get("/ingest/").text.split())
    assert "1 file waits to be read, and no worker is running." in page
    assert "starts one with “make worker”" in page
