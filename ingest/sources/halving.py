"""A new file from one whose images show two printed pages each: every page as it is, those images in two halves.

The file itself is only read. In a PDF each half is the page behind another crop box, so that nothing of it is
compressed anew; so it is with JPEGs, alone or in a zip of page images, of which a PDF is made. Other page images are
cut, without loss, into a TIFF.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PIL import Image
from PIL.TiffImagePlugin import AppendingTiffWriter

from ingest.parsing.records import Half
from ingest.sources import images, pdf, zip_file
from ingest.sources.ocr import MIN_SAID
from ingest.sources.opened_file import MAX_PAGES, SourceRejected
from ingest.sources.pdf_rescue import PYPDF_FAILURES
from ingest.sources.tesseract import USUAL_DPI
from ingest.sources.zip_members import ZipMembers

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader, PdfWriter

HEAD_BYTES = 4096
TIFF = "image/tiff"
WRITTEN_MODES = {"1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16", "I", "F"}  # by Pillow into a TIFF
# What refers to the file as a whole, of which only pages are taken over.
LEFT_BEHIND = ("/AA", "/B", "/StructParents", "/Thumb")
Corners = tuple[float, float, float, float]  # left, bottom, right, top
UPRIGHT, HEAD_RIGHT, HEAD_DOWN = 0, 90, 180  # degrees by which a page is turned when it is shown
FULL_TURN = 360
JPEG = b"\xff\xd8\xff"
ORIENTATION = 0x0112  # of EXIF
TURNED = {1: 0, 3: 180, 6: 90, 8: 270}  # the others are mirrored
COLOUR_SPACES = {"1": "/DeviceGray", "L": "/DeviceGray", "RGB": "/DeviceRGB", "CMYK": "/DeviceCMYK"}
POINTS_AN_INCH = 72


@dataclass(slots=True)
class Order:
    """Which pages to part, by number: at which share of their width. `right_first`: the right half is read first."""

    gutters: Mapping[int, float]
    right_first: bool = False

    def halves(self, number: int) -> list[Half]:
        """What stands for a page, in the order of reading."""
        gutter = self.gutters.get(number)
        if gutter is None:
            return [Half(number, 0.0, 1.0)]
        halves = [Half(number, 0.0, gutter), Half(number, gutter, 1.0)]
        return halves[::-1] if self.right_first else halves


@dataclass(slots=True)
class FileInTheMaking:
    """`pages`: of each page of the old file what now stands for it; the new file is whole when they have been walked."""

    media_type: str
    page_count: int
    pages: Iterator[list[Half]]


def halve(source: Path, target: Path, order: Order) -> FileInTheMaking:
    """Write the new file into `target`. Raises SourceRejected, also while the pages are walked."""
    with source.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if pdf.recognises(head):
        return _halve_pdf(source, target, order)
    if head.startswith(JPEG):
        return _halve_pictures([source.read_bytes], target, order)
    if images.recognises(head):
        return _halve_images(source, target, order)
    if zip_file.recognises(head):
        return _halve_pictures(_pictures_in(source), target, order)
    raise SourceRejected("kind_not_halved")


# ------------------------------------------------------------------ page images
def _halve_images(source: Path, target: Path, order: Order) -> FileInTheMaking:
    numbers = images.page_numbers(source)

    def pages() -> Iterator[list[Half]]:
        with AppendingTiffWriter(str(target), new=True) as file:
            for number in numbers:
                halves = order.halves(number)
                whole = images.whole_picture(source, number)
                for half in halves:
                    _write_frame(_cut(whole, half), file)
                yield halves

    return FileInTheMaking(TIFF, len(numbers), pages())


def _cut(whole: Image.Image, half: Half) -> Image.Image:
    left, right = round(half.left * whole.width), round(half.right * whole.width)
    return whole.crop((left, 0, right, whole.height))


def _write_frame(image: Image.Image, file: AppendingTiffWriter) -> None:
    frame = image if image.mode in WRITTEN_MODES else images.as_grey_or_rgb(image)
    kept = {name: image.info[name] for name in ("dpi", "icc_profile") if image.info.get(name)}
    compression = "group4" if frame.mode == "1" else "tiff_adobe_deflate"
    frame.save(file, "TIFF", compression=compression, **kept)
    file.newFrame()


# ------------------------------------------------------------------ page images into a PDF
def _pictures_in(source: Path) -> list[Callable[[], bytes]]:
    """Of a zip of page images: how each of them is had, in the order of its pages."""
    opened, members = zip_file.open_zip(source), ZipMembers(source)
    names = []
    for page in opened.pages:
        is_plain = page.text_source == "none" and page.image in members.names
        if not is_plain or not images.recognises(members.head(page.image, HEAD_BYTES)):
            raise SourceRejected("zip_not_halved")
        names.append(page.image)
    if opened.articles:
        raise SourceRejected("zip_not_halved")
    return [partial(members.read, name) for name in names]


def _halve_pictures(pictures: Sequence[Callable[[], bytes]], target: Path, order: Order) -> FileInTheMaking:
    from pypdf import PdfWriter

    def pages() -> Iterator[list[Half]]:
        writer = PdfWriter()
        for number, read in enumerate(pictures, 1):
            halves = order.halves(number)
            _add_picture(writer, _picture(read()), halves)
            yield halves
        with target.open("wb") as file:
            writer.write(file)

    return FileInTheMaking(pdf.MEDIA_TYPE, len(pictures), pages())


@dataclass(slots=True)
class _Picture:
    """A page image as a PDF holds it (ISO 32000-1, 8.9.5)."""

    data: bytes
    filter: str
    mode: str
    width: int
    height: int
    turned: int  # degrees with the clock by which it is to be turned
    dpi: float


def _picture(data: bytes) -> _Picture:
    """A JPEG as it is; what else there is as points that are packed without loss."""
    whole = images.whole_picture(io.BytesIO(data))
    dpi = float(whole.info.get("dpi", (0, 0))[0] or 0)
    dpi = dpi if dpi >= MIN_SAID else USUAL_DPI
    if data.startswith(JPEG):
        with Image.open(io.BytesIO(data), formats=("JPEG", "MPO")) as file:
            turned = TURNED.get(file.getexif().get(ORIENTATION, 1))
            if turned is not None and file.mode in COLOUR_SPACES:
                return _Picture(data, "/DCTDecode", file.mode, *file.size, turned, dpi)
    plain = whole if whole.mode in COLOUR_SPACES else images.as_grey_or_rgb(whole)
    return _Picture(zlib.compress(plain.tobytes()), "/FlateDecode", plain.mode, *plain.size, 0, dpi)


def _add_picture(writer: PdfWriter, picture: _Picture, halves: Sequence[Half]) -> None:
    from pypdf.generic import (
        ArrayObject,
        DictionaryObject,
        NameObject,
        NumberObject,
        RectangleObject,
        StreamObject,
    )

    image, drawing = StreamObject(), StreamObject()
    image.set_data(picture.data)
    values = {"/Width": picture.width, "/Height": picture.height}
    values["/BitsPerComponent"] = 1 if picture.mode == "1" else 8
    names = {"/Type": "/XObject", "/Subtype": "/Image", "/Filter": picture.filter}
    names["/ColorSpace"] = COLOUR_SPACES[picture.mode]
    image.update({NameObject(key): NumberObject(value) for key, value in values.items()})
    image.update({NameObject(key): NameObject(value) for key, value in names.items()})
    if (picture.mode, picture.filter) == ("CMYK", "/DCTDecode"):  # Adobe's programs write them inverted
        image[NameObject("/Decode")] = ArrayObject(NumberObject(each) for each in (1, 0) * 4)
    across, up = (side * POINTS_AN_INCH / picture.dpi for side in (picture.width, picture.height))
    drawing.set_data(f"{across} 0 0 {up} 0 0 cm /Image Do".encode())
    shown = DictionaryObject({NameObject("/Image"): writer._add_object(image)})
    content = writer._add_object(drawing)
    wide = picture.height if picture.turned % HEAD_DOWN else picture.width
    for half in halves:
        page = writer.add_blank_page(across, up)
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): shown})
        page[NameObject("/Contents")] = content
        page[NameObject("/Rotate")] = NumberObject(picture.turned)
        whole_points = Half(half.page, round(half.left * wide) / wide, round(half.right * wide) / wide)
        box = _part((0.0, 0.0, across, up), picture.turned, whole_points)
        page[NameObject("/CropBox")] = RectangleObject(box)


# ------------------------------------------------------------------ PDF
def _halve_pdf(source: Path, target: Path, order: Order) -> FileInTheMaking:
    from pypdf import PdfReader

    with _failures_told():
        reader = PdfReader(source)
        if reader.is_encrypted and not reader.decrypt(""):
            raise SourceRejected("pdf_locked")
        count = len(reader.pages)
    if count > MAX_PAGES:
        raise SourceRejected("too_many_pages", number=MAX_PAGES)
    return FileInTheMaking(pdf.MEDIA_TYPE, count, _pages_of_pdf(reader, target, order))


def _pages_of_pdf(reader: PdfReader, target: Path, order: Order) -> Iterator[list[Half]]:
    from pypdf import PdfWriter

    writer = PdfWriter()
    with _failures_told():
        for number, page in enumerate(reader.pages, 1):
            halves = order.halves(number)
            for half in halves:
                _add_half(writer, page, half)
            yield halves
        told: Mapping[str, object] = reader.metadata or {}
        writer.add_metadata({name: str(value) for name, value in told.items() if isinstance(value, str)})
        with target.open("wb") as file:
            writer.write(file)


@contextmanager
def _failures_told() -> Iterator[None]:
    """What pypdf raises over a file that it cannot take apart is the file's fault; that the disk is full is not."""
    try:
        yield
    except PYPDF_FAILURES as error:
        if isinstance(error, OSError) and error.errno:
            raise
        raise SourceRejected("pdf_not_halved") from error


def _add_half(writer: PdfWriter, page: PageObject, half: Half) -> None:
    from pypdf.generic import ArrayObject, NameObject, RectangleObject

    shown = _shown(page)
    box = _part(shown, page.rotation % FULL_TURN, half)
    annotations = page.get("/Annots", ArrayObject()).get_object()
    links = [each.get_object() for each in annotations if _is_link_in(each.get_object(), box)]
    added = writer.add_page(page, excluded_keys=(*LEFT_BEHIND, "/Annots"))
    if box != shown:
        added[NameObject("/CropBox")] = RectangleObject(box)
    for link in links:
        writer.add_annotation(added, link)


def _shown(page: PageObject) -> Corners:
    """What is seen of the page: its crop box, as far as that lies on the page."""
    crop, media = page.cropbox, page.mediabox
    return (
        max(float(crop.left), float(media.left)),
        max(float(crop.bottom), float(media.bottom)),
        min(float(crop.right), float(media.right)),
        min(float(crop.top), float(media.top)),
    )


def _part(shown: Corners, turned: int, half: Half) -> Corners:
    """The half as it is seen, in the coordinates of the page before it is turned."""
    left, bottom, right, top = shown
    across, up = right - left, top - bottom
    if (half.left, half.right) == (0.0, 1.0):
        return shown
    if turned == UPRIGHT:
        return (left + half.left * across, bottom, left + half.right * across, top)
    if turned == HEAD_DOWN:
        return (right - half.right * across, bottom, right - half.left * across, top)
    if turned == HEAD_RIGHT:
        return (left, bottom + half.left * up, right, bottom + half.right * up)
    return (left, top - half.right * up, right, top - half.left * up)


def _is_link_in(annotation: Any, box: Corners) -> bool:
    """A link to the web whose middle stands in the box. One to another page would bring that page along."""
    action = annotation.get("/A")
    if action is None or action.get_object().get("/S") != "/URI":
        return False
    x1, y1, x2, y2 = map(float, annotation["/Rect"])
    left, bottom, right, top = box
    return left <= (x1 + x2) / 2 < right and bottom <= (y1 + y2) / 2 < top
