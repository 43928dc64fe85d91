"""A first few of the hostile files, through the upload page and a worker; the others: `make trials`."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ingest.models import Job
from ingest.queue.worker import Worker
from tests.trials.hostile_files import hostile_files, sound_files

pytestmark = pytest.mark.django_db
ENDED = {"review", "rejected", "duplicate"}


def send(client, files):
    uploads = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post("/ingest/upload/", {"files": uploads}, follow=True)


def test_hostile_files_end_with_a_reason_and_sound_ones_are_read(desk, reading):
    hostile = list(hostile_files(seed=1, count=42))
    sound = [(name, content) for name, content in sound_files().items() if not name.startswith("page.j")]
    for files in (hostile, sound):
        assert send(desk, files).status_code == 200
    Worker().run(until_empty=True)
    jobs = list(Job.objects.all())
    assert {job.state for job in jobs} <= ENDED
    assert all(job.reason for job in jobs if job.state == "rejected")
    assert {job.state for job in jobs if job.name in dict(sound)} <= {"review"}


def test_the_same_seed_makes_the_same_files():
    assert list(hostile_files(7, 40)) == list(hostile_files(7, 40))
    assert list(hostile_files(7, 40)) != list(hostile_files(8, 40))
