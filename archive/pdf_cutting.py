"""Cuts pages out of PDFs into a new one. Runs as a process of its own: `python -m archive.pdf_cutting`.

Originals are hostile, hence a process with limits of its own, as for archive.page_rendering. It knows
nothing of Django. It reads one JSON object from standard input
    {"parts": [{"source": path, "pages": [1, 2]}], "target": path, "title": "…", "author": "…",
     "memory_mb": 2048, "seconds": 40}
and writes the target. Exit status 0 when it is written; else a message on standard error.
"""

import json
import sys

from archive.page_rendering import limit

ACTIONS = ("/AA", "/B", "/StructParents")  # what a page does when it is opened, and what leads out of it


def main() -> None:
    job = json.load(sys.stdin)
    limit(job["memory_mb"], job["seconds"])
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter()
    for part in job["parts"]:
        reader = PdfReader(part["source"])
        if reader.is_encrypted and not reader.decrypt(""):
            raise ValueError("the original is encrypted")
        for number in part["pages"]:
            page = writer.add_page(reader.pages[number - 1], excluded_keys=ACTIONS)
            drop_outward_links(page)
    writer.add_metadata({"/Title": job["title"], "/Author": job["author"]})
    writer.write(job["target"])


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
