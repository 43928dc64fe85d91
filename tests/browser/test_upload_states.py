"""Every state of the upload page and of the queue, as a librarian meets it: shown, and free of faults."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from ingest.models import Batch, Job
from ingest.queue import jobs
from tests.browser.looks import faults_of, photograph
from tests.browser.people import sign_in_as
from tests.builders import make_document
from tests.ingest.queue.queue_rows import make_job, make_scan_of

LONG_NAME = "Revista de Asuntos Regionales, volumen VII, numero 3 (diciembre de 2007), paginas 265-272.txt"


@pytest.fixture
def ana(archive, page):
    return sign_in_as(page, archive["url"], "librarian", "ana")


def texts(folder, *names):
    for name in names:
        (folder / name).write_text(f"A report on {name}.\n\nWhat was said of it at the meeting.", "utf-8")
    return [folder / name for name in names]


def row(page, name):
    return page.locator("tr", has=page.get_by_role("rowheader", name=name, exact=True)).first


# ------------------------------------------------------------------ the upload page
def test_upload_states(page, archive, ana, tmp_path, complaints, settings):
    address = f"{archive['url']}/ingest/upload/"
    faults = {}

    def look(name):
        photograph(page, f"upload {name}")
        if found := faults_of(page):
            faults[name] = found

    page.goto(address)
    look("empty")

    files = texts(tmp_path, "a.txt", "b.txt", LONG_NAME, "held.txt", "minutes.docx")
    (tmp_path / "nothing.pdf").write_bytes(b"")
    (tmp_path / "note.pdf").write_text("This is no PDF.")
    (tmp_path / "large.tif").write_bytes(b"II*\0" + bytes(2 * 1024 * 1024))
    make_document(scan=make_scan_of("held.txt", (tmp_path / "held.txt").read_bytes()))
    page.evaluate("document.querySelector('form.upload').dataset.mostMb = 1")
    names = ("nothing.pdf", "note.pdf", "large.tif")
    page.get_by_label("Files").set_input_files([*files, *(tmp_path / name for name in names)])
    expect(page.get_by_text("Nothing is sent yet.")).to_be_visible()
    expect(row(page, "minutes.docx")).to_contain_text("Save it as PDF")
    expect(row(page, "large.tif")).to_contain_text("Larger than")
    look("chosen")

    held = []
    page.route("**/files/", lambda route: held.append(route))
    page.get_by_role("button", name="Upload").click()
    expect(row(page, "b.txt")).to_contain_text("sending")
    expect(page.get_by_text("Keep this page open")).to_be_visible()
    look("sending")

    page.get_by_role("button", name="Pause").click()
    look("paused")
    page.route("**/files/", lambda route: route.abort())
    for route in held:
        route.abort()
    page.get_by_role("button", name="Go on now").click()
    expect(page.locator(".halted")).to_contain_text("The connection broke off.")
    look("connection lost")

    settings.DISK_FLOOR_MB = 10**9
    page.unroute_all()
    page.get_by_role("button", name="Go on now").click()
    expect(page.locator(".halted")).to_contain_text("disk is nearly full")
    look("disk full")

    settings.DISK_FLOOR_MB = 1
    page.get_by_role("button", name="Go on now").click()
    expect(row(page, "held.txt").get_by_role("button", name="Skip")).to_be_visible()
    expect(row(page, "held.txt").get_by_role("link", name="Open it")).to_be_visible()
    expect(row(page, "nothing.pdf")).to_contain_text("holds no bytes")
    expect(page.get_by_text("All that was sent is kept.")).to_be_visible()
    look("sent")

    Job.objects.filter(name="a.txt").update(
        state="reading", owner="x", lease_until=timezone.now() + timedelta(hours=1), attempts=1,
        started_at=timezone.now(), pages_read=12, pages_total=40,
    )  # fmt: skip
    expect(row(page, "a.txt")).to_contain_text("page 12 of 40", timeout=15_000)
    look("reading")

    row(page, "held.txt").get_by_role("button", name="Skip").click()
    expect(row(page, "held.txt")).to_have_count(0)
    row(page, LONG_NAME).get_by_role("button", name="Cancel").click()
    expect(row(page, LONG_NAME)).to_contain_text("cancelled")
    call_command("worker", once=True)
    expect(row(page, "b.txt").get_by_role("link", name="Review")).to_be_visible(timeout=15_000)
    expect(row(page, "note.pdf")).to_contain_text("Not a PDF although its name says so")
    look("done")

    page.reload()
    expect(row(page, "b.txt").get_by_role("link", name="Review")).to_be_visible()
    look("seen again")
    assert not faults
    complaints[:] = [each for each in complaints if "Failed to load resource" not in each]


def test_upload_refusals_without_script(browser, archive, ana, page, tmp_path, settings):
    """413 and 507 where the form is sent as one."""
    state = page.context.storage_state()
    context = browser.new_context(java_script_enabled=False, storage_state=state)
    plain = context.new_page()
    answers = (
        ({"UPLOAD_MAX_MB": 0}, "at most 0 MB can be sent at once. Nothing was received."),
        ({"DISK_FLOOR_MB": 10**9}, "disk is nearly full"),
        ({"DATA_UPLOAD_MAX_NUMBER_FILES": 1, "UPLOAD_MAX_FILES": 1}, "At most 1 file"),
        ({}, "2 files received"),
    )
    for number, (limits, said) in enumerate(answers):
        before = {name: getattr(settings, name) for name in limits}
        for name, value in limits.items():
            setattr(settings, name, value)
        plain.goto(f"{archive['url']}/ingest/upload/")
        plain.get_by_label("Files").set_input_files(texts(tmp_path, "a.txt", "b.txt"))
        plain.get_by_role("button", name="Upload").click()
        expect(plain.locator("main")).to_contain_text(said)
        photograph(plain, f"upload plain {number}")
        show(page, archive["url"], plain.content())
        assert not faults_of(page), said
        for name, value in before.items():
            setattr(settings, name, value)
    context.close()


def show(page, url, html):
    """What the other browser shows, in this one, where axe can look at it."""
    page.route("**/answer", lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(f"{url}/answer")


# ------------------------------------------------------------------ the queue
def make_every_state(ana):
    """A job in every state that the queue tells apart."""
    batch = Batch.objects.create(created_by=ana, journal="Regional Affairs", year=2007)
    now = timezone.now()
    lease = {"state": "reading", "owner": "x", "attempts": 2, "started_at": now - timedelta(minutes=3)}
    ended = {"started_at": now - timedelta(seconds=75), "finished_at": now, "attempts": 1}
    make_job("needs-you.pdf", batch, state="review", **ended)
    make_document(scan=make_scan_of("needs-you.pdf"), state="draft")
    make_job("waiting.pdf", batch)
    make_job("unclaimed.pdf", batch, created_at=now - timedelta(hours=1))
    make_job(
        "reading.pdf", batch, lease_until=now + timedelta(hours=1), pages_read=12, pages_total=40, **lease
    )
    make_job("counting.pdf", batch, lease_until=now + timedelta(hours=1), pages_read=3, **lease)
    make_job("stalled.pdf", batch, lease_until=now - timedelta(seconds=5), step=1, **lease)
    make_job(
        "locked.pdf", batch, state="rejected", reason="password-protected PDF: remove the password", **ended
    )
    make_job("broke-off.pdf", batch, state="failed", reason="Broke off 3 times. Run it again.", **ended)
    make_job("done.pdf", batch, state="done", **ended)
    make_job("put-away.pdf", batch, state="done", dismissed_at=now, **ended)
    jobs.cancel(make_job("cancelled.pdf", batch))
    twin = make_scan_of("done.pdf")
    make_document(scan=twin)
    jobs.enqueue(batch, twin, "twin.pdf")
    return batch


def test_queue_states(page, archive, ana):
    queue, faults = f"{archive['url']}/ingest/", {}

    def look(name, address):
        page.goto(address)
        photograph(page, f"queue {name}")
        if found := faults_of(page):
            faults[name] = found

    look("empty", queue)
    expect(page.get_by_text("Nothing waits for review.")).to_be_visible()
    batch = make_every_state(ana)
    look("full", queue)
    for name, said in (
        ("needs-you.pdf", "needs review"),
        ("waiting.pdf", "waiting"),
        ("reading.pdf", "page 12 of 40"),
        ("counting.pdf", "page 3"),
        ("stalled.pdf", "Stalled"),
        ("locked.pdf", "remove the password"),
        ("broke-off.pdf", "Broke off 3 times"),
        ("done.pdf", "1 min 15 s"),
        ("twin.pdf", "held already"),
        ("cancelled.pdf", "Cancelled. The file is kept"),
    ):
        expect(row(page, name)).to_contain_text(said)
    expect(row(page, "stalled.pdf").get_by_role("button", name="Read again")).to_be_visible()
    expect(page.get_by_text("no worker is running")).to_be_visible()
    row(page, "done.pdf").locator("summary").click()
    expect(row(page, "done.pdf")).to_contain_text("Received.")
    assert not faults_of(page)

    look("narrowed", f"{queue}?file=done")
    look("narrowed to nothing", f"{queue}?file=nothing-like-it")
    look("dismissed", f"{queue}?show=dismissed")
    expect(row(page, "put-away.pdf")).to_be_visible()
    look("batch", archive["url"] + f"/ingest/batches/{batch.pk}/")
    for name in ("needs-you.pdf", "stalled.pdf", "locked.pdf", "twin.pdf", "cancelled.pdf"):
        look(f"job {name}", archive["url"] + Job.objects.get(name=name).get_absolute_url())
    for number in range(101):
        make_job(f"{number}.pdf", batch, state="done")
    look("sections in part", queue)
    expect(page.get_by_role("link", name="Show all 104")).to_be_visible()
    look("second page", f"{queue}?show=done&page=2")
    assert not faults
