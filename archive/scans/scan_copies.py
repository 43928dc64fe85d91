"""What lies of an article's text in rows of the archive, in originals, and in what was drawn and cut of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from django.conf import settings
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.models import Document, Page, Scan
from archive.scans import article_pdf, derived_files, page_images, page_tiles
from archive.scans.original_stores import store
from archive.text_copies import TextCopy


def copies_of_text(document: Document) -> Iterator[TextCopy]:
    pages = list(document.pages.select_related("scan").defer("words", "raw_text", "text"))
    if pages:
        count = ngettext("%d page", "%d pages", len(pages)) % len(pages)
        yield TextCopy(_("Rows of the database"), count, _("the archive keeps what it took in"))
    scans = {page.scan_id: page.scan for page in pages}
    yield from _neighbours(document, pages)
    yield from _same_articles(document)
    yield from map(_original, scans.values())
    for scan in scans.values():
        numbers = {page.scan_page for page in pages if page.scan_id == scan.pk}
        yield from _drawn(scan, numbers)
    yield from _cut()


def _neighbours(document: Document, pages: list[Page]) -> Iterator[TextCopy]:
    """Other articles of the same files: their originals hold the text, and their page images the shared pages."""
    sheets = {(page.scan_id, page.scan_page) for page in pages}
    others = Page.objects.filter(scan__in={scan for scan, _number in sheets}).exclude(document=document)
    found = others.order_by("document").values_list("document__identifier", "scan", "scan_page")
    shared: dict[str, int] = {}
    for identifier, scan, number in found:
        shared[identifier] = shared.get(identifier, 0) + ((scan, number) in sheets)
    for identifier, count in shared.items():
        name = _("Article on the same pages") if count else _("Article of the same file")
        stays = _("on its page images and in its PDF the text is covered for those who may not see it")
        yield TextCopy(
            name, f"/d/{identifier}/", stays if count else _("its original is held back with this one")
        )


def _same_articles(document: Document) -> Iterator[TextCopy]:
    """Held twice: what was merged into it, or it into another."""
    same = Document.objects.filter(merged_into=document) | Document.objects.filter(pk=document.merged_into_id)
    for row in same.annotate(held=Count("pages")).filter(held__gt=0):
        state = row.get_state_display()
        yield TextCopy(_("The same article, held twice"), f"/d/{row.identifier}/", state)


def _original(scan: Scan) -> TextCopy:
    place = store().place(scan.sha256)
    try:
        store().size(scan.sha256)
    except FileNotFoundError:
        return TextCopy(_("Original"), place, _("the file is not in its place"))
    return TextCopy(
        _("Original"), place, _("originals are kept; delete the file by hand where it must not stay")
    )


def _drawn(scan: Scan, numbers: set[int]) -> Iterator[TextCopy]:
    for name, folder in (
        (_("Page image"), page_images.folder_of(scan)),
        (_("Tiles of a page"), page_tiles.folder_of(scan)),
    ):
        for path in derived_files.below(folder):
            if path.suffix in KEPT_AS and path.name[:4].isdecimal() and int(path.name[:4]) in numbers:
                yield TextCopy(name, str(path), erase=partial(derived_files.remove, path))


KEPT_AS = {".webp", ".avif", ".zip"}


def _cut() -> Iterator[TextCopy]:
    """Their names do not tell of which articles they are, as these were at the time: all of them go."""
    folder = Path(settings.DERIVED_DIR) / article_pdf.FOLDER
    if files := derived_files.below(folder):
        count = ngettext("%d file", "%d files", len(files)) % len(files)
        place = _("%(count)s in %(folder)s, of this and of other articles") % {
            "count": count,
            "folder": folder,
        }
        yield TextCopy(_("PDFs cut of articles"), place, erase=article_pdf.forget_all)
