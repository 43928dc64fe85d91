"""`manage.py backup TARGET`: the database and the originals, while the archive runs."""

import os
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, connection

from archive.backup import latest
from archive.backup.facts import BackupError
from archive.backup.latest import LastBackup
from archive.backup.manifest import Manifest
from archive.backup.taking import take
from archive.backup.terminal import progress, tell


class Command(BaseCommand):
    help = "Back up the database and the originals; the archive may run meanwhile. What is there is not copied again."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "target",
            metavar="TARGET",
            help="a folder that is new, empty or holds backups of this archive, or s3://bucket/prefix?endpoint=…",
        )
        parser.add_argument(
            "--hard-links",
            action="store_true",
            help="link the originals in place of copying them, on the same disk: what damages one damages both",
        )
        parser.add_argument(
            "--keep", type=int, default=0, metavar="N", help="how many backups stay there; all, unless told"
        )
        parser.add_argument(
            "--secrets", type=Path, metavar="FILE", help="write the secret key into this file, elsewhere"
        )

    def handle(self, *, target: str, hard_links: bool, keep: int, secrets: Path | None, **options) -> None:
        try:
            if secrets:
                write_secrets(secrets, target)
            record = take(target, connection, hard_links=hard_links, keep=keep, watch=progress)
            taken_at = datetime.fromisoformat(record.taken_at)
            latest.note(LastBackup(taken_at, target, len(record.problems)))
        except BackupError as error:
            tell(self.stderr, error.details)
            raise CommandError(str(error)) from error
        except (DatabaseError, OSError) as error:
            raise CommandError(f"Nothing was backed up: {error}") from error
        self._tell(record, target)

    def _tell(self, record: Manifest, target: str) -> None:
        originals = sum(path.startswith("originals/") for path in record.files)
        size = sum(facts.size for facts in record.files.values()) / 1024**2
        self.stdout.write(
            f"{target} holds the database and its originals: {originals}, {size:,.1f} MB in all."
        )
        if record.problems:
            tell(self.stderr, record.problems)
            raise CommandError(
                f"Originals that the archive itself lacks or holds damaged: {len(record.problems)}; all else is "
                "backed up. Put them back from an earlier backup, or replace these scans."
            )


def write_secrets(path: Path, target: str) -> None:
    """Raises BackupError where they would lie among what they seal."""
    if path.resolve().is_relative_to(Path(target).resolve()):
        raise BackupError(f"{path} lies in the backup: name a file elsewhere for the secret key.")
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(settings.SECRET_KEY)
