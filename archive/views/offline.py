"""An article as one file that needs no line to be read: its text with the labels of pages, its citation, the way back."""

import base64
import io
import logging
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from PIL import Image

from archive.access import Access, access
from archive.citation_builder import citing_context
from archive.context import site
from archive.interop.signposting import signposted_part
from archive.models import Document, Page
from archive.reading.front_lines import name_front_lines
from archive.reading.reading_text import compose
from archive.scans.page_images import (
    READING,
    PageImageError,
    PageImagePutOffError,
    image_path,
    is_pictured,
)
from archive.views.articles import of_text, offers_scans
from archive.views.errors import busy

logger = logging.getLogger(__name__)

WIDTH, QUALITY = 600, 40  # of a scan in the file: legible, and some 30 KB


@of_text
@signposted_part
def offline_copy(request: HttpRequest, document: Document, address: str) -> HttpResponse:
    """With ?scans=1 the scans stand in the text, small, as far as the reader may see them."""
    pages = list(document.pages.all())
    scans: dict[int, str] = {}
    if request.GET.get("scans") == "1" and offers_scans(pages):
        try:
            scans = _scans(pages, access(request.user, document))
        except PageImagePutOffError as error:
            logger.warning("no offline copy yet: %s", error)
            return busy(request)
    blocks = compose(pages, document.sections.all())
    name_front_lines(blocks, document)
    for block in blocks:
        if block.role:  # it stands at the head of the copy
            block.parts = [part for part in block.parts if part.page]
    context = {"document": document, "blocks": blocks, "scans": scans, "pages": pages}
    context |= citing_context(document, str(site(request)["site_url"]))
    response = render(request, "archive/offline.html", context)
    name = f"{document.address}.html"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _scans(pages: list[Page], seen: Access) -> dict[int, str]:
    """By sequence the scan as the address of its own data; pages that cannot be shown are left out."""
    found = {}
    for page in pages:
        image = seen.image(page)
        if not is_pictured(page) or image.is_withheld:
            continue
        try:
            found[page.sequence] = _data_address(image_path(page, READING, image))
        except PageImagePutOffError:
            raise
        except PageImageError as error:
            logger.warning("not in the offline copy: %s", error)
    return found


def _data_address(path: Path) -> str:
    with Image.open(path) as drawn:
        small = drawn.convert("L" if drawn.mode in ("1", "L") else "RGB")
        small.thumbnail((WIDTH, WIDTH * 4))
        out = io.BytesIO()
        small.save(out, "WEBP", quality=QUALITY)
    return f"data:image/webp;base64,{base64.b64encode(out.getvalue()).decode()}"
