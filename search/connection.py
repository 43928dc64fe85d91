"""The engine that the settings name, found through haystack's connection."""

from __future__ import annotations

from haystack import connections

from search.engine_protocol import SearchEngine


def current_engine() -> SearchEngine:
    backend = connections["default"].get_backend()
    engine: SearchEngine | None = getattr(backend, "engine", None)
    if engine is None:
        raise TypeError(f"{backend!r} has no engine that speaks search.engine_protocol")
    return engine
