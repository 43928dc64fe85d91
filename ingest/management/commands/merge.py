"""`manage.py merge DUPLICATE KEPT`: lead the addresses of an article held twice to the one that stays."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.identifiers import identifier_of
from archive.models import Document
from ingest.messages import RefusedError
from ingest.store.merging import merge


class Command(BaseCommand):
    help = "Withdraw an article that is held twice; its addresses lead to the other from then on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("duplicate", help="identifier of the one to withdraw")
        parser.add_argument("kept", help="identifier of the one that stays")

    def handle(self, *, duplicate: str, kept: str, **options) -> None:
        try:
            merged = merge(_find(duplicate), _find(kept))
        except RefusedError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{merged.identifier} leads to {merged.merged_into.identifier} from now on.")


def _find(identifier: str) -> Document:
    document = Document.objects.filter(identifier=identifier_of(identifier)).first()
    if document is None:
        raise CommandError(f"There is no article {identifier}.")
    return document
