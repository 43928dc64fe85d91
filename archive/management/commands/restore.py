"""`manage.py restore SOURCE`: what `backup` took, into an empty place."""

import os
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from archive.backup.facts import BackupError
from archive.backup.restoring import restore
from archive.backup.terminal import progress, tell
from archive.scans.originals import StorageFullError


class Command(BaseCommand):
    help = "Restore a backup into an empty place, and make its index. Refuses a backup that is not as it was."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="SOURCE", help="what `backup` made: a folder or s3://…")
        parser.add_argument(
            "--snapshot", default="", metavar="MOMENT", help="an earlier backup: its manifest-MOMENT.json"
        )
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="give up the database that is there for that of the backup",
        )
        parser.add_argument(
            "--secrets",
            type=Path,
            metavar="FILE",
            help="what `backup --secrets` wrote: the seal is checked by it",
        )
        parser.add_argument("--no-index", action="store_true", help="leave out `migrate` and the index")

    def handle(
        self, *, source: str, snapshot: str, overwrite: bool, secrets: Path | None, no_index: bool, **options
    ) -> None:
        try:
            key = secrets.read_text("ascii").strip() if secrets else None
            record = restore(
                source, connection, snapshot=snapshot, key=key, overwrite=overwrite, watch=progress
            )
            if key:
                keep_secret_key(key)
        except BackupError as error:
            tell(self.stderr, error.details)
            raise CommandError(str(error)) from error
        except (DatabaseError, OSError, UnicodeError, StorageFullError) as error:
            raise CommandError(f"Nothing was restored: {error}") from error
        if no_index:
            self.stdout.write("The database and the originals are restored.")
        else:
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


def keep_secret_key(key: str) -> None:
    """As the key of this archive folder, where the environment names none."""
    path = Path(settings.VAR_DIR) / "secret_key"
    made = path.with_suffix(".new")
    made.unlink(missing_ok=True)
    with os.fdopen(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(key)
    made.replace(path)
