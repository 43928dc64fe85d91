"""One index folder: made, written in whole batches, opened once in a process and kept open."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import Any

from whoosh.fields import ID, STORED, Schema
from whoosh.index import TOC, FileIndex

from search.analysis import main_language, term_positions
from search.backends.shelf import IndexAwayError, Shelf
from search.backends.snapshot import SegmentView, Snapshot
from search.backends.whoosh_codec import ArrayCodec, SyncedStorage, WordsField

NAME = "MAIN"  # Whoosh's default name of an index in a folder
WRITER_MEGABYTES = 256
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Entry:
    """What is written for one document. `identity` is haystack's, "archive.document.5".

    `words` are the texts of the fields of words, `columns` all other values.
    """

    identity: str
    language: str
    words: dict[str, str]
    columns: dict[str, Any]

    def digest(self) -> str:
        """Tells whether an index entry is still what the database says."""
        content = repr((self.language, sorted(self.words.items()), sorted(self.columns.items())))
        return blake2b(content.encode(), digest_size=8).hexdigest()


def make_schema(words: Iterable[str]) -> Schema:
    """An identity to find and replace documents by, fields of words, and all values in one stored dict."""
    return Schema(identity=ID(unique=True), columns=STORED(), **{name: WordsField() for name in words})


def create(folder: Path, schema: Schema) -> None:
    FileIndex.create(SyncedStorage(str(folder)), schema, NAME)


def write(
    folder: Path, entries: Iterable[Entry], removed: Iterable[str] = (), *, merges: bool = True
) -> list[str]:
    """Replace or add entries and remove identities, all in one commit.

    A document that cannot be analysed is left out whole and its identity returned; an error of any other
    kind undoes the batch. The caller holds the shelf's lock.
    """
    index = FileIndex(SyncedStorage(str(folder)), indexname=NAME)
    writer = index.writer(timeout=20, codec=ArrayCodec(), compound=False, limitmb=WRITER_MEGABYTES)
    failed: list[str] = []
    try:
        numbers = open_folder(folder).number_of
        gone: set[int] = {numbers[identity] for identity in removed if identity in numbers}
        for entry in _last_of_each(entries):
            prepared = _prepare(entry)
            if prepared is None:
                failed.append(entry.identity)
                continue
            writer.add_document(**prepared)
            if entry.identity in numbers:
                gone.add(numbers[entry.identity])
        for number in gone:
            writer.delete_document(number)
    except BaseException:
        writer.cancel()
        raise
    writer.commit(merge=merges)
    return failed


def _last_of_each(entries: Iterable[Entry]) -> Iterable[Entry]:
    """Of entries with one identity the last; a stream is passed on entry by entry."""
    if isinstance(entries, list):
        return list({entry.identity: entry for entry in entries}.values())
    return entries


def _prepare(entry: Entry) -> dict[str, Any] | None:
    """The entry as Whoosh takes it, analysed to the end before the writer sees any of it."""
    language = main_language(entry.language)
    fields: dict[str, Any] = {"identity": entry.identity}
    lengths: dict[str, int] = {}
    try:
        for name, text in entry.words.items():
            positions, lengths[name] = term_positions(text, language)
            fields[name] = list(positions.items())
    except Exception:  # whatever is wrong with this document, the others go on
        logger.exception("%s cannot be indexed", entry.identity)
        return None
    fields["columns"] = {**entry.columns, "id": entry.identity, "digest": entry.digest(), "lengths": lengths}
    return fields


class OpenIndexes:
    """The snapshots this process has open, one a shelf, renewed when the index has changed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[Path, Snapshot] = {}

    def snapshot(self, folder: Path, slot: Path) -> Snapshot:
        """The newest state of a folder. IndexAwayError if it cannot be read."""
        storage = SyncedStorage(str(folder))
        key = (str(folder), TOC._latest_generation(storage, NAME))
        known = self._open.get(slot)
        if known is not None and known.key == key:
            return known
        with self._lock:
            known = self._open.get(slot)
            if known is None or known.key != key:
                known = self._open[slot] = _open(storage, str(folder), known)
            return known

    def forget(self, slot: Path) -> None:
        self._open.pop(slot, None)


_indexes = OpenIndexes()


def open_folder(folder: Path) -> Snapshot:
    """The newest state of one folder, for writing to it."""
    return _indexes.snapshot(folder, folder)


def open_shelf(shelf: Shelf) -> Snapshot:
    """The newest state of the index that is current."""
    return _indexes.snapshot(shelf.current(), shelf.path)


def forget(path: Path) -> None:
    """Let go of what is open there."""
    _indexes.forget(path)


def _open(storage: SyncedStorage, folder: str, before: Snapshot | None) -> Snapshot:
    """A snapshot, with the segments that are already open. A commit in between makes it try again."""
    for attempt in range(10):
        try:
            toc = TOC.read(storage, NAME)
            ready = {view.segment.segid: view for view in before.segments} if before else {}
            views = [
                ready.get(segment.segid) or SegmentView(storage, toc.schema, segment, toc.generation)
                for segment in toc.segments
            ]
            deleted = [set(segment.deleted_docs()) for segment in toc.segments]
            return Snapshot((folder, toc.generation), toc.schema, views, deleted)
        except FileNotFoundError as error:
            if attempt == 9:
                raise IndexAwayError(f"the index in {folder} is incomplete") from error
        except Exception as error:  # any damage is answered in one way: the index must be made anew
            raise IndexAwayError(f"the index in {folder} cannot be read: {error!r}") from error
    raise IndexAwayError(f"the index in {folder} changes too fast")
