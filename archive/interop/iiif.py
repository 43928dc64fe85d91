"""What all IIIF answers share: addresses, the geometry of canvases, JSON-LD."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable, Sequence
from functools import wraps

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from archive.access import access
from archive.interop.answers import json_answer, problem
from archive.models import Document, Page
from archive.scans.page_images import PageImageError, PageImagePutOffError, is_pictured
from archive.scans.page_tiles import full_size
from archive.time_limits import TRY_AGAIN_AFTER

PRESENTATION = "http://iiif.io/api/presentation/3/context.json"
SEARCH_1 = "http://iiif.io/api/search/1"
JSON_LD = "application/ld+json"
CANVAS_WIDTH = 1800  # of a page without image: boxes are then whole numbers and fine enough
UNKNOWN_HEIGHT = 2546  # of a page whose shape is not known: A4
Json = dict[str, object]
View = Callable[..., HttpResponseBase]
logger = logging.getLogger(__name__)


# ------------------------------------------------------------------ addresses
def manifest_id(site: str, document: Document) -> str:
    return site + reverse("manifest", args=[document.identifier])


def canvas_id(site: str, document: Document, sequence: int) -> str:
    """By the place of the page in the article: a corrected label changes nothing."""
    return f"{site}/d/{document.identifier}/canvas/{sequence}"


def text_id(site: str, document: Document, sequence: int) -> str:
    return site + reverse("canvas_text", args=[document.identifier, sequence])


def image_id(site: str, document: Document, page: Page) -> str:
    return f"{site}/iiif/{document.identifier}.{page.sequence}"


# ------------------------------------------------------------------ geometry
def canvas_size(document: Document, page: Page) -> tuple[int, int]:
    """That of the page's image, as large as it comes: Universal Viewer takes boxes for pixels of the image.

    An image is measured once. Raises PageImagePutOffError.
    """
    try:
        if has_image(document, page):
            return full_size(page, access(None, document).image(page))
    except PageImagePutOffError:
        raise
    except PageImageError as error:
        logger.info("no image on the canvas: %s", error)
    if page.width <= 0 or page.height <= 0:
        return CANVAS_WIDTH, UNKNOWN_HEIGHT
    return CANVAS_WIDTH, max(1, round(CANVAS_WIDTH * page.height / page.width))


def fragment(page: Page, canvas_width: int, x: float, y: float, width: float, height: float) -> str:
    """ "xywh=245,327,130,48" on the canvas: whole pixels around a box in the unit of the page."""
    scale = canvas_width / page.width
    left, top = math.floor(x * scale), math.floor(y * scale)
    right, bottom = math.ceil((x + width) * scale), math.ceil((y + height) * scale)
    return f"xywh={max(0, left)},{max(0, top)},{max(1, right - max(0, left))},{max(1, bottom - max(0, top))}"


def has_image(document: Document, page: Page) -> bool:
    """Whether everyone may see an image of it."""
    return is_pictured(page) and not access(None, document).image(page).is_withheld


def has_boxes(page: Page) -> bool:
    return bool(page.width > 0 and page.words)


def measured(view: View) -> View:
    """The view, which asks for sizes of canvases; 503 where images cannot be measured in time."""

    @wraps(view)
    def in_time(*args, **kwargs) -> HttpResponseBase:
        try:
            return view(*args, **kwargs)
        except PageImagePutOffError:
            return busy()

    return in_time


def busy() -> HttpResponse:
    response = problem(503, _("The image could not be drawn in time: the archive is busy. Ask again later."))
    response["Retry-After"] = str(TRY_AGAIN_AFTER)
    return response


# ------------------------------------------------------------------ JSON-LD
def in_language(language: str, *texts: str) -> Json:
    """A language map; "none" where the language is not known."""
    return {language or "none": [text for text in texts if text]}


def label(text: str) -> Json:
    """A text of the interface."""
    return in_language(get_language() or "none", text)


def pair(name: str, values: Iterable[str], language: str = "none") -> Json | None:
    known = [value for value in values if value]
    return {"label": label(name), "value": in_language(language, *known)} if known else None


def pairs(given: Sequence[Json | None]) -> list[Json]:
    return [each for each in given if each]


def iiif_answer(request: HttpRequest, data: Json, profile: str = PRESENTATION) -> HttpResponse:
    """As JSON-LD to whom asks for it, else as plain JSON, which browsers show."""
    wants_ld = JSON_LD in request.headers.get("Accept", "")
    content_type = f'{JSON_LD};profile="{profile}"' if wants_ld else "application/json"
    return json_answer(data, content_type, Vary="Accept")
