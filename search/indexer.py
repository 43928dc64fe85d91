"""Outbox -> index: what the archive changed is written in batches by one process at a time.

The rows of a batch are deleted after its commit, so a crash in between only has it done again. While a new
index is being made, each batch is also noted for it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from haystack import connections

from archive.models import Document, OutboxEntry
from search.backends.arrays import index_files
from search.backends.arrays.index_directory import BUILDING, CURRENT, IndexAwayError
from search.backends.arrays.index_files import Entry
from search.backends.arrays.whoosh.haystack_backend import ArchiveBackend

BATCH = 200  # documents of one commit
READ_AT_ONCE = 50  # documents of one database query while rebuilding
MODEL = "archive.document"
logger = logging.getLogger(__name__)


def backend() -> ArchiveBackend:
    found = connections["default"].get_backend()
    if not isinstance(found, ArchiveBackend):
        raise TypeError(f"{found!r} keeps its index itself: use haystack's own commands")
    return found


def apply_outbox() -> int:
    """Bring all that waits into the index; how many documents that were. A damaged index is made anew."""
    done = 0
    while True:
        try:
            backend().snapshot()
            while batch := _apply_batch():
                done += batch
        except IndexAwayError as error:
            is_first = not (backend().shelf.path / CURRENT).exists()
            logger.log(logging.INFO if is_first else logging.WARNING, "Making a new index: %s", error)
            done += rebuild()
        else:
            return done


def _apply_batch() -> int:
    engine = backend()
    with engine.shelf.writing():
        rows = list(OutboxEntry.objects.order_by("pk").values_list("pk", "document_pk")[: 10 * BATCH])
        keys = list(dict.fromkeys(key for _, key in rows))[:BATCH]
        if not keys:
            return 0
        _write(engine, engine.shelf.current(), keys)
        engine.shelf.note_for_builders([str(key) for key in keys])
        taken = set(keys)
        OutboxEntry.objects.filter(pk__in=[pk for pk, key in rows if key in taken]).delete()
    return len(keys)


def _write(engine: ArchiveBackend, folder: Path, keys: list[int]) -> None:
    """Renew the entries of these documents; those not published have none. Under the shelf's lock."""
    entries = list(entries_of(engine, keys))
    kept = {entry.identity for entry in entries}
    removed = [identity for key in keys if (identity := f"{MODEL}.{key}") not in kept]
    index_files.write(folder, entries, removed)


def entries_of(engine: ArchiveBackend, keys: Iterable[int]) -> Iterator[Entry]:
    """The entries of the published ones among these documents."""
    index = connections[engine.connection_alias].get_unified_index().get_index(Document)
    for document in Document.objects.for_indexing().filter(pk__in=list(keys)):
        yield engine.entry(index, document)


def all_entries(engine: ArchiveBackend) -> Iterator[Entry]:
    """The entries of all published documents, a few read at a time."""
    keys = list(Document.objects.published().order_by("pk").values_list("pk", flat=True))
    for first in range(0, len(keys), READ_AT_ONCE):
        yield from entries_of(engine, keys[first : first + READ_AT_ONCE])


def rebuild() -> int:
    """Make a new index beside the current one and put it up; how many documents it has.

    Searching goes on in the old one, and so does indexing: what it does meanwhile is done here again before
    the swap. What waited in the outbox before the documents were read is in the new index already. A rebuild
    that was killed is taken up where its last segment ended.
    """
    engine = backend()
    waiting = list(OutboxEntry.objects.values_list("pk", flat=True))
    with engine.shelf.building() as folder:
        held = _digests(folder) or _begin(engine, folder)
        seen: set[str] = set()
        index_files.write(folder, _others(all_entries(engine), held, seen), merges=False)
        if gone := held.keys() - seen:
            index_files.write(folder, [], gone, merges=False)
        with engine.shelf.writing(timeout=600):
            if noted := engine.shelf.noted(folder):
                _write(engine, folder, [int(key) for key in noted])
            engine.shelf.put_up(folder)
        for first in range(0, len(waiting), BATCH):
            OutboxEntry.objects.filter(pk__in=waiting[first : first + BATCH]).delete()
        count = index_files.open_folder(folder).count
        index_files.forget(folder)
    return count


def _digests(folder: Path) -> dict[str, str]:
    """By identity, of the entries that a folder in the making holds already; {} where it cannot be read."""
    try:
        snapshot = index_files.open_folder(folder)
    except IndexAwayError:
        return {}
    return {key: str(snapshot.stored[number]["digest"]) for key, number in snapshot.number_of.items()}


def _begin(engine: ArchiveBackend, folder: Path) -> dict[str, str]:
    """Make the folder an empty index, whatever was left in it."""
    index_files.forget(folder)
    for path in folder.iterdir():
        if path.name != BUILDING:
            path.unlink()
    index_files.create(folder, engine.schema())
    return {}


def _others(entries: Iterable[Entry], held: dict[str, str], seen: set[str]) -> Iterator[Entry]:
    """Those that are not held as they are; the identities of all go into `seen`."""
    for entry in entries:
        seen.add(entry.identity)
        if held.get(entry.identity) != entry.digest():
            yield entry


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
    engine = backend()
    waiting = {f"{MODEL}.{key}" for key in OutboxEntry.objects.values_list("document_pk", flat=True)}
    expected = {entry.identity: entry.digest() for entry in all_entries(engine)}
    snapshot = engine.snapshot()
    present = {key: snapshot.stored[number].get("digest") for key, number in snapshot.number_of.items()}
    waiting |= {f"{MODEL}.{key}" for key in OutboxEntry.objects.values_list("document_pk", flat=True)}
    both = expected.keys() & present.keys()
    return Differences(
        tuple(sorted(expected.keys() - present.keys() - waiting)),
        tuple(sorted(key for key in both - waiting if expected[key] != present[key])),
        tuple(sorted(present.keys() - expected.keys() - waiting)),
        snapshot.count - len(snapshot.number_of),
        tuple(index_files.damaged_files(Path(snapshot.key[0]))),
        len(waiting),
    )


def repair(differences: Differences) -> None:
    """Write the entries that differ anew; doubled ones and damaged files need the whole index made anew."""
    if differences.doubled or differences.damaged:
        rebuild()
        return
    engine = backend()
    identities = (*differences.missing, *differences.outdated, *differences.superfluous)
    keys = [int(identity.rpartition(".")[2]) for identity in identities]
    for first in range(0, len(keys), BATCH):
        with engine.shelf.writing():
            chosen = keys[first : first + BATCH]
            _write(engine, engine.shelf.current(), chosen)
            engine.shelf.note_for_builders([str(key) for key in chosen])
