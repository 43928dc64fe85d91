"""A zip of scans: taken in, its pages are shown from their members."""

import io

import pytest
from PIL import Image

from archive.access import WHOLE
from archive.models import Page
from archive.scans.originals import keep
from archive.scans.page_images import READING, image_path, is_pictured
from ingest.queue.receiving import receive
from ingest.queue.worker import Worker
from tests.ingest.queue.queue_rows import make_batch
from tests.ingest.sources.test_sources_zip import ALTO_PAGE, pack, png

pytestmark = pytest.mark.django_db


def many_paged_tiff():
    buffer = io.BytesIO()
    first, second = Image.new("L", (300, 400), 255), Image.new("L", (310, 410), 0)
    first.save(buffer, "TIFF", save_all=True, append_images=[second])
    return buffer.getvalue()


def test_pages_of_a_zip_are_shown_by_their_members(reading, settings, tmp_path):
    settings.OCR_LANGUAGES = []
    members = {"1.xml": ALTO_PAGE, "1.png": png(), "2.tif": many_paged_tiff()}
    with pack(tmp_path / "issue.zip", members).open("rb") as file:
        receive(keep(file), "issue.zip", make_batch())
    Worker().run(until_empty=True)
    pages = list(Page.objects.select_related("scan").order_by("scan_page"))
    assert pages[0].scan_member == "1.png"
    assert all(is_pictured(page) for page in pages)
    with Image.open(image_path(pages[0], READING, WHOLE)) as image:
        assert image.size == (120, 180)
