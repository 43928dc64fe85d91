"""`manage.py link_references`: find anew which cited works the archive holds itself."""

from django.core.management.base import BaseCommand

from archive.models import Reference
from ingest.store.linking import link_all


class Command(BaseCommand):
    help = "Find anew which cited works the archive holds, for all references."

    def handle(self, **options) -> None:
        changed = link_all()
        linked = Reference.objects.exclude(cited=None).count()
        self.stdout.write(
            f"{linked} of {Reference.objects.count()} references lead to articles held; {changed} changed."
        )
