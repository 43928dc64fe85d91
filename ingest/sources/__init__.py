"""Bytes in, pages of words out. One file a kind of source; `registry.SOURCES` lists them.

The readers of all kinds are loaded when one of these names is first asked for: a web process asks for none.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ingest.sources.opened_file import OpenedFile, SourceRejected
    from ingest.sources.registry import SOURCES, open_source, read_source

__all__ = ["SOURCES", "OpenedFile", "SourceRejected", "open_source", "read_source"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    return getattr(import_module("ingest.sources.registry"), name)
