"""Page images: TIFF (one or more pages), JPEG, PNG, JPEG 2000, WebP. They hold no text themselves.

A page has the number of its image in the file, counted from 1. Smaller copies, as thumbnails and pyramids
are, and masks are no pages: their numbers are left out, so that a number always leads to the same image.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.TiffImagePlugin import TiffImageFile

from ingest.parsing.records import SourcePage
from ingest.sources.opened_file import MAX_PAGES, OpenedFile, SourceRejected

FORMATS = {
    "TIFF": "image/tiff",
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "JPEG2000": "image/jp2",
    "WEBP": "image/webp",
}
# As Pillow calls a JPEG with further images behind it: telephones write smaller and lighter ones.
MEDIA_TYPES = FORMATS | {"MPO": FORMATS["JPEG"]}
SIGNATURES = (
    b"II*\0",
    b"MM\0*",
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"\0\0\0\x0cjP  \r\n\x87\n",
    b"\xff\x4f\xff\x51",
)
NEW_SUBFILE_TYPE, SUBFILE_TYPE = 254, 255  # tags
MAX_PIXELS = 200_000_000  # a newspaper page at 600 dpi has 130 million
FAILURES = (
    OSError,
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    MemoryError,
    NotImplementedError,
    SyntaxError,  # Pillow's for a broken PNG or TIFF
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
    UnidentifiedImageError,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)


def recognises(head: bytes) -> bool:
    return head.startswith(SIGNATURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP")


def open_image(path: Path) -> OpenedFile:
    """One page for each page image of the file, all of them decoded once. Raises SourceRejected."""
    with _opened(path) as image:
        media_type, numbers = MEDIA_TYPES[image.format or ""], _page_numbers(image)
    if len(numbers) > MAX_PAGES:
        raise SourceRejected("too_many_pages", number=MAX_PAGES)
    return OpenedFile(
        media_type,
        _pages(path, numbers),
        page_count=len(numbers),
        picture=lambda number: picture(path, number),
    )


def _page_numbers(image: Image.Image) -> list[int]:
    """Which images of a TIFF are pages; the largest where all are copies. An animated PNG or WebP is one page."""
    if not isinstance(image, TiffImageFile):
        return [1]
    found: list[int] = []
    largest = (0, 1)  # points, number
    try:
        for number in range(1, image.n_frames + 1):
            image.seek(number - 1)
            largest = max(largest, (image.width * image.height, -number))
            if not _is_copy(image):
                found.append(number)
    except FAILURES as error:
        raise SourceRejected("image_damaged", number=len(found) + 1) from error
    return found or [abs(largest[1])]


def _is_copy(image: TiffImageFile) -> bool:
    """TIFF 6.0, NewSubfileType: bit 0 a reduced copy of another image, bit 2 a mask; SubfileType 2 before it."""
    kind = image.tag_v2.get(NEW_SUBFILE_TYPE)
    if kind is None:
        return bool(image.tag_v2.get(SUBFILE_TYPE) == 2)
    return bool(int(kind) & 0b101)


def _pages(path: Path, numbers: Iterable[int]) -> Iterator[SourcePage]:
    for number in numbers:
        image = picture(path, number)
        yield SourcePage(number, (), "", float(image.width), float(image.height))


def picture(source: Path | IO[bytes], number: int = 1) -> Image.Image:
    """The image of one page, decoded and upright, as grey or RGB. Raises SourceRejected."""
    with _opened(source) as image:
        try:
            image.seek(number - 1)
            _check_size(image)
            image.load()
            upright = ImageOps.exif_transpose(image)
            return _as_grey_or_rgb(upright if upright is not None else image)
        except FAILURES as error:
            raise SourceRejected("image_damaged", number=number) from error


@contextmanager
def _opened(source: Path | IO[bytes]) -> Iterator[Image.Image]:
    """The image, under our own limit of size while it is open. Pillow's warning of a bomb is an error."""
    usual_limit = Image.MAX_IMAGE_PIXELS
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        Image.MAX_IMAGE_PIXELS = MAX_PIXELS
        try:
            with _identified(source) as image:
                _check_size(image)
                yield image
        finally:
            Image.MAX_IMAGE_PIXELS = usual_limit


def _identified(source: Path | IO[bytes]) -> Image.Image:
    try:
        return Image.open(source, formats=tuple(FORMATS))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise SourceRejected("image_too_large", millions=MAX_PIXELS // 1_000_000) from error
    except FAILURES as error:
        raise SourceRejected("image_kind_untold") from error


def _check_size(image: Image.Image) -> None:
    if image.width * image.height > MAX_PIXELS:
        raise SourceRejected("image_too_large", millions=MAX_PIXELS // 1_000_000)


def _as_grey_or_rgb(image: Image.Image) -> Image.Image:
    if image.mode in ("L", "RGB"):
        return image
    if image.mode.startswith("I") or image.mode == "F":
        _, high = image.convert("F").getextrema()
        top = max(255.0, high) if isinstance(high, float) else 255.0  # scanners use 10, 12 or 14 of 16 bits
        return image.convert("F").point(lambda level: level * (255.0 / top)).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        flat = Image.new("RGBA", image.size, "white")
        flat.alpha_composite(image.convert("RGBA"))
        return flat.convert("RGB")
    return image.convert("L" if image.mode == "1" else "RGB")
