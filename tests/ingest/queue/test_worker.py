import errno
import signal
import time
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from archive import time_limits
from archive.models import Document, OutboxEntry, Page
from archive.scans.originals import original_path
from ingest.models import Job
from ingest.queue import drawing_ahead, jobs, worker
from ingest.queue.worker import Worker
from ingest.sandbox import parent
from tests import troubles
from tests.ingest.queue.queue_rows import make_batch, make_job, start_worker

pytestmark = pytest.mark.django_db


def test_a_file_becomes_drafts_that_need_review(rogue):
    job = make_job(batch=make_batch(journal="Regional Affairs Quarterly", volume="7", year=2007))
    assert Worker().run(until_empty=True) == 1
    job.refresh_from_db()
    assert (job.state, job.step, job.pages_read, job.pages_total) == ("review", Job.Step.STORED, 2, 2)
    document = Document.objects.get()
    assert (document.state, str(document.issue)) == ("draft", "Regional Affairs Quarterly 7, 2007")
    assert job.scan.pages.count() == 2
    assert [str(event.message) for event in job.events.all()] == [
        "Received.",
        "Attempt 1 begins.",
        "1 article found.",
    ]


def test_a_batch_may_be_published_without_review(rogue):
    job = make_job(batch=make_batch(publish=True))
    Worker().run(until_empty=True)
    job.refresh_from_db()
    assert (job.state, job.step) == ("done", Job.Step.PUBLISHED)
    assert Document.objects.get().is_published
    assert OutboxEntry.objects.count() == 1


@pytest.mark.parametrize(("publish_doubtful", "state"), [(False, "draft"), (True, "published")])
def test_a_doubtful_reading_waits_for_review_unless_told_otherwise(
    rogue, monkeypatch, publish_doubtful, state
):
    monkeypatch.setattr("ingest.store.publishing.doubts", lambda document: ["title", "authors"])
    job = make_job(batch=make_batch(publish=True, publish_doubtful=publish_doubtful))
    Worker().run(until_empty=True)
    job.refresh_from_db()
    assert Document.objects.get().state == state
    held = [str(event.message) for event in job.events.all() if event.code == "held_back"]
    assert [text.partition("was ")[2] for text in held] == (
        [] if publish_doubtful else ["held back for review. Read with doubt: title and authors."]
    )
    assert job.state == ("done" if publish_doubtful else "review")


def test_a_worker_without_a_job_draws_the_images_of_what_it_read(rogue, monkeypatch):
    drawn = []
    running = Worker()

    def draw_all(scan, numbers):
        drawn.append((scan, list(numbers)))
        running.stop()
        return ["page 2 cannot be drawn"]

    job = make_job("well.pdf")
    monkeypatch.setattr(drawing_ahead.page_images, "can_be_drawn", lambda media_type: True)
    monkeypatch.setattr(drawing_ahead.page_images, "draw_all", draw_all)
    running.run()
    assert drawn == [(job.scan, [1, 2])]


def test_images_that_cannot_be_kept_do_not_end_the_worker(rogue, monkeypatch):
    running = Worker()

    def draw_all(scan, numbers):
        running.stop()
        raise OSError("no space left")

    make_job("well.pdf")
    monkeypatch.setattr(drawing_ahead.page_images, "can_be_drawn", lambda media_type: True)
    monkeypatch.setattr(drawing_ahead.page_images, "draw_all", draw_all)
    assert running.run() == 1


def test_a_poison_file_is_rejected_and_the_others_are_read(rogue):
    names = ["segfault.pdf", "well.pdf", "say_nested.pdf", "eat_memory.pdf"]
    made = [make_job(name) for name in names]
    assert Worker().run(until_empty=True) == 4
    for job in made:
        job.refresh_from_db()
    assert [job.state for job in made] == ["rejected", "review", "rejected", "rejected"]
    assert all(job.reason for job in made if job.state == "rejected")


def test_a_broken_installation_is_not_held_against_the_file(rogue):
    job = make_job("not_even_begin.pdf")
    Worker().run(until_empty=True)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("waiting", 1)
    assert job.not_before > timezone.now()


def test_a_file_whose_reading_stands_still_is_put_back_and_the_queue_says_so(rogue, monkeypatch, desk):
    monkeypatch.setattr(time_limits, "STANDSTILL", 0.3)
    job = make_job("loop.pdf")
    assert Worker().run(until_empty=True) == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.put_backs) == ("waiting", 0, 1)
    assert job.not_before > timezone.now()
    for address in ("/ingest/", job.get_absolute_url()):
        assert f"read again from {job.not_before:%Y-%m-%d %H:%M} on" in desk.get(address).text
        told = desk.get(address, headers={"accept-language": "es"}).text
        assert f"Se leerá de nuevo a partir de {job.not_before:%Y-%m-%d %H:%M}" in told
        assert "Su lectura estuvo detenida" in told


def test_a_file_for_which_there_is_no_room_to_read_is_put_back(rogue):
    job = make_job("find_no_room.pdf")
    assert Worker().run(until_empty=True) == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.put_backs) == ("waiting", 0, 1)


def test_an_original_that_is_gone_is_not_held_against_the_file(reading):
    job = make_job("a.txt")
    original_path(job.scan.sha256).unlink()
    Worker().run(until_empty=True)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("waiting", 1)
    assert "The archive failed" in str(job.events.latest("pk").message)


def test_a_database_that_fails_while_storing_is_tried_again(rogue, monkeypatch):
    job = make_job()

    def fail(*arguments, **options):
        raise OperationalError("disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(worker, "store_documents", fail)
        Worker().run(until_empty=True)
    job.refresh_from_db()
    assert (job.state, job.step) == ("waiting", Job.Step.NONE)
    Job.objects.update(not_before=None)
    Worker().run(until_empty=True)
    job.refresh_from_db()
    assert (job.state, Document.objects.count()) == ("review", 1)


def test_a_worker_that_stops_gives_its_job_back(rogue):
    job = make_job("loop.pdf")
    stopped = Worker()
    original = stopped._check_stop

    def stop_at_first_tick():
        stopped.stop()
        original()

    stopped._check_stop = stop_at_first_tick
    started = time.monotonic()
    stopped.run(until_empty=True)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.owner) == ("waiting", 0, "")
    assert time.monotonic() - started < 5


def test_a_worker_whose_lease_ran_out_leaves_the_job_to_the_next(rogue, monkeypatch):
    job = make_job("slow.pdf")
    monkeypatch.setattr(worker, "HEARTBEAT", 0.0)
    renew = jobs.renew

    def renew_too_late(held, *progress):
        Job.objects.filter(pk=job.pk).update(owner="another worker")
        renew(held, *progress)

    monkeypatch.setattr(jobs, "renew", renew_too_late)
    Worker().run_one()
    job.refresh_from_db()
    assert (job.state, job.owner) == ("reading", "another worker")
    assert not Document.objects.exists()


def test_a_job_goes_on_after_its_last_committed_step(rogue):
    """The worker died between storing and publishing: nothing is read again."""
    job = make_job(batch=make_batch(publish=True))
    claimed = jobs.claim("the dead")
    contents = parent.read(__file__, "well.pdf")
    worker.store_contents(claimed, contents)
    identifier = Document.objects.get().identifier
    Job.objects.update(lease_until=timezone.now() - timedelta(minutes=1), name="segfault.pdf")
    Worker().run(until_empty=True)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)
    assert Document.objects.get().identifier == identifier
    assert Document.objects.get().is_published


# ------------------------------------------------------------------ real processes
def wait_for(claim, seconds=20):
    deadline = time.monotonic() + seconds
    while not claim():
        assert time.monotonic() < deadline, "it never happened"
        time.sleep(0.05)


@pytest.mark.django_db(transaction=True)
def test_what_a_killed_worker_left_is_done_exactly_once_by_the_next():
    job = make_job("slow.pdf", batch=make_batch(publish=True))
    first = start_worker()
    try:
        wait_for(lambda: Job.objects.filter(pk=job.pk, pages_total=2).exists())
    finally:
        first.kill()
        first.communicate()
    job.refresh_from_db()
    assert job.state == "reading"
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    second = start_worker("--once")
    _, log = second.communicate(timeout=30)
    assert second.returncode == 0, log
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)
    assert Document.objects.published().count() == 1
    assert Page.objects.count() == 2
    assert OutboxEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_worker_told_to_end_ends_cleanly_and_gives_its_job_back():
    job = make_job("loop.pdf")
    process = start_worker()
    try:
        wait_for(lambda: Job.objects.filter(pk=job.pk, state="reading").exists())
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=10)
    finally:
        process.kill()
    assert process.returncode == 0, log
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("waiting", 0)


# ------------------------------------------------------------------ trouble outside
def test_trouble_is_not_held_against_the_file_and_the_queue_says_so(rogue, monkeypatch, desk):
    job = make_job()

    def fail(*arguments, **options):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(worker, "store_documents", fail)
        for _time in range(5):
            Job.objects.update(not_before=None)
            assert Worker().run(until_empty=True) == 1
    job.refresh_from_db()
    assert (job.state, job.attempts, job.put_backs) == ("waiting", 0, 5)
    assert "database or disk was full or away" in desk.get("/ingest/").text
    Job.objects.update(not_before=None)
    Worker().run(until_empty=True)
    job.refresh_from_db()
    assert (job.state, Document.objects.count()) == ("review", 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("trouble", troubles.of_database())
def test_a_worker_waits_trouble_out_and_goes_on(trouble, rogue, monkeypatch, caplog):
    job = make_job()
    running = Worker()
    monkeypatch.setattr(worker, "LOOK_EVERY", 0.01)
    looks = iter(range(6))

    def stop_at_the_end() -> None:
        if next(looks, None) is None:
            running.stop()

    monkeypatch.setattr(running._presence, "say", stop_at_the_end)
    with trouble():
        assert running.run() == 0
    said = [line for line in caplog.records if line.levelname == "ERROR"]
    assert {(line.name, line.exc_info) for line in said} == {("archive.trouble", None)}
    assert len(said) == 1
    assert Worker().run(until_empty=True) == 1
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("review", 1)
