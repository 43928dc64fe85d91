"""The generation of what readers may see: another after every change of the archive's rows, in its transaction.

Whoever kept an answer asks whether the generation is still that which it was made in. It is raised with each
statement that writes, so that no writer can forget it: not ingest, not the admin, not a command, not a shell.

A change is a row of its own with a number by chance, and the generation is told by all of them: writers at the same
time wait for no row of each other, and one that commits later changes it as well, in whatever order they began.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from functools import cache
from typing import Any

from django.apps import apps
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Count, QuerySet, Sum

WRITING = re.compile(r'\s*(?:INSERT(?: OR \w+)? INTO|UPDATE|DELETE FROM)\s+"?(\w+)', re.IGNORECASE)
TABLE = "archive_visibilitychange"
# Readers see nothing of most; lists are shown to those who have their addresses, and kept by no cache. That an original
# is damaged is asked each time that it is served.
UNSEEN = {
    TABLE,
    "archive_outboxentry",
    "archive_listfolder",
    "archive_keptlist",
    "archive_fixitycheck",
    "archive_fixityround",
}
MOST = 1000  # rows, before the old ones are forgotten
BITS = 40  # of a number by chance: a million of them have a sum that every database holds


def generation() -> str:
    """To be asked before what it is kept with. "" where nothing was ever written."""
    told = _changes().aggregate(count=Count("pk"), total=Sum("number"))
    return f"{told['count']}.{told['total']}" if told["count"] else ""


def forget_old_changes() -> None:
    """Once there are many; for the indexer, of which there is one. What was kept until now is made anew."""
    if _changes().count() > MOST:
        newest = _changes().order_by("-pk").values_list("pk", flat=True).first()
        _changes().filter(pk__lt=newest).delete()


def _changes() -> QuerySet:
    return apps.get_model("archive", "VisibilityChange").objects.all()


def raise_generation() -> None:
    """For what readers see that no row tells: that the image of a page could not be drawn."""
    _raise(connections[DEFAULT_DB_ALIAS])


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
    """By chance and not by one: an archive that was restored never comes to a generation that it had before."""
    if not getattr(connection, "has_visibility", False):  # a migration may write before there is the table
        connection.has_visibility = TABLE in connection.introspection.table_names()  # type: ignore[attr-defined]
    if connection.has_visibility:  # type: ignore[attr-defined]
        with connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {TABLE} (number) VALUES (%s)", [secrets.randbits(BITS)])  # noqa: S608  (names of our own tables)
