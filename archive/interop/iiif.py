"""What all IIIF answers share: addresses, the geometry of canvases, JSON-LD."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language

from archive.access import access
from archive.interop.answers import json_answer
from archive.models import Document, Page
from archive.scans.page_images import is_pictured

PRESENTATION = "http://iiif.io/api/presentation/3/context.json"
SEARCH_1 = "http://iiif.io/api/search/1"
JSON_LD = "application/ld+json"
# A canvas is as wide as the largest page image; boxes are then whole numbers and fine enough.
CANVAS_WIDTH = 1800
UNKNOWN_HEIGHT = 2546  # of a page whose shape is not known: A4
Json = dict[str, object]


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
def canvas_size(page: Page) -> tuple[int, int]:
    if page.width <= 0 or page.height <= 0:
        return CANVAS_WIDTH, UNKNOWN_HEIGHT
    return CANVAS_WIDTH, max(1, round(CANVAS_WIDTH * page.height / page.width))


def fragment(page: Page, x: float, y: float, width: float, height: float) -> str:
    """ "xywh=245,327,130,48" on the canvas: whole pixels around a box in the unit of the page."""
    scale = CANVAS_WIDTH / page.width
    left, top = math.floor(x * scale), math.floor(y * scale)
    right, bottom = math.ceil((x + width) * scale), math.ceil((y + height) * scale)
    return f"xywh={max(0, left)},{max(0, top)},{max(1, right - max(0, left))},{max(1, bottom - max(0, top))}"


def has_image(document: Document, page: Page) -> bool:
    """Whether everyone may see an image of it."""
    return is_pictured(page) and not access(None, document).image(page).is_withheld


def has_boxes(page: Page) -> bool:
    return bool(page.width > 0 and page.words)


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
