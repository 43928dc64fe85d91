"""Cuts pages out of PDFs, or makes them of pictures, into a new one. Runs as a process of its own: `python -m archive.pdf_cutting`.

Originals are hostile, hence a process with limits of its own, as for archive.page_rendering. It knows
nothing of Django. It reads one JSON object from standard input
    {"parts": [{"source": path, "pages": [1, 2]}, {"pictures": [{"path": path, "points": 0}]}],
     "layers": [null, {"width": 1200, "height": 1700, "lines": [[size, [[text, x, y, length]]]]}],
     "target": path, "title": "…", "author": "…", "memory_mb": 2048, "seconds": 40}
and writes the target: a layer for each page, the text that lies unseen over it, y being its baseline
from the top. Exit status 0 when it is written; else a message on standard error.
"""

from __future__ import annotations

import io
import json
import re
import sys
from typing import TYPE_CHECKING, Any

from archive.page_rendering import limit
from archive.unseen_text import lay_over

if TYPE_CHECKING:
    from pypdf import PageObject, PdfWriter
    from pypdf.generic import DictionaryObject

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


def main() -> None:
    job = json.load(sys.stdin)
    limit(job["memory_mb"], job["seconds"])
    from pypdf import PdfWriter

    writer = PdfWriter()
    for part in job["parts"]:
        if "pictures" in part:
            add_pictures(writer, part["pictures"])
        else:
            add_pages(writer, part["source"], part["pages"])
    lay_over(writer, job["layers"])
    if "title" in job:
        writer.add_metadata({"/Title": job["title"], "/Author": job["author"]})
    writer.write(job["target"])


def add_pages(writer: PdfWriter, source: str, numbers: list[int]) -> None:
    from pypdf import PdfReader

    reader = PdfReader(source)
    if reader.is_encrypted and not reader.decrypt(""):
        raise ValueError("the original is encrypted")
    for number in numbers:
        page = reader.pages[number - 1]
        drop_outward_links(page)
        drop_unused_resources(page)
        writer.add_page(page, excluded_keys=LEFT_BEHIND)


def add_pictures(writer: PdfWriter, pictures: list[dict[str, Any]]) -> None:
    """A page for each; one after the other, so that only one is ever unpacked."""
    from PIL import Image
    from pypdf import PdfReader

    for each in pictures:
        buffer = io.BytesIO()
        with Image.open(each["path"]) as picture:
            image = picture if picture.mode == "L" else picture.convert("RGB")
            inches = each["points"] / POINTS_AN_INCH or PICTURE_INCHES
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
    main()
