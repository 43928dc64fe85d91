"""IIIF Image API 3.0, level 1 (https://iiif.io/api/image/3.0/): pages up to the pixels of their scans.

The source is never the original but our own drawing of it: the large page image, and what that has not, the tiles of
`archive.scans.page_tiles`, drawn once. What is sent is no larger than the large page image. So a request costs
the reading of a tile, or one decoding and one encoding of such an image, whatever it asks for.
"""

from __future__ import annotations

import io
import os
import re
import threading
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from PIL import Image

from archive.access import ImageAccess, access
from archive.interop.answers import open_to_scripts, problem, site_url
from archive.interop.iiif import Json, busy, iiif_answer
from archive.models import Page
from archive.scans.page_images import (
    FULL,
    WIDTHS,
    PageImageError,
    PageImagePutOffError,
    WithheldImageError,
    image_path,
    version_of,
)
from archive.scans.page_rendering import MAX_HEIGHT
from archive.scans.page_tiles import SIDE, Box, factors, full_size, picture_of, tile

CONTEXT = "http://iiif.io/api/image/3/context.json"
PROFILE = "http://iiif.io/api/image/3/level1.json"
FORMATS = {"jpg": ("JPEG", "image/jpeg", {"quality": 82}), "webp": ("WEBP", "image/webp", {"quality": 75})}
MOST = (FULL, FULL * MAX_HEIGHT)  # pixels of what is sent, to the side and down
_running = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))


class ImageRequestError(ValueError):
    """What cannot be made of the image: status 400 where it makes no sense, 501 where it is not offered."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


# ------------------------------------------------------------------ the words of an address
def read_region(text: str, width: int, height: int) -> Box:
    """The part of an image of this size that is meant, cut at its edges. Raises ImageRequestError."""
    if text == "full":
        return Box(0, 0, width, height)
    if text == "square":
        side = min(width, height)
        return Box((width - side) // 2, (height - side) // 2, side, side)
    is_share = text.startswith("pct:")
    numbers = _numbers(text.removeprefix("pct:"), 4, whole=not is_share)
    if is_share:
        numbers = [
            round(share * full / 100) for share, full in zip(numbers, (width, height) * 2, strict=True)
        ]
    x, y, wide, high = (int(number) for number in numbers)
    wide, high = min(wide, width - x), min(high, height - y)
    if wide <= 0 or high <= 0:
        raise ImageRequestError(
            _("The region lies outside the image of %(width)s × %(height)s.")
            % {"width": width, "height": height}
        )
    return Box(x, y, wide, high)


def read_size(text: str, region: Box) -> tuple[int, int]:
    """(width, height) of what is sent; nothing is made larger than it is, nor than MOST. Raises ImageRequestError."""
    if text.startswith("^"):
        raise ImageRequestError(_("Images are not enlarged."), 501)
    if text == "max":
        return _confined(region, MOST)
    if text.startswith("pct:"):
        (share,) = _numbers(text.removeprefix("pct:"), 1, whole=False)
        size = (round(region.width * share / 100), round(region.height * share / 100))
    elif text.startswith("!"):
        wide, high = _numbers(text[1:], 2)
        size = _confined(region, (min(int(wide), MOST[0]), min(int(high), MOST[1])))
    else:
        size = _exact_size(text, region)
    if min(size) < 1:
        raise ImageRequestError(_("Nothing would be left of the image."))
    if size[0] > region.width or size[1] > region.height:
        raise ImageRequestError(
            _("The region has only %(width)s × %(height)s pixels.")
            % {"width": region.width, "height": region.height}
        )
    if not _is_sent(size):
        raise ImageRequestError(
            _("At most %(width)s × %(height)s pixels are sent at once.")
            % {"width": MOST[0], "height": MOST[1]}
        )
    return size


def _confined(region: Box, most: tuple[int, int]) -> tuple[int, int]:
    """The size of the region, or as large as it fits in there."""
    factor = min(1.0, most[0] / region.width, most[1] / region.height)
    return max(1, round(region.width * factor)), max(1, round(region.height * factor))


def _exact_size(text: str, region: Box) -> tuple[int, int]:
    wide, comma, high = text.partition(",")
    if not comma or not (wide or high):
        raise ImageRequestError(_("“%s” is no size.") % text[:30])
    width = int(_numbers(wide, 1)[0]) if wide else 0
    height = int(_numbers(high, 1)[0]) if high else 0
    if not wide:
        width = max(1, round(region.width * height / region.height))
    if not high:
        height = max(1, round(region.height * width / region.width))
    return width, height


def _numbers(text: str, count: int, whole: bool = True) -> list[float]:
    shape = r"\d{1,7}" if whole else r"\d{1,7}(?:\.\d{1,10})?"
    parts = text.split(",")
    if len(parts) != count or not all(re.fullmatch(shape, part, re.ASCII) for part in parts):
        raise ImageRequestError(_("“%s” cannot be read.") % text[:30])
    return [float(part) for part in parts]


# ------------------------------------------------------------------ views
class SeeOther(HttpResponseRedirect):
    status_code = 303


@open_to_scripts
def info(request: HttpRequest, identifier: str, sequence: int) -> HttpResponseBase:
    """What can be asked of the image."""
    try:
        page, seen = _page(request, identifier, sequence)
        width, height = full_size(page, seen)
    except PageImagePutOffError:
        return busy()
    except (Page.DoesNotExist, PageImageError):
        return problem(404, _("There is no image of such a page."))
    whole = [(each, max(1, round(height * each / width))) for each in WIDTHS if each < width]
    sizes: list[Json] = [
        {"width": wide, "height": high} for wide, high in [*whole, (width, height)] if _is_sent((wide, high))
    ]
    data: Json = {
        "@context": CONTEXT,
        "id": f"{site_url(request)}/iiif/{identifier}.{sequence}",
        "type": "ImageService3",
        "protocol": "http://iiif.io/api/image",
        "profile": "level1",
        "width": width,
        "height": height,
        "maxWidth": MOST[0],
        "maxHeight": MOST[1],
        "sizes": sizes,
        "tiles": [{"width": SIDE, "scaleFactors": factors((width, height))}],
        "preferredFormats": ["webp"],
        "extraFormats": ["webp"],
        "extraFeatures": ["regionByPct", "sizeByPct", "sizeByWh", "sizeByConfinedWh", "profileLinkHeader"],
    }
    response = iiif_answer(request, data, CONTEXT)
    response["Link"] = f'<{PROFILE}>;rel="profile"'
    return response


@open_to_scripts
def base(request: HttpRequest, identifier: str, sequence: int) -> HttpResponseBase:
    """The image's own address leads to what is told of it."""
    return SeeOther(f"{request.path}/info.json")


@open_to_scripts
def image(
    request: HttpRequest, identifier: str, sequence: int, region: str, size: str, rotation: str, end: str
) -> HttpResponseBase:
    """…/0,0,900,600/450,/0/default.jpg."""
    quality, _dot, extension = end.rpartition(".")
    try:
        _refuse_unoffered(rotation, quality, extension)
        page, seen = _page(request, identifier, sequence)
        asked = "-".join((version_of(page, seen), region, size, extension))
        etag = quote_etag(asked.replace(",", "_"))  # a comma would part it from its end in If-None-Match
        if kept := get_conditional_response(request, etag=etag):
            return kept
        data = _made(page, seen, region, size, extension)
    except ImageRequestError as error:
        return problem(error.status, str(error))
    except PageImagePutOffError:
        return busy()
    except (Page.DoesNotExist, PageImageError):
        return problem(404, _("There is no image of such a page."))
    response = HttpResponse(data, content_type=FORMATS[extension][1])
    response["Cache-Control"] = (
        "public, no-cache"  # asked for again each time: a withdrawal takes effect at once
    )
    response["ETag"] = etag
    response["Link"] = f'<{PROFILE}>;rel="profile"'
    return response


def _page(request: HttpRequest, identifier: str, sequence: int) -> tuple[Page, ImageAccess]:
    """The page, and what everyone may see of its image. None is there for ?v= of another version of it."""
    pages = Page.objects.select_related("scan", "document").defer("words", "raw_text", "text")
    page = pages.get(document__identifier=identifier.lower(), sequence=sequence)
    seen = access(None, page.document).image(page)
    if seen.is_withheld:
        raise WithheldImageError(f"{page}: its image is held back")
    version = version_of(page, seen)
    if request.GET.get("v", version) != version:
        raise Page.DoesNotExist
    return page, seen


def _is_sent(size: tuple[int, int]) -> bool:
    return size[0] <= MOST[0] and size[1] <= MOST[1]


def _refuse_unoffered(rotation: str, quality: str, extension: str) -> None:
    if not re.fullmatch(r"!?\d{1,3}(\.\d{1,10})?", rotation, re.ASCII):
        raise ImageRequestError(_("“%s” is no rotation.") % rotation[:30])
    if rotation != "0":
        raise ImageRequestError(_("Images are not turned."), 501)
    if quality not in ("default", "color"):
        is_known = quality in ("gray", "bitonal")
        raise ImageRequestError(_("The quality is default or color."), 501 if is_known else 400)
    if extension not in FORMATS:
        is_known = extension in ("png", "gif", "tif", "jp2", "pdf")
        raise ImageRequestError(_("The formats are jpg and webp."), 501 if is_known else 400)


def _made(page: Page, seen: ImageAccess, region: str, size: str, extension: str) -> bytes:
    """The bytes to send; those on disk where they are just what is asked for."""
    if kept := _ready(page, seen, region, size):
        path, wanted = kept
        with Image.open(path) as source:
            if extension == "webp" and wanted == source.size:
                return path.read_bytes()
            return _written(source if wanted == source.size else source.resize(wanted), extension)
    box = read_region(region, *full_size(page, seen))
    wanted = read_size(size, box)
    if (found := tile(page, seen, box, wanted)) is None:
        with _running:
            return _written(picture_of(page, seen, box, wanted), extension)
    if extension == "webp":
        return found
    with Image.open(io.BytesIO(found)) as source:
        return _written(source, extension)


def _written(image: Image.Image, extension: str) -> bytes:
    name, _media_type, options = FORMATS[extension]
    buffer = io.BytesIO()
    image.save(buffer, name, **options)
    return buffer.getvalue()


def _ready(page: Page, seen: ImageAccess, region: str, size: str) -> tuple[Path, tuple[int, int]] | None:
    """A whole page at a width that the reader shows it in: thumbnails must not draw every page large.

    Its height may differ by one pixel from that of the large image made smaller; both are right.
    """
    asked = re.fullmatch(r"(\d{1,4}),(\d{1,5})?", size, re.ASCII)
    if region != "full" or not asked or int(asked[1]) not in WIDTHS:
        return None
    path = image_path(page, int(asked[1]), seen)
    with Image.open(path) as image:
        width, height = image.size
    wanted = int(asked[2] or height)
    is_it = width == int(asked[1]) and abs(wanted - height) <= 1
    return (path, (width, wanted)) if is_it and wanted else None
