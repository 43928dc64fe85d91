"""Which workers are alive, and when files that wait are an alarm."""

import signal
from datetime import timedelta

import feedparser
import pytest
from django.urls import reverse
from django.utils import timezone

from ingest.models import Job, WorkerPresence
from ingest.queue import jobs, presence
from ingest.queue.presence import Presence, is_worker_alive, unclaimed
from ingest.queue.worker import Worker
from tests.ingest.queue.queue_rows import make_batch, make_job, start_worker
from tests.ingest.queue.test_worker import wait_for

pytestmark = pytest.mark.django_db


def heard_of(minutes: float, host: str = "here") -> WorkerPresence:
    """A worker that said so many minutes ago that it is alive."""
    now = timezone.now()
    name = f"{host}:1:{minutes}"
    seen_at = now - timedelta(minutes=minutes)
    return WorkerPresence.objects.create(name=name, host=host, pid=1, started_at=now, seen_at=seen_at)


def make_old_batch(files: int) -> list[Job]:
    """Files that were uploaded five minutes ago."""
    batch = make_batch()
    made = [make_job(f"{number}.pdf", batch) for number in range(files)]
    Job.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    return made


def test_a_batch_of_forty_files_raises_no_alarm_while_two_workers_work(desk):
    made = make_old_batch(40)
    url = desk.get("/ingest/").context["attention_url"]
    with Presence("one") as one, Presence("two") as two:
        one.works_on(jobs.claim("one"))
        two.works_on(jobs.claim("two"))
        assert "no worker" not in desk.get("/ingest/").text
        assert feedparser.parse(desk.get(url).content).entries == []
    Job.objects.filter(owner__in=["one", "two"]).update(state="waiting", owner="", lease_until=None)
    assert "40 files wait to be read, and no worker is running." in desk.get("/ingest/").text
    (entry,) = feedparser.parse(desk.get(url).content).entries
    assert entry.title == "40 files wait to be read, and no worker is running."
    assert entry.id.endswith(f"{made[0].get_absolute_url()}#unclaimed")


def test_a_worker_of_another_machine_counts_until_it_is_not_heard_of_for_two_minutes():
    make_old_batch(1)
    assert (is_worker_alive(), unclaimed().count()) == (False, 1)
    dead = heard_of(minutes=3, host="elsewhere")
    assert (is_worker_alive(), unclaimed().count()) == (False, 1)
    heard_of(minutes=1, host="elsewhere")
    assert (is_worker_alive(), unclaimed().count()) == (True, 0)
    assert WorkerPresence.objects.filter(pk=dead.pk).exists()


def test_a_worker_that_starts_sweeps_the_rows_of_those_long_dead():
    long_dead, dead = heard_of(minutes=25 * 60), heard_of(minutes=3)
    with Presence("new"):
        assert set(WorkerPresence.objects.values_list("name", flat=True)) == {dead.name, "new"}
    assert set(WorkerPresence.objects.values_list("name", flat=True)) == {dead.name}
    assert long_dead.name != dead.name


def test_a_worker_says_so_also_after_its_row_was_swept():
    with Presence("slept") as slept:
        WorkerPresence.objects.all().delete()
        slept.say()  # it was said just now
        assert not is_worker_alive()
        slept._said = float("-inf")
        slept.say()
        assert is_worker_alive()


def test_a_worker_says_what_it_works_on_and_how_long_it_goes_on(rogue, monkeypatch):
    monkeypatch.setattr(presence, "SAID_EVERY", 0.0)
    job, told = make_job("slow.pdf"), []
    worker = Worker()
    check_stop = worker._check_stop

    def look():
        told.append(WorkerPresence.objects.values_list("job", "seen_at").get())
        check_stop()

    worker._check_stop = look
    worker.run(until_empty=True)
    assert {pk for pk, _seen_at in told} == {job.pk}
    assert len({seen_at for _pk, seen_at in told}) > 5
    assert not WorkerPresence.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_idle_worker_is_alive_until_it_ends():
    process = start_worker()
    try:
        wait_for(is_worker_alive)
        (row,) = WorkerPresence.objects.all()
        assert (row.pid, row.job) == (process.pid, None)
        process.send_signal(signal.SIGTERM)
        _, log = process.communicate(timeout=10)
    finally:
        process.kill()
    assert process.returncode == 0, log
    assert not WorkerPresence.objects.exists()


def test_an_administrator_sees_which_workers_run(admin_client):
    heard_of(minutes=1, host="scanning-room")
    page = admin_client.get(reverse("admin:ingest_workerpresence_changelist")).text
    assert "scanning-room:1" in page
