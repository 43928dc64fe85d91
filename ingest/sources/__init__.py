"""Bytes in, pages of words out. One file a kind of source; `registry.SOURCES` lists them."""

from ingest.sources.opened_file import Reading, SourceRejected
from ingest.sources.registry import SOURCES, open_source, read_source

__all__ = ["SOURCES", "Reading", "SourceRejected", "open_source", "read_source"]
