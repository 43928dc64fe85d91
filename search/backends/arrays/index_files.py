"""One index folder: made, written in whole batches, opened once in a process and kept open."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from whoosh.fields import Schema
from whoosh.index import TOC, FileIndex

from search.backends.arrays.snapshot import SegmentView, Snapshot
from search.backends.arrays.whoosh.codec import WordsField
from search.backends.arrays.whoosh.storage import SyncedStorage
from search.backends.arrays.whoosh.writer import SUMS, ArchiveWriter, merge_equals
from search.backends.column_values import check_row
from search.backends.index_directory import IndexDirectory
from search.backends.stored_files import file_sum
from search.engine_protocol import Entry
from search.errors import IndexAwayError
from search.time_allowance import for_all_requests
from search.tokens.chunks import Pieces, cut_parts

NAME = "MAIN"  # Whoosh's default name of an index in a folder
LOCK_SECONDS = 20
logger = logging.getLogger(__name__)


def make_schema(words: Iterable[str]) -> Schema:
    """Fields of words; the values of a document need no schema."""
    return Schema(**{name: WordsField() for name in words})


def create(folder: Path, schema: Schema) -> None:
    FileIndex.create(SyncedStorage(str(folder)), schema, NAME)


def write(
    folder: Path, entries: Iterable[Entry], removed: Iterable[str] = (), *, merges: bool = True
) -> list[str]:
    """Replace or add entries and remove identities, in one commit unless they fill several segments.

    A document that cannot be analysed is left out whole and its identity returned; an error of any other
    kind undoes the batch. The caller holds the directory's lock, or the folder is in the making.
    """
    failed: list[str] = []
    stream = iter(
        list({entry.identity: entry for entry in entries}.values()) if isinstance(entries, list) else entries
    )
    is_done = False
    while not is_done:
        is_done = _write_segment(folder, stream, removed, failed, merges)
        removed = ()
    return failed


def _write_segment(
    folder: Path, entries: Iterator[Entry], removed: Iterable[str], failed: list[str], merges: bool
) -> bool:
    """One commit with as many entries as a segment takes; whether these were the last."""
    writer = ArchiveWriter(FileIndex(SyncedStorage(str(folder)), indexname=NAME), timeout=LOCK_SECONDS)
    try:
        find = open_folder(folder).find
        gone = {number for identity in removed for number in find(identity)}
        while not writer.is_full and (entry := next(entries, None)) is not None:
            prepared = _prepare(entry)
            if prepared is None or not _added(writer, *prepared):
                failed.append(entry.identity)
            else:
                gone.update(find(entry.identity))
        for number in gone:
            writer.delete_document(number)
        is_full = writer.is_full
        writer.commit(mergetype=merge_equals if merges else None, merge=merges)
    except BaseException:
        writer.cancel()
        raise
    return not is_full


def _prepare(entry: Entry) -> tuple[dict[str, Any], str, dict[str, list[Pieces]]] | None:
    """The stored values, the language and the texts in pieces, before the writer sees any of it; None on failure."""
    columns = {**entry.columns, "id": entry.identity, "digest": entry.digest()}
    try:
        check_row(columns)
        words = {name: cut_parts(text) for name, text in entry.words.items()}
    except Exception:  # whatever is wrong with this document, the others go on
        logger.exception("%s cannot be indexed", entry.identity)
        return None
    return columns, entry.language, words


def _added(
    writer: ArchiveWriter, columns: dict[str, Any], language: str, words: dict[str, list[Pieces]]
) -> bool:
    """Whether the writer took a document; where its words cannot be read, nothing of it is kept."""
    try:
        writer.add_entry(columns, language, words)
    except Exception:
        logger.exception("%s cannot be indexed", columns["id"])
        return False
    return True


def read_sums(storage: SyncedStorage, segment: Any) -> dict[str, tuple[int, int]]:
    """Of each file of a segment its length and its CRC-32, as written."""
    path = Path(storage.folder) / segment.make_filename(SUMS)
    return {name: tuple(pair) for name, pair in json.loads(path.read_bytes()).items()}


def damaged_files(folder: Path) -> list[str]:
    """The files of an index that are not as they were written. Reads all of them."""
    storage = SyncedStorage(str(folder))
    found = []
    try:
        segments = TOC.read(storage, NAME).segments
        for segment in segments:
            for name, (length, written) in read_sums(storage, segment).items():
                path = folder / name
                if not path.is_file() or path.stat().st_size != length or file_sum(path) != written:
                    found.append(name)
    except Exception:  # whatever cannot be read of the table of contents or the sums is damaged
        logger.exception("The table of contents of %s cannot be read", folder)
        found.append("table of contents")
    return found


class OpenIndexes:
    """The snapshots this process has open, one a directory, renewed when the index has changed."""

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
_sound: set[tuple[str, int]] = set()


def open_folder(folder: Path) -> Snapshot:
    """The newest state of one folder, for writing to it."""
    return _indexes.snapshot(folder, folder)


@for_all_requests()
def open_current(directory: IndexDirectory) -> Snapshot:
    """The newest state of the index that is current, also while another is being activated."""
    folder = directory.current()
    try:
        return _indexes.snapshot(folder, directory.path)
    except IndexAwayError:
        if directory.current() == folder:
            raise
        return open_current(directory)


def deactivate_if_damaged(directory: IndexDirectory, key: tuple[str, int]) -> bool:
    """After an error while reading: whether the index is damaged, and not the program at fault.

    A damaged index is taken down, so that the indexer makes a new one. Each state is examined once.
    """
    folder = Path(key[0])
    if key in _sound or not damaged_files(folder):
        _sound.add(key)
        return False
    directory.deactivate(folder)
    return True


def forget(path: Path) -> None:
    """Let go of what is open there."""
    _indexes.forget(path)


def _open(storage: SyncedStorage, folder: str, before: Snapshot | None) -> Snapshot:
    """A snapshot, with the segments that are already open. A commit in between makes it try again."""
    for attempt in range(10):
        try:
            toc = TOC.read(storage, NAME)
            _check_lengths(storage, toc.segments)
            ready = {view.segment.segid: view for view in before.segments} if before else {}
            views = [ready.get(segment.segid) or SegmentView(storage, segment) for segment in toc.segments]
            deleted = [set(segment.deleted_docs()) for segment in toc.segments]
            return Snapshot((folder, toc.generation), toc.schema, views, deleted, before)
        except IndexAwayError:
            raise
        except FileNotFoundError as error:
            if attempt == 9:
                raise IndexAwayError(f"the index in {folder} is incomplete") from error
        except Exception as error:  # any damage is answered in one way: the index must be made anew
            raise IndexAwayError(f"the index in {folder} cannot be read: {error!r}") from error
    raise IndexAwayError(f"the index in {folder} changes too fast")


def _check_lengths(storage: SyncedStorage, segments: Iterable[Any]) -> None:
    """A file cut short would end the process that has it mapped, so it is looked at before."""
    for segment in segments:
        for name, (length, _) in read_sums(storage, segment).items():
            if storage.file_length(name) != length:
                raise IndexAwayError(f"{name} has another length than was written")
