"""The processor time that one request may take of the search, however many questions it asks of the index.

A page of results asks for what a word stands for, what is found, and what would be found otherwise; each of them
may be as dear as the search itself. It is the time of the thread that works on the request: others' load does
not count.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

SECONDS = 0.85  # for all that is asked of the index,
EXCERPTS = (
    0.1  # and so much more at most until the hits of the rows are found; the rest of a second is the page's
)

_end: ContextVar[float | None] = ContextVar("time_allowance", default=None)


@contextmanager
def one_request(seconds: float = SECONDS) -> Iterator[None]:
    """From here on; inside another it changes nothing."""
    if _end.get() is not None:
        yield
        return
    _end.set(time.thread_time() + seconds)
    try:
        yield
    finally:
        _end.set(None)


@contextmanager
def for_all_requests() -> Iterator[None]:
    """What is read once and kept for the requests after this one is not counted to it."""
    begun = time.thread_time()
    try:
        yield
    finally:
        if (end := _end.get()) is not None:
            _end.set(end + time.thread_time() - begun)


def left(seconds: float) -> float:
    """How much of these seconds the request may still take; 0 or less where it has taken all it may."""
    end = _end.get()
    return seconds if end is None else min(seconds, end - time.thread_time())


def allows_excerpts() -> bool:
    """Whether there is time to find the hits of one more article."""
    return left(1.0) > -EXCERPTS
