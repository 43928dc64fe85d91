"""Which workers are alive: each says so in a row of its own, on whatever machine it runs.

The clock is that of the queue (`clock`), as for leases.
"""

import logging
import os
import socket
import time
from datetime import timedelta
from typing import Self

from django.db import Error as DatabaseProblem
from django.utils import timezone

from archive.trouble import told_as_trouble
from ingest.models import Job, WorkerPresence
from ingest.querysets import JobQuerySet
from ingest.queue import clock

logger = logging.getLogger(__name__)

SAID_EVERY = 10.0  # seconds between two words of a worker
ALIVE_FOR = timedelta(
    minutes=2
)  # after the last: it says nothing while it stores a long file or draws images
KEPT_FOR = timedelta(days=1)  # the row of one that did not come to remove it
UNCLAIMED_AFTER = timedelta(minutes=1)


class Presence:
    """The row of one worker: there as long as the context lasts, renewed by `say`.

    A database that does not answer is logged, and ends no worker.
    """

    def __init__(self, name: str) -> None:
        """`name` is the worker's alone and used once, as `jobs.new_owner` makes one."""
        self.name = name
        self.started_at = timezone.now()
        self._job: Job | None = None
        self._said = float("-inf")

    def __enter__(self) -> Self:
        self._write()
        return self

    def __exit__(self, *error: object) -> None:
        try:
            WorkerPresence.objects.filter(name=self.name).delete()
        except DatabaseProblem as error:
            if not told_as_trouble(error, "a worker that ends"):
                logger.exception("a worker that ends could not say so")

    def say(self) -> None:
        """That it is alive, where that was not said just now."""
        if time.monotonic() - self._said >= SAID_EVERY:
            self._write()

    def works_on(self, job: Job | None) -> None:
        if job != self._job:
            self._job = job
            self._write()

    def _write(self) -> None:
        self._said = time.monotonic()
        origin = {"host": socket.gethostname()[:100], "pid": os.getpid(), "started_at": self.started_at}
        try:
            now = clock.now()
            seen = {"seen_at": now, "job": self._job}
            WorkerPresence.objects.update_or_create(
                name=self.name, defaults=seen, create_defaults=seen | origin
            )
            WorkerPresence.objects.filter(seen_at__lt=now - KEPT_FOR).delete()
        except DatabaseProblem as error:
            if not told_as_trouble(error, "a worker that says that it is alive"):
                logger.exception("a worker could not say that it is alive")


def alive_workers() -> int:
    return WorkerPresence.objects.filter(seen_at__gte=timezone.now() - ALIVE_FOR).count()


def is_worker_alive() -> bool:
    return alive_workers() > 0


def unclaimed() -> JobQuerySet:
    """Jobs that have waited for a minute while no worker is alive; none as long as one is."""
    if is_worker_alive():
        return Job.objects.none()
    return Job.objects.unclaimed(timezone.now() - UNCLAIMED_AFTER)
