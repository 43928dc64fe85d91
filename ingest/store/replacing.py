"""A better scan in the place of one that is held: the same pages, the same texts, the same addresses."""

from collections.abc import Iterable
from itertools import pairwise

from archive.models import Document, Page, Scan
from archive.outbox import enqueue_for_indexing
from archive.sort_keys import fold
from ingest.parsing.records import ParsedFile
from ingest.store.document_rows import placed_words, plain_boxes
from ingest.store.history import recorded
from ingest.store.kept import noted
from ingest.store.texts import align
from ingest.store.unread_pages import ReadPage, read_pages
from ingest.store.writing import one_writer

SCAN_REPLACED = noted("Replaced the scan “{old}” by “{new}”")
SAME_FILE = noted("It is the very file that it should replace. Upload the better one.")
SHOWN_ELSEWHERE = noted(
    "Other texts show this file already. Withdraw or discard them first, then upload it again."
)
ONE_PAGE = noted("It has 1 page, but page {last} is in use. Upload a scan with all pages in the same order.")
TOO_FEW_PAGES = noted(
    "It has {number} pages, but page {last} is in use. Upload a scan with all pages in the same order."
)

OTHER_PAGES = noted(
    "It shows other pages: hardly a word of “{name}” is on them. Upload a scan of the same pages."
)
# Of two words that follow each other, the share found again. Two scans of one page keep nearly all, also where
# one word in three is misread; pages of other articles share a few in a hundred.
LEAST_ALIKE = 0.2
ENOUGH_TO_TELL = 20  # pairs of words


class ReplacementRefusedError(Exception):
    """The scan stays as it is; says why and what to do."""


def replace_scan(old: Scan, new: Scan, parsed: ParsedFile, user=None) -> None:
    """Every page that shows `old` shows `new` from now on; `parsed` is what was read in the new file.

    Identifiers, labels and texts stay; their words stand where they are on the new image. The old file is
    kept; the change can be undone.
    """
    page_count = len(parsed.pages)
    with one_writer():
        if new == old:
            raise ReplacementRefusedError(SAME_FILE)
        if Page.objects.filter(scan=new).exists():
            raise ReplacementRefusedError(SHOWN_ELSEWHERE)
        pages = Page.objects.filter(scan=old)
        last = pages.order_by("-scan_page").values_list("scan_page", flat=True).first()
        if last is None or last > page_count:
            few = ONE_PAGE if page_count == 1 else TOO_FEW_PAGES
            raise ReplacementRefusedError(few.format(number=page_count, last=last or 0))
        read = read_pages(parsed)
        if _are_others(pages, read):
            raise ReplacementRefusedError(OTHER_PAGES.format(name=old))
        documents = Document.objects.filter(pages__scan=old).distinct()
        what = SCAN_REPLACED.format(old=old, new=new)
        with recorded(documents, user, what, text=True):
            for page in pages:
                _place_words(page, read.get(page.scan_page))
            pages.update(scan=new, scan_member="")
        enqueue_for_indexing(documents.filter(state=Document.State.PUBLISHED).values_list("pk", flat=True))


def _are_others(pages: Iterable[Page], read: dict[int, ReadPage]) -> bool:
    """Whether too little of what the held pages say is said by the new ones; not where there is little to compare."""
    held = alike = 0
    for page in pages:
        if page.scan_page in read:
            pairs = _pairs(page.text)
            held += len(pairs)
            alike += len(pairs & _pairs(read[page.scan_page].page.text))
    return held >= ENOUGH_TO_TELL and alike < LEAST_ALIKE * held


def _pairs(text: str) -> set[tuple[str, str]]:
    return set(pairwise(fold(text).split()))


def _place_words(page: Page, read: ReadPage | None) -> None:
    """The held text stays; its words take their places on the new image, and have none where it was not read."""
    page.words, page.furniture = [], []
    if read:
        page.words, _moves = align(read.page.text, page.text, placed_words(read.page))
        page.width, page.height = read.page.width, read.page.height
        page.furniture = plain_boxes(read.page.furniture)
    page.save(update_fields=["words", "width", "height", "furniture"])
