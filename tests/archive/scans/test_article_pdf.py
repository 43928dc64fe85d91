"""The PDF of an article alone: its pages, nothing else of the issue."""

import io

import pypdfium2 as pdfium
import pytest
from django.conf import settings
from PIL import Image
from pypdf import PdfReader, PdfWriter, Transformation
from pypdf.annotations import Link
from pypdf.generic import (
    DictionaryObject,
    Fit,
    NameObject,
    RectangleObject,
    StreamObject,
    TextStringObject,
)

from archive.models import Document
from archive.scans import article_pdf
from archive.scans.originals import original_path
from ingest.store.publishing import publish
from tests.builders import make_document, make_scan, make_typeset_document, save
from tests.typeset import typeset

pytestmark = pytest.mark.django_db


@pytest.fixture
def issue():
    """Two articles that share the second page of one PDF."""
    first = make_typeset_document("First", texts=("One.", "Two, and the next.", "Three."))
    scan = first.pages.first().scan
    second = make_document("Second", texts=("the next.", "Three."), scan=scan, first_label=266)
    for page in second.pages.all():
        page.scan_page = page.sequence + 1
        save(page)
    first.pages.get(sequence=3).delete()
    return first, second


def pdf_of(client, document):
    response = client.get(f"/d/{document.identifier}/pdf")
    assert response.status_code == 200
    assert response["Content-Disposition"] == f'attachment; filename="{document.address}.pdf"'
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    return PdfReader(io.BytesIO(b"".join(response.streaming_content)))


def test_each_article_of_an_issue_gets_its_own_pages(client, issue):
    texts = [[page.extract_text() for page in pdf_of(client, document).pages] for document in issue]
    assert [len(pages) for pages in texts] == [2, 2]
    assert "One." in texts[0][0]
    assert "Three." in texts[1][1]
    assert texts[0][1] == texts[1][0]


def test_the_pdf_bears_title_and_authors(client, issue):
    found = pdf_of(client, issue[1]).metadata
    assert (found.title, found.author) == ("Second", "Inés Pradera")


def test_it_is_offered_where_the_original_holds_more_than_the_article(client, issue):
    for document in issue:
        assert (
            f'href="/d/{document.identifier}/pdf"' in client.get(document.get_absolute_url()).content.decode()
        )
    alone = make_typeset_document("Alone", texts=("All of it.",))
    assert f'href="/d/{alone.identifier}/pdf"' not in client.get(alone.get_absolute_url()).content.decode()


def test_scripts_and_links_to_pages_left_behind_do_not_come_along(client):
    content, _ = typeset(("One.", "Two."))
    writer = PdfWriter(clone_from=io.BytesIO(content))
    script = DictionaryObject(
        {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
    )
    writer.root_object[NameObject("/OpenAction")] = script
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): script})
    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), target_page_index=1, fit=Fit.fit()))
    writer.add_annotation(0, Link(rect=(0, 0, 9, 9), url="https://archive.test/"))
    buffer = io.BytesIO()
    writer.write(buffer)
    scan = make_scan(buffer.getvalue(), name="a.pdf", media_type="application/pdf")
    path = original_path(scan.sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue())
    reader = pdf_of(client, make_document("Linked", texts=("One.",), scan=scan))
    assert [each.get_object()["/A"]["/URI"] for each in reader.pages[0]["/Annots"]] == [
        "https://archive.test/"
    ]
    assert "/OpenAction" not in reader.trailer["/Root"]
    assert "/AA" not in reader.pages[0]


def test_it_is_made_once(client, issue):
    pdf_of(client, issue[0])
    (made,) = (settings.DERIVED_DIR / "articles").rglob("*.pdf")
    before = made.stat().st_mtime_ns
    pdf_of(client, issue[0])
    assert made.stat().st_mtime_ns == before
    assert not list(made.parent.glob(".cutting*"))


@pytest.mark.parametrize("content", [b"%PDF-1.7 broken", b"", None])
def test_an_original_that_cannot_be_cut_is_no_server_error(client, content):
    scan = make_scan(content or b"lost", name="a.pdf", media_type="application/pdf")
    if content is not None:
        path = original_path(scan.sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    document = make_document(scan=scan)
    assert client.get(f"/d/{document.identifier}/pdf").status_code == 404


def scanned(kind, media_type, words=True):
    """An article whose original is a picture that a machine has read."""
    buffer = io.BytesIO()
    Image.new("L", (600, 800), 220).save(buffer, kind)
    scan = make_scan(buffer.getvalue(), name="a", media_type=media_type)
    path = original_path(scan.sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue())
    document = make_document("Scanned", texts=("El río\nvolvió.",), scan=scan)
    page = document.pages.get()
    page.text_source, page.width, page.height = "ocr", 600, 800
    page.words = [
        [[0, 2, 60, 80, 40, 24, 0.9], [3, 6, 110, 80, 60, 24, 0.9]],
        [[7, 14, 60, 120, 140, 24, 0.9]],
    ]
    save(page)
    return document


@pytest.mark.parametrize(
    ("kind", "media_type"), [("TIFF", "image/tiff"), ("PNG", "image/png"), ("PDF", "application/pdf")]
)
def test_scans_become_a_pdf_whose_words_can_be_searched_where_they_stand(client, kind, media_type):
    document = scanned(kind, media_type)
    assert f"/d/{document.identifier}/pdf" in client.get(document.get_absolute_url()).content.decode()
    (page,) = pdf_of(client, document).pages
    assert page.extract_text().split() == ["El", "río", "volvió."]
    assert len(page.images) == 1
    left, bottom, right, top = box_of("río", client, document)
    width, height = map(float, (page.mediabox.width, page.mediabox.height))
    assert left == pytest.approx(110 / 600 * width, abs=3)
    assert right == pytest.approx((110 + 60 * 3 / 4) / 600 * width, abs=3)
    assert (1 - 104 / 800) * height < bottom < top < (1 - 80 / 800) * height


def box_of(word, client, document):
    """Where a reader of PDFs selects the word: left, bottom, right, top from the lower left corner."""
    content = b"".join(client.get(f"/d/{document.identifier}/pdf").streaming_content)
    text = pdfium.PdfDocument(content)[0].get_textpage()
    first, count = text.search(word).get_next()
    boxes = [text.get_charbox(number) for number in range(first, first + count)]
    return boxes[0][0], min(box[1] for box in boxes), boxes[-1][2], max(box[3] for box in boxes)


def test_words_laid_over_a_turned_page_stand_where_it_shows_them(client):
    document = scanned("PDF", "application/pdf")
    scan = document.pages.get().scan
    writer = PdfWriter(clone_from=original_path(scan.sha256))
    writer.pages[0].rotate(90)
    writer.write(original_path(scan.sha256))
    scan.size = original_path(scan.sha256).stat().st_size
    scan.save()
    (page,) = pdf_of(client, document).pages
    assert page.rotation == 0
    assert page.extract_text().split() == ["El", "río", "volvió."]


@pytest.fixture
def long_article(monkeypatch):
    """Three scanned pages, of which one at a time is made, and nobody is kept waiting for a second one."""
    monkeypatch.setattr("archive.scans.article_pdf.PAGES_AT_ONCE", 1)
    monkeypatch.setattr("archive.scans.article_pdf.PATIENCE", 0)
    buffer = io.BytesIO()
    sheets = [Image.new("L", (600, 800), shade) for shade in (200, 210, 220)]
    sheets[0].save(buffer, "TIFF", save_all=True, append_images=sheets[1:])
    scan = make_scan(buffer.getvalue(), name="long.tiff", media_type="image/tiff")
    path = original_path(scan.sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(buffer.getvalue())
    document = make_document("Long", texts=("Ποταμός", "Вода", "Río"), scan=scan)
    for page in document.pages.all():
        page.text_source, page.width, page.height = "ocr", 600, 800
        page.words = [[[0, len(page.text), 60, 80, 100, 24, 0.9]]]
        save(page)
    return document


def test_a_long_one_of_images_is_made_piece_by_piece_and_says_how_far_it_is(client, long_article):
    address = f"/d/{long_article.identifier}/pdf"
    for done in (1, 2):
        waiting = client.get(address)
        assert waiting.status_code == 202
        assert waiting["Refresh"] == waiting["Retry-After"] == "1"
        assert f"{done} of 3 pages are ready." in waiting.content.decode()
    pages = pdf_of(client, long_article).pages
    assert [page.extract_text().strip() for page in pages] == ["Ποταμός", "Вода", "Río"]
    assert [len(page.images) for page in pages] == [1, 1, 1]
    assert len(list((settings.DERIVED_DIR / "articles").rglob("*.pdf"))) == 1  # no pieces are left


def test_two_who_make_the_same_one_do_not_fail_each_other(client, long_article, monkeypatch):
    monkeypatch.setattr("archive.scans.article_pdf.PATIENCE", 60)
    make = article_pdf._make

    def make_twice(path, job):
        """The other one is through, and has taken the pieces away, before this one joins them."""
        if "title" in job:
            monkeypatch.setattr("archive.scans.article_pdf._make", make)
            assert len(pdf_of(client, long_article).pages) == 3
        make(path, job)

    monkeypatch.setattr("archive.scans.article_pdf._make", make_twice)
    assert len(pdf_of(client, long_article).pages) == 3


def test_an_article_from_a_text_file_has_none(client):
    assert client.get(f"/d/{make_document().identifier}/pdf").status_code == 404


@pytest.mark.parametrize(("state", "status"), [("draft", 404), ("withdrawn", 410)])
def test_what_is_not_public_is_not_cut(client, state, status):
    document = make_typeset_document(texts=("Secret.",), state=state)
    assert client.get(f"/d/{document.identifier}/pdf").status_code == status
    assert Document.objects.count() == 1


def test_what_the_issue_s_pages_share_comes_along_only_where_it_is_shown(client):
    """Some makers of PDFs give every page one list of resources, with the contents of all pages in it."""
    content, _ = typeset(("One.", "Two."))
    writer = PdfWriter(clone_from=io.BytesIO(content))
    fonts = writer.pages[0]["/Resources"]["/Font"]
    forms = DictionaryObject()
    for number, inner in enumerate((b"/Deep Do", b"(Secretum) Tj"), 1):
        forms[NameObject(f"/Page{number}")] = writer._add_object(form_of(inner))
    forms[NameObject("/Deep")] = writer._add_object(form_of(b"(Apertum) Tj"))
    shared = writer._add_object(DictionaryObject({NameObject("/Font"): fonts, NameObject("/XObject"): forms}))
    for number, page in enumerate(writer.pages, 1):
        page[NameObject("/Resources")] = shared
        page[NameObject("/PieceInfo")] = DictionaryObject({NameObject("/X"): TextStringObject("Secretum")})
        page[NameObject("/Contents")] = writer._add_object(form_of(f"/Page{number} Do".encode()))
    buffer = io.BytesIO()
    writer.write(buffer)
    first, _second = neighbours_in(buffer.getvalue())
    cut = pdf_of(client, first)
    held = cut.pages[0]["/Resources"]["/XObject"]
    assert sorted(held) == ["/Deep", "/Page1"]
    objects = [cut.get_object(number) for number in range(1, int(cut.trailer["/Size"]))]
    streams = b" ".join(each.get_data() for each in objects if hasattr(each, "get_data"))
    assert b"Apertum" in streams
    assert b"Secretum" not in streams
    assert "Secretum" not in str(objects)


def form_of(inner: bytes) -> StreamObject:
    """A form without resources of its own: it takes those of the page."""
    form = StreamObject()
    form.set_data(b"BT /F1 9 Tf " + inner + b" ET" if b"Tj" in inner else inner)
    form |= {NameObject("/Type"): NameObject("/XObject"), NameObject("/Subtype"): NameObject("/Form")}
    return form


def neighbours_in(content: bytes):
    """Two articles of one page each of this PDF; the second is a draft."""
    scan = make_scan(content, name="issue.pdf", media_type="application/pdf")
    path = original_path(scan.sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    first = make_document("First", texts=("One.",), scan=scan)
    second = make_document("Second", texts=("Two.",), scan=scan, state="draft")
    second.pages.update(scan_page=2)
    return first, second


def spread(kind: str) -> bytes:
    """A sheet with two pages side by side, in the file twice: cut to its left half, and to its right one."""
    content, _ = typeset(("Apertum on the left.", "Secretum on the right."))
    if kind == "image":
        pages = [page.render(scale=1).to_pil() for page in pdfium.PdfDocument(content)]
        buffer = io.BytesIO()
        whole = Image.new("L", (2 * pages[0].width, pages[0].height))
        for at, page in enumerate(pages):
            whole.paste(page.convert("L"), (at * page.width, 0))
        whole.save(buffer, "PDF", resolution=72)
    writer = PdfWriter()
    for at in range(2):
        left, right = PdfReader(io.BytesIO(content)).pages
        width, height = left.mediabox.width, left.mediabox.height
        sheet = writer.add_blank_page(2 * width, height)
        if kind == "image":
            sheet.merge_page(PdfReader(buffer).pages[0])
        else:
            sheet.merge_page(left)
            sheet.merge_transformed_page(right, Transformation().translate(width, 0))
        sheet.cropbox = RectangleObject((at * width, 0, (at + 1) * width, height))
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["text", "image"])
def test_half_of_a_sheet_brings_nothing_of_the_other_half_that_is_hidden(client, kind):
    first, second = neighbours_in(spread(kind))
    words = [[[0, 7, 40, 100, 60, 10, None]]]
    first.pages.update(text="Apertum", words=words, width=396, height=612, text_source="pdf")
    cut = pdf_of(client, first)
    assert cut.pages[0].extract_text().split() == ["Apertum"]
    assert cut.pages[0].mediabox.width == pytest.approx(396, abs=1)
    shown = cut.pages[0].images[0].image
    assert shown.width / shown.height == pytest.approx(396 / 612, abs=0.01)
    publish([second])  # nothing is hidden: cut as it is
    assert pdf_of(client, first).pages[0].mediabox.width == 792
