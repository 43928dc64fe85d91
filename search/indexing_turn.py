"""Whose turn it is to write the index: one process at a time, on whatever machine, elected by the database.

A turn is a lease: its holder renews it every few seconds, and where the holder is killed or stands still another
begins once the lease has run out. The clock is that of the database. Whoever lost a turn finds that out before it
takes work from the outbox. SQLite has all its processes on one machine: there the lock of the index is enough.
"""

from __future__ import annotations

import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from django.db import Error as DatabaseProblem
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from search.engine_in_use import newest_address
from search.errors import IndexBusyError
from search.models import IndexingTurn

logger = logging.getLogger(__name__)

LEASE = timedelta(seconds=15)
RENEW_EVERY = 3.0  # seconds
LOOK_EVERY = 0.2  # seconds, while another has the turn
PATIENCE = 120.0  # seconds: commands that a person waits for
REACHED_BY_ALL = "solr+"  # how the address of an engine begins that lies in no folder
ROW = 1  # the key of the one there is
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


class TurnTakenError(IndexBusyError):
    """It is another indexer's turn."""


class IndexElsewhereError(IndexBusyError):
    """The index lies in a folder of another machine."""


class Turn:
    """That of this process, as long as its lease runs."""

    def __init__(self, owner: str) -> None:
        self.owner = owner

    def check(self) -> None:
        """Raises TurnTakenError where it is over."""
        if self.owner and not _held_by(self.owner).filter(until__gt=Now()).exists():
            raise TurnTakenError("another indexer has begun its turn meanwhile")


@contextmanager
def turn(patience: float = PATIENCE) -> Iterator[Turn]:
    """Be the one that writes the index. Raises TurnTakenError, and IndexElsewhereError."""
    if connection.vendor != "postgresql":
        yield Turn("")
        return
    host = _own_host()
    owner = f"{host}:{os.getpid()}:{secrets.token_hex(6)}"
    _take(owner, host, time.monotonic() + patience)
    try:
        if connection.in_atomic_block:  # nobody else sees the row before its end
            yield Turn(owner)
        else:
            with _renewed(owner):
                yield Turn(owner)
    finally:
        _give_back(owner)


def _take(owner: str, host: str, deadline: float) -> None:
    IndexingTurn.objects.get_or_create(pk=ROW, defaults={"until": LONG_AGO})
    while True:
        refuse_other_host()
        free = IndexingTurn.objects.filter(pk=ROW, until__lte=Now())
        if free.update(owner=owner, host=host, until=Now() + LEASE):
            return
        if time.monotonic() >= deadline:
            raise TurnTakenError("it is another indexer's turn")
        time.sleep(LOOK_EVERY)


def _own_host() -> str:
    return socket.gethostname()[:60]


def refuse_other_host() -> None:
    """An index in a folder is that of one machine, the first that wrote it. Its name is forgotten by hand alone."""
    if connection.vendor != "postgresql" or newest_address().startswith(REACHED_BY_ALL):
        return
    host = _own_host()
    other = IndexingTurn.objects.filter(pk=ROW).exclude(host__in=["", host]).first()
    if other:
        raise IndexElsewhereError(
            _(
                "The index lies in a folder of %(other)s, and this is %(host)s. Run one indexer there alone, or name "
                "an engine that all machines reach by SEARCH_URL. Where the folder has moved here, run: "
                "python manage.py rebuild_index --here"
            )
            % {"other": other.host, "host": host}
        )


def forget_host() -> None:
    """The index is that of another machine from now on."""
    IndexingTurn.objects.update(host="")


def _give_back(owner: str) -> None:
    try:
        _held_by(owner).update(owner="", until=LONG_AGO)
    except DatabaseProblem as error:
        logger.warning("an indexer's turn ends when its lease runs out: %s", error)


def _held_by(owner: str):
    return IndexingTurn.objects.filter(pk=ROW, owner=owner)


@contextmanager
def _renewed(owner: str) -> Iterator[None]:
    """The lease is renewed meanwhile, however long a step takes."""
    ended = threading.Event()
    thread = threading.Thread(target=_renew, args=(owner, ended), daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _renew(owner: str, ended: threading.Event) -> None:
    try:
        while not ended.wait(RENEW_EVERY):
            try:
                with transaction.atomic():
                    _held_by(owner).filter(until__gt=Now()).update(until=Now() + LEASE)
            except DatabaseProblem as error:
                logger.warning("an indexer's turn was not renewed: %s", error)
                connection.close()
    finally:
        connection.close()
