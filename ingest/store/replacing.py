"""A better scan in the place of one that is held: the same pages, the same articles, the same addresses."""

from collections.abc import Iterable
from itertools import pairwise

from archive.models import Document, Page, Scan
from archive.sort_keys import fold_name
from ingest.messages import RefusedError
from ingest.parsing.records import ParsedFile
from ingest.store.changes import change
from ingest.store.document_rows import placed_words, plain_boxes
from ingest.store.texts import align
from ingest.store.unread_pages import ReadPage, read_pages
from ingest.store.writing import one_writer

# Of two words that follow each other, the share found again. Two scans of one page keep nearly all, also where
# one word in three is misread; pages of other articles share a few in a hundred.
MIN_LIKENESS = 0.2
MIN_PAIRS = 20  # pairs of words


def replace_scan(old: Scan, new: Scan, parsed: ParsedFile, user=None) -> None:
    """Every page that shows `old` shows `new` from now on; `parsed` is what was read in the new file.

    Identifiers, labels and texts stay; their words stand where they are on the new image. The old file is
    kept; the change can be undone. RefusedError where it is no scan of the same pages.
    """
    page_count = len(parsed.pages)
    with one_writer():
        if new == old:
            raise RefusedError("replaces_itself")
        if Page.objects.filter(scan=new).exists():
            raise RefusedError("shown_elsewhere")
        pages = Page.objects.filter(scan=old)
        last = pages.order_by("-scan_page").values_list("scan_page", flat=True).first()
        if last is None or last > page_count:
            few = "one_page_too_few" if page_count == 1 else "too_few_pages"
            raise RefusedError(few, number=page_count, last=last or 0)
        read = read_pages(parsed)
        if _are_others(pages, read):
            raise RefusedError("shows_other_pages", name=old)
        documents = Document.objects.filter(pages__scan=old).distinct()
        with change(user, "scan_replaced", documents, text=True, old=old, new=new):
            for page in pages:
                _place_words(page, read.get(page.scan_page))
            pages.update(scan=new, scan_member="")


def _are_others(pages: Iterable[Page], read: dict[int, ReadPage]) -> bool:
    """Whether too little of what the held pages say is said by the new ones; not where there is little to compare."""
    held = alike = 0
    for page in pages:
        if page.scan_page in read:
            pairs = _pairs(page.text)
            held += len(pairs)
            alike += len(pairs & _pairs(read[page.scan_page].page.text))
    return held >= MIN_PAIRS and alike < MIN_LIKENESS * held


def _pairs(text: str) -> set[tuple[str, str]]:
    return set(pairwise(fold_name(text).split()))


def _place_words(page: Page, read: ReadPage | None) -> None:
    """The held text stays; its words take their places on the new image, and have none where it was not read."""
    page.words, page.furniture = [], []
    if read:
        page.words, _moves = align(read.page.text, page.text, placed_words(read.page))
        page.width, page.height = read.page.width, read.page.height
        page.furniture = plain_boxes(read.page.furniture)
    page.save(update_fields=["words", "width", "height", "furniture"])
