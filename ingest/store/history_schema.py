"""What columns were called when a change was kept: a history outlives the columns that it tells of.

Whoever renames or removes a column of a table in the history raises SCHEMA and says so in STEPS; a test holds
the columns of today against COLUMNS, so that it is not forgotten.
"""

from dataclasses import dataclass

SCHEMA = 3


@dataclass(frozen=True, slots=True)
class Step:
    """From `schema` on, the column `old` of `table` is called `new`; None where it is gone."""

    schema: int
    table: str
    old: str
    new: str | None


STEPS: tuple[Step, ...] = ()


def brought_forward(changes: list[dict], schema: int) -> list[dict]:
    """Changes as they were kept under `schema`, with the columns as they are called today.

    A value of a column that is gone stays under its old name, so that it can be shown; `lost_columns` names it.
    """
    steps = [step for step in sorted(STEPS, key=lambda step: step.schema) if step.schema > schema]
    if not steps:
        return changes
    return [
        {**each, "before": _renamed(each["before"], each["table"], steps)}
        | {"after": _renamed(each["after"], each["table"], steps)}
        for each in changes
    ]


def _renamed(row: dict | None, table: str, steps: list[Step]) -> dict | None:
    if row is None:
        return None
    for step in steps:
        if step.table == table and step.new and step.old in row:
            row = {step.new if name == step.old else name: value for name, value in row.items()}
    return row


def lost_columns(changes: list[dict], columns: dict[str, set[str]]) -> set[str]:
    """Names in changes brought forward that no table has: those of columns that are gone."""
    return {
        name
        for each in changes
        for row in (each["before"], each["after"])
        for name in row or ()
        if name not in columns.get(each["table"], set())
    }
