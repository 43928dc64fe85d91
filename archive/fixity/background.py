"""The slow look through the originals beside the web server: a round a day at most, at a pace that nobody notices."""

import logging
import os
import signal
import threading
from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils import timezone

from archive.fixity import rounds
from archive.models import FixityRound
from archive.scans.s3_bucket import StoreAwayError

logger = logging.getLogger(__name__)
BETWEEN_ROUNDS = timedelta(days=1)
FIRST_AFTER, LOOK_EVERY = 20.0, 60.0  # seconds: readers first


def follow() -> None:
    """Until told to stop. A database that is away for a while is waited for."""
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    os.nice(10)
    pace = rounds.SlowPace(settings.FIXITY_MB_A_SECOND, stopping)
    wait = FIRST_AFTER
    while not stopping.wait(wait):
        try:
            go_on(pace)
        except rounds.StoppedError:
            return
        except (DatabaseError, StoreAwayError) as error:
            logger.warning("the originals are looked at again later: %s", error)
        connection.close()
        wait = LOOK_EVERY


def go_on(pace: rounds.Pace) -> None:
    """A round, or the rest of one; nothing where the last one ended lately."""
    now = timezone.now()  # a clock that went wrong may have dated a round in the future
    lately = FixityRound.objects.filter(in_background=True, ended_at__range=(now - BETWEEN_ROUNDS, now))
    if not lately.exists():
        for _ in rounds.go_round(rounds.begin(in_background=True), pace):
            pass
