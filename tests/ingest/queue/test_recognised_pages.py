"""What a worker recognised of a file before it was stopped is not recognised again."""

import io
import json
import os
import time
from collections import Counter

import pytest
from PIL import Image, ImageDraw, ImageFont

from archive.models import Page
from archive.sandbox import forking
from archive.text_copies import copies_of, erase_derived
from ingest.models import Job
from ingest.queue import jobs, recognised_pages, worker
from ingest.queue.recognised_pages import RecognisedPages
from ingest.queue.worker import StoppedError, Worker
from ingest.sandbox import parent
from ingest.sources.tesseract import installed_languages
from tests.builders import make_document, make_scan
from tests.ingest.queue.queue_rows import make_batch, make_scan_of

NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight")

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.external,
    pytest.mark.skipif("eng" not in installed_languages(), reason="no OCR engine with English data"),
]


def scanned_pages(number: int) -> bytes:
    pages = []
    for name in NUMBERS[:number]:
        page = Image.new("L", (1000, 260), 255)
        ImageDraw.Draw(page).text((60, 80), f"This is page {name}", fill=0, font=ImageFont.load_default(60))
        pages.append(page)
    file = io.BytesIO()
    pages[0].save(file, "PDF", save_all=True, append_images=pages[1:], resolution=300)
    return file.getvalue()


@pytest.fixture
def scan(settings):
    settings.OCR_LANGUAGES = ["eng"]
    return make_scan_of("scan.pdf", scanned_pages(4))


@pytest.fixture
def kept(scan):
    return RecognisedPages(scan.sha256, ["eng"])


def numbers_in(kept) -> list[int]:
    return [json.loads(line)["recognised"][0] for line in kept.path.read_text().splitlines()]


def texts_of(contents) -> list[str]:
    return [page.raw_text for document in contents.parsed.documents for page in document.pages]


def read(scan, on_tick=lambda page, of: None):
    kept = RecognisedPages(scan.sha256, ["eng"])
    return texts_of(worker.read_kept(scan, "scan.pdf", on_tick, kept, ["eng"]))


@pytest.mark.parametrize("is_forked", [True, False])
def test_pages_that_are_kept_are_not_recognised_again(scan, kept, monkeypatch, is_forked):
    if not is_forked:
        monkeypatch.setattr(forking, "may_hold_fork_servers", lambda: False)
    assert read(scan) == [f"This is page {name}" for name in NUMBERS[:4]]
    assert sorted(numbers_in(kept)) == [1, 2, 3, 4]
    kept.path.write_text(kept.path.read_text().replace("This is page three", "Thus is page three"))
    assert read(scan)[2] == "Thus is page three"
    assert sorted(numbers_in(kept)) == [1, 2, 3, 4]


def test_what_is_left_of_a_page_is_no_page(scan, kept):
    """The page of a worker that was killed in the middle of it, of another release, of nobody."""
    read(scan)
    others = [line for line in kept.path.read_text().splitlines() if '"recognised":[2,' not in line]
    kept.path.write_text(
        "\n".join([*others, "", "{}", '{"recognised":[2,["no page"]]}', '{"recognised":[2,["'])
    )
    assert read(scan) == [f"This is page {name}" for name in NUMBERS[:4]]


def test_a_worker_that_is_stopped_costs_the_pages_in_hand(settings, monkeypatch):
    settings.OCR_LANGUAGES = ["eng"]
    monkeypatch.setattr(parent, "TICK", 0.05)
    scan = make_scan_of("scan.pdf", scanned_pages(8))
    kept = RecognisedPages(scan.sha256, ["eng"])
    stops = 0

    def stop_at(number):
        def on_tick(page, of):
            if kept.path.exists() and len(numbers_in(kept)) >= number:
                raise StoppedError

        return on_tick

    for number in (2, 5):
        with pytest.raises(StoppedError):
            read(scan, stop_at(number))
        stops += 1
    assert read(scan) == [f"This is page {name}" for name in NUMBERS]
    times = Counter(numbers_in(kept))
    assert sorted(times) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert sum(times.values()) - 8 <= stops * (os.cpu_count() or 1)


def test_pages_recognised_in_another_way_are_not_taken(scan, kept, monkeypatch):
    assert RecognisedPages(scan.sha256, ["spa"]).path != kept.path
    monkeypatch.setattr(recognised_pages, "available_engine", lambda: "another engine 9.0")
    assert RecognisedPages(scan.sha256, ["eng"]).path != kept.path


def test_a_file_that_is_stored_leaves_nothing_behind(scan, kept, reading):
    job = jobs.enqueue(make_batch(), scan, "scan.pdf")
    Worker().run(until_empty=True)
    job.refresh_from_db()
    assert (job.state, Page.objects.filter(scan=scan).count()) == (Job.State.REVIEW, 4)
    assert recognised_pages.kept_of(scan.sha256) == []


def test_a_full_disk_costs_the_pages_and_not_the_reading(scan, kept, caplog):
    kept.path.parent.parent.mkdir(parents=True, exist_ok=True)
    kept.path.parent.write_text("no folder")
    assert read(scan)[0] == "This is page one"
    assert "could not be kept" in caplog.text


def test_pages_with_which_nobody_goes_on_are_deleted(kept):
    kept.keep(b"old")
    os.utime(kept.path, (0, time.time() - recognised_pages.KEPT_FOR - 1))
    fresh = RecognisedPages("f" * 64, ["eng"])
    fresh.keep(b"fresh")
    recognised_pages.clear_old()
    assert (kept.path.exists(), fresh.path.read_bytes()) == (False, b"fresh\n")


def test_who_takes_a_text_down_learns_of_its_recognised_pages():
    scan = make_scan()
    document = make_document(scan=scan, state="withdrawn")
    kept = RecognisedPages(scan.sha256, ["eng"])
    kept.keep(b"{}")
    assert any(copy.place == str(kept.path) for copy in copies_of(document))
    erase_derived(document)
    assert not kept.path.exists()
