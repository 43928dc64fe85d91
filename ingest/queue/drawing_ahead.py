"""Page images drawn ahead of their readers, a few at a time, while no file waits to be read.

An order is held for a while that is renewed with each step: where a worker dies, another goes on with it.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.db import connection
from django.db.models import Q

from archive.scans import page_images
from ingest.models import PicturesDue
from ingest.queue import clock
from ingest.store import one_writer

HELD = timedelta(minutes=10)  # longer than any step takes


def claim() -> PicturesDue | None:
    """The order that waits longest, now held by who asks."""
    with one_writer():
        now = clock.now()
        orders = PicturesDue.objects.filter(
            Q(taken_until=None) | Q(taken_until__lt=now) | Q(taken_until__gt=now + 2 * HELD)
        ).order_by("asked_at")
        if connection.features.has_select_for_update_skip_locked:
            orders = orders.select_for_update(skip_locked=True)
        order = orders.first()
        if order:
            order.taken_until = now + HELD
            order.save(update_fields=["taken_until"])
    return order


def drawing(order: PicturesDue) -> Iterator[list[str]]:
    """Draw what is missing, a few pages at each step; gives what could not be drawn. At the end the order is done,
    or waits again where it was given anew meanwhile."""
    own = PicturesDue.objects.filter(pk=order.pk)
    for problems in page_images.drawing(order.scan):
        own.update(taken_until=clock.now() + HELD)
        yield problems
    done, _rows = own.filter(asked_at=order.asked_at).delete()
    if not done:
        own.update(taken_until=None)
