"""Compare the search index with the database."""

from django.core.management.base import BaseCommand, CommandError

from search import indexer
from search.errors import IndexAwayError


class Command(BaseCommand):
    help = "Compares the search index with the database. Exit status 1 where they differ."

    def add_arguments(self, parser):
        parser.add_argument(
            "--repair", action="store_true", help="write anew what differs, then compare again"
        )

    def handle(self, *, repair: bool, **options):
        try:
            differences = indexer.compare()
        except IndexAwayError as error:
            if not repair:
                raise CommandError(f"{error}. Run: manage.py check_index --repair", returncode=1) from error
            indexer.rebuild()
            differences = indexer.compare()
        if differences and repair:
            self._tell(differences)
            indexer.repair(differences)
            differences = indexer.compare()
        if differences:
            self._tell(differences)
            raise CommandError("The index is not what the database says.", returncode=1)
        waiting = f"; {differences.waiting} articles wait for the indexer" if differences.waiting else ""
        self.stdout.write(f"The index is what the database says{waiting}.")

    def _tell(self, differences: indexer.Differences) -> None:
        for word in ("missing", "outdated", "superfluous", "damaged"):
            for identity in getattr(differences, word):
                self.stderr.write(f"{word}: {identity}")
        if differences.doubled:
            self.stderr.write(f"doubled: {differences.doubled} entries")
