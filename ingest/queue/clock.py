"""What time it is for the queue: that of the machine that holds the database.

Workers run on several machines, whose clocks may differ by more than a lease lasts.
"""

from datetime import datetime

from django.db import connection
from django.utils import timezone


def now() -> datetime:
    """SQLite has its workers on one machine, and no clock of its own."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        return cursor.fetchone()[0]
