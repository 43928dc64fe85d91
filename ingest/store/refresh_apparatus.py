"""What a new reading may still better in an article that readers know: its references, its acronyms, and where
running heads and page numbers stand on the image.

None of them changes what anybody has read or cited. To be called under `one_writer`.
"""

from archive.models import Document, Page, Reference
from archive.outbox import enqueue_for_indexing
from ingest.parsing.records import ParsedDocument
from ingest.store.document_rows import (
    plain_boxes,
    references_of,
    said_by_person,
    write_acronyms,
    write_references,
)

STRUCTURE = {"text", "boundary", "sections"}  # from a person: the reading speaks of another text
TOLD = ("raw", "doi", "authors", "year", "title", "container", "volume", "pages")  # of a reference


def refresh_apparatus(document: Document, parsed: ParsedDocument) -> bool:
    """Whether anything is another now. A person's references stay; acronyms need the same text."""
    said = said_by_person(document)
    if said.keys() & STRUCTURE:
        return False
    before = _apparatus(document)
    if "references" not in said and parsed.references and _are_others(document, parsed):
        write_references(document, parsed.references)
    pages = list(document.pages.defer("words", "raw_text").order_by("sequence"))
    if [page.text for page in pages] == [page.text for page in parsed.pages]:
        write_acronyms(document, parsed.acronyms, pages)
        moved = []
        for page, read in zip(pages, parsed.pages, strict=True):
            furniture = plain_boxes(read.furniture) or page.furniture
            if page.furniture != furniture:
                page.furniture = furniture
                moved.append(page)
        Page.objects.bulk_update(moved, ["furniture"])
    if _apparatus(document) == before:
        return False
    document.save(update_fields=["changed_at"])
    if document.is_published:
        enqueue_for_indexing([document.pk])
    return True


def _are_others(document: Document, parsed: ParsedDocument) -> bool:
    """Whether the references read are not those held: most readings find the same, and thousands are long to write."""
    names = (*TOLD, "confidence", "place")
    held = document.references.order_by("position").values_list(*names)
    return list(held) != [
        tuple(getattr(row, name) for name in names) for row in references_of(parsed.references)
    ]


def _apparatus(document: Document) -> tuple[list, list]:
    references = Reference.objects.filter(document=document).order_by("position")
    acronyms = document.acronyms.order_by("page", "offset", "short", "long")
    return list(references.values_list(*TOLD)), list(acronyms.values_list("short", "long", "page", "offset"))
