"""Pages taken in as images alone: they wait in sight, and are read once an engine is there."""

import io

import pytest
from django.core.management import call_command
from PIL import Image, ImageDraw, ImageFont

from archive.models import Document, OutboxEntry, Page
from archive.scans.originals import keep
from ingest.parsing.records import ParsedPage
from ingest.queue import waiting_pages
from ingest.queue.receiving import receive
from ingest.queue.waiting_pages import waiting_scans, why_unreadable
from ingest.queue.worker import Worker
from ingest.sources import ocr
from ingest.store import Correction, correct_document, publish, store_documents
from tests.ingest.desk.people import make_person
from tests.ingest.parsing.parses import document, page, parsed_file
from tests.ingest.queue.queue_rows import make_batch, make_job, make_scan_of

pytestmark = pytest.mark.django_db
WORDS = "The harbour council met again"


def unread(*numbers):
    """What is read without an engine: one text of pages without words."""
    pages = tuple(page(n, text="", label="", text_source="none", lines=()) for n in numbers)
    return parsed_file(document(pages=pages, title="", authors=(), language="", evidence={}))


def with_person_s_title(scan, title="Minutes of the Council"):
    """The unread document of a scan, titled by a person and published."""
    (held,) = store_documents(unread(1, 2), scan).documents
    correct_document(held, Correction(title=title), make_person("Ada"))
    publish([held])
    OutboxEntry.objects.all().delete()
    return Document.objects.get(pk=held.pk)


def read_pages(*texts, **fields):
    pages = tuple(page(n, text, "", text_source="ocr", **fields) for n, text in enumerate(texts, 1))
    return pages


# ------------------------------------------------------------------ storing
def test_a_published_text_gets_its_words_and_keeps_what_a_person_said():
    scan = make_scan_of("a.pdf")
    held = with_person_s_title(scan)
    read = parsed_file(document(pages=read_pages("Treaty of the people.", "End of it."), title="Other"))
    stored = store_documents(read, scan)
    now = Document.objects.get()
    assert (now.pk, now.identifier, now.state) == (held.pk, held.identifier, "published")
    assert (now.title, now.language) == ("Minutes of the Council", "en")
    assert [(p.text, p.text_source) for p in now.pages.all()] == [
        ("Treaty of the people.", "ocr"),
        ("End of it.", "ocr"),
    ]
    assert list(OutboxEntry.objects.values_list("document_pk", flat=True)) == [held.pk]
    assert any("got its text" in str(note) for note in stored.notes)


def test_a_file_that_turns_out_to_hold_two_articles_stays_one_settled_text():
    scan = make_scan_of("a.pdf")
    with_person_s_title(scan)
    first, second = read_pages("Treaty of the people."), read_pages("Forum of it.", "End.")
    store_documents(parsed_file(document(pages=first), document(pages=second)), scan)
    now = Document.objects.get()
    opening, closing = now.pages.all()
    assert (opening.text, closing.text) == ("Treaty of the people.\n\nForum of it.", "End.")
    assert [opening.text[start:end] for line in opening.words for start, end, *_ in line] == [
        "Treaty",
        "Forum ",
    ]
    assert [section.offset for section in now.sections.all()] == [0, 23]


def test_only_the_pages_that_wait_are_filled():
    scan = make_scan_of("a.pdf")
    mixed = (page(1, "Said already."), page(2, "", "", text_source="none", lines=()))
    (held,) = store_documents(parsed_file(document(pages=mixed)), scan).documents
    publish([held])
    store_documents(parsed_file(document(pages=read_pages("Other words.", "Found at last."))), scan)
    assert [p.text for p in held.pages.all()] == ["Said already.", "Found at last."]
    assert held.sections.count() == 1


def test_a_blank_page_waits_no_longer():
    scan = make_scan_of("a.pdf")
    with_person_s_title(scan)
    read = parsed_file(document(pages=read_pages("Treaty of the people.")))
    blank = ParsedPage(2, "", None, "", "", "ocr")
    store_documents(type(read)((*read.pages, blank), read.documents, "1"), scan)
    assert not Page.objects.without_text().exists()


# ------------------------------------------------------------------ saying so
def test_without_an_engine_the_command_says_what_waits_and_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(waiting_pages, "installed_languages", lambda: ())
    with_person_s_title(make_scan_of("a.pdf"))
    with pytest.raises(SystemExit) as exit_:
        call_command("ocr", "--languages", "eng,cat")
    out, err = capsys.readouterr()
    assert exit_.value.code == 1
    assert "2 pages of 1 files wait" in out
    assert "apt-get install tesseract-ocr tesseract-ocr-eng tesseract-ocr-cat" in err


def test_a_machine_without_any_engine_is_told_from_one_without_languages(monkeypatch):
    monkeypatch.setattr(waiting_pages, "find_spec", lambda name: None)
    monkeypatch.setattr(waiting_pages.shutil, "which", lambda name: None)
    assert "no OCR engine" in why_unreadable()
    monkeypatch.setattr(waiting_pages.shutil, "which", lambda name: "tesseract")
    assert "no data for the languages xxx" in why_unreadable(["xxx"])


def test_the_desk_says_how_many_pages_wait_and_why(desk, monkeypatch):
    assert "Pages without text" not in desk.get("/ingest/").content.decode()
    monkeypatch.setattr(waiting_pages, "installed_languages", lambda: ())
    job = make_job("scan.pdf", state="review")
    store_documents(unread(1, 2, 3), job.scan)
    text = " ".join(desk.get("/ingest/").content.decode().split())
    assert "3 pages are held as images alone" in text
    assert "apt-get install tesseract-ocr" in text
    assert f'<a href="{job.get_absolute_url()}">scan.pdf</a> <span class="count">3</span>' in text


# ------------------------------------------------------------------ for real
def scanned_pdf(*texts):
    images = []
    for text in texts:
        image = Image.new("L", (1400, 400), 255)
        ImageDraw.Draw(image).text((80, 120), text, fill=0, font=ImageFont.load_default(60))
        images.append(image)
    buffer = io.BytesIO()
    images[0].save(buffer, "PDF", save_all=True, append_images=images[1:], resolution=300)
    buffer.seek(0)
    return buffer


@pytest.mark.external
@pytest.mark.skipif(
    ocr.available_engine() is None or "eng" not in ocr.installed_languages(),
    reason="tesseract's English data are not installed",
)
def test_scans_taken_in_without_an_engine_are_read_when_one_is_there(reading, settings, capsys):
    settings.OCR_LANGUAGES = ["xxx"]  # no engine has it
    for name, text in (("a.pdf", WORDS), ("b.pdf", "Fresh bread for all people")):
        receive(keep(scanned_pdf(text, text + " twice")), name, make_batch())
    Worker().run(until_empty=True)
    held = Document.objects.filter(pages__scan__original_name="a.pdf").distinct().get()
    identifiers = set(Document.objects.values_list("identifier", flat=True))
    correct_document(held, Correction(title="Minutes of the Council"), make_person("Ada"))
    publish([held])
    OutboxEntry.objects.all().delete()
    call_command("ocr", "--languages", "eng", "--limit", "1")
    assert "2 pages were read, 2 still wait" in capsys.readouterr().out
    call_command("ocr", "--languages", "eng")
    held.refresh_from_db()
    assert (held.title, held.is_published) == ("Minutes of the Council", True)
    assert WORDS in held.pages.first().text
    assert held.pages.first().words
    assert set(OutboxEntry.objects.values_list("document_pk", flat=True)) == {held.pk}
    assert identifiers <= set(Document.objects.values_list("identifier", flat=True))
    assert not waiting_scans().exists()
