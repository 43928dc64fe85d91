"""`manage.py takedown ID`: every copy of an article's text that the archive knows of; with --erase the derived ones go."""

from django.core.management.base import BaseCommand, CommandError, CommandParser

from archive.identifiers import identifier_of
from archive.models import Document
from archive.text_copies import TextCopy, copies_of, erase_derived


class Command(BaseCommand):
    help = (
        "Tells where the text of an article lies: originals, page images, neighbours on its pages, index, history. "
        "Withdraw it, or close its text, at the desk; this tells what is left."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("identifier", metavar="ID", help="identifier of the article")
        parser.add_argument(
            "--erase", action="store_true", help="erase the copies that are derived; originals are kept"
        )

    def handle(self, *, identifier: str, erase: bool, **options) -> None:
        document = Document.objects.filter(identifier=identifier_of(identifier)).first()
        if document is None:
            raise CommandError(f"There is no article {identifier}.")
        told = document.why_withdrawn if document.is_withdrawn else document.why_closed
        state = f"{document.get_state_display()}. {told}".strip()
        self.stdout.write(f"{document} ({document.identifier}): {state}")
        if erase and document.is_published and not document.is_closed:
            raise CommandError(
                "Everyone may read it: what is erased would be made again. Withdraw or close it first."
            )
        for copy in erase_derived(document) if erase else copies_of(document):
            self.stdout.write(_line(copy, erased=erase))


def _line(copy: TextCopy, *, erased: bool) -> str:
    fate = "erased" if erased else copy.stays or "derived: --erase deletes it"
    return f"{copy.name}: {copy.place} ({fate})"
