"""What `manage.py doctor` says of workers, the queue and the OCR engine."""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Min
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from archive.monitoring.findings import Check, Finding
from ingest.models import Job, WorkerPresence
from ingest.queue.presence import ALIVE_FOR
from ingest.sources.tesseract import available_engine, installed_languages

LONG = timedelta(hours=1)


def _workers() -> Iterator[Finding]:
    number = WorkerPresence.objects.filter(seen_at__gte=timezone.now() - ALIVE_FOR).count()
    told = ngettext("%d worker is alive.", "%d workers are alive.", number) % number
    advice = "" if number else _("Start one: python manage.py worker (python manage.py serve has one too).")
    yield Finding("workers_alive", told, advice, number)


def _queue() -> Iterator[Finding]:
    due = Job.objects.claimable(timezone.now()).order_by()
    waiting = due.aggregate(number=Count("pk"), oldest=Min("created_at"))
    number = waiting["number"]
    age = timezone.now() - waiting["oldest"] if number else timedelta()
    told = ngettext("%d file waits to be read.", "%d files wait to be read.", number) % number
    advice = _("Start more workers, or see in the log what keeps them.") if age > LONG else ""
    yield Finding("jobs_waiting", told, advice, number)
    minutes = round(age.total_seconds() / 60)
    said = ngettext("The oldest has waited %d minute.", "The oldest has waited %d minutes.", minutes)
    yield Finding("oldest_job_seconds", said % minutes, value=age.total_seconds())


def _recognition() -> Iterator[Finding]:
    engine = available_engine()
    missing = [code for code in settings.OCR_LANGUAGES if code not in installed_languages()]
    wanted = " ".join(f"tesseract-ocr-{code}" for code in missing or settings.OCR_LANGUAGES)
    if engine is None:
        told = _("There is no OCR engine: page images are taken in without their text.")
        yield Finding("ocr_languages_missing", told, _("Install: %s") % wanted, len(missing))
        return
    if not missing:
        told = _("Page images are read by %(engine)s in all languages of OCR_LANGUAGES.") % {"engine": engine}
        yield Finding("ocr_languages_missing", told, value=0)
        return
    told = _("Of OCR_LANGUAGES these are not installed: %s.") % ", ".join(missing)
    advice = _("Install: %s") % wanted + ". " + _("Or take them out of OCR_LANGUAGES.")
    yield Finding("ocr_languages_missing", told, advice, len(missing))


FINDINGS: tuple[Check, ...] = (_workers, _queue, _recognition)
