"""Make the search index anew. Takes the place of haystack's command, which empties the index first."""

from django.core.management.base import BaseCommand

from search import indexer


class Command(BaseCommand):
    help = "Makes the search index anew beside the current one and activates it; the site stays up meanwhile."

    def add_arguments(self, parser):
        parser.add_argument(
            "--noinput", "--no-input", action="store_false", help="accepted; nothing is asked"
        )

    def handle(self, **options):
        count = indexer.rebuild()
        self.stdout.write(f"The index is new: {count} articles.")
