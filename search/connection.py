"""The engine that the settings name, found through haystack's connection, and the token store beside its index."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from haystack import connections

from archive.audiences import asking
from search.engine_protocol import SearchEngine, day_number
from search.not_indexed_yet import left_out
from search.tokens.token_store import TokenStore


def current_engine() -> SearchEngine:
    backend = connections["default"].get_backend()
    engine: SearchEngine | None = getattr(backend, "engine", None)
    if engine is None:
        raise TypeError(f"{backend!r} has no engine that speaks search.engine_protocol")
    return engine


def reader_engine() -> SearchEngine:
    """The engine as it answers who asks today."""
    return indexed_engine(left_out())


def indexed_engine(unseen: frozenset[str] = frozenset()) -> SearchEngine:
    """The same by the index alone, without these entries."""
    return current_engine().seen_by(int(asking()), day_number(timezone.localdate()), unseen)


def current_tokens() -> TokenStore:
    return _tokens(Path(settings.SEARCH_DIR))


@lru_cache(maxsize=1)
def _tokens(path: Path) -> TokenStore:
    """One a process, because it keeps its files open."""
    return TokenStore(path)
