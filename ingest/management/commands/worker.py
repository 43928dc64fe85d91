"""`manage.py worker`: work off what was uploaded, until told to stop."""

import logging

from django.core.management.base import BaseCommand, CommandParser

from ingest.queue.worker import Worker

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = "Read the uploaded files and store their articles. Any number of workers may run at once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when nothing is waiting")

    def handle(self, *args, **options) -> None:
        worker = Worker()
        worker.stop_on_signals()
        worked = worker.run(until_empty=options["once"])
        logger.info("worker ends after %d job(s)", worked)
