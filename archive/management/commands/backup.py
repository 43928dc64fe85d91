"""`manage.py backup FOLDER`: the database and the originals, while the archive runs."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from archive.backup.manifest import BackupError
from archive.backup.taking import take
from archive.backup.terminal import progress, tell


class Command(BaseCommand):
    help = "Back up the database and the originals into a new folder; the archive may run meanwhile."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="a folder that is new or empty")
        parser.add_argument(
            "--hard-links",
            action="store_true",
            help="link the originals in place of copying them, on the same disk: what damages one damages both",
        )

    def handle(self, *, folder: Path, hard_links: bool, **options) -> None:
        try:
            record = take(folder, connection, hard_links=hard_links, watch=progress)
        except BackupError as error:
            tell(self.stderr, error.details)
            raise CommandError(str(error)) from error
        except (DatabaseError, OSError) as error:
            raise CommandError(f"Nothing was backed up: {error}") from error
        originals = sum(path.startswith("originals/") for path in record.files)
        size = sum(facts.size for facts in record.files.values()) / 1024**2
        self.stdout.write(
            f"{folder} holds the database and its originals: {originals}, {size:,.1f} MB in all."
        )
        if record.problems:
            tell(self.stderr, record.problems)
            raise CommandError(
                f"Originals that the archive itself lacks or holds damaged: {len(record.problems)}; all else is "
                "backed up. Put them back from an earlier backup, or replace these scans."
            )
