"""Bytes in, pages of words out. One file a kind of source; `registry.SOURCES` lists them."""

from ingest.sources.opened_file import OpenedFile, SourceRejected
from ingest.sources.registry import SOURCES, open_source, read_source

__all__ = ["SOURCES", "OpenedFile", "SourceRejected", "open_source", "read_source"]
