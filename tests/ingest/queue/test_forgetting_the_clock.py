"""What earlier releases turned away by the clock is read again after the upgrade."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from archive.models import Page
from ingest.models import Job
from ingest.queue import jobs
from tests.builders import make_document
from tests.ingest.queue.queue_rows import make_batch, make_job

pytestmark = pytest.mark.django_db
BY_CLOCK = {
    "state": "rejected",
    "reason": "reading took longer than 25 seconds, the time for so many pages: split the file and upload its parts",
    "attempts": 1,
    "pages_read": 3,
}


def upgrade():
    import_module("ingest.migrations.0010_forget_the_clock").read_again(apps, None)


def make_unread_job(name, publish=False):
    job = make_job(name, make_batch(publish=publish), state="review", step=Job.Step.STORED)
    make_document(name, texts=("",), scan=job.scan, state="draft")
    Page.objects.filter(scan=job.scan).update(text_source="none")
    return job


def test_files_rejected_by_the_clock_are_read_again_behind_the_new_ones():
    old = make_job("old.pdf", finished_at=timezone.now(), **BY_CLOCK)
    upgrade()
    old.refresh_from_db()
    assert (old.state, old.reason, old.attempts, old.pages_read, old.finished_at) == (
        "waiting",
        "",
        0,
        0,
        None,
    )
    assert old.events.latest("pk").text == jobs.READ_AFTER_UPGRADE
    new = make_job("new.pdf")
    assert [jobs.claim("a"), jobs.claim("b")] == [new, old]


def test_page_images_left_without_text_are_read_again():
    job = make_unread_job("scan.pdf")
    upgrade()
    job.refresh_from_db()
    assert (job.state, job.step) == ("waiting", Job.Step.NONE)


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "rejected", "reason": "damaged: mend it"},
        {"state": "review"},
        {**BY_CLOCK, "put_away_at": timezone.now()},
    ],
    ids=["rejected for another reason", "read", "put away"],
)
def test_other_files_stay_as_they_are(fields):
    job = make_job("other.pdf", **fields)
    upgrade()
    job.refresh_from_db()
    assert job.state == fields["state"]


def test_nothing_that_was_taken_back_is_published_by_it():
    job = make_unread_job("scan.pdf", publish=True)
    upgrade()
    job.refresh_from_db()
    assert job.state == "review"


def test_of_a_file_that_came_twice_the_last_job_tells():
    first = make_job("twice.pdf", **BY_CLOCK)
    second = jobs.enqueue(make_batch(), first.scan, "twice.pdf")
    upgrade()
    states = set(Job.objects.values_list("pk", "state"))
    assert states == {(first.pk, "rejected"), (second.pk, "waiting")}
    Job.objects.update(**BY_CLOCK)
    upgrade()
    states = set(Job.objects.values_list("pk", "state"))
    assert states == {(first.pk, "rejected"), (second.pk, "waiting")}
