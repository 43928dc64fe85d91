"""Indexes that are added while an archive is read and written to: PostgreSQL makes them without locking the table."""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


class AddIndex(AddIndexConcurrently):
    """For migrations that say `atomic = False`. SQLite adds its index as always."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        kind = (
            AddIndexConcurrently if schema_editor.connection.vendor == "postgresql" else migrations.AddIndex
        )
        kind.database_forwards(self, app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: Any, to_state: Any
    ) -> None:
        kind = (
            AddIndexConcurrently if schema_editor.connection.vendor == "postgresql" else migrations.AddIndex
        )
        kind.database_backwards(self, app_label, schema_editor, from_state, to_state)
