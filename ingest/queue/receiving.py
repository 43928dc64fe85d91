"""How every file comes in, from the browser, the command line or the demo: kept first, then queued."""

import re

from archive.models import Scan
from archive.scans.original_stores import store
from archive.scans.originals import Kept
from ingest.messages import Message
from ingest.models import Batch, Job
from ingest.queue import jobs
from ingest.store import keep_scan, one_writer
from ingest.store.wording import file_name

CHECKSUM = re.compile("[0-9a-f]{64}")
EMPTY = Message("file_empty")


def receive(
    kept: Kept | None,
    name: str,
    batch: Batch,
    *,
    again: bool = False,
    owner: str = "",
    replaces: Scan | None = None,
) -> Job:
    """The job of a file whose bytes are kept (None: it has none). From here on it cannot get lost.

    `again`, `owner` and `replaces` are those of `jobs.enqueue`.
    """
    name = file_name(name)
    if kept is None or not kept.size:
        return jobs.enqueue_refused(batch, name, EMPTY)
    with one_writer():
        scan, _ = keep_scan(kept, name, user=batch.created_by)
        return jobs.enqueue(batch, scan, name, again=again, owner=owner, replaces=replaces)


def receive_held(sha256: str, name: str, batch: Batch) -> Job | None:
    """The job of a file whose bytes are held, without their coming in again; None where they are not, or damaged.

    That which the batch has already, under the same name: an upload that broke off goes on.
    """
    if not CHECKSUM.fullmatch(sha256):
        return None
    scan = Scan.objects.filter(sha256=sha256).first()
    if scan is None or not store().is_whole(scan.sha256):
        return None
    name = file_name(name)
    with one_writer():
        return batch.jobs.filter(scan=scan, name=name).order_by("pk").first() or jobs.enqueue(
            batch, scan, name
        )
