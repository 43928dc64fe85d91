"""Jobs for tests, and how another process reaches the test database."""

import os
import subprocess
import sys
from pathlib import Path

from django.conf import settings
from django.db import connection

from archive.models import Scan
from archive.scans.originals import keep_chunks
from ingest.models import Batch, Job
from ingest.queue import jobs
from tests.builders import make_scan

ROOT = Path(__file__).resolve().parents[3]


def make_batch(**fields) -> Batch:
    batch = Batch(**fields)
    batch.full_clean()
    batch.save()
    return batch


def make_scan_of(name, content=None) -> Scan:
    """A scan whose bytes are kept, as every scan's are."""
    keep_chunks([content or name.encode()])
    return make_scan(content or name.encode(), name=name, media_type="application/pdf")


def make_job(name="well.pdf", batch=None, **fields) -> Job:
    """A waiting job, or one in the state that `fields` say."""
    job = jobs.enqueue(batch or make_batch(), make_scan_of(name), name)
    if isinstance(reason := fields.pop("reason", None), str):
        fields["reason_code"] = "text" if reason else ""
        fields["reason_params"] = {"text": reason}
    if fields:
        Job.objects.filter(pk=job.pk).update(**fields)
        job.refresh_from_db()
    return job


def database_url() -> str:
    """Of the test database, for another process."""
    place = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{place['NAME']}"
    password = f":{place['PASSWORD']}" if place["PASSWORD"] else ""
    return f"postgres://{place['USER']}{password}@{place['HOST']}:{place['PORT']}/{place['NAME']}"


def process_environment() -> dict[str, str]:
    """Of another process that works on the test database and the test's files."""
    return {
        **os.environ,
        "DATABASE_URL": database_url(),
        "ARCHIVE_VAR": str(Path(settings.ORIGINALS_DIR).parent),
    }


def start_worker(*arguments) -> subprocess.Popen:
    """A worker on the test database, whose children behave as their files are called."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.ingest.queue.rogue_worker", *arguments],
        cwd=ROOT,
        env=process_environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
