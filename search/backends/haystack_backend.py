"""The engine that SEARCH_URL names as a backend of haystack: what `HAYSTACK_CONNECTIONS` names as its ENGINE."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from haystack.backends import BaseEngine

from search.backends.addresses import SECONDS, make_engine
from search.backends.haystack_adapter import EngineBackend, NodeQuery
from search.engine_protocol import SearchEngine
from search.query_fields import WORD_FIELDS


class ArchiveBackend(EngineBackend):
    """A setting of the connection: SECONDS, the time for one query."""

    def make_engine(self, options: dict[str, Any]) -> SearchEngine:
        return make_engine(settings.SEARCH_URL, WORD_FIELDS, float(options.get("SECONDS", SECONDS)))


class ArchiveEngine(BaseEngine):
    backend = ArchiveBackend
    query = NodeQuery
