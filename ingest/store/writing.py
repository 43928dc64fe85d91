"""One writer at a time: "find the author or add one" is then free of races on every database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

WRITER_LOCK = 0x48454D45  # "HEME": any number will do that nothing else uses


@contextmanager
def one_writer() -> Iterator[None]:
    """A transaction that no other writer of the archive runs beside.

    SQLite's IMMEDIATE transactions are so by themselves. PostgreSQL holds an advisory lock until
    the end of the transaction: writing takes milliseconds, reading a file takes seconds, and
    without it two workers that add the same two authors in different order would lock each other out.
    """
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [WRITER_LOCK])
        yield
