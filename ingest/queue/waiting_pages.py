"""Pages that were taken in as images alone and wait for an OCR engine: how many, why, and reading them."""

import shutil
from collections.abc import Callable, Sequence
from importlib.util import find_spec

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from archive.models import Page, Scan
from ingest.models import Batch, Job
from ingest.queue import jobs, worker
from ingest.queue.recognised_pages import RecognisedPages
from ingest.sandbox import parent
from ingest.sources.tesseract import installed_languages


def waiting_scans() -> QuerySet[Scan]:
    """The files with pages that wait, the oldest first, annotated with `waiting_pages`."""
    waits = Q(pages__text_source=Page.TextSource.NONE)
    return (
        Scan.objects.filter(waits)
        .annotate(waiting_pages=Count("pages__scan_page", filter=waits, distinct=True))
        .order_by("uploaded_at", "pk")
    )


def why_unreadable(languages: Sequence[str] | None = None) -> str:
    """What this machine lacks for reading page images, and how to get it; "" when nothing."""
    languages = languages or settings.OCR_LANGUAGES
    packages = " ".join(["tesseract-ocr", *(f"tesseract-ocr-{code}" for code in languages)])
    if not (find_spec("tesserocr") or shutil.which("tesseract")):
        return _("There is no OCR engine on this machine. Install one: apt-get install %(packages)s") % {
            "packages": packages
        }
    if not set(languages) & set(installed_languages()):
        return _(
            "The OCR engine has no data for the languages %(languages)s. Install them: apt-get install %(packages)s"
        ) % {"languages": ", ".join(languages), "packages": packages}
    return ""


def read_scan(scan: Scan, languages: list[str] | None, check_stop: Callable[[], None]) -> Job | None:
    """Read the file again through the sandbox, as the job it came in with; None when it is under way."""
    job = _job_of(scan)
    if job is None:
        return None

    def read() -> parent.FileContents:
        wanted = languages or parent.ocr_languages(job.batch.language)
        on_tick = worker.heartbeat(job, check_stop)
        return worker.read_kept(scan, job.name, on_tick, RecognisedPages(scan.sha256, wanted), wanted)

    worker.work_on(job, read)
    job.refresh_from_db()
    return job


def _job_of(scan: Scan) -> Job | None:
    """Its last job, taken; a new one where there is none."""
    owner = jobs.new_owner()
    held = (
        scan.jobs.exclude(state=Job.State.DUPLICATE).select_related("batch", "scan").order_by("-pk").first()
    )
    if held is not None:
        return held if jobs.run_again(held, owner=owner) else None
    batch = Batch.objects.create(origin=Batch.Origin.COMMAND)
    job = jobs.enqueue(batch, scan, scan.original_name, again=True, owner=owner)
    return job if job.state == Job.State.READING else None
