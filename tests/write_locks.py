"""How long transactions hold the lock that all who write wait for."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from unittest.mock import patch

from django.db import connection
from django.db.transaction import Atomic


@dataclass
class Held:
    """One outermost transaction: what began it, and the seconds until its end."""

    where: str
    processor: float  # of this thread
    clock: float


@dataclass
class Watched:
    held: list[Held] = field(default_factory=list)

    def longest(self) -> Held:
        return max(self.held, key=lambda each: each.processor)


@contextmanager
def watched_transactions() -> Iterator[Watched]:
    """What this thread holds meanwhile; nothing within the transaction of a test."""
    watched, begun = Watched(), []
    enter, leave = Atomic.__enter__, Atomic.__exit__

    def __enter__(self):  # noqa: N807
        is_outermost = not connection.in_atomic_block
        enter(self)
        if is_outermost:
            begun.append((self, _where(), time.thread_time(), time.monotonic()))

    def __exit__(self, *error):  # noqa: N807
        leave(self, *error)
        if begun and begun[-1][0] is self and not connection.in_atomic_block:
            _self, where, processor, clock = begun.pop()
            watched.held.append(Held(where, time.thread_time() - processor, time.monotonic() - clock))

    with patch.object(Atomic, "__enter__", __enter__), patch.object(Atomic, "__exit__", __exit__):
        yield watched


def _where() -> str:
    """The functions of ours that led to it, the outermost first."""
    import sys

    frame, names = sys._getframe(2), []
    while frame:
        path = frame.f_code.co_filename
        if (
            "/site-packages/" not in path
            and "/contextlib" not in path
            and "/tests/" not in path
            and "/lib/python" not in path
        ):
            names.append(frame.f_code.co_name)
        frame = frame.f_back
    return " > ".join(reversed(names[:5]))
