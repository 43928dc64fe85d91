"""Workers on machines whose clocks differ: each file becomes its articles once, whoever is wrong."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from ingest.models import Job
from ingest.querysets import LONGEST_LEASE
from ingest.queue import clock, jobs
from tests.ingest.queue.queue_rows import make_job

pytestmark = pytest.mark.django_db
SKEWS = [timedelta(seconds=-3600), timedelta(seconds=-40), timedelta(seconds=40), timedelta(days=400)]
now = timezone.now


def with_clock(monkeypatch, skew):
    """The clock of the one machine on SQLite; on PostgreSQL that of the worker, which counts for nothing."""
    monkeypatch.setattr(clock.timezone, "now", lambda: now() + skew)


@pytest.mark.parametrize("skew", SKEWS)
def test_a_job_that_two_hold_by_their_clocks_is_ended_by_one_of_them(monkeypatch, skew):
    make_job()
    slow = jobs.claim("right")
    with_clock(monkeypatch, skew)
    other = jobs.claim("wrong")
    monkeypatch.undo()
    if other is None:  # to it the lease runs on
        jobs.finish(slow)
    else:
        with pytest.raises(jobs.LeaseLostError):
            jobs.finish(slow)
        jobs.finish(other)
    assert Job.objects.get().state in ("review", "done")
    assert jobs.claim("third") is None


@pytest.mark.parametrize("skew", SKEWS)
def test_a_job_left_before_the_clock_was_set_right_is_taken_up(monkeypatch, skew):
    make_job()
    with_clock(monkeypatch, skew)
    assert jobs.claim("gone")
    monkeypatch.undo()
    Job.objects.filter(lease_until__gt=now(), lease_until__lte=now() + LONGEST_LEASE).update(
        lease_until=now() - timedelta(seconds=1)  # what waiting for it would do
    )
    assert jobs.claim("right")


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has its workers on one machine")
@pytest.mark.parametrize("skew", SKEWS)
def test_a_worker_with_a_wrong_clock_takes_no_job_that_another_works_on(monkeypatch, skew):
    make_job()
    assert jobs.claim("right")
    with_clock(monkeypatch, skew)
    assert jobs.claim("wrong") is None
