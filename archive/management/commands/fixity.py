"""`manage.py fixity`: whether every original is still what was uploaded."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from django.db.models import QuerySet
from tqdm import tqdm

from archive.backup.facts import BackupError
from archive.backup.stores import Folder, Store, open_store
from archive.fixity import background, rounds
from archive.fixity.checking import Finding, Found
from archive.fixity.repairing import NotRepairedError, repair
from archive.models import FixityCheck, FixityRound, Scan

OWN_FAILURE = 2


class Command(BaseCommand):
    help = (
        "Look whether every original is what was uploaded, and none is missing or too many. "
        "Exit status 1 where one is damaged, 2 where it could not look."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again", action="store_true", help="look at all, also after a round that was broken off"
        )
        parser.add_argument(
            "--repair-from",
            metavar="SOURCE",
            help="put damaged originals back from a backup (a folder or s3://…) or a folder of originals",
        )
        parser.add_argument(
            "--follow", action="store_true", help="a round a day at the pace of FIXITY_MB_A_SECOND"
        )

    def handle(self, *, again: bool, repair_from: str | None, follow: bool, **options) -> None:
        try:
            if follow:
                background.follow()
                return
            store = _source(repair_from) if repair_from else None
            current = rounds.begin(in_background=False, again=again)
            self._go_round(current)
            if store:
                self._repair(store)
            left = list(rounds.damages())
        except (DatabaseError, OSError, BackupError) as error:
            raise CommandError(
                f"The originals could not all be looked at: {error}", returncode=OWN_FAILURE
            ) from error
        self._tell(current, left)

    def _go_round(self, current: FixityRound) -> None:
        """What was found before a round was broken off is told with the rest at the end."""
        with tqdm(total=rounds.due(current).count(), unit="file", disable=None) as bar:
            for _ in rounds.go_round(current):
                bar.update()

    def _repair(self, store: Store) -> None:
        for check in rounds.damages().exclude(finding=Finding.EXTRA):
            try:
                repair(Found(check.name, Finding(check.finding)), store)
            except NotRepairedError as error:
                self.stderr.write(f"not repaired: {check.name}: {error}")
            else:
                self.stdout.write(f"repaired: {check.name}")

    def _tell(self, current: FixityRound, left: list[FixityCheck]) -> None:
        names = {scan.sha256: scan.original_name for scan in _scans(left)}
        for check in left:
            self.stderr.write(" ".join(filter(None, (
                f"{check.finding}:", names.get(check.name), check.name, check.detail,
            ))))  # fmt: skip
        if left:
            raise CommandError(
                f"{current.files} files, damaged or of no scan: {len(left)}. "
                "Put originals back from a backup: manage.py fixity --repair-from SOURCE"
            )
        self.stdout.write(f"{current.files} files, all of them whole.")


def _source(name: str) -> Store:
    store = open_store(name)
    if isinstance(store, Folder) and not store.root.is_dir():
        raise BackupError(f"there is no folder {store}")
    return store


def _scans(checks: list[FixityCheck]) -> QuerySet[Scan]:
    return Scan.objects.filter(sha256__in=[check.name for check in checks])
