"""Renders pages of an original into WebP, grey and coloured scans also into AVIF. Runs as a process of its own:
forked by `archive.sandbox.forking`, or `python -m archive.scans.page_rendering`, with its order on standard input.

Originals are hostile and pdfium is not thread-safe, hence a process that can be killed, with limits on
its memory and time that it sets before it opens anything. It knows nothing of Django.

Its order is one JSON object
    {"source": path, "media_type": "…", "memory_mb": 2048, "seconds": 60,
     "pages": [{"number": 1, "member": "", "covered": [[left, top, right, bottom]],
                "targets": [{"width": 900, "path": path, "avif": path, "most_bytes": 200000}]}]}
and it writes the files; beside a WebP of a photographed page that loses something anyhow, an AVIF,
for browsers that take it (a noisy grey page 900 pixels wide: 107 KB instead of 195). In a zip `member` names the PDF or picture that shows the page ("a.pdf#2": its second
page). Exit status 0 when all are written; else a message on standard error.
"""

from __future__ import annotations

import io
import json
import math
import os
import resource
import sys
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL import Image
    from pypdfium2 import PdfDocument

MAX_HEIGHT = 4  # times the width: pages taller than this are scaled down as a whole
MAX_PIXELS = 250_000_000
GREYS = 16
FLAT_SHARE = 0.5  # of all pixels have the very same shade on a drawn page, far fewer on a photographed one
MIN_COLOUR = 12  # of 255 between two channels; less is the yellow of old paper seen by a scanner
MAX_MEMBER = 500_000_000  # bytes, counted while a member of a zip is unpacked
MAX_RATIO = 100  # of a member's bytes to its packed ones,
RATIO_FROM = 1_000_000  # once it has so many
QUALITIES = (70, 55, 40, 28, 18, 10)
AVIF_QUALITY = 50
AVIF_SPEED = 8  # of 10; 6 takes three times as long for files of the same size
COVER = 224  # of 255: light enough to read beside, dark enough to be told from paper
MIN_AVIF_WIDTH = 600  # pixels wide: below it WebP is as small


def main(job: dict[str, Any]) -> None:
    limit(job["memory_mb"], job["seconds"])
    for image, page in zip(pictures(job), job["pages"], strict=True):
        cover(image, page["covered"])
        for target in page["targets"]:
            scaled = without_colour(scale(image, target["width"]))
            data, is_lossless = encode(scaled, target["most_bytes"])
            Path(target["path"]).write_bytes(data)
            if not is_lossless and target["width"] >= MIN_AVIF_WIDTH:
                write_avif(scaled, Path(target["avif"]), len(data))


def warm_up() -> None:
    """Load all that drawing takes, for children that are forked then."""
    import pi_heif  # noqa: F401
    import pypdfium2
    from PIL import Image

    Image.init()
    blank = pypdfium2.PdfDocument.new()
    blank.new_page(72, 72).render().to_pil().save(io.BytesIO(), "WEBP")


def limit(memory_mb: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb << 20, memory_mb << 20))
    # The hard limit lies behind the soft one: at both at once the system kills, and nobody is told why.
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


# ------------------------------------------------------------------ reading
def pictures(job: dict[str, Any]) -> Iterator[Image.Image]:
    """The asked pages of the source, each at least as wide as its widest target where it can be."""
    numbers = [page["number"] for page in job["pages"]]
    widest = [max(target["width"] for target in page["targets"]) for page in job["pages"]]
    if job["media_type"] == "application/zip":
        return zip_pages(job["source"], [page["member"] for page in job["pages"]], widest)
    if job["media_type"] == "application/pdf":
        return pdf_pages(job["source"], numbers, widest)
    return image_pages(job["source"], numbers, widest)


def zip_pages(source: str, members: list[str], widths: list[int]) -> Iterator[Image.Image]:
    with zipfile.ZipFile(source) as file:
        for member, width in zip(members, widths, strict=True):
            data, number, is_pdf = _unpacked(file, member)
            yield from (pdf_pages if is_pdf else image_pages)(data, [number], [width])


def place_of(job: dict[str, Any], page: dict[str, Any]) -> tuple[str | io.BytesIO, int, bool]:
    """Where a page of the order stands: in which file, its number there, and whether that is a PDF."""
    if job["media_type"] == "application/zip":
        with zipfile.ZipFile(job["source"]) as file:
            return _unpacked(file, page["member"])
    return job["source"], page["number"], job["media_type"] == "application/pdf"


def _unpacked(file: zipfile.ZipFile, member: str) -> tuple[io.BytesIO, int, bool]:
    name, number = _name_and_number(member, file)
    data = read_member(file, name)
    return io.BytesIO(data), number, b"%PDF-" in data[:1024]


def _name_and_number(member: str, file: zipfile.ZipFile) -> tuple[str, int]:
    name, mark, number = member.rpartition("#")
    is_plain = member in file.namelist() or not mark or not number.isdecimal()
    return (member, 1) if is_plain else (name, int(number))


def read_member(file: zipfile.ZipFile, name: str) -> bytes:
    """All bytes of a member. ValueError where it unpacks to more than a scan does, whatever it says of itself."""
    if name not in file.namelist():
        raise ValueError("the zip has no such member")
    entry = file.getinfo(name)
    most = min(MAX_MEMBER, max(RATIO_FROM, MAX_RATIO * entry.compress_size))
    with file.open(entry) as member:
        data = member.read(most + 1)
    if len(data) > most:
        raise ValueError("a member of the zip unpacks to too much")
    return data


def pdf_pages(source: str | io.BytesIO, numbers: list[int], widths: list[int]) -> Iterator[Image.Image]:
    file = open_pdf(source)
    for number, width in zip(numbers, widths, strict=True):
        page = file[number - 1]
        wide, high = page.get_size()
        fitting = min(width / wide, width * MAX_HEIGHT / high)
        yield page.render(scale=fitting, may_draw_forms=False).to_pil()
        page.close()


def open_pdf(source: str | io.BytesIO) -> PdfDocument:
    """Past pypdfium2's own look at paths: it would follow /proc/self/fd/3 to a name that may be gone."""
    import pypdfium2
    import pypdfium2.raw as pdfium_c

    if not isinstance(source, str):
        return pypdfium2.PdfDocument(source)
    handle = pdfium_c.FPDF_LoadDocument(os.fsencode(source) + b"\0", None)
    if not handle:
        raise ValueError("the PDF cannot be opened")
    return pypdfium2.PdfDocument(handle)


def open_picture(source: str | io.BytesIO) -> Image.Image:
    import pi_heif
    from PIL import Image

    pi_heif.register_heif_opener(thumbnails=False, decode_threads=1)
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    return Image.open(source)


def image_pages(source: str | io.BytesIO, numbers: list[int], widths: list[int]) -> Iterator[Image.Image]:
    from PIL import ImageOps

    with open_picture(source) as file:
        for number, width in zip(numbers, widths, strict=True):
            file.seek(number - 1)
            file.draft(None, (width, width * MAX_HEIGHT))  # JPEG is read at a smaller size where that will do
            yield _upright(ImageOps.exif_transpose(file))


def _upright(image: Image.Image) -> Image.Image:
    """As grey or RGB on white paper, whatever the file uses: bits, palettes, CMYK, transparency, 16 bits."""
    from PIL import Image

    if image.mode.startswith("I;16") or image.mode in {"I", "F"}:
        return image.convert("F").point(lambda level: level / 256).convert("L")
    if image.mode in {"1", "L"}:
        return image.convert("L")
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        image = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("RGB")
    return image.convert("RGB")


# ------------------------------------------------------------------ covering
def cover(image: Image.Image, areas: Sequence[Sequence[float]]) -> None:
    """Paint over the areas, in shares of the image from 0 to 1: nothing of them is left in it."""
    from PIL import ImageDraw

    pen = ImageDraw.Draw(image)
    for left, top, right, bottom in areas:
        edges = (left * image.width, top * image.height, right * image.width, bottom * image.height)
        pen.rectangle(
            (math.floor(edges[0]), math.floor(edges[1]), math.ceil(edges[2]), math.ceil(edges[3])),
            fill=COVER if image.mode == "L" else (COVER,) * 3,
        )


# ------------------------------------------------------------------ writing
def scale(image: Image.Image, width: int) -> Image.Image:
    """At most this wide, and at most MAX_HEIGHT times as high; never larger than it is."""
    from PIL import Image

    size = fitted(image.width, image.height, width)
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3.0)


def fitted(wide: int, high: int, width: int) -> tuple[int, int]:
    """The size that an image of this size has where it is asked for at this width."""
    factor = min(1.0, width / wide, width * MAX_HEIGHT / high)
    return max(1, round(wide * factor)), max(1, round(high * factor))


def encode(image: Image.Image, most_bytes: int) -> tuple[bytes, bool]:
    """WebP of at most `most_bytes` where a quality allows it, and whether without loss: for drawn pages."""
    if is_drawn(image):
        data = _webp(few_greys(image), lossless=True, quality=80)
        if len(data) <= most_bytes:
            return data, True
    for quality in QUALITIES:
        data = _webp(image, quality=quality)
        if len(data) <= most_bytes:
            break
    return data, False


def write_avif(image: Image.Image, path: Path, bytes_of_webp: int) -> None:
    """The same as AVIF, where that is smaller and this machine can write it."""
    from PIL import features

    if not features.check("avif"):
        return
    buffer = io.BytesIO()
    image.save(buffer, "AVIF", quality=AVIF_QUALITY, speed=AVIF_SPEED, max_threads=1)
    if buffer.tell() < bytes_of_webp:
        path.write_bytes(buffer.getvalue())


def without_colour(image: Image.Image) -> Image.Image:
    """Grey, when no colour is seen on it."""
    from PIL import ImageChops

    if image.mode != "RGB":
        return image
    small = image.resize((max(1, image.width // 8), max(1, image.height // 8)))
    red, green, blue = small.split()
    differences = (ImageChops.difference(red, green), ImageChops.difference(green, blue))
    coloured = sum(sum(difference.histogram()[MIN_COLOUR:]) for difference in differences)
    return image if coloured else image.convert("L")


def is_drawn(image: Image.Image) -> bool:
    """Whether it was drawn by a typesetter or scanned in black and white, not photographed."""
    levels = image.convert("L").histogram()
    return max(levels) >= FLAT_SHARE * image.width * image.height


def few_greys(image: Image.Image) -> Image.Image:
    if image.mode != "L":
        return image
    step = 255 / (GREYS - 1)
    return image.point(lambda level: round(round(level / step) * step))


def _webp(image: Image.Image, **how: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "WEBP", method=4, **how)
    return buffer.getvalue()


if __name__ == "__main__":
    main(json.load(sys.stdin))
