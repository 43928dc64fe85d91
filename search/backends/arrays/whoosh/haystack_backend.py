"""The array engine as a backend of haystack: what `HAYSTACK_CONNECTIONS` names as its ENGINE."""

from __future__ import annotations

from typing import Any

from haystack.backends import BaseEngine

from search.backends.arrays.array_engine import SECONDS, ArrayEngine
from search.backends.haystack_adapter import EngineBackend, NodeQuery
from search.query_fields import WORD_FIELDS


class ArchiveBackend(EngineBackend):
    """Settings of the connection: PATH, the folder of the index; SECONDS, the time for one query."""

    def make_engine(self, options: dict[str, Any]) -> ArrayEngine:
        return ArrayEngine(options["PATH"], WORD_FIELDS, float(options.get("SECONDS", SECONDS)))


class WhooshEngine(BaseEngine):
    backend = ArchiveBackend
    query = NodeQuery
