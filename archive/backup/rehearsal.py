"""A backup restored into a temporary place and compared: row by row, byte by byte, hit by hit.

Rows are compared with those in the backup's own file of the database, read without the database it was restored into;
originals with those in the backup; hits with those of the archive that runs, for articles unchanged since.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import zip_longest
from pathlib import Path

import dj_database_url
from django.conf import settings
from django.db import ConnectionHandler
from django.db.backends.base.base import BaseDatabaseWrapper

from archive.backup import manifest
from archive.backup.engines import engine_of
from archive.backup.facts import BackupError
from archive.backup.manifest import Manifest
from archive.backup.restoring import saved_engine
from archive.backup.rows import Kinds, Row, digest_of, kinds_at, sums_of
from archive.backup.stores import Store, open_store
from archive.models import Document, OutboxEntry

QUERIES = 30  # words that are asked for
LIMIT = 200  # articles; of a word found in more, hits are not compared
NAMED = 20  # differing rows of a table
LONG_WORD = re.compile(r"[a-z]{8,20}")
PAGES = "archive_page"


@dataclass
class Report:
    problems: list[str] = field(default_factory=list)
    rows: int = 0
    originals: int = 0
    hits: int = 0  # pages with hits that were compared
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def timed(self, step: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[step] = time.monotonic() - began


def rehearse(source: Store | Path | str, name: str, *, snapshot: str = "", database: str = "") -> Report:
    """Raises BackupError where the backup cannot be restored. `database` is the address of an empty one, of which
    the tables are left; without it, SQLite is restored into. `name` is how another process names the source."""
    store, report = open_store(source), Report()
    record = manifest.read(store, snapshot, key=settings.SECRET_KEY)
    with tempfile.TemporaryDirectory(prefix="hemeroteca-rehearsal-") as folder:
        place = _Place(Path(folder), database)
        with report.timed("restored"):
            place.manage("restore", name, *(["--snapshot", snapshot] if snapshot else []), "--no-index")
        words = Words()
        with report.timed("rows compared"):
            _compare_rows(store, record, place.connection(), words, report)
        with report.timed("originals compared"):
            _compare_originals(store, record, place.originals, report)
        with report.timed("index made"):
            place.manage("migrate", "--verbosity=0", "--no-input")
            place.manage("rebuild_index")
            place.manage("check_index")
        with report.timed("hits compared"):
            _compare_hits(record, place, words.chosen(), report)
    return report


class _Place:
    """Another archive, worked on by commands."""

    def __init__(self, folder: Path, database: str) -> None:
        self.url = database or f"sqlite:///{folder / 'hemeroteca.sqlite3'}"
        self.originals = folder / Path(settings.ORIGINALS_DIR).name
        own = {"ARCHIVE_VAR": str(folder), "DATABASE_URL": self.url, "STORAGE_URL": ""}
        self._environment = {**os.environ, **own, "SECRET_KEY": settings.SECRET_KEY}

    def connection(self) -> BaseDatabaseWrapper:
        return ConnectionHandler({"default": dj_database_url.parse(self.url)})["default"]

    def manage(self, *command: str, asked: str = "") -> str:
        """What a command says. Raises BackupError where it fails."""
        return run_command(self._environment, *command, asked=asked)


def run_command(environment: dict[str, str], *command: str, asked: str = "") -> str:
    ended = subprocess.run(  # noqa: S603
        [sys.executable, str(settings.BASE_DIR / "manage.py"), *command],
        env=environment, input=asked, capture_output=True, text=True, check=False,
    )  # fmt: skip
    lacked = command[0] == "restore" and "all else is restored" in ended.stderr
    if ended.returncode and not lacked:
        raise BackupError(f"`{command[0]}` failed with {ended.returncode}.", ended.stderr.splitlines())
    return ended.stdout


# ------------------------------------------------------------------ rows
class Words:
    """Rare words of the pages restored, to search for: long ones, which stand on few of the pages looked at."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()
        self._pages = 0

    def look(self, row: Row) -> None:
        if row.table != PAGES:
            return
        self._pages += 1
        if self._pages > 1000 and self._pages % 100:
            return
        text = row.values[row.columns.index("text")] or ""
        self._seen.update(set(LONG_WORD.findall(text)))

    def chosen(self) -> list[str]:
        """The commonest of those that are not common, else any: always the same of the same pages."""
        ranked = sorted(self._seen, key=lambda word: (abs(self._seen[word] - 3), word))
        return ranked[:QUERIES]


def _compare_rows(
    store: Store, record: Manifest, restored: BaseDatabaseWrapper, words: Words, report: Report
) -> None:
    kinds, engine, own = kinds_at(record.migrations), saved_engine(record), engine_of(restored)
    with store.local(record.database) as saved:
        there = sums_of(engine.rows_of_file(saved, kinds), kinds)
        here = sums_of(own.rows_of(restored, kinds), kinds, words.look)
        for table in sorted(there.keys() | here.keys()):
            if there.get(table) != here.get(table):
                report.problems += _differing(
                    table,
                    _digests(engine.rows_of_file(saved, kinds), table, kinds),
                    _digests(own.rows_of(restored, kinds), table, kinds),
                )
    report.rows = sum(each.count for each in there.values())


def _digests(rows: Iterator[Row], table: str, kinds: Kinds) -> dict[str | None, bytes]:
    return {row.values[0]: digest_of(row, kinds) for row in rows if row.table == table}


def _differing(table: str, there: dict[str | None, bytes], here: dict[str | None, bytes]) -> list[str]:
    keys = [key for key in {**there, **here} if there.get(key) != here.get(key)]
    lines = [f"row differs: {table} {key}" for key in keys[:NAMED]]
    return lines + [f"… and {len(keys) - NAMED} more rows of {table}"] * (len(keys) > NAMED)


# ------------------------------------------------------------------ originals
def _compare_originals(store: Store, record: Manifest, originals: Path, report: Report) -> None:
    paths = {path for path in record.files if path.startswith("originals/")}
    there = {f"originals/{path.relative_to(originals)}" for path in originals.rglob("*") if path.is_file()}
    report.problems += [f"original is missing or too many: {path}" for path in sorted(paths ^ there)]
    for path in sorted(paths & there):
        report.originals += 1
        if not _are_same(store.read(path), originals / path.removeprefix("originals/")):
            report.problems.append(f"original differs: {path}")


def _are_same(chunks: Iterator[bytes], path: Path) -> bool:
    with path.open("rb") as file:
        same = all(chunk == file.read(len(chunk)) for chunk in chunks)
        return same and not file.read(1)


# ------------------------------------------------------------------ hits
Hits = dict[str, list[tuple[int, int]]]  # (page, hits) by article


def _compare_hits(record: Manifest, place: _Place, words: list[str], report: Report) -> None:
    if not words:
        return
    asked = "\n".join(f'"{word}"' for word in words) + "\n"
    command = ("search", "-", "--json", "--limit", str(LIMIT))
    here = run_command(dict(os.environ), *command, asked=asked).splitlines()
    there = place.manage(*command, asked=asked).splitlines()
    for word, ours, theirs in zip_longest(words, map(json.loads, here), map(json.loads, there)):
        if max(ours["total"], theirs["total"]) <= LIMIT:
            _compare_hits_of(word, _hits(ours), _hits(theirs), record, report)


def _hits(told: dict) -> Hits:
    return {
        each["identifier"]: [(page["sequence"], page["hits"]) for page in each["pages"]]
        for each in told["results"]
    }


def _compare_hits_of(word: str, here: Hits, there: Hits, record: Manifest, report: Report) -> None:
    differing = {each for each in here.keys() | there.keys() if here.get(each) != there.get(each)}
    report.hits += sum(len(there[each]) for each in there.keys() - differing)
    report.problems += [
        f"hits differ: {word!r} in {each}" for each in sorted(differing & _unchanged(differing, record))
    ]


def _unchanged(identifiers: set[str], record: Manifest) -> set[str]:
    """Those that are now as they were when the backup was taken, and so in the index."""
    moment = datetime.fromisoformat(record.taken_at)
    waiting = OutboxEntry.objects.values("document_pk")
    same = Document.objects.filter(identifier__in=identifiers, changed_at__lt=moment).exclude(pk__in=waiting)
    return set(same.values_list("identifier", flat=True))
