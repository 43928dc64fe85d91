"""Outbox -> index and token store: what the archive changed is written in batches by one process at a time, whose
turn it is (`search.indexing_turn`).

The rows of a batch are deleted after its commit, so a crash in between only has it done again. While a new
index is being made, each batch is also noted for it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from archive.audiences import Audience
from archive.models import OutboxEntry
from archive.outbox import enqueue_for_indexing
from archive.visibility import forget_old_changes
from search.connection import current_engine, current_tokens, engine_at, writing
from search.engine_in_use import address_before, newest_address, use
from search.engine_protocol import Entry, SearchEngine, Write
from search.entries import (
    all_entries,
    entries_of,
    identities_of,
    identity_of,
    is_of_record,
    key_of,
    no_text,
    text_of,
)
from search.errors import IndexAwayError, NoIndexError, UnreachableError
from search.indexing_turn import Turn, TurnTakenError, refuse_other_host, turn
from search.moving import Told, move
from search.tokens.token_file import Text, digest_of_text

BATCH = 200  # documents of one commit
logger = logging.getLogger(__name__)


def apply_outbox(patience: float = 0) -> int:
    """Bring all that waits into the index; how many documents that were. A damaged index is made anew.

    TurnTakenError where another one does so, and goes on for longer than the patience lasts;
    UnreachableError where the servers that keep the index are away: then all goes on waiting.
    """
    done = 0
    if not _is_idle():
        with turn(patience) as own:
            done = _apply_all(own)
    forget_old_changes()
    return done


def _is_idle() -> bool:
    try:
        current_engine().version()
    except IndexAwayError:
        return False
    return not OutboxEntry.objects.exists()


def _apply_all(own: Turn) -> int:
    done = 0
    while True:
        try:
            current_engine().version()
            while batch := _apply_batch(own):
                done += batch
        except UnreachableError:
            raise
        except IndexAwayError as error:
            level = logging.INFO if isinstance(error, NoIndexError) else logging.WARNING
            logger.log(level, "Making a new index: %s", error)
            done += rebuild()
        else:
            return done


def _apply_batch(own: Turn) -> int:
    with writing() as write:
        rows = list(OutboxEntry.objects.order_by("pk").values_list("pk", "document_pk")[: 10 * BATCH])
        keys = list(dict.fromkeys(key for _, key in rows))[:BATCH]
        if not keys:
            return 0
        _renew(write, [identity_of(key) for key in keys])
        taken = set(keys)
        _take_out([pk for pk, key in rows if key in taken], keys, own)
    return len(keys)


def _take_out(rows: list[int], keys: list[int], own: Turn) -> None:
    """Whoever lost its turn may have written over what is newer: that is done again."""
    try:
        own.check()
    except TurnTakenError:
        enqueue_for_indexing(keys)
        raise
    OutboxEntry.objects.filter(pk__in=rows).delete()


def _renew(write: Write, identities: list[str]) -> None:
    """Write the entries of these documents anew; those not published have none."""
    entries = list(entries_of(identities))
    kept = {entry.identity for entry in entries}
    gone = [identity for identity in identities_of(identities) if identity not in kept]
    with current_tokens().writing() as add:
        for entry in entries:
            _keep_text(entry, add)
        for identity in gone:
            _forget_text(identity, add)
    write(entries, gone)


def rebuild() -> int:
    """Make a new index beside the current one, which answers meanwhile; how many documents it has.

    What waited in the outbox before the documents were read is in the new index already. It takes no turn: whoever
    has one brings what changes meanwhile into both. IndexElsewhereError where the index lies on another machine.
    """
    refuse_other_host()
    waiting = list(OutboxEntry.objects.values_list("pk", flat=True))
    tokens = current_tokens()
    with tokens.renewing(), tokens.writing() as add:
        count = current_engine().rebuild(
            _through(all_entries(), add), lambda identities: _renewed(identities, add)
        )
    for first in range(0, len(waiting), BATCH):
        OutboxEntry.objects.filter(pk__in=waiting[first : first + BATCH]).delete()
    return count


def move_to(address: str, told: Told) -> int:
    """Have another engine serve, while readers search; how many entries it has. Nothing is done where it serves already."""
    source = newest_address()
    if address == source:
        return len(current_engine().contents().digests)
    return move(engine_at(source), engine_at(address), lambda: use(address), told)


def engine_before() -> SearchEngine | None:
    """The one from which the archive was moved, as long as SEARCH_URL still names it."""
    before = address_before()
    return None if before is None else engine_at(before)


def _through(entries: Iterable[Entry], add: Callable[[Text], None]) -> Iterator[Entry]:
    """The same entries; the text of each goes to the token store once it is in the index."""
    for entry in entries:
        yield entry
        _keep_text(entry, add)


def _keep_text(entry: Entry, add: Callable[[Text], None]) -> None:
    """The store holds texts whoever may read them: who takes them from there must ask."""
    if not is_of_record(entry):
        add(text_of(entry))


def _forget_text(identity: str, add: Callable[[Text], None]) -> None:
    if identity == identity_of(key_of(identity)):
        add(no_text(identity))


def _renewed(identities: Iterable[str], add: Callable[[Text], None]) -> Iterator[Entry]:
    """The entries of documents that were changed meanwhile; of those that are gone no text stays."""
    gone = dict.fromkeys(identities)
    for entry in _through(entries_of(list(gone)), add):
        gone.pop(entry.identity, None)
        yield entry
    for identity in gone:
        _forget_text(identity, add)


@dataclass(frozen=True)
class Differences:
    """Where the index, or the token store beside it, is not what the database says. Identities, in order."""

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
    expected = {
        entry.identity: (entry.digest(), None if is_of_record(entry) else digest_of_text(text_of(entry)))
        for entry in all_entries()
    }
    contents = current_engine().contents()
    texts = {identity_of(key): digest for key, digest in current_tokens().digests().items()}
    present = {identity: (digest, texts.get(identity)) for identity, digest in contents.digests.items()}
    waiting |= _waiting()
    both = expected.keys() & present.keys()
    return Differences(
        tuple(sorted(expected.keys() - present.keys() - waiting)),
        tuple(sorted(key for key in both - waiting if expected[key] != present[key])),
        tuple(sorted((present.keys() | texts.keys()) - expected.keys() - waiting)),
        contents.doubled,
        (*contents.damaged, *current_tokens().damaged()),
        len({key_of(identity) for identity in waiting}),
    )


def _waiting() -> set[str]:
    keys = OutboxEntry.objects.values_list("document_pk", flat=True)
    return set(identities_of(map(identity_of, keys)))


def holds(key: int) -> tuple[bool, bool]:
    """Whether the index has an entry of a document that somebody is answered from, and the token store its text."""
    return _has_entry(current_engine(), key), key in current_tokens().newest([key])


def held_before(key: int) -> bool:
    """Whether the index that served before a move still has an entry of a document."""
    before = engine_before()
    return before is not None and _has_entry(before, key)


def empty_index_before() -> None:
    """Nobody is answered from it any more."""
    before = engine_before()
    if before is not None:
        before.rebuild((), lambda identities: iter(()))


def _has_entry(engine: SearchEngine, key: int) -> bool:
    try:
        return key in engine.seen_by(int(Audience.STAFF), 0).values([key])
    except IndexAwayError:
        return False


def repair(differences: Differences) -> None:
    """Write the entries that differ anew; doubled ones and damaged files need the whole index made anew."""
    if differences.doubled or differences.damaged:
        rebuild()
        return
    with turn():
        _write_anew(differences)


def _write_anew(differences: Differences) -> None:
    identities = [*differences.missing, *differences.outdated, *differences.superfluous]
    for first in range(0, len(identities), BATCH):
        with writing() as write:
            _renew(write, identities[first : first + BATCH])
