"""`kill -9` of workers at random moments with a fixed seed; `--kills 200` for a longer run."""

import subprocess
import sys
from collections import Counter

import pytest

from archive.models import Document, OutboxEntry, Page, Scan
from archive.scans.originals import original_path
from ingest.models import Job, JobEvent
from tests.ingest.queue.queue_rows import ROOT, make_batch, make_job, process_environment

SEED = 20070301
FILES_A_KILL = 3


@pytest.mark.django_db(transaction=True)
def test_every_file_becomes_exactly_its_texts_however_often_workers_are_killed(pytestconfig):
    kills = pytestconfig.getoption("--kills")
    batch = make_batch(publish=True)
    made = [make_job(f"{number}.pdf", batch=batch) for number in range(FILES_A_KILL * kills)]
    workers = [sys.executable, "-m", "tests.ingest.queue.doomed_workers", str(kills), str(SEED)]
    ended = subprocess.run(
        workers, cwd=ROOT, env=process_environment(), capture_output=True, text=True, timeout=60 + 10 * kills
    )
    assert ended.returncode == 0, ended.stderr

    assert Counter(Job.objects.values_list("state", flat=True)) == {"done": len(made)}
    attempts = Counter(Job.objects.values_list("attempts", flat=True))
    assert sum(number for tries, number in attempts.items() if tries > 1) >= kills // 3, "few kills hit a job"
    pages = Counter(Page.objects.values_list("scan", "scan_page"))
    assert pages == {
        (scan, page): 1 for scan in Scan.objects.values_list("pk", flat=True) for page in (1, 2, 3)
    }
    assert Document.objects.published().count() == Document.objects.count() == 2 * len(made)
    assert OutboxEntry.objects.count() == 2 * len(made)
    found = JobEvent.objects.filter(code="texts_found", params={"number": 2}).values_list("job", flat=True)
    assert Counter(found) == {job.pk: 1 for job in made}
    assert all(original_path(job.scan.sha256).is_file() for job in made)
