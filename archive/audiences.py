"""Who asks: everyone, a reader on the premises, or the library's people. Each sees what those before it see.

As with the language of an answer, it is known for the time of a request: `archive.accounts.reading_rooms` says who
asks, and what shows words, counts or images goes by `asking()`. Where nobody said it, everyone asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import IntEnum


class Audience(IntEnum):
    EVERYONE = 0
    PREMISES = 1
    STAFF = 2


_asking: ContextVar[Callable[[], Audience]] = ContextVar("asking", default=lambda: Audience.EVERYONE)


def asking() -> Audience:
    return _asking.get()()


@contextmanager
def asked_by(who: Callable[[], Audience]) -> Iterator[None]:
    """`who` is asked when it first matters: most answers do not depend on it."""
    token = _asking.set(who)
    try:
        yield
    finally:
        _asking.reset(token)


def by_everyone() -> Audience:
    """For machines, which are all told the same: caches stand between."""
    return Audience.EVERYONE
