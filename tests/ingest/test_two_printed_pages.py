"""Two printed pages on one image, from the file to the rows and through all that is done to their text."""

import io
import json
from urllib.parse import quote

import pypdfium2
import pytest
from django.urls import reverse
from reportlab.pdfgen.canvas import Canvas

from archive.models import Document
from ingest.parsing.pipeline import parse
from ingest.parsing.records import ParsedFile
from ingest.sandbox.record_json import decode, to_json
from ingest.sources import read_source
from ingest.store import publish
from ingest.store.dividing import ParagraphPlace, merge_with_previous, split
from ingest.store.documents import store_documents
from ingest.store.texts import correct_text
from tests.builders import make_scan, make_spread
from tests.ingest.parsing.page_builders import paragraph
from tests.ingest.sources.test_sources_images import needs_english

pytestmark = pytest.mark.django_db

WIDTH, HEIGHT = 842, 595


def spread_pdf(*numbers):
    """A PDF whose sheets show two printed pages each, with their numbers at the head."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(WIDTH, HEIGHT))
    for number in numbers:
        for left, printed, seed in ((60, number, number), (480, number + 1, number + 1)):
            canvas.setFont("Times-Roman", 10)
            canvas.drawString(left + 120, HEIGHT - 40, str(printed))
            for row, text in enumerate(paragraph(150, seed, width=44)):
                canvas.drawString(left, HEIGHT - 70 - 14 * row, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


@pytest.fixture
def stored(tmp_path):
    """The article of a file of two sheets, as it was read, parsed and stored."""
    path = tmp_path / "upload"
    path.write_bytes(spread_pdf(50, 52))
    parsed = parse(read_source(path, "scan.pdf"))
    assert decode(ParsedFile, json.loads(to_json(parsed))) == parsed
    scan = make_scan(path.read_bytes(), "scan.pdf", "application/pdf")
    (document,) = store_documents(parsed, scan).documents
    return document


def shape(document):
    return [
        (page.label, page.address, page.turns_at, page.text, page.words)
        for page in document.pages.order_by("sequence")
    ]


def test_each_sheet_is_a_page_that_knows_where_its_text_turns(stored):
    assert [page.label for page in stored.pages.all()] == ["50–51", "52–53"]
    for page in stored.pages.all():
        right = [word[0] for line in page.words for word in line if word[2] > page.width / 2]
        left = [word[0] for line in page.words for word in line if word[2] < page.width / 2]
        assert max(left) < page.turns_at == min(right)
    assert (stored.first_page, stored.last_page) == ("50", "53")


def test_each_printed_page_is_found_once_published(client, stored):
    publish([stored])
    for label, image, anchor in (
        ("50", "50–51", ""),
        ("51", "50–51", "#p51"),
        ("52", "52–53", ""),
        ("53", "52–53", "#p53"),
    ):
        led = client.get(f"{stored.get_absolute_url()}p/{label}/").headers["Location"]
        assert led == f"{stored.get_absolute_url()}p/{quote(image)}/{anchor}"
        page = client.get(led).content.decode()
        assert f"Page {image}" in page
        assert anchor.replace("#", 'id="') in page


@needs_english
def test_an_image_that_shows_two_is_recognised_as_the_same(tmp_path):
    path = tmp_path / "upload"
    path.write_bytes(spread_pdf(50))
    image = pypdfium2.PdfDocument(path)[0].render(scale=200 / 72).to_pil()
    image.save(path, "PNG", dpi=(200, 200))
    (document,) = parse(read_source(path, "scan.png", ["eng"])).documents
    (page,) = document.pages
    assert (page.label, document.first_page, document.last_page) == ("50–51", "50", "51")
    words = [word for line in page.lines for word in line]
    assert max(word.start for word in words if word.box[0] < page.width / 2) < page.turns_at
    assert min(word.start for word in words if word.box[0] > page.width / 2) == page.turns_at


# ------------------------------------------------------------------ cut and joined
FIRST, SECOND = "One.\n\nTwo.", "Three.\n\nFour."


@pytest.fixture
def spread():
    return make_spread(FIRST, SECOND, glue="\n\n", state="draft")


@pytest.mark.parametrize(
    ("at", "upper", "lower"),
    [
        ("Two.", ("50", None, "50", "50"), ("50–51", 6, "50", "52")),
        ("Three.", ("50", None, "50", "50"), ("51", None, "51", "52")),
        ("Four.", ("50–51", 12, "50", "51"), ("51", None, "51", "52")),
    ],
)
def test_a_part_that_stands_on_one_printed_page_has_its_label(spread, at, upper, lower):
    before = shape(spread)
    new = split(spread, ParagraphPlace(1, before[0][3].index(at)), None)
    spread.refresh_from_db()
    for document, expected in ((spread, upper), (new, lower)):
        page = document.pages.order_by("sequence").first()
        assert (page.label, page.turns_at, document.first_page, document.last_page) == expected
        assert page.address == page.label
    joined = merge_with_previous(new, None)
    assert shape(joined) == before
    assert (joined.first_page, joined.last_page) == ("50", "52")


@pytest.mark.parametrize(
    ("text", "second"),
    [
        ("One and more.\n\nTwo.\n\nThree.\n\nFour.", "Three.\n\nFour."),
        ("Two.\n\nThree and a half.\n\nFour.", "Three and a half.\n\nFour."),
        ("Three.\n\nFour.", "Three.\n\nFour."),
    ],
)
def test_where_the_text_turns_follows_a_correction(spread, text, second):
    page = spread.pages.order_by("sequence").first()
    assert correct_text(page, text, None)
    page.refresh_from_db()
    assert page.text[page.turns_at :] == second
    assert page.cited_label_at(len(text) - 1) == "51"


# ------------------------------------------------------------------ told
def test_review_tells_which_pages_the_image_shows_and_where_the_second_begins(client, admin_user, spread):
    client.force_login(admin_user)
    page = client.get(reverse("ingest:review", args=[spread.identifier])).content.decode()
    assert "The image shows two printed pages, 50 and 51." in page
    assert "Page 51 begins with “Three. Four.”" in page
    page = client.get(reverse("ingest:review", args=[spread.identifier]), {"page": 2}).content.decode()
    assert "two printed pages" not in page
    assert Document.objects.get(pk=spread.pk).pages.count() == 2
