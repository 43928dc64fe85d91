"""`manage.py ocr`: read the pages that wait as images alone, once an engine is there."""

import sys

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from ingest.models import Job
from ingest.queue.waiting_pages import read_scan, waiting_scans, why_unreadable


class Command(BaseCommand):
    help = "Read the pages that were taken in as images alone. Exit status 1 without an OCR engine."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--languages",
            help="tesseract's codes, such as eng,spa; otherwise as the file or OCR_LANGUAGES says",
        )
        parser.add_argument("--limit", type=int, metavar="N", help="read at most N files")

    def handle(self, *, languages: str | None, limit: int | None, **options) -> None:
        wanted = [code.strip() for code in (languages or "").split(",") if code.strip()] or None
        scans = list(waiting_scans())
        waiting = sum(scan.waiting_pages for scan in scans)
        self.stdout.write(f"{waiting} pages of {len(scans)} files wait for their text.")
        if lack := why_unreadable(wanted):
            self.stderr.write(lack)
            sys.exit(1)
        problems = 0
        for scan in tqdm(scans[:limit], unit="file", disable=None):
            problems += self._read(scan, wanted)
        left = sum(scan.waiting_pages for scan in waiting_scans())
        self.stdout.write(f"{waiting - left} pages were read, {left} still wait.")
        if problems:
            sys.exit(1)

    def _read(self, scan, languages: list[str] | None) -> bool:
        """Whether something went wrong; it is said then."""
        job = read_scan(scan, languages, lambda: None)
        if job is None:
            self.stderr.write(f"{scan}: is being read by a worker already")
        elif job.state not in (Job.State.REVIEW, Job.State.DONE):
            self.stderr.write(f"{scan}: {job.reason or job.get_state_display()}")
            return True
        return False
