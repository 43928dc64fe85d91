"""Files within a PDF: a portfolio is a folder of them, with one page that says so."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from ingest.sources.opened_file import SourceRejected
from ingest.sources.pdf_rescue import PYPDF_FAILURES

MAX_NAMES, MAX_NAME = 10, 60  # names that are told, characters of each
MAX_DEPTH = 10  # of the tree of names


def attached_names(path: Path) -> list[str]:
    """The names of the files within. Raises SourceRejected for a portfolio: its own page tells nothing."""
    try:
        reader = PdfReader(path, strict=False)
        root: Any = reader.trailer["/Root"].get_object()
        names = list(dict.fromkeys(_names(root.get("/Names", {}).get_object().get("/EmbeddedFiles"))))
        is_portfolio = "/Collection" in root
    except PYPDF_FAILURES:
        return []
    if is_portfolio and names:
        raise SourceRejected("pdf_portfolio", names=in_one_line(names))
    return names


def in_one_line(names: list[str]) -> str:
    told = [f"“{name[:MAX_NAME]}”" for name in names[:MAX_NAMES]]
    return ", ".join([*told, "…"] if len(names) > MAX_NAMES else told)


def _names(node: Any, depth: int = 0) -> Iterator[str]:
    """Of a name tree (ISO 32000-1, 7.9.6): the key where it is a file's name, else that in the specification."""
    tree = node.get_object() if node is not None else {}
    if depth > MAX_DEPTH:
        return
    for child in tree.get("/Kids", []):
        yield from _names(child, depth + 1)
    pairs = tree.get("/Names", [])
    for key, specification in zip(pairs[::2], pairs[1::2], strict=False):
        described = specification.get_object()
        names = (str(key), str(described.get("/UF", "")), str(described.get("/F", "")))
        yield next((name for name in names if "." in name), str(key))
