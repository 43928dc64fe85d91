"""The engine that the settings name, found through haystack's connection, and the token store beside its index."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from haystack import connections

from search.engine_protocol import SearchEngine
from search.tokens.token_store import TokenStore


def current_engine() -> SearchEngine:
    backend = connections["default"].get_backend()
    engine: SearchEngine | None = getattr(backend, "engine", None)
    if engine is None:
        raise TypeError(f"{backend!r} has no engine that speaks search.engine_protocol")
    return engine


def current_tokens() -> TokenStore:
    return _tokens(Path(settings.SEARCH_DIR))


@lru_cache(maxsize=1)
def _tokens(path: Path) -> TokenStore:
    """One a process, because it keeps its files open."""
    return TokenStore(path)
