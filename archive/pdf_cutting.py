"""Cuts pages out of PDFs, or makes them of pictures, into a new one. Runs as a process of its own: `python -m archive.pdf_cutting`.

Originals are hostile, hence a process with limits of its own, as for archive.page_rendering. It knows
nothing of Django. It reads one JSON object from standard input
    {"parts": [{"source": path, "pages": [1, 2]}, {"pictures": [path]}],
     "layers": [null, {"width": 1200, "height": 1700, "lines": [[size, [[text, x, y, length]]]]}],
     "target": path, "title": "…", "author": "…", "memory_mb": 2048, "seconds": 40}
and writes the target: a layer for each page, the text that lies unseen over it, y being its baseline
from the top. Exit status 0 when it is written; else a message on standard error.
"""

from __future__ import annotations

import io
import json
import sys
from typing import TYPE_CHECKING

from archive.page_rendering import limit
from archive.unseen_text import lay_over

if TYPE_CHECKING:
    from pypdf import PdfWriter

ACTIONS = ("/AA", "/B", "/StructParents")  # what a page does when it is opened, and what leads out of it
PICTURE_INCHES = 8.27  # how wide a picture is set: A4
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
        page = writer.add_page(reader.pages[number - 1], excluded_keys=ACTIONS)
        drop_outward_links(page)


def add_pictures(writer: PdfWriter, paths: list[str]) -> None:
    """A page for each; one after the other, so that only one is ever unpacked."""
    from PIL import Image
    from pypdf import PdfReader

    for path in paths:
        buffer = io.BytesIO()
        with Image.open(path) as picture:
            image = picture if picture.mode == "L" else picture.convert("RGB")
            image.save(buffer, "PDF", resolution=image.width / PICTURE_INCHES, quality=JPEG_QUALITY)
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


if __name__ == "__main__":
    main()
