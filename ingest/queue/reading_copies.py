"""What lies of an article's text in files that were read again, or are being read."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from django.utils.translation import gettext as _

from archive.models import Document, Scan
from archive.text_copies import TextCopy
from ingest.queue import readings, recognised_pages


def copies_of_text(document: Document) -> Iterator[TextCopy]:
    for scan in Scan.objects.filter(pages__document=document).distinct():
        if (path := readings.path_of(scan)).exists():
            yield TextCopy(
                _("Read again to be compared"), str(path), erase=partial(path.unlink, missing_ok=True)
            )
        for path in recognised_pages.kept_of(scan.sha256):
            yield TextCopy(_("Recognised pages"), str(path), erase=partial(path.unlink, missing_ok=True))
