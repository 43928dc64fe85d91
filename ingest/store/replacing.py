"""A better scan in the place of one that is held: the same pages, the same texts, the same addresses."""

from archive.models import Document, Page, Scan
from archive.outbox import enqueue_for_indexing
from ingest.sources.noted import noted
from ingest.store.history import recorded
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


class ReplacementRefusedError(Exception):
    """The scan stays as it is; says why and what to do."""


def replace_scan(old: Scan, new: Scan, page_count: int, user=None) -> None:
    """Every page that shows `old` shows `new` from now on; `page_count` is that of the new file.

    Identifiers, labels and what persons have corrected stay. The old file is kept; the change can be undone.
    """
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
        documents = Document.objects.filter(pages__scan=old).distinct()
        what = SCAN_REPLACED.format(old=old, new=new)
        with recorded(documents, user, what):
            pages.update(scan=new, scan_member="")
        enqueue_for_indexing(documents.filter(state=Document.State.PUBLISHED).values_list("pk", flat=True))
