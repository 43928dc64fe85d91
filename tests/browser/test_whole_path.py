"""The whole path: twenty files, of which four are bad, become sixteen articles that readers find at once.

The worker and the indexer are processes of their own, as `manage.py serve` keeps them.
"""

import io
import subprocess
import sys
import time
from contextlib import contextmanager

import pypdf
import pytest
from playwright.sync_api import expect
from reportlab.pdfgen.canvas import Canvas

from archive.models import Document
from ingest.models import Job
from tests.browser.people import sign_in_as
from tests.ingest.queue.queue_rows import ROOT, process_environment

PLACES = [
    "Harbours",
    "Ferries",
    "Customs",
    "Orchards",
    "Pastures",
    "Rivers",
    "Bridges",
    "Markets",
    "Schools",
    "Kitchens",
    "Libraries",
    "Theatres",
    "Foundries",
    "Printers",
    "Lighthouses",
    "Railways",
]
BODY = (
    "The {place} of the coast were counted for the first time in the winter of that year, and the count was wrong. "
    "Nobody who lived there had been asked. When the second count was made, the people came with their own lists, "
    "and it took the clerks until spring to copy them. What follows is drawn from these lists alone."
)
SECONDS_UNTIL_FOUND = 5


def article(place: str) -> bytes:
    """A page as a printer sets it: a large title, the author below it, lines of text, a running head."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(396, 612), invariant=True)
    canvas.setFont("Times-Italic", 9)
    canvas.drawString(54, 570, f"Regional Affairs {41 + PLACES.index(place)}")
    canvas.setFont("Times-Bold", 18)
    canvas.drawString(54, 530, f"A Second Count of the {place}")
    canvas.setFont("Times-Roman", 12)
    canvas.drawString(54, 505, "Inés Pradera")
    canvas.setFont("Times-Roman", 10)
    words, y = (BODY.format(place=place) + " ") * 3, 470
    for start in range(0, len(words), 60):
        canvas.drawString(54, y, words[start : start + 60].strip())
        y -= 13
    canvas.save()
    return buffer.getvalue()


def locked(content: bytes) -> bytes:
    writer, out = pypdf.PdfWriter(pypdf.PdfReader(io.BytesIO(content))), io.BytesIO()
    writer.encrypt("secret")
    writer.write(out)
    return out.getvalue()


@contextmanager
def running(*commands: list[str]):
    """`manage.py` commands on the test's archive, until the block ends."""
    started = [
        subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=process_environment() | {"LOG_LEVEL": "ERROR"},
        )
        for command in commands
    ]
    try:
        yield
    finally:
        for process in started:
            process.terminate()
        assert [process.wait(30) for process in started] == [0] * len(started)


def wait_until_found(page, url: str, title: str, published: float) -> None:
    address = f"{url}/search/?q=title:%22{title.replace(' ', '+')}%22"
    while 'class="result-title"' not in page.request.get(address).text():
        assert time.monotonic() - published < SECONDS_UNTIL_FOUND, f"{title} is not found yet"
        time.sleep(0.2)


def publish_all(page, url: str, count: int) -> None:
    """Review each draft that needs it, from the queue; each is found soon after it is published."""
    for _ in range(count):
        page.goto(f"{url}/ingest/?show=needs-you")
        page.get_by_role("link", name="Review").first.click()
        title = page.get_by_role("heading", level=1).inner_text()
        page.get_by_role("button", name="Save and publish").click()
        published = time.monotonic()
        expect(page.locator(".messages")).to_contain_text("was published.")
        wait_until_found(page, url, title, published)


def test_twenty_files_of_which_four_are_bad_become_sixteen_articles(archive, page, tmp_path):
    url = archive["url"]
    sign_in_as(page, url, "librarian")
    Document.objects.filter(state="draft").delete()
    whole = {f"{place.lower()}.pdf": article(place) for place in PLACES}
    first = whole["harbours.pdf"]
    bad = {
        "twin.pdf": (first, "The same file"),
        "locked.pdf": (locked(first), "remove the password"),
        "note.pdf": (b"This is no PDF.", "upload the real PDF"),
        "half.pdf": (first[: len(first) // 2], "upload a new copy"),
    }
    files = whole | {name: content for name, (content, _) in bad.items()}
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    with running(["worker"], ["indexer", "--follow"]):
        page.goto(f"{url}/ingest/upload/")
        page.get_by_label("Files").set_input_files([tmp_path / name for name in files])
        page.get_by_label("Journal").fill("Regional Affairs Quarterly")
        page.get_by_label("Volume").fill("9")
        page.get_by_label("Year").fill("2009")
        page.get_by_role("button", name="Upload").click()
        rows = page.locator("#uploads tr[data-job]")
        expect(rows).to_have_count(20, timeout=60_000)
        expect(page.locator("#uploads tr[data-runs]")).to_have_count(0, timeout=240_000)
        expect(page.locator("#uploads output")).to_have_text("20 of 20 done")
        for name, (_, said) in bad.items():
            expect(rows.filter(has_text=name)).to_contain_text(said)
        assert Job.objects.filter(state="review").count() == 16
        publish_all(page, url, 16)

    titles = {f"A Second Count of the {place}" for place in PLACES}
    published = Document.objects.published().filter(title__in=titles)
    assert {(str(each.issue), each.authors.get().name) for each in published} == {
        ("Regional Affairs Quarterly 9, 2009", "Inés Pradera")
    }
    assert published.count() == 16
    page.goto(f"{url}/ingest/")
    expect(page.get_by_text("Nothing waits for review.")).to_be_visible()


@pytest.fixture
def plain(browser, archive, page):
    """A browser without script, in which a librarian is signed in."""
    sign_in_as(page, archive["url"], "librarian")
    context = browser.new_context(java_script_enabled=False, storage_state=page.context.storage_state())
    yield context.new_page()
    context.close()


def test_the_same_without_script_for_two_files(archive, plain, tmp_path):
    url = archive["url"]
    Document.objects.filter(state="draft").delete()
    (tmp_path / "harbours.pdf").write_bytes(article("Harbours"))
    (tmp_path / "locked.pdf").write_bytes(locked(article("Ferries")))
    with running(["worker"], ["indexer", "--follow"]):
        plain.goto(f"{url}/ingest/")
        plain.get_by_role("link", name="Upload scans").click()
        plain.get_by_label("Files").set_input_files([tmp_path / "harbours.pdf", tmp_path / "locked.pdf"])
        plain.get_by_role("button", name="Upload").click()
        expect(plain.get_by_role("heading", name="2 files received")).to_be_visible()
        plain.get_by_role("link", name="Watch it: renew this page by itself").click()
        expect(plain.get_by_role("link", name="Review harbours.pdf")).to_be_visible(timeout=60_000)
        expect(plain.get_by_role("row", name="locked.pdf")).to_contain_text(
            "remove the password", timeout=60_000
        )
        publish_all(plain, url, 1)
    plain.goto(f"{url}/search/?q=clerks")
    expect(plain.locator(".result")).to_have_count(1)
