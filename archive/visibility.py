"""The generation of what readers may see: another after every change of the archive's rows, in its transaction.

Whoever kept an answer asks whether the generation is still that which it was made in. It is raised with each
statement that writes, so that no writer can forget it: not ingest, not the admin, not a command, not a shell.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.base.base import BaseDatabaseWrapper

WRITING = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
TABLE = "archive_visibility"
UNSEEN = {TABLE, "archive_outboxentry"}


def generation() -> str:
    """To be asked before what it is kept with. "" where nothing was ever written."""
    row = apps.get_model("archive", "Visibility").objects.values_list("generation", flat=True).first()
    return row or ""


def watch_writes(connection: BaseDatabaseWrapper, **_signal: Any) -> None:
    """When a connection is made: the statements that it will execute are looked at."""
    if connection.alias == DEFAULT_DB_ALIAS and _raising not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, _raising)


def _raising(execute: Callable, sql: Any, params: Any, many: bool, context: dict[str, Any]) -> Any:
    result = execute(sql, params, many, context)
    written = WRITING.match(sql) if isinstance(sql, str) else None
    if written and written[1] in _seen_tables():
        _raise(context["connection"])
    return result


@cache
def _seen_tables() -> set[str]:
    """Those of the archive, whose rows readers see, or which decide what they see."""
    models = apps.get_app_config("archive").get_models(include_auto_created=True)
    return {model._meta.db_table for model in models} - UNSEEN


def _raise(connection: BaseDatabaseWrapper) -> None:
    """By chance and not by one: an archive that was restored never comes to a number it had before."""
    if not getattr(connection, "has_visibility", False):  # a migration may write before there is the table
        connection.has_visibility = TABLE in connection.introspection.table_names()  # type: ignore[attr-defined]
    if connection.has_visibility:  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {TABLE} (id, generation) VALUES (1, %s)"  # noqa: S608
                " ON CONFLICT (id) DO UPDATE SET generation = excluded.generation",
                [secrets.token_hex(8)],
            )
