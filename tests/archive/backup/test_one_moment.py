"""A backup while others write: whatever was going on, it is the archive as it was at one moment."""

import io
import threading
import time

import pytest
from django.db import connection, transaction

from archive.backup import taking
from archive.models import Document, Issue, Journal, Scan, Subject
from archive.scans.originals import keep
from tests.archive.backup.places import rows_of
from tests.archive.backup.test_taking import originals_in
from tests.ingest.queue.queue_rows import database_url

pytestmark = pytest.mark.django_db(transaction=True)
WRITES = 200


class Writer(threading.Thread):
    """Makes 200 numbered changes or more, until it may end, each of rows in four tables and one original."""

    def __init__(self) -> None:
        super().__init__()
        self.written = 0
        self.may_end = threading.Event()

    def run(self) -> None:
        try:
            while self.written < WRITES or not self.may_end.is_set():
                self._write(self.written + 1)
                self.written += 1
                time.sleep(0.002)
        finally:
            connection.close()

    def _write(self, number: int) -> None:
        kept = keep(io.BytesIO(f"original {number}".encode()))
        with transaction.atomic():
            Subject.objects.update_or_create(slug="last", defaults={"name": str(number)})
            journal = Journal.objects.create(title=f"Journal {number}", slug=f"journal-{number}")
            Issue.objects.create(journal=journal, volume=str(number), slug="only")
            Scan.objects.create(sha256=kept.sha256, original_name=str(number), size=kept.size)


def test_a_backup_taken_during_200_writes_is_the_database_of_one_moment_row_by_row(folder, place):
    Document.objects.bulk_create(Document(title=str(n), abstract="word " * 1000) for n in range(500))
    writer = Writer()
    writer.start()
    while writer.written < WRITES // 4 and writer.is_alive():
        time.sleep(0.001)
    taking.take(folder, connection)
    writer.may_end.set()
    writer.join()
    place.restore(folder)

    restored = rows_of(place.url)
    moment = len(restored["archive_journal"])
    assert WRITES // 4 <= moment <= writer.written
    take_back_all_after(moment)
    assert without_changes(restored) == without_changes(rows_of(database_url()))
    assert originals_in(folder).keys() == set(Scan.objects.values_list("sha256", flat=True))


def without_changes(rows: dict[str, list[str]]) -> dict[str, list[str]]:
    """Without the table in which each statement that writes leaves a row, taking back too."""
    return {table: kept for table, kept in rows.items() if table != "archive_visibilitychange"}


def take_back_all_after(moment: int) -> None:
    """Have the database as it was after the first so many writes of a Writer."""
    for model in (Issue, Journal, Scan):
        later = model.objects.order_by("pk").values_list("pk", flat=True)[moment:]
        model.objects.filter(pk__in=list(later)).delete()
    Subject.objects.update(name=str(moment))
