"""Move the archive to another search engine while it serves."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError

from search import indexer
from search.errors import SearchError

STEPS = {
    "found": "The new engine has %d entries already.",
    "filled": "Filled the new index: %d articles.",
    "compared": "Compared with the database: %d differ.",
    "brought over": "Brought over what changed meanwhile: %d.",
}


class Command(BaseCommand):
    help = (
        "Moves the archive to another search engine while readers search: fills it beside the one in use, compares it "
        "with the database, and switches. Killed at any moment it is taken up again by the same command."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--to", required=True, metavar="URL", help="as in SEARCH_URL; '' for the embedded engine"
        )

    def handle(self, *, to: str, **options):
        try:
            count = indexer.move_to(to, lambda step, number: self.stdout.write(STEPS[step] % number))
        except (ImproperlyConfigured, SearchError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{to or 'The embedded engine'} serves: {count} entries.")
        if to != settings.SEARCH_URL:
            self.stdout.write(
                f"Set SEARCH_URL to '{to}' on every machine before the next start; until then this holds."
            )
