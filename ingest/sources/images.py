"""Page images: TIFF, GIF, HEIC (one or more pages), JPEG, PNG, JPEG 2000, WebP, AVIF, BMP. They hold no text.

A page has the number of its image in the file, counted from 1. Smaller copies, as thumbnails and pyramids
are, and masks are no pages: their numbers are left out, so that a number always leads to the same image.
"""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pi_heif
from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.GifImagePlugin import GifImageFile
from PIL.TiffImagePlugin import TiffImageFile

from ingest.parsing.records import SourcePage
from ingest.sources.opened_file import MAX_PAGES, OpenedFile, SourceRejected

FORMATS = {
    "TIFF": "image/tiff",
    "JPEG": "image/jpeg",
    "PNG": "image/png",
    "JPEG2000": "image/jp2",
    "WEBP": "image/webp",
    "GIF": "image/gif",
    "BMP": "image/bmp",
    "HEIF": "image/heic",
    "AVIF": "image/avif",
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
    b"GIF87a",
    b"GIF89a",
)
# ISO/IEC 14496-12: the brand of a file whose first box is "ftyp".
BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis"}
BMP_HEADERS = {12, 16, 40, 52, 56, 64, 108, 124}  # lengths of what describes the image, in bytes
NEW_SUBFILE_TYPE, SUBFILE_TYPE = 254, 255  # tags
HALF = 2  # points by which a step of a pyramid may differ from half of the step before
THUMBNAIL, SMALLER, SAME_SHAPE = 512, 4, 0.02  # points, times, difference of width to height
STILL = 1000  # milliseconds: a GIF whose images stand longer, or for no time at all, shows pages, no film
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


pi_heif.register_heif_opener(thumbnails=False, decode_threads=1)


def recognises(head: bytes) -> bool:
    if head.startswith(SIGNATURES) or (head[:4] == b"RIFF" and head[8:12] == b"WEBP"):
        return True
    if head[4:8] == b"ftyp":
        return head[8:12] in BRANDS
    return head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in BMP_HEADERS


def open_image(path: Path) -> OpenedFile:
    """One page for each page image of the file, all of them decoded once. Raises SourceRejected."""
    with _opened(path) as image:
        media_type = MEDIA_TYPES[image.format or ""]
    numbers = page_numbers(path)
    if len(numbers) > MAX_PAGES:
        raise SourceRejected("too_many_pages", number=MAX_PAGES)
    return OpenedFile(
        media_type,
        _pages(path, numbers),
        page_count=len(numbers),
        picture=lambda number: picture(path, number),
    )


def page_numbers(path: Path) -> list[int]:
    """Which images of a file are pages. Raises SourceRejected."""
    with _opened(path) as image:
        return _page_numbers(image)


def _page_numbers(image: Image.Image) -> list[int]:
    """Which images of a file are pages. Those of a TIFF but its copies, the largest where all are copies;
    all of a HEIC; all of a GIF that is no film. An animated PNG or WebP is one page."""
    if isinstance(image, TiffImageFile):
        return _pages_of_tiff(image)
    if isinstance(image, GifImageFile):
        return _pages_of_gif(image)
    return list(range(1, getattr(image, "n_frames", 1) + 1)) if image.format == "HEIF" else [1]


def _pages_of_tiff(image: TiffImageFile) -> list[int]:
    sizes: list[tuple[int, int]] = []
    found: list[int] = []
    try:
        for number in range(1, image.n_frames + 1):
            image.seek(number - 1)
            if not _is_copy(image) and not (sizes and _is_step(image.size, sizes[-1])):
                found.append(number)
            sizes.append(image.size)
    except FAILURES as error:
        raise SourceRejected("image_damaged", number=len(found) + 1) from error
    largest = max(range(len(sizes)), key=lambda n: sizes[n][0] * sizes[n][1])
    found = [number for number in found if not _is_thumbnail(sizes[number - 1], sizes[largest])]
    return found or [largest + 1]


def _is_step(size: tuple[int, int], above: tuple[int, int]) -> bool:
    """Half as wide and high as the image before: the next step of a pyramid, where no tag says so."""
    return all(abs(2 * here - before) <= HALF for here, before in zip(size, above, strict=True))


def _is_thumbnail(size: tuple[int, int], largest: tuple[int, int]) -> bool:
    """Too small to be read, and of the very shape of the largest, where no tag says so."""
    is_small = max(size) <= THUMBNAIL and SMALLER * max(size) <= max(largest)
    return is_small and abs(size[0] * largest[1] / (size[1] * largest[0]) - 1) < SAME_SHAPE


def _pages_of_gif(image: GifImageFile) -> list[int]:
    try:
        durations = []
        for number in range(image.n_frames):
            image.seek(number)
            durations.append(image.info.get("duration", 0))
    except FAILURES as error:
        raise SourceRejected("image_damaged", number=len(durations) + 1) from error
    are_pages = all(duration == 0 or duration >= STILL for duration in durations)
    return list(range(1, len(durations) + 1)) if are_pages else [1]


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
    return _decoded(source, number, as_grey_or_rgb)


def whole_picture(source: Path | IO[bytes], number: int = 1) -> Image.Image:
    """The same with all that the file has of it: its bits, its colours, its profile."""
    return _decoded(source, number, lambda image: image)


def _decoded(
    source: Path | IO[bytes], number: int, form: Callable[[Image.Image], Image.Image]
) -> Image.Image:
    with _opened(source) as image:
        try:
            image.seek(number - 1)
            _check_size(image)
            image.load()
            upright = ImageOps.exif_transpose(image)
            return form(upright if upright is not None else image)
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


def as_grey_or_rgb(image: Image.Image) -> Image.Image:
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
