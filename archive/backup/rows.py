"""The rows of a database as texts that mean the same to SQLite and PostgreSQL, to move and to compare them.

What a column holds is told by the models as they were at the migrations that the database had gone through.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from archive.backup.facts import BackupError

Kinds = dict[str, dict[str, str]]  # Django's name of a field's kind, by table and column
OF_MIGRATIONS = {"django_migrations": {"id": "BigAutoField", "applied": "DateTimeField"}}


class Row(NamedTuple):
    table: str
    columns: tuple[str, ...]
    values: tuple[str | None, ...]


def _keys(migrations: Iterable[str]) -> list[tuple[str, str]]:
    return [(app, name) for app, _, name in (each.partition(".") for each in migrations)]


def state_at(migrations: Iterable[str]) -> ProjectState:
    """The models of a database that has gone through these."""
    loader = MigrationLoader(None)
    return loader.project_state([key for key in _keys(migrations) if key in loader.graph.nodes])


def kinds_at(migrations: Iterable[str]) -> Kinds:
    kinds = dict(OF_MIGRATIONS)
    for model in state_at(migrations).apps.get_models(include_auto_created=True):
        fields = model._meta.local_concrete_fields
        kinds[model._meta.db_table] = {
            field.column: (field.target_field if field.remote_field else field).get_internal_type()
            for field in fields
        }
    return kinds


def make_tables(connection: BaseDatabaseWrapper, migrations: Iterable[str]) -> None:
    """In an empty database those of these migrations, no further; without a row."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    wanted = {key for key in _keys(migrations) if key in graph.nodes}
    last = [
        key
        for key in sorted(wanted)
        if not any(child.key in wanted and child.key[0] == key[0] for child in graph.node_map[key].children)
    ]
    executor.migrate(last)


def by_table(rows: Iterable[Row]) -> Iterator[tuple[str, tuple[str, ...], Iterator[tuple[str | None, ...]]]]:
    """(table, its columns, its rows), each to be read before the next."""
    for (table, columns), each in groupby(rows, key=attrgetter("table", "columns")):
        yield table, columns, (row.values for row in each)


def as_text(kind: str, value: str | float | None) -> str | None:
    """A value as either database gives it, as both take it."""
    if value is None:
        return None
    if kind == "BooleanField":
        return "1" if value in (1, "t", "1") else "0"
    if kind == "DateTimeField":
        return _moment(str(value))
    if kind == "FloatField":
        return repr(float(value))
    return str(value)


def _moment(text: str) -> str:
    moment = datetime.fromisoformat(text)
    return str(moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment)


# ------------------------------------------------------------------ comparing
class Sum:
    """Of the rows of a table, in whatever order they come."""

    def __init__(self) -> None:
        self.count, self.total = 0, 0

    def add(self, digest: bytes) -> None:
        self.count += 1
        self.total = (self.total + int.from_bytes(digest)) % 2**256

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sum) and (self.count, self.total) == (other.count, other.total)

    __hash__ = None  # type: ignore[assignment]


def sums_of(
    rows: Iterable[Row], kinds: Kinds, watch: Callable[[Row], None] = lambda row: None
) -> dict[str, Sum]:
    """By table; that of an empty table is left out. `watch` is shown every row."""
    sums: dict[str, Sum] = {}
    for row in rows:
        watch(row)
        sums.setdefault(row.table, Sum()).add(digest_of(row, kinds))
    return sums


def digest_of(row: Row, kinds: Kinds) -> bytes:
    known = kinds.get(row.table, {})
    values = {
        column: _same(known.get(column, ""), value)
        for column, value in zip(row.columns, row.values, strict=True)
    }
    return sha256(json.dumps(values, sort_keys=True).encode()).digest()


def _same(kind: str, value: str | None) -> str | None:
    """PostgreSQL keeps what JSON means, not how it was written: neither the order of keys nor 1e3 for 1000."""
    if kind != "JSONField" or value is None:
        return value
    return json.dumps(json.loads(value, parse_float=_number), sort_keys=True)


def _number(text: str) -> float | int:
    number = float(text)
    return int(number) if number.is_integer() else number


def check_movable(kinds: Kinds) -> None:
    """Raises BackupError for a column of which nobody has thought."""
    known = {
        "AutoField", "BigAutoField", "BigIntegerField", "BooleanField", "CharField", "DateField", "DateTimeField",
        "FloatField", "GenericIPAddressField", "IntegerField", "JSONField", "PositiveBigIntegerField",
        "PositiveIntegerField", "PositiveSmallIntegerField", "SlugField", "SmallIntegerField", "TextField",
    }  # fmt: skip
    for table, columns in kinds.items():
        for column, kind in columns.items():
            if kind not in known:
                raise BackupError(f"{table}.{column} ({kind}) cannot be moved to another kind of database.")
