"""The engine that serves, found through haystack's connection, and the token store beside its index."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from haystack import connections

from archive.audiences import asking
from search.engine_in_use import newest_address
from search.engine_protocol import SearchEngine, Write, day_number
from search.not_indexed_yet import left_out
from search.tokens.token_store import TokenStore


def current_engine() -> SearchEngine:
    engine: SearchEngine = _backend().engine
    return engine


def engine_at(address: str) -> SearchEngine:
    """An engine by its address, as SEARCH_URL would have it. ImproperlyConfigured where there is none."""
    engine: SearchEngine = _backend().engine_at(address)
    return engine


def _backend():
    backend = connections["default"].get_backend()
    if not hasattr(backend, "engine_at"):
        raise TypeError(f"{backend!r} has no engine that speaks search.engine_protocol")
    return backend


def reader_engine() -> SearchEngine:
    """The engine as it answers who asks today."""
    return indexed_engine(left_out())


def indexed_engine(unseen: frozenset[str] = frozenset()) -> SearchEngine:
    """The same by the index alone, without these entries."""
    return current_engine().seen_by(int(asking()), day_number(timezone.localdate()), unseen)


@contextmanager
def writing() -> Iterator[Write]:
    """Be the one writer of the engine in use: of the one to which the archive was moved while this one waited, too."""
    while True:
        address = newest_address()
        with engine_at(address).writing() as write:
            if newest_address() == address:
                yield write
                return


def current_tokens() -> TokenStore:
    return _tokens(Path(settings.SEARCH_DIR))


@lru_cache(maxsize=1)
def _tokens(path: Path) -> TokenStore:
    """One a process, because it keeps its files open."""
    return TokenStore(path)
