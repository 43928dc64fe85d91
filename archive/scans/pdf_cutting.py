"""Cuts pages out of PDFs, or makes them of pictures, into a new one. Runs as a process of its own, as archive.scans.page_rendering does.

Originals are hostile, hence its own limits. It knows nothing of Django. Its order is one JSON object
    {"parts": [{"source": path, "pages": [1, 2], "draws_halves": 1800},
               {"pictures": [{"path": path, "points": 0}]}],
     "layers": [null, {"width": 1200, "height": 1700, "lines": [[size, [[text, x, y, length]]]]}],
     "layers_of_halves": [null, {…}],
     "target": path, "title": "…", "author": "…", "memory_mb": 2048, "seconds": 40}
and it writes the target: a layer for each page, the text that lies unseen over it, y being its baseline
from the top. Where `draws_halves` is a width, a page that holds more than it shows, as half of a double page
does, is not cut out but drawn that wide, and gets its layer of the halves. Exit status 0 when it is written; else a message on standard error.
"""

from __future__ import annotations

import io
import json
import re
import sys
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from archive.scans.page_rendering import limit, open_pdf, pdf_pages
from archive.scans.unseen_text import lay_over

if TYPE_CHECKING:
    from PIL import Image
    from pypdf import PageObject, PdfWriter
    from pypdf.generic import DictionaryObject
    from pypdfium2 import PdfPage as PdfiumPage

# What a page does when it is opened, what leads out of it, and what programs have kept about it.
LEFT_BEHIND = ("/AA", "/B", "/StructParents", "/Metadata", "/PieceInfo", "/Thumb")
NAMED = (
    "/XObject",
    "/Pattern",
    "/Properties",
    "/ExtGState",
    "/Shading",
)  # resources that may hold what is seen
NAME = re.compile(rb"/[^\x00\t\n\f\r ()<>\[\]{}/%]+")  # ISO 32000-1, 7.3.5
PICTURE_INCHES = 8.27  # how wide a picture is set whose page has no size of its own: A4
POINTS_AN_INCH = 72
JPEG_QUALITY = 75
MAX_TRIMMED = 0.1  # of a page's width or height: so much of a picture may be cut off at an edge


def warm_up() -> None:
    """Load all that cutting takes, for children that are forked then."""
    from pypdf import PdfReader, PdfWriter

    blank, writer = io.BytesIO(), PdfWriter()
    writer.add_blank_page(72, 72)
    lay_over(writer, [{"width": 72, "height": 72, "lines": [[10, [["a", 9, 9, 9]]]]}])
    writer.write(blank)
    drop_unused_resources(PdfReader(blank).pages[0])


def main(job: dict[str, Any]) -> None:
    limit(job["memory_mb"], job["seconds"])
    from pypdf import PdfWriter

    writer, layers = PdfWriter(), job["layers"]
    for part in job["parts"]:
        if "pictures" in part:
            add_pictures(writer, part["pictures"])
            continue
        width = part["draws_halves"]
        halves = find_halves(part["source"], part["pages"]) if width else {}
        for place, number in enumerate(part["pages"], len(writer.pages)):
            if number in halves:
                layers[place] = job["layers_of_halves"][place]
        add_pages(writer, part["source"], part["pages"], halves, width)
    lay_over(writer, layers)
    if "title" in job:
        writer.add_metadata({"/Title": job["title"], "/Author": job["author"]})
    writer.write(job["target"])


def add_pages(
    writer: PdfWriter, source: str, numbers: list[int], halves: Mapping[int, float], width: int
) -> None:
    """These pages as they are; those of `halves` drawn so many pixels wide."""
    from pypdf import PdfReader

    reader = PdfReader(source)
    if reader.is_encrypted and not reader.decrypt(""):
        raise ValueError("the original is encrypted")
    drawn_ones = [number for number in numbers if number in halves]
    drawn = pdf_pages(source, drawn_ones, [width] * len(drawn_ones))
    for number in numbers:
        if number in halves:
            add_picture(writer, next(drawn), halves[number])
            continue
        page = reader.pages[number - 1]
        drop_outward_links(page)
        drop_unused_resources(page)
        writer.add_page(page, excluded_keys=LEFT_BEHIND)


def find_halves(source: str, numbers: Iterable[int]) -> dict[int, float]:
    """Pages that hold more than they show, as half of a double page does: number -> width in points.

    What is cut away would still be in them: text that can be copied, the image of the whole sheet.
    """
    halves = {}
    with open_pdf(source) as file:
        for number in numbers:
            page = file[number - 1]
            if _has_text_beyond(page) or _has_image_beyond(page):
                halves[number] = page.get_width()
    return halves


def _has_text_beyond(page: PdfiumPage) -> bool:
    text, (left, bottom, right, top) = page.get_textpage(), page.get_bbox()
    boxes = map(text.get_charbox, range(text.count_chars()))
    return any(box[2] < left or box[0] > right or box[3] < bottom or box[1] > top for box in boxes)


def _has_image_beyond(page: PdfiumPage) -> bool:
    """Not the margins of a scan, or a bleed: what is trimmed of one page."""
    import pypdfium2.raw as pdfium_c

    left, bottom, right, top = page.get_bbox()
    across, down = MAX_TRIMMED * (right - left), MAX_TRIMMED * (top - bottom)
    kinds = (pdfium_c.FPDF_PAGEOBJ_IMAGE, pdfium_c.FPDF_PAGEOBJ_FORM)
    bounds = (each.get_bounds() for each in page.get_objects(filter=kinds, max_depth=1))
    return any(
        box[0] < left - across or box[2] > right + across or box[1] < bottom - down or box[3] > top + down
        for box in bounds
    )


def add_pictures(writer: PdfWriter, pictures: list[dict[str, Any]]) -> None:
    """A page for each; one after the other, so that only one is ever unpacked."""
    from PIL import Image

    for each in pictures:
        with Image.open(each["path"]) as picture:
            add_picture(writer, picture, each["points"])


def add_picture(writer: PdfWriter, picture: Image.Image, points: float) -> None:
    from pypdf import PdfReader

    buffer = io.BytesIO()
    image = picture if picture.mode == "L" else picture.convert("RGB")
    inches = points / POINTS_AN_INCH or PICTURE_INCHES
    image.save(buffer, "PDF", resolution=image.width / inches, quality=JPEG_QUALITY)
    writer.add_page(PdfReader(buffer).pages[0])


def drop_outward_links(page) -> None:
    """Keep links to the web; a link to a page that is not there any more, and a script, go."""
    annotations = page.get("/Annots")
    if annotations is None:
        return
    kept = [each for each in annotations.get_object() if _leads_to_the_web(each.get_object())]
    del page["/Annots"]
    if kept:
        from pypdf.generic import ArrayObject, NameObject

        page[NameObject("/Annots")] = ArrayObject(kept)


def _leads_to_the_web(annotation) -> bool:
    action = annotation.get("/A")
    return action is not None and action.get_object().get("/S") == "/URI"


def drop_unused_resources(page: PageObject) -> None:
    """Leave behind what the page names but does not show: one list of resources may serve a whole issue.

    A resource is used where its name stands in the page's content, or in that of a form (ISO 32000-1, 8.10)
    which has no resources of its own.
    """
    from pypdf.generic import DictionaryObject, NameObject

    held = page.get("/Resources")
    if held is None:
        return
    resources = DictionaryObject(held.get_object())
    content = page.get_contents()
    forms = _objects(resources, "/XObject")
    names = _names_in(content.get_data()) if content is not None else set()
    waiting = [name for name in names if name in forms]
    while waiting:
        form = forms[waiting.pop()].get_object()
        if form.get("/Subtype") == "/Form" and "/Resources" not in form:
            further = _names_in(form.get_data()) - names
            names |= further
            waiting += [name for name in further if name in forms]
    for kind in list(resources):
        if kind in NAMED:
            used = {name: each for name, each in _objects(resources, kind).items() if name in names}
            resources[NameObject(kind)] = DictionaryObject(used)
    page[NameObject("/Resources")] = resources


def _objects(resources: DictionaryObject, kind: str) -> dict[Any, Any]:
    """Name of a resource -> the resource, or the reference to it, as it stands there."""
    held = resources.get(kind)
    return {} if held is None else dict(held.get_object().items())


def _names_in(content: bytes) -> set[str]:
    from pypdf.generic import NameObject

    return {str(NameObject.read_from_stream(io.BytesIO(name), None)) for name in set(NAME.findall(content))}


if __name__ == "__main__":
    main(json.load(sys.stdin))
