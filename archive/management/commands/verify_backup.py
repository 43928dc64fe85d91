"""`manage.py verify_backup SOURCE`: the rehearsal of a restoring, in a temporary place."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.backup.facts import BackupError
from archive.backup.rehearsal import rehearse
from archive.backup.terminal import tell


class Command(BaseCommand):
    help = (
        "Restore a backup into a temporary place and compare it: rows, originals and hits. "
        "Exit status 1 where anything differs, or the backup is not as it was taken."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="SOURCE", help="what `backup` made: a folder or s3://…")
        parser.add_argument(
            "--snapshot", default="", metavar="MOMENT", help="an earlier backup: its manifest-MOMENT.json"
        )
        parser.add_argument(
            "--database",
            default="",
            metavar="ADDRESS",
            help="an empty database to restore into, written as DATABASE_URL; SQLite, unless told",
        )

    def handle(self, *, source: str, snapshot: str, database: str, **options) -> None:
        try:
            report = rehearse(source, source, snapshot=snapshot, database=database)
        except BackupError as error:
            tell(self.stderr, error.details)
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The backup could not be verified: {error}") from error
        for step, seconds in report.seconds.items():
            self.stdout.write(f"{step}: {seconds:.1f} s")
        if report.problems:
            tell(self.stderr, report.problems)
            raise CommandError(f"The backup differs from what was backed up: {len(report.problems)}.")
        self.stdout.write(
            f"{source} was restored and is as it was backed up: {report.rows} rows, {report.originals} originals, "
            f"{report.hits} pages with hits."
        )
