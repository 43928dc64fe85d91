"""The demo archive: our own issues, taken in as any upload is, once and never again.

That it was begun stands in the database (a batch of origin "demo"), so that nothing that a librarian
removes later comes back, and what was killed half-way goes on.
"""

import os
import secrets
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import close_old_connections, connection, transaction

from archive.models import Scan
from archive.scans.originals import Kept, keep
from ingest.models import Batch, Job
from ingest.queue.receiving import receive
from ingest.queue.worker import Worker
from ingest.roles import LIBRARIAN

NAME = "librarian"
READERS = 2
LOOK_EVERY = 0.3  # seconds


def demo_file() -> Path:
    return Path(settings.BASE_DIR) / "fixtures" / "demo.toml"


def password_file() -> Path:
    return Path(settings.VAR_DIR) / "demo_password"


def is_begun() -> bool:
    return Batch.objects.filter(origin=Batch.Origin.DEMO).exists()


def is_for_others() -> bool:
    """Whether the archive holds something of its own: then the demo keeps out of it."""
    return not is_begun() and (Scan.objects.exists() or get_user_model().objects.exists())


def begin() -> int:
    """Make the librarian and queue the demo's files, all in one transaction; how many files."""
    entries = tomllib.loads(demo_file().read_text("utf-8"))["files"]
    kept = [_keep(demo_file().parent / entry["name"]) for entry in entries]
    password = kept_password()
    with transaction.atomic():
        librarian = get_user_model().objects.create_user(NAME, password=password)
        librarian.groups.add(Group.objects.get(name=LIBRARIAN))
        for entry, each in zip(entries, kept, strict=True):
            _queue(entry, each, librarian)
    return len(entries)


def _keep(path: Path) -> Kept:
    with path.open("rb") as file:
        return keep(file)


def _queue(entry: dict, kept: Kept, librarian) -> None:
    details = {name: value for name, value in entry.items() if name != "name"}
    batch = Batch(
        origin=Batch.Origin.DEMO, created_by=librarian, publish=True, publish_doubtful=True, **details
    )
    batch.full_clean()
    batch.save()
    receive(kept, entry["name"], batch)


def kept_password() -> str:
    """The librarian's first password: made once, readable by the owner of the archive alone."""
    try:
        descriptor = os.open(password_file(), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return password_file().read_text("ascii").strip()
    password = secrets.token_urlsafe(12)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(password + "\n")
    return password


# ------------------------------------------------------------------ working the queue off
def unfinished() -> int:
    return Job.objects.running().filter(batch__origin=Batch.Origin.DEMO).count()


def work_off() -> Iterator[Job]:
    """Read the demo's files, several at once; gives each job when it has ended."""
    told = set(_ended().values_list("pk", flat=True))
    with ThreadPoolExecutor(READERS) as pool:
        workers = [pool.submit(_work) for _ in range(READERS)]
        is_going_on = True
        while is_going_on:
            is_going_on = bool(wait(workers, timeout=LOOK_EVERY).not_done)
            for job in _ended().exclude(pk__in=told):
                told.add(job.pk)
                yield job
        for worker in workers:
            worker.result()  # what went wrong in one is raised here


def _work() -> None:
    try:
        Worker().run(until_empty=True)
    finally:
        close_old_connections()
        connection.close()


def _ended():
    return Job.objects.filter(batch__origin=Batch.Origin.DEMO).exclude(
        pk__in=Job.objects.running().values("pk")
    )
