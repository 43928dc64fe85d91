"""Rounds through all originals: what each finds is kept, and one that was broken off is gone on with."""

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from archive.fixity.checking import BATCH, Found, Pace, at_full_speed, extras, look_at
from archive.models import FixityCheck, FixityRound, Scan

logger = logging.getLogger(__name__)
Finding = FixityCheck.Finding
GONE_ON_WITH = timedelta(days=7)  # what was found longer ago says little
WRITE_EVERY = 1.0  # seconds


@dataclass(frozen=True, slots=True)
class LastRound:
    begun_at: datetime
    ended_at: datetime
    files: int
    damaged: int  # when it ended
    damaged_now: int  # with what was found or repaired since


def last() -> LastRound | None:
    """The last round that came to its end: for who watches the archive."""
    ended = FixityRound.objects.exclude(ended_at=None).order_by("-pk").first()
    if ended is None:
        return None
    return LastRound(ended.begun_at, ended.ended_at, ended.files, ended.damaged, damages().count())


def damages() -> QuerySet[FixityCheck]:
    """What is known to be amiss."""
    return FixityCheck.objects.exclude(finding=Finding.WHOLE).order_by("name")


def begin(*, in_background: bool, again: bool = False) -> FixityRound:
    """A new round, or that which was broken off. One that a wrong clock begins in the future is given up."""
    open_ones = FixityRound.objects.filter(ended_at=None, in_background=in_background)
    if again:
        open_ones.delete()
    now = timezone.now()
    open_ones.filter(begun_at__gt=now).delete()
    if not in_background:
        open_ones.filter(begun_at__lt=now - GONE_ON_WITH).delete()
    return open_ones.order_by("pk").first() or FixityRound.objects.create(
        begun_at=now, in_background=in_background
    )


def due(current: FixityRound) -> QuerySet[Scan]:
    """The scans at which this round has not looked yet."""
    seen = FixityCheck.objects.filter(name=OuterRef("sha256"), checked_at__range=_span(current))
    return Scan.objects.filter(~Exists(seen)).order_by("pk")


def _span(current: FixityRound) -> tuple[datetime, datetime]:
    """When it may have looked: what is dated outside was found before, by whatever clock."""
    return current.begun_at, max(timezone.now(), current.begun_at)


def go_round(current: FixityRound, pace: Pace = at_full_speed) -> Iterator[Found]:
    """Look at all that is due, then for files of no scan; gives what each file is. Ends the round at the end."""
    writer = _Writer(current.begun_at)
    try:
        for found in _looks(current, pace):
            writer.add(found)
            yield found
    finally:
        writer.write()
    FixityCheck.objects.exclude(checked_at__range=_span(current)).delete()  # of files that are no more
    current.ended_at = timezone.now()
    current.files, current.damaged = FixityCheck.objects.count(), damages().count()
    current.save()
    old = FixityRound.objects.exclude(ended_at=None).filter(
        ended_at__lt=current.ended_at - timedelta(days=400)
    )
    old.delete()


def _looks(current: FixityRound, pace: Pace) -> Iterator[Found]:
    last_pk = 0
    while batch := list(due(current).filter(pk__gt=last_pk)[:BATCH]):
        for scan in batch:
            yield look_at(scan, pace)
        last_pk = batch[-1].pk
    yield from extras()


class _Writer:
    """Keeps what was found: damage at once, what is whole each second."""

    def __init__(self, begun_at: datetime) -> None:
        self._begun_at = begun_at
        self._waiting: list[FixityCheck] = []
        self._written = time.monotonic()

    def add(self, found: Found) -> None:
        now = max(timezone.now(), self._begun_at)  # a clock may be set back meanwhile
        check = FixityCheck(**found._asdict(), checked_at=now)
        self._waiting.append(check)
        if found.finding != Finding.WHOLE:
            logger.error("originals: %s: %s %s", found.name, found.finding, found.detail)
        if found.finding != Finding.WHOLE or time.monotonic() - self._written > WRITE_EVERY:
            self.write()

    def write(self) -> None:
        record(self._waiting)
        self._waiting, self._written = [], time.monotonic()


def record(checks: list[FixityCheck]) -> None:
    """The newest finding of each file is the one that is kept, whoever looked."""
    by_name = {check.name: check for check in checks}
    FixityCheck.objects.bulk_create(
        by_name.values(),
        update_conflicts=True,
        unique_fields=["name"],
        update_fields=["finding", "detail", "checked_at"],
    )


# ------------------------------------------------------------------ in the background
class StoppedError(Exception):
    """It was told to stop."""


class SlowPace:
    """So many bytes a second, until stopped."""

    LEAST = 100 * 1024  # bytes that each file is taken for

    def __init__(self, megabytes_a_second: float, stopping: threading.Event) -> None:
        self._rate, self._stopping = megabytes_a_second * 1024**2, stopping

    def __call__(self, size: int) -> None:
        if self._stopping.wait(max(size, self.LEAST) / self._rate):
            raise StoppedError
