"""What `manage.py doctor` says of the search."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.models import OutboxEntry
from archive.monitoring.findings import Check, Finding
from search.engine import is_answering
from search.engine_in_use import newest_address

LONG = timedelta(minutes=10)


def _index() -> Iterator[Finding]:
    if is_answering():
        yield Finding("index_ready", _("The index can be searched."), value=1)
        return
    advice = _("An indexer makes one by itself: see that it runs, or run: python manage.py rebuild_index")
    yield Finding("index_ready", _("There is no index to search."), advice, 0)


def _engine() -> Iterator[Finding]:
    address = newest_address()
    advice = ""
    if address != settings.SEARCH_URL:
        advice = _("The archive was moved there: set SEARCH_URL to “%s” on every machine.") % address
    named = address or _("the embedded engine")
    yield Finding("search_engine", _("Searches are answered by %s.") % named, advice)


def _outbox() -> Iterator[Finding]:
    waiting = OutboxEntry.objects.aggregate(
        number=Count("document_pk", distinct=True), oldest=Min("written_at")
    )
    number = waiting["number"]
    age = timezone.now() - waiting["oldest"] if waiting["oldest"] else timedelta()
    told = ngettext(
        "%d article waits to be brought into the index.",
        "%d articles wait to be brought into the index.",
        number,
    )
    advice = ""
    if age > LONG:
        advice = _(
            "See that an indexer runs (python manage.py serve starts one) and what it says in the log."
        )
    yield Finding("outbox_articles", told % number, advice, number)
    minutes = round(age.total_seconds() / 60)
    said = ngettext("The oldest has waited %d minute.", "The oldest has waited %d minutes.", minutes)
    yield Finding("outbox_oldest_seconds", said % minutes, value=age.total_seconds())


FINDINGS: tuple[Check, ...] = (_engine, _index, _outbox)
