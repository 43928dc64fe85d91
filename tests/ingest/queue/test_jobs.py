import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from archive.models import Document
from ingest.messages import Message
from ingest.models import Job
from ingest.queue import jobs
from tests.builders import make_document
from tests.ingest.queue.queue_rows import make_batch, make_job, make_scan_of

pytestmark = pytest.mark.django_db


def run_out(job):
    """As if the worker had died a minute ago."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(minutes=1))


def state_of(job):
    job.refresh_from_db()
    return job.state


# ------------------------------------------------------------------ into the queue
def test_a_kept_file_waits_for_a_worker():
    job = make_job()
    assert (job.state, job.attempts, job.owner) == ("waiting", 0, "")
    assert [str(event.message) for event in job.events.all()] == ["Received."]


def test_a_file_that_is_held_is_not_read_again_unless_asked():
    scan = make_scan_of("a.pdf")
    make_document(scan=scan)
    twice = jobs.enqueue(make_batch(), scan, "b.pdf")
    assert twice.state == "duplicate"
    assert "uploaded on" in str(twice.reason)
    assert jobs.enqueue(make_batch(), scan, "b.pdf", again=True).state == "waiting"


def test_a_file_under_way_is_not_read_twice_at_once():
    job = make_job()
    twice = jobs.enqueue(make_batch(), job.scan, "again.pdf", again=True)
    assert (twice.state, str(twice.reason)) == ("duplicate", "The same file is being read already.")
    with pytest.raises(IntegrityError), transaction.atomic():
        Job.objects.create(batch=job.batch, scan=job.scan, name="a third time")


def test_a_rejected_file_may_be_uploaded_again():
    job = make_job()
    jobs.reject(jobs.claim("me"), Message("pdf_damaged"))
    assert jobs.enqueue(make_batch(), job.scan, job.name).state == "waiting"


def test_a_file_is_read_anew_from_the_first_step():
    make_job()
    job = jobs.claim("me")
    jobs.reject(job, Message("pdf_damaged"))
    assert jobs.run_again(job)
    job.refresh_from_db()
    assert (job.state, job.attempts, job.reason, job.step) == ("waiting", 0, None, 0)
    assert not jobs.run_again(job)


# ------------------------------------------------------------------ leases
def test_jobs_are_claimed_in_the_order_of_arrival():
    first, second = make_job("1.pdf"), make_job("2.pdf")
    assert [jobs.claim("a"), jobs.claim("b"), jobs.claim("c")] == [first, second, None]
    first.refresh_from_db()
    assert (first.state, first.owner, first.attempts) == ("reading", "a", 1)
    assert first.lease_until > timezone.now()


def test_a_lease_that_ran_out_goes_to_another_and_the_first_may_write_nothing_more():
    make_job()
    slow = jobs.claim("slow")
    run_out(slow)
    quick = jobs.claim("quick")
    assert quick == slow
    assert quick.attempts == 2
    for write in (
        lambda: jobs.renew(slow),
        lambda: jobs.reject(slow, Message("pdf_damaged")),
        lambda: jobs.release(slow),
        lambda: jobs.finish(slow),
        lambda: jobs.retry_later(slow, Message("text", text="Something failed.")),
        lambda: jobs.put_back(slow, Message("text", text="It stood still.")),
    ):
        with pytest.raises(jobs.LeaseLostError):
            write()
    quick.refresh_from_db()
    assert (quick.state, quick.owner) == ("reading", "quick")


def test_the_rows_of_a_lost_step_are_not_there():
    make_job()
    slow = jobs.claim("slow")
    run_out(slow)
    jobs.claim("quick")
    with pytest.raises(jobs.LeaseLostError), jobs.step(slow, Job.Step.STORED):
        make_document()
    assert not Document.objects.exists()


def test_a_step_that_fails_counts_as_not_done():
    make_job()
    job = jobs.claim("me")
    with pytest.raises(ZeroDivisionError), jobs.step(job, Job.Step.STORED):
        make_document(texts=[str(1 / 0)])
    job.refresh_from_db()
    assert job.step == Job.Step.NONE
    with jobs.step(job, Job.Step.STORED):
        make_document()
    job.refresh_from_db()
    assert job.step == Job.Step.STORED
    assert Document.objects.count() == 1


def test_a_renewed_lease_says_how_far_the_work_is():
    make_job()
    job = jobs.claim("me")
    run_out(job)
    jobs.renew(job, 12, 40)
    job.refresh_from_db()
    assert (job.pages_read, job.pages_total) == (12, 40)
    assert jobs.claim("other") is None


def test_three_attempts_without_result_end_in_failure_with_a_reason():
    job = make_job()
    for number in range(3):
        assert jobs.claim(f"worker {number}") == job
        run_out(job)
    assert jobs.claim("a fourth") is None
    assert state_of(job) == "failed"
    assert "broke off 3 times" in str(job.reason)


def test_a_stalled_file_is_read_again_when_asked_and_its_worker_writes_nothing_more():
    make_job()
    lost = jobs.claim("lost")
    assert not jobs.run_again(lost)
    run_out(lost)
    assert jobs.run_again(lost)
    with pytest.raises(jobs.LeaseLostError):
        jobs.renew(lost)
    found = jobs.claim("found")
    assert (found, found.attempts) == (lost, 1)


def test_a_poison_file_never_stands_before_the_others():
    poison = make_job("poison.pdf")
    jobs.claim("victim")
    run_out(poison)
    others = [make_job(f"{number}.pdf") for number in range(3)]
    assert [jobs.claim("w") for _ in range(4)] == [*others, poison]


def test_a_job_given_back_has_lost_no_attempt():
    job = make_job()
    for _ in range(5):
        jobs.release(jobs.claim("me"))
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("waiting", 0)


def test_a_failure_of_the_archive_is_tried_again_later_and_three_times_in_all():
    job = make_job()
    for _ in range(3):
        claimed = jobs.claim("me")
        jobs.retry_later(claimed, Message("text", text="The disk is full."))
        assert jobs.claim("me") is None  # not at once
        Job.objects.update(not_before=None)
    assert state_of(job) == "failed"
    assert str(job.reason) == "The disk is full. Tried 3 times. Run it again when that is mended."


def test_a_file_whose_reading_stood_still_is_put_back_for_longer_each_time_without_an_attempt():
    job, waits = make_job(), []
    for _ in range(8):
        jobs.put_back(jobs.claim("me"), Message("text", text="It stood still."))
        job.refresh_from_db()
        assert (job.state, job.attempts, job.owner) == ("waiting", 0, "")
        assert str(job.reason).startswith("It stood still. It is read again from 2")
        assert job.events.latest("pk").message == job.reason
        assert jobs.claim("me") is None  # not at once
        waits.append(round((job.not_before - timezone.now()) / timedelta(minutes=1)))
        Job.objects.update(not_before=None)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (jobs.claim("me").reason, state_of(job)) == (None, "reading")


def test_a_file_whose_reading_always_stands_still_fails_after_a_day_and_may_be_read_again():
    job = make_job(put_backs=jobs.MAX_PUT_BACKS)
    jobs.put_back(jobs.claim("me"), Message("text", text="It stood still."))
    assert state_of(job) == "failed"
    assert str(job.reason).startswith("It stood still. So it was 25 times. The file is kept: read it again")
    assert jobs.run_again(job)
    job.refresh_from_db()
    assert (job.state, job.put_backs) == ("waiting", 0)


def test_a_file_that_was_put_back_never_stands_before_the_others():
    still = make_job("still.pdf")
    jobs.put_back(jobs.claim("me"), Message("text", text="It stood still."))
    Job.objects.update(not_before=None)
    other = make_job("other.pdf")
    assert [jobs.claim("a"), jobs.claim("b")] == [other, still]


def test_a_finished_job_needs_review_when_it_left_drafts():
    job = make_job()
    claimed = jobs.claim("me")
    make_document(state="draft", scan=job.scan)
    jobs.finish(claimed)
    assert state_of(job) == "review"
    other = make_job("other.pdf")
    make_document(scan=other.scan, texts=["Published at once."])
    jobs.finish(jobs.claim("me"))
    assert state_of(other) == "done"


def test_the_database_knows_no_lease_without_owner_and_no_bad_end_without_reason():
    job = make_job()
    for fields in ({"state": "reading"}, {"owner": "me"}, {"state": "failed"}, {"state": "rejected"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Job.objects.filter(pk=job.pk).update(**fields)


@pytest.mark.django_db(transaction=True)
def test_workers_in_a_race_claim_each_job_once():
    wanted = {make_job(f"{number}.pdf").pk for number in range(24)}
    claimed = Counter()
    gate = threading.Barrier(6)

    def claim_all():
        try:
            gate.wait()
            while job := jobs.claim(jobs.new_owner()):
                claimed[job.pk] += 1
        finally:
            connection.close()

    threads = [threading.Thread(target=claim_all) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert claimed == Counter(wanted)
    assert not Job.objects.exclude(state="reading", attempts=1).exists()
