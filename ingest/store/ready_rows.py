"""Rows made ready before others wait for who writes: each column as the database takes it, but for the keys that are
known only when the rows are written."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Model

Values = list[object]  # of a row, in the order of its table's columns, without the primary key


class Table:
    """Writes many rows at once, the fastest way that a database has."""

    def __init__(self, model: type[Model]) -> None:
        self.fields = [field for field in model._meta.concrete_fields if not field.primary_key]
        self.name, self.key = model._meta.db_table, model._meta.pk.column
        self._place = {field.name: place for place, field in enumerate(self.fields)}

    def ready(self, row: Model) -> Values:
        is_new = row.pk is None
        return [field.get_db_prep_save(field.pre_save(row, is_new), connection) for field in self.fields]

    def insert(self, rows: Iterable[tuple[Values, dict[str, int]]]) -> None:
        """Each with the keys that were left open, by the names of their fields."""
        complete = []
        for values, keys in rows:
            for name, key in keys.items():
                values[self._place[name]] = key
            complete.append(values)
        columns, marks = ", ".join(self._columns()), ", ".join(["%s"] * len(self.fields))
        self._execute(f"INSERT INTO {_quoted(self.name)} ({columns}) VALUES ({marks})", complete)  # noqa: S608  (names of our own tables)

    def update(self, rows: Iterable[Model]) -> None:
        """All columns of rows that are there."""
        columns = ", ".join(f"{column} = %s" for column in self._columns())
        statement = f"UPDATE {_quoted(self.name)} SET {columns} WHERE {_quoted(self.key)} = %s"  # noqa: S608  (names of our own tables)
        self._execute(statement, [[*self.ready(row), row.pk] for row in rows])

    def _columns(self) -> list[str]:
        return [_quoted(field.column) for field in self.fields]

    def _execute(self, statement: str, rows: list[Values]) -> None:
        if rows:
            with connection.cursor() as cursor:
                cursor.executemany(statement, rows)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)
