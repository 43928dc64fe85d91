"""A file made from a held one whose images show two printed pages each, to be read in its place.

The held file stays as it is. The new one is kept like any other that comes in.
"""

from pathlib import PurePath

from archive.scans.originals import check_room, keep
from archive.scans.wholeness import whole_original
from ingest.models import Job
from ingest.queue import jobs
from ingest.sandbox import parent
from ingest.store import describe_scan, keep_scan, one_writer
from ingest.store.wording import file_name

ENDINGS = {"application/pdf": ".pdf", "image/tiff": ".tif"}


def make(job: Job, on_tick: parent.OnTick) -> None:
    """Make the job's file and keep it. Raises what `parent.halved` raises; RefusedError; StorageFullError."""
    old, halving = job.replaces, job.halving
    gutters = {int(number): share for number, share in halving["gutters"].items()}
    with parent.halved(
        whole_original(old),
        old.original_name,
        gutters,
        on_tick,
        right_first=halving["right_first"],
    ) as made:
        check_room(made.path.stat().st_size)
        with made.path.open("rb") as file:
            kept = keep(file)
    name = file_name(f"{PurePath(old.original_name).stem}-split{ENDINGS[made.media_type]}")
    with one_writer():
        scan, _ = keep_scan(kept, name, user=job.batch.created_by, provenance=f"SHA-256 {old.sha256}")
        describe_scan(scan, made.media_type)
        jobs.take_halved(job, scan, made.pages)
