"""An operation of migrations that change what people call tables and fields, and nothing in the database."""

from collections.abc import Sequence

from django.db.migrations.operations import SeparateDatabaseAndState
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class NamesAlone(SeparateDatabaseAndState):
    """The models are rendered once behind it, not after each operation: that was a third of a new database's time."""

    def __init__(self, operations: Sequence[Operation]) -> None:
        super().__init__(state_operations=operations)

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)  # where Django keeps them; the next that asks has them rendered
        super().state_forwards(app_label, state)
