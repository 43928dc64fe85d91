"""Outbox -> index: what the archive changed is written in batches by one process at a time.

The rows of a batch are deleted after its commit, so a crash in between only has it done again. While a new
index is being made, each batch is also noted for it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

from archive.models import OutboxEntry
from search.connection import current_engine
from search.engine_protocol import Write
from search.entries import all_entries, entries_of, identity_of
from search.errors import IndexAwayError, NoIndexError

BATCH = 200  # documents of one commit
logger = logging.getLogger(__name__)


def apply_outbox() -> int:
    """Bring all that waits into the index; how many documents that were. A damaged index is made anew."""
    done = 0
    while True:
        try:
            current_engine().version()
            while batch := _apply_batch():
                done += batch
        except IndexAwayError as error:
            level = logging.INFO if isinstance(error, NoIndexError) else logging.WARNING
            logger.log(level, "Making a new index: %s", error)
            done += rebuild()
        else:
            return done


def _apply_batch() -> int:
    with current_engine().writing() as write:
        rows = list(OutboxEntry.objects.order_by("pk").values_list("pk", "document_pk")[: 10 * BATCH])
        keys = list(dict.fromkeys(key for _, key in rows))[:BATCH]
        if not keys:
            return 0
        _renew(write, [identity_of(key) for key in keys])
        taken = set(keys)
        OutboxEntry.objects.filter(pk__in=[pk for pk, key in rows if key in taken]).delete()
    return len(keys)


def _renew(write: Write, identities: list[str]) -> None:
    """Write the entries of these documents anew; those not published have none."""
    entries = list(entries_of(identities))
    kept = {entry.identity for entry in entries}
    write(entries, [identity for identity in identities if identity not in kept])


def rebuild() -> int:
    """Make a new index beside the current one, which answers meanwhile; how many documents it has.

    What waited in the outbox before the documents were read is in the new index already.
    """
    waiting = list(OutboxEntry.objects.values_list("pk", flat=True))
    count = current_engine().rebuild(all_entries(), entries_of)
    for first in range(0, len(waiting), BATCH):
        OutboxEntry.objects.filter(pk__in=waiting[first : first + BATCH]).delete()
    return count


@dataclass(frozen=True)
class Differences:
    """Where the index is not what the database says. Identities, in order."""

    missing: tuple[str, ...]
    outdated: tuple[str, ...]
    superfluous: tuple[str, ...]
    doubled: int
    damaged: tuple[str, ...]  # files that are not as they were written
    waiting: int  # documents in the outbox: those are no differences

    def __bool__(self) -> bool:
        return bool(self.missing or self.outdated or self.superfluous or self.doubled or self.damaged)


def compare() -> Differences:
    """Compare each published document with its entry. Documents that wait in the outbox are left out.

    Raises IndexAwayError where there is no index to compare with.
    """
    waiting = _waiting()
    expected = {entry.identity: entry.digest() for entry in all_entries()}
    contents = current_engine().contents()
    present = contents.digests
    waiting |= _waiting()
    both = expected.keys() & present.keys()
    return Differences(
        tuple(sorted(expected.keys() - present.keys() - waiting)),
        tuple(sorted(key for key in both - waiting if expected[key] != present[key])),
        tuple(sorted(present.keys() - expected.keys() - waiting)),
        contents.doubled,
        contents.damaged,
        len(waiting),
    )


def _waiting() -> set[str]:
    return {identity_of(key) for key in OutboxEntry.objects.values_list("document_pk", flat=True)}


def repair(differences: Differences) -> None:
    """Write the entries that differ anew; doubled ones and damaged files need the whole index made anew."""
    if differences.doubled or differences.damaged:
        rebuild()
        return
    identities = [*differences.missing, *differences.outdated, *differences.superfluous]
    for first in range(0, len(identities), BATCH):
        with current_engine().writing() as write:
            _renew(write, identities[first : first + BATCH])
