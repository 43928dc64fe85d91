"""Articles whose images showed two printed pages each, once their file is split into these."""

import io
import zipfile

import pypdfium2
import pytest

from archive.access import access
from archive.models import Document, Page, Scan
from archive.scans.article_pdf import article_pdf
from archive.scans.originals import keep_chunks, original_path
from ingest.models import Job, Revision
from ingest.queue import jobs
from ingest.queue.worker import Worker
from ingest.store import dividing, publish
from ingest.store.texts import correct_text
from ingest.store.undoing import undo
from tests.builders import make_scan
from tests.ingest.sources.test_sources_images import needs_english
from tests.ingest.test_two_printed_pages import spread_pdf

pytestmark = pytest.mark.django_db


@pytest.fixture
def taken_in(reading):
    """Read a file by a worker, as an upload is; its articles."""

    def take_in(data, name="book.pdf", media_type="application/pdf"):
        keep_chunks([data])
        scan = make_scan(data, name, media_type)
        jobs.enqueue(jobs.Batch.objects.create(language="en"), scan, name)
        Worker().run(until_empty=True)
        return list(Document.objects.filter(pages__scan=scan).distinct().order_by("pk"))

    return take_in


def split(scan, gutters, user=None, *, right_first=False) -> Job:
    job = jobs.ask_to_halve(scan, gutters, user, right_first=right_first)
    Worker().run(until_empty=True)
    job.refresh_from_db()
    return job


def shape(document):
    return [(page.label, page.address, page.turns_at, page.scan_page) for page in document.pages.all()]


def texts(document):
    return [page.text for page in document.pages.order_by("sequence")]


def test_no_halves_are_made_of_a_damaged_original(taken_in):
    taken_in(spread_pdf())
    scan = Scan.objects.get()
    path = original_path(scan.sha256)
    path.chmod(0o644)
    path.write_bytes(path.read_bytes()[:-200] + b" " * 199)
    job = split(scan, {1: 0.5})
    assert (job.scan, job.state) == (None, "waiting")
    assert str(job.events.latest("pk").message).count("DamagedOriginal") == 1
    assert Scan.objects.count() == 1


def rows(document):
    """All that the history would give back."""
    values = Page.objects.filter(document=document).order_by("sequence").values()
    sections = document.sections.order_by("position").values()
    return list(values), list(sections), document.evidence, document.first_page, document.last_page


SPLIT = [("50", "50", None, 1), ("51", "51", None, 2), ("52", "52", None, 3), ("53", "53", None, 4)]


def test_a_draft_is_made_anew_of_the_halves_and_keeps_its_identifier(taken_in):
    (document,) = taken_in(spread_pdf(50, 52))
    old = document.pages.first().scan
    checksum = original_path(old.sha256).read_bytes()
    both = texts(document)
    job = split(old, {1: 0.5, 2: 0.5})
    assert (job.state, job.name) == ("review", "book-split.pdf")
    again = Document.objects.get()
    assert (again.pk, again.identifier) == (document.pk, document.identifier)
    assert shape(again) == SPLIT
    assert (again.first_page, again.last_page) == ("50", "53")
    assert " ".join(both).split() == " ".join(texts(again)).split()
    for page in again.pages.all():
        assert page.width == 421
        assert all(0 <= word[2] < page.width for line in page.words for word in line)
    assert original_path(old.sha256).read_bytes() == checksum
    assert job.scan.provenance.endswith(old.sha256)
    assert [str(event.message) for event in job.events.all()][:2] == [
        "Asked to split double pages of “book.pdf” into their printed pages: 2.",
        "Attempt 1 begins.",
    ]


def test_it_is_undone_as_one_change(taken_in):
    (document,) = taken_in(spread_pdf(50, 52))
    old, before = document.pages.first().scan, rows(document)
    job = split(old, {1: 0.5, 2: 0.5})
    revision = Revision.objects.latest("pk")
    assert str(revision) == (
        "Split double pages of “book.pdf” into their printed pages (2): “book-split.pdf”"
    )
    undo(revision, None)
    assert rows(Document.objects.get()) == before
    job.refresh_from_db()
    assert (job.state, old.jobs.get(rereads=None).state) == ("done", "review")
    assert split(old, {1: 0.5, 2: 0.5}).scan == job.scan
    assert shape(Document.objects.get()) == SPLIT


def test_what_is_published_keeps_its_identifier_its_corrections_and_its_addresses(taken_in, client):
    (document,) = taken_in(spread_pdf(50, 52))
    page = document.pages.first()
    corrected = page.text.replace(page.text.split()[4], "corrected", 1)
    correct_text(page, corrected, None)
    publish([document])
    before = document.pages.first().words
    split(page.scan, {1: 0.5, 2: 0.5})
    assert Document.objects.get().is_published
    assert shape(document) == SPLIT
    first, second, *_ = document.pages.order_by("sequence")
    assert f"{first.text} {second.text}".split() == corrected.split()
    assert len(first.words) + len(second.words) == len(before)
    address = document.get_absolute_url()
    assert client.get(f"{address}p/50–51/").headers["Location"] == f"{address}p/50/"
    assert client.get(f"{address}p/51/").status_code == 200
    undo(Revision.objects.latest("pk"), None)
    assert document.pages.first().words == before
    assert document.pages.first().text == corrected


def test_sections_and_values_stay_where_they_are_printed(taken_in):
    (document,) = taken_in(spread_pdf(50))
    page = document.pages.get()
    document.evidence["title"] = {"source": "person", "page": 1, "box": [500, 60, 100, 12]}
    document.save()
    publish([document])
    document.sections.create(
        position=9, kind="body", heading="On", page=page, offset=page.turns_at, evidence={"page": 1}
    )
    split(page.scan, {1: 0.5})
    document.refresh_from_db()
    last = document.sections.get(position=9)
    assert (last.page.label, last.offset, last.evidence) == ("51", 0, {"page": 1})
    assert document.evidence["title"] == {"source": "person", "page": 2, "box": [79, 60, 100, 12]}


def test_a_page_that_nothing_recognised_is_divided_by_the_places_of_its_words(taken_in):
    """By hand: where the gutter is said to be."""
    (document,) = taken_in(spread_pdf(50))
    page = document.pages.get()
    turn = page.turns_at
    Page.objects.filter(pk=page.pk).update(turns_at=None, label="", label_source="", address="n1")
    text = page.text
    publish([document])
    split(page.scan, {1: 0.5})
    assert texts(document) == [text[:turn].rstrip(), text[turn:]]
    assert [page.address for page in document.pages.all()] == ["n1", "n2"]


def test_a_text_that_runs_across_both_pages_stays_where_a_person_has_decided_on_it(taken_in):
    """Else a sentence would be torn; a draft of the machine's is read anew."""
    (document,) = taken_in(spread_pdf(50))
    page = document.pages.get()
    lines = [line for pair in zip(page.words[::2], page.words[1::2], strict=False) for line in pair[::-1]]
    mixed = [
        [[n, n + 1, *word[2:]] for n, word in enumerate(line, 40 * at)] for at, line in enumerate(lines[::-1])
    ]
    Page.objects.filter(pk=page.pk).update(turns_at=None, words=mixed)
    publish([document])
    job = split(page.scan, {1: 0.5})
    assert job.state == "rejected"
    assert "runs across both printed pages" in str(job.reason)
    assert document.pages.get().scan == page.scan
    Document.objects.update(state="draft", published_at=None, evidence={})
    jobs.run_again(job)
    Worker().run(until_empty=True)
    assert [page.label for page in Document.objects.get().pages.all()] == ["50", "51"]


def test_a_page_of_the_file_that_shows_one_stays_whole(taken_in):
    documents = taken_in(spread_pdf(50, 52))
    split(documents[0].pages.first().scan, {2: 0.5})
    (document,) = Document.objects.all()
    whole, *halves = shape(document)
    assert whole == ("50–51", "50–51", document.pages.first().turns_at, 1)
    assert halves == [("52", "52", None, 2), ("53", "53", None, 3)]
    assert document.pages.first().turns_at


@needs_english
def test_a_scan_is_split_and_recognised_anew(taken_in):
    sheet = pypdfium2.PdfDocument(spread_pdf(50))[0].render(scale=200 / 72).to_pil()
    file = io.BytesIO()
    sheet.save(file, "PDF", resolution=200)
    (document,) = taken_in(file.getvalue())
    assert [page.text_source for page in document.pages.all()] == ["ocr"]
    split(document.pages.get().scan, {1: 0.5})
    again = Document.objects.get()
    assert [(page.label, page.text_source, page.scan_page) for page in again.pages.all()] == [
        ("50", "ocr", 1),
        ("51", "ocr", 2),
    ]


@needs_english
def test_an_image_becomes_a_tiff_of_both_pages(taken_in):
    sheet = pypdfium2.PdfDocument(spread_pdf(50))[0].render(scale=200 / 72).to_pil()
    file = io.BytesIO()
    sheet.save(file, "PNG", dpi=(200, 200))
    (document,) = taken_in(file.getvalue(), "sheet.png", "image/png")
    job = split(document.pages.get().scan, {1: 0.5})
    assert (job.scan.media_type, job.name) == ("image/tiff", "sheet-split.tif")
    assert [page.label for page in Document.objects.get().pages.all()] == ["50", "51"]


@needs_english
def test_a_zip_of_jpegs_becomes_a_pdf(taken_in):
    """Its members have no part in the new file: the pages are the PDF's own."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for number in (50, 52):
            sheet = pypdfium2.PdfDocument(spread_pdf(number))[0].render(scale=200 / 72).to_pil()
            page = io.BytesIO()
            sheet.save(page, "JPEG", dpi=(200, 200), quality=90)
            made.writestr(f"{number}.jpg", page.getvalue())
    (document,) = taken_in(file.getvalue(), "sheets.zip", "application/zip")
    assert [page.scan_member for page in document.pages.all()] == ["50.jpg", "52.jpg"]
    before = rows(document)
    job = split(document.pages.first().scan, {1: 0.5, 2: 0.5})
    assert (job.scan.media_type, job.name) == ("application/pdf", "sheets-split.pdf")
    assert shape(Document.objects.get()) == SPLIT
    assert {page.scan_member for page in Document.objects.get().pages.all()} == {""}
    undo(Revision.objects.latest("pk"), None)
    assert rows(Document.objects.get()) == before


def test_where_the_right_page_is_read_first_it_comes_first(taken_in):
    (document,) = taken_in(spread_pdf(50))
    right = document.pages.get().text[document.pages.get().turns_at :]
    split(document.pages.get().scan, {1: 0.5}, right_first=True)
    (document,) = Document.objects.all()
    assert texts(document)[0].split() == right.split()


# ------------------------------------------------------------------ the queue
def test_a_file_that_is_being_read_is_not_split_meanwhile(taken_in):
    (document,) = taken_in(spread_pdf(50))
    scan = document.pages.get().scan
    jobs.ask_to_halve(scan, {1: 0.5}, None, right_first=False)
    with pytest.raises(jobs.RefusedError, match="being read already"):
        jobs.ask_to_halve(scan, {1: 0.5}, None, right_first=False)


def test_the_job_may_run_again_and_changes_nothing_then(taken_in):
    (document,) = taken_in(spread_pdf(50))
    job = split(document.pages.get().scan, {1: 0.5})
    before = shape(Document.objects.get())
    assert jobs.run_again(job)
    Worker().run(until_empty=True)
    job.refresh_from_db()
    assert (job.state, shape(Document.objects.get())) == ("review", before)


def test_what_was_said_of_the_file_holds_for_its_halves(taken_in):
    (document,) = taken_in(spread_pdf(50))
    job = split(document.pages.get().scan, {1: 0.5})
    assert (job.batch.language, job.batch.origin) == ("en", "halves")


@pytest.mark.parametrize("data", [b"%PDF-1.7\nno object at all", b"Of tides."])
def test_a_file_that_cannot_be_cut_ends_in_a_sentence(taken_in, data):
    (document,) = taken_in(spread_pdf(50))
    page = document.pages.get()
    keep_chunks([data])
    hostile = make_scan(data, "hostile.pdf", "application/pdf")
    Page.objects.update(scan=hostile)
    job = split(hostile, {1: 0.5})
    assert job.state == "rejected"
    assert job.reason.code in ("pdf_not_halved", "kind_not_halved")
    assert not Page.objects.exclude(scan=hostile).exists()
    assert not Scan.objects.filter(original_name__contains="split").exists()
    assert document.pages.get().text == page.text


# ------------------------------------------------------------------ what readers may see
def test_the_half_of_a_published_article_shows_nothing_of_a_draft_on_the_other(taken_in):
    """Each half of a PDF page holds the whole page behind its crop box."""
    (document,) = taken_in(spread_pdf(50))
    split(document.pages.get().scan, {1: 0.5})
    draft = Document.objects.get()
    article = dividing.split(draft, dividing.ParagraphPlace(2, 0), None)
    publish([article])
    article.refresh_from_db()
    page = article.pages.get()
    seen = access(None, article)
    assert not seen.original(page.scan)
    assert (seen.image(page).is_shared, seen.image(page).mask) == (False, None)
    made = pypdfium2.PdfDocument(article_pdf(article, seen))
    hidden, shown = draft.pages.get().text.split(), page.text.split()
    read = " ".join(each.get_textpage().get_text_range() for each in made).split()
    assert read == shown != hidden
    assert "50" not in read
    assert [round(each.get_width()) for each in made] == [421]
