"""Draws a page as large as its scan is and cuts it into tiles, at that size, at half of it, a quarter and so on.
Runs as a process of its own, as `archive.scans.page_rendering` does and within the same limits; no Django.

Its order is one JSON object
    {"source": path, "media_type": "…", "memory_mb": 2048, "seconds": 60, "least": 1800, "dpi": 300, "side": 1024,
     "page": {"number": 1, "member": "", "covered": [[left, top, right, bottom]]},
     "size": path, "tiles": path}
and it writes to `size` how large the page is, {"width": 2480, "height": 3508}, and to `tiles`, where that is asked
for, a zip of `1/0-0.webp`, `1/1-0.webp`, … : factor, column and row of each tile.
"""

from __future__ import annotations

import io
import json
import math
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from archive.scans import page_rendering
from archive.scans.page_rendering import MAX_HEIGHT, few_greys, fitted, is_drawn, without_colour

if TYPE_CHECKING:
    from PIL import Image
    from pypdfium2 import PdfPage

MAX_PIXELS = 64_000_000  # of a page drawn whole; a sheet of 42 by 59 cm at 400 dots per inch has as many
POINTS = 72  # to an inch
SCAN_SHARE = 0.5  # of the page that pictures cover, where it was scanned
MIN_SHARE = 0.02  # of the page: a smaller picture is no part of a scan
MAX_DEPTH = 3  # of forms within forms in which pictures are looked for
ORIENTATION, LYING = 0x0112, (5, 6, 7, 8)  # of Exif 2.32, 4.6.4: rows of the file are columns of the picture
QUALITY = 75
MAX_LOSSLESS = 400_000  # bytes of a tile; one of more is a picture


def main(job: dict[str, Any]) -> None:
    page_rendering.limit(job["memory_mb"], job["seconds"])
    page = job["page"]
    asked, size = own_size(job, page)
    Path(job["size"]).write_text(json.dumps({"width": size[0], "height": size[1]}))
    if job["tiles"]:
        targets = [{"width": asked}]
        (image,) = page_rendering.pictures(job | {"pages": [page | {"targets": targets}]})
        image = page_rendering.scale(image, asked)
        image = image if image.size == size else image.resize(size)
        page_rendering.cover(image, page["covered"])
        write_tiles(without_colour(image), Path(job["tiles"]), job["side"])


def warm_up() -> None:
    """What it takes is what `archive.scans.page_rendering` has loaded."""


# ------------------------------------------------------------------ how large
def own_size(job: dict[str, Any], page: dict[str, Any]) -> tuple[int, tuple[int, int]]:
    """(the width to ask for, the size that comes of it) of a page.

    A picture has its own pixels, a scanned page of a PDF those of its scan, any other so many dots per inch; a
    page of a PDF is never smaller than where it is `least` pixels wide, since it is drawn so large anyhow.
    """
    source, number, is_pdf = page_rendering.place_of(job, page)
    if is_pdf:
        return _size_of_sheet(page_rendering.open_pdf(source)[number - 1], job["least"], job["dpi"])
    with page_rendering.open_picture(source) as file:
        file.seek(number - 1)
        size = file.size[::-1] if file.getexif().get(ORIENTATION) in LYING else file.size
    asked = bounded(*size)
    return asked, fitted(*size, asked)


def _size_of_sheet(sheet: PdfPage, least: int, dpi: int) -> tuple[int, tuple[int, int]]:
    wide, high = sheet.get_size()
    scale = _scale_of_scan(sheet, wide * high) or dpi / POINTS
    asked = max(least, bounded(wide * scale, high * scale))
    scale = min(asked / wide, asked * MAX_HEIGHT / high)
    return asked, fitted(math.ceil(wide * scale), math.ceil(high * scale), asked)


def bounded(width: float, height: float) -> int:
    """The width to ask for, so that an image of this size comes whole, or smaller where it has too many pixels."""
    factor = min(1.0, math.sqrt(MAX_PIXELS / (width * height)))
    return max(1, round(factor * max(width, height / MAX_HEIGHT)))


def _scale_of_scan(page: PdfPage, area: float) -> float:
    """Pixels to a point of the pictures that the page is made of; 0.0 where it was not scanned."""
    import pypdfium2.raw as pdfium_c

    covered, finest = 0.0, 0.0
    for picture in page.get_objects(filter=(pdfium_c.FPDF_PAGEOBJ_IMAGE,), max_depth=MAX_DEPTH):
        left, bottom, right, top = picture.get_bounds()
        place = (right - left) * (top - bottom)
        if place >= MIN_SHARE * area:
            wide, high = picture.get_px_size()
            covered += place
            finest = max(finest, math.sqrt(wide * high / place))
    return finest if covered >= SCAN_SHARE * area else 0.0


# ------------------------------------------------------------------ writing
def write_tiles(image: Image.Image, path: Path, side: int) -> None:
    is_lossless = is_drawn(image)
    level, factor = few_greys(image) if is_lossless else image, 1
    with path.open("wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        while True:
            for row in range(math.ceil(level.height / side)):
                for column in range(math.ceil(level.width / side)):
                    left, top = column * side, row * side
                    edges = (left, top, min(left + side, level.width), min(top + side, level.height))
                    archive.writestr(
                        f"{factor}/{column}-{row}.webp", _webp(level.crop(edges), is_lossless=is_lossless)
                    )
            if max(level.size) <= side:
                return
            level, factor = level.reduce(2), factor * 2


def _webp(tile: Image.Image, *, is_lossless: bool) -> bytes:
    """Quickly: the best compression takes four times as long for files half as large, which few look at."""
    buffer = io.BytesIO()
    if is_lossless:
        tile.save(buffer, "WEBP", lossless=True, quality=20, method=0)
    if not is_lossless or buffer.tell() > MAX_LOSSLESS:
        buffer = io.BytesIO()
        tile.save(buffer, "WEBP", quality=QUALITY, method=2)
    return buffer.getvalue()


if __name__ == "__main__":
    main(json.load(sys.stdin))
