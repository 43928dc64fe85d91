"""Page images are drawn when an article is published, behind the files that wait to be read."""

import time
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from archive.access import WHOLE, access
from archive.models import Document, Page
from archive.scans import page_images
from archive.scans.page_images import READING, THUMBNAIL
from ingest.models import Job, PicturesDue
from ingest.queue import drawing_ahead, worker
from ingest.queue.worker import Worker
from ingest.store import publish, unpublish
from tests.builders import make_neighbours, make_typeset_document
from tests.ingest.queue.queue_rows import make_job

pytestmark = pytest.mark.django_db


def work_until_idle(monkeypatch):
    """A worker that looks at the queue until there is nothing to do."""
    monkeypatch.setattr(worker, "close_old_connections", lambda: None)  # the test's own
    running = Worker()
    monkeypatch.setattr(running._stopping, "wait", lambda seconds: running.stop())
    running.run()
    assert PicturesDue.objects.count() == 0


def are_drawn(page, seen=WHOLE):
    return all(
        page_images._path(page.scan.sha256, page.scan_page, width, seen.key).exists()
        for width in (THUMBNAIL, READING)
    )


def test_what_is_published_has_its_images_before_anybody_asks(client, monkeypatch):
    document = make_typeset_document(texts=("One.", "Two."), state="draft")
    publish([document])
    assert [order.scan for order in PicturesDue.objects.all()] == [document.pages.first().scan]
    work_until_idle(monkeypatch)
    monkeypatch.setattr(page_images, "run_limited", lambda module, job: pytest.fail("drawn for a reader"))
    client.get("/about/")  # what every first answer of a process loads
    for page in document.pages.all():
        assert are_drawn(page)
        for width in (THUMBNAIL, READING):
            began = time.process_time()
            response = client.get(f"/d/{document.identifier}/p/{page.address}/image-{width}.webp")
            assert response.getvalue()
            assert time.process_time() - began < 0.15


def test_where_a_neighbour_is_hidden_the_covered_image_is_drawn_as_well(monkeypatch):
    upper, lower = make_neighbours(
        "Seen tides and harbours.", "Hidden tides and harbours.", state="published"
    )
    unpublish([lower])
    work_until_idle(monkeypatch)
    page = upper.pages.get(sequence=2)
    seen = access(None, Document.objects.get(pk=upper.pk)).image(page)
    assert seen.mask
    assert are_drawn(page, seen)


def test_files_that_wait_to_be_read_come_first(rogue, monkeypatch):
    publish([make_typeset_document(texts=("One.",), state="draft")])
    job = make_job()
    monkeypatch.setattr(
        page_images,
        "draw_all",
        lambda scan, numbers: [] if Job.objects.get(pk=job.pk).finished_at else pytest.fail("too early"),
    )
    work_until_idle(monkeypatch)


def test_an_order_outlives_the_worker_that_has_it_and_one_worker_has_it_at_a_time():
    publish([make_typeset_document(texts=("One.",), state="draft")])
    first = drawing_ahead.claim()
    assert drawing_ahead.claim() is None
    PicturesDue.objects.update(taken_until=timezone.now() - timedelta(seconds=1))
    assert drawing_ahead.claim() == first


def test_an_order_given_anew_while_it_is_worked_on_is_worked_on_again(monkeypatch):
    document = make_typeset_document(texts=("One.",), state="draft")
    publish([document])
    monkeypatch.setattr(page_images, "draw_all", lambda scan, numbers: [])
    steps = drawing_ahead.drawing(drawing_ahead.claim())
    next(steps)
    unpublish([document])
    assert list(steps) == []
    assert drawing_ahead.claim() is not None


def test_a_page_that_cannot_be_drawn_is_named_and_the_order_done(monkeypatch, caplog):
    document = make_typeset_document(texts=("One.",), state="draft")
    Page.objects.update(scan_page=9)
    publish([document])
    work_until_idle(monkeypatch)
    assert "no image" in caplog.text
    assert worker.logger.name in {record.name for record in caplog.records}


def test_where_the_database_is_away_the_worker_waits(monkeypatch):
    def fail():
        raise OperationalError("away")

    monkeypatch.setattr(drawing_ahead, "claim", fail)
    assert Worker()._draw_some() is False
