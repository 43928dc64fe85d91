"""`manage.py doctor`: what is found of the archive, and what to do."""

from django.core.management.base import BaseCommand, CommandError

from archive.monitoring.findings import all_findings


class Command(BaseCommand):
    help = "Tells how the archive is, and what to do. Exit status 1 where something must be done."
    requires_system_checks = ()  # they may ask what is away

    def handle(self, **options) -> None:
        to_do = 0
        for finding in all_findings():
            to_do += bool(finding.advice)
            self.stdout.write(f"{'do' if finding.advice else 'ok':4}{finding.told}")
            if finding.advice:
                self.stdout.write(f"    → {finding.advice}")
        if to_do:
            raise CommandError(f"Something must be done ({to_do}).", returncode=1)
