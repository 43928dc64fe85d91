"""A better scan in the place of one that is held: the same pages, the same texts, the same addresses."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.models import Document, Page, Scan
from archive.outbox import enqueue_for_indexing
from ingest.store.history import recorded
from ingest.store.writing import one_writer


class ReplacementRefusedError(Exception):
    """The scan stays as it is; says why and what to do."""


def replace_scan(old: Scan, new: Scan, page_count: int, user=None) -> None:
    """Every page that shows `old` shows `new` from now on; `page_count` is that of the new file.

    Identifiers, labels and what persons have corrected stay. The old file is kept; the change can be undone.
    """
    with one_writer():
        if new == old:
            raise ReplacementRefusedError(
                _("It is the very file that it should replace. Upload the better one.")
            )
        if Page.objects.filter(scan=new).exists():
            raise ReplacementRefusedError(
                _("Other texts show this file already. Withdraw or discard them first, then upload it again.")
            )
        pages = Page.objects.filter(scan=old)
        last = pages.order_by("-scan_page").values_list("scan_page", flat=True).first()
        if last is None or last > page_count:
            told = ngettext("%(count)d page", "%(count)d pages", page_count) % {"count": page_count}
            raise ReplacementRefusedError(
                _(
                    "It has %(told)s, but page %(last)d is in use. Upload a scan with all pages in the same order."
                )
                % {"told": told, "last": last or 0}
            )
        documents = Document.objects.filter(pages__scan=old).distinct()
        what = _("Replaced the scan “%(old)s” by “%(new)s”") % {"old": old, "new": new}
        with recorded(documents, user, what):
            pages.update(scan=new, scan_member="")
        enqueue_for_indexing(documents.filter(state=Document.State.PUBLISHED).values_list("pk", flat=True))
