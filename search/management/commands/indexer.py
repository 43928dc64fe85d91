"""Bring what changed in the archive into the search index."""

import logging
import signal
import threading

from django.core.management.base import BaseCommand
from django.db import Error as DatabaseProblem
from django.db import close_old_connections

from archive.trouble import told_as_trouble
from search import indexer
from search.errors import IndexBusyError
from search.indexing_turn import PATIENCE, IndexElsewhereError, TurnTakenError

SECONDS_BETWEEN_LOOKS = 1.0
SECONDS_AFTER_ERROR = 5.0
SECONDS_ELSEWHERE = 60.0
logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Brings what changed into the search index: once, or with --follow until it is stopped."

    def add_arguments(self, parser):
        parser.add_argument("--follow", action="store_true", help="look again each second")

    def handle(self, *, follow: bool, **options):
        if not follow:
            count = indexer.apply_outbox(PATIENCE)
            self.stdout.write(f"{count} articles brought into the index.")
            return
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        while not stop.is_set():
            stop.wait(self._look())

    def _look(self) -> float:
        """Apply what waits; the seconds until the next look. Trouble outside is waited out, not died of."""
        close_old_connections()
        try:
            indexer.apply_outbox()
        except TurnTakenError:
            return SECONDS_BETWEEN_LOOKS
        except IndexElsewhereError as error:
            logger.warning("%s", error)
            return SECONDS_ELSEWHERE
        except (DatabaseProblem, IndexBusyError, OSError) as error:
            if not told_as_trouble(error, "indexer"):
                logger.exception("The index could not be brought up to date; trying again")
            return SECONDS_AFTER_ERROR
        return SECONDS_BETWEEN_LOOKS
