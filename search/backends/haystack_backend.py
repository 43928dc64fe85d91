"""The engine in use as a backend of haystack: what `HAYSTACK_CONNECTIONS` names as its ENGINE."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from haystack.backends import BaseEngine

from search.backends.addresses import SECONDS, make_engine
from search.backends.haystack_adapter import EngineBackend, NodeQuery
from search.engine_in_use import address_in_use
from search.engine_protocol import SearchEngine
from search.query_fields import WORD_FIELDS


class ArchiveBackend(EngineBackend):
    """A setting of the connection: SECONDS, the time for one query."""

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        self._seconds = float(options.get("SECONDS", SECONDS))
        self._engines: dict[tuple[str, str], SearchEngine] = {}

    @property
    def engine(self) -> SearchEngine:
        return self.engine_at(address_in_use())

    def engine_at(self, address: str) -> SearchEngine:
        """Made once; the embedded one stands in SEARCH_DIR."""
        key = (address, str(settings.SEARCH_DIR))
        if key not in self._engines:
            self._engines[key] = make_engine(address, WORD_FIELDS, self._seconds)
        return self._engines[key]


class ArchiveEngine(BaseEngine):
    backend = ArchiveBackend
    query = NodeQuery
