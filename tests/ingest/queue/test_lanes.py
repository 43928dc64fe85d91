"""Which file is read before which: short ones before long ones, all before scans, and first what a person puts first."""

import pytest
from django.urls import reverse

from ingest.models import Job
from ingest.queue import jobs, worker
from ingest.queue.jobs import LONG_FILE
from ingest.queue.worker import Worker
from ingest.sandbox import parent
from ingest.sources.tesseract import installed_languages
from tests.builders import make_scan
from tests.ingest.queue.queue_rows import make_batch, make_job, make_scan_of
from tests.ingest.queue.test_recognised_pages import scanned_pages

pytestmark = pytest.mark.django_db


def enqueued(name, size=1000) -> Job:
    scan = make_scan(name.encode(), name=name, media_type="text/plain")
    scan.size = size
    return jobs.enqueue(make_batch(), scan, name)


def claimed_names() -> list[str]:
    names = []
    while job := jobs.claim(jobs.new_owner()):
        names.append(job.name)
    return names


def test_short_files_come_before_long_ones_and_images_last():
    for name, size in [("page.TIF", 1000), ("long.pdf", LONG_FILE + 1), ("short.pdf", 1000), ("a.txt", 10)]:
        enqueued(name, size)
    assert claimed_names() == ["short.pdf", "a.txt", "long.pdf", "page.TIF"]


def test_what_a_person_puts_first_is_read_first(desk):
    names = ["a.txt", "b.txt", "page.tif"]
    made = {name: enqueued(name) for name in names}
    desk.post(reverse("ingest:act", args=["first"]), {"one": made["page.tif"].pk})
    assert claimed_names() == ["page.tif", "a.txt", "b.txt"]
    (event,) = made["page.tif"].events.filter(code="put_first")
    assert str(event.message) == "To be read before all others."


def test_what_is_under_way_cannot_be_put_first(desk):
    job = enqueued("a.txt")
    jobs.claim(jobs.new_owner())
    response = desk.post(reverse("ingest:act", args=["first"]), {"one": job.pk}, follow=True)
    assert "under way already" in response.content.decode()
    assert not jobs.put_first(job)


def test_the_queue_offers_to_read_a_file_first_and_tells_how_many_workers_there_are(desk):
    enqueued("a.txt")
    with worker.Presence("one"), worker.Presence("two"):
        page = desk.get(reverse("ingest:queue")).content.decode()
    assert "2 workers read." in page
    assert "Read the chosen first" in page


@pytest.fixture
def looks_often(monkeypatch, settings, reading):
    monkeypatch.setattr(parent, "TICK", 0.05)
    monkeypatch.setattr(worker, "HEARTBEAT", 0.0)
    settings.OCR_LANGUAGES = ["eng"]


@pytest.mark.external
@pytest.mark.skipif("eng" not in installed_languages(), reason="no OCR engine with English data")
@pytest.mark.parametrize("is_first", [False, True])
def test_texts_behind_a_scan_are_read_before_it_is(looks_often, monkeypatch, is_first):
    """The scan comes first into the queue; texts come while it is read."""
    batch = make_batch()
    scan = make_scan_of("scan.pdf", scanned_pages(6))
    job = jobs.enqueue(batch, scan, "scan.pdf")
    if is_first:
        jobs.put_first(job)
    ended, keep = [], parent._Listener._keep

    def keep_and_receive(listener, line):
        keep(listener, line)
        if not Job.objects.filter(name__endswith=".txt").exists():
            for number in range(3):
                text = f"Text {number}. The harbour council met.\n".encode()
                jobs.enqueue(batch, make_scan_of(f"{number}.txt", text), f"{number}.txt")

    monkeypatch.setattr(parent._Listener, "_keep", keep_and_receive)
    finish = jobs.finish
    monkeypatch.setattr(jobs, "finish", lambda job: (finish(job), ended.append(job.name)))
    Worker().run(until_empty=True)
    texts = ["0.txt", "1.txt", "2.txt"]
    assert ended == (["scan.pdf", *texts] if is_first else [*texts, "scan.pdf"])
    job.refresh_from_db()
    assert (job.state, job.scan.pages.count(), job.attempts) == ("review", 6, 1)
    assert job.events.filter(code="gave_way").exists() is not is_first
    assert job.lane == (Job.Lane.FIRST if is_first else Job.Lane.SCAN)


def test_a_scan_does_not_give_way_before_a_page_is_kept():
    enqueued("quick.txt")
    job = enqueued("scan.tif")
    worker._give_way(job, 0)
    with pytest.raises(worker.GaveWayError):
        worker._give_way(job, 1)


def test_a_scan_does_not_give_way_to_what_failed_before():
    quick = make_job("quick.txt")
    jobs.claim(jobs.new_owner())
    quick.refresh_from_db()
    Job.objects.filter(pk=quick.pk).update(state="waiting", owner="", lease_until=None)
    worker._give_way(enqueued("scan.tif"), 1)
