"""`manage.py restore FOLDER`: what `backup` took, into an empty place."""

from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from archive.backup.manifest import BackupError
from archive.backup.restoring import restore
from archive.backup.terminal import progress, tell
from archive.scans.originals import StorageFullError


class Command(BaseCommand):
    help = "Restore a backup into an empty place, and make its index. Refuses a backup that is not as it was."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="FOLDER", help="what `backup` made")

    def handle(self, *, folder: Path, **options) -> None:
        try:
            record = restore(folder, connection, watch=progress)
        except BackupError as error:
            tell(self.stderr, error.details)
            raise CommandError(str(error)) from error
        except (DatabaseError, OSError, StorageFullError) as error:
            raise CommandError(f"Nothing was restored: {error}") from error
        self.stdout.write("The database and the originals are restored. Making the index …")
        # Named, not imported: the archive does not know how it is searched.
        call_command("migrate", interactive=False, verbosity=0)
        call_command("rebuild_index", stdout=self.stdout)
        if record.problems:
            tell(self.stderr, record.problems)
            raise CommandError(
                f"Originals that the archive lacked or held damaged when it was backed up: {len(record.problems)}; "
                "all else is restored."
            )
