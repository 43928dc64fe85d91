"""What lies of an article's text in the history of changes and in readers' reports."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.models import Document
from archive.text_copies import TextCopy
from ingest.models import Report, RevisedDocument


def copies_of_text(document: Document) -> Iterator[TextCopy]:
    changes = RevisedDocument.objects.filter(identifier=document.identifier).count()
    if changes:
        place = ngettext("%d change", "%d changes", changes) % changes
        yield TextCopy(_("History"), place, _("librarians alone see it, and undo changes by it"))
    reports = Report.objects.filter(document=document).exclude(printed="", suggested="").count()
    if reports:
        place = ngettext("%d report", "%d reports", reports) % reports
        yield TextCopy(_("Reports of errors"), place, _("librarians alone see them"))
    since = document.created_at.date().isoformat()
    yield TextCopy(
        _("Backups"),
        _("each that was taken since %(day)s") % {"day": since},
        _("the archive does not know where they are kept"),
    )
