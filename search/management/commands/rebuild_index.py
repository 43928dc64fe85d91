"""Make the search index anew. Takes the place of haystack's command, which empties the index first."""

from django.core.management.base import BaseCommand, CommandError

from search import indexer
from search.errors import IndexBusyError
from search.indexing_turn import forget_host


class Command(BaseCommand):
    help = "Makes the search index anew beside the current one and activates it; the site stays up meanwhile."

    def add_arguments(self, parser):
        parser.add_argument(
            "--noinput", "--no-input", action="store_false", help="accepted; nothing is asked"
        )

        parser.add_argument("--here", action="store_true", help="the index moves to a folder of this machine")

    def handle(self, *, here: bool = False, **options):
        if here:
            forget_host()
        try:
            count = indexer.rebuild()
        except IndexBusyError as error:
            raise CommandError(f"{error}.") from error
        self.stdout.write(f"The index is new: {count} articles.")
