"""Titles with italics, sub- and superscripts: <i>, <sub> and <sup>, as CSL-JSON writes them. All else is text.

A tag without its mate is text too, so that no writer is ever left with an open one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from html import escape

_TAG = re.compile(r"<(?P<end>/?)(?P<name>i|sub|sup)>")
Marks = tuple[str, ...]  # from the outermost: ("i", "sub")
Pairs = Mapping[str, tuple[str, str]]  # what stands before and behind the text of each mark


@dataclass(frozen=True, slots=True)
class MarkedPiece:
    """A run of letters under the same marks."""

    text: str
    marks: Marks = ()


Marked = tuple[MarkedPiece, ...]


def read_marks(text: str) -> Marked:
    """The pieces of a title.

    >>> [(piece.text, *piece.marks) for piece in read_marks("On <i>Vibrio</i> and 2 <i> 3")]
    [('On ',), ('Vibrio', 'i'), (' and 2 <i> 3',)]
    """
    pieces: list[MarkedPiece] = []
    marks: list[str] = []
    at = 0
    for tag in _paired(text):
        _add(pieces, text[at : tag.start()], tuple(marks))
        at = tag.end()
        if tag["end"]:
            marks.pop()
        else:
            marks.append(tag["name"])
    _add(pieces, text[at:], ())
    return tuple(pieces)


def _paired(text: str) -> list[re.Match[str]]:
    """The tags that have their mates, properly nested."""
    kept: list[re.Match[str]] = []
    waiting: list[re.Match[str]] = []
    for tag in _TAG.finditer(text):
        if not tag["end"]:
            waiting.append(tag)
        elif any(each["name"] == tag["name"] for each in waiting):
            while (begin := waiting.pop())["name"] != tag["name"]:
                pass  # never closed: text
            kept += [begin, tag]
    return sorted(kept, key=lambda tag: tag.start())


def _add(pieces: list[MarkedPiece], text: str, marks: Marks) -> None:
    if not text:
        return
    if pieces and pieces[-1].marks == marks:
        text = pieces.pop().text + text
    pieces.append(MarkedPiece(text, marks))


def without_marks(text: str) -> str:
    """The words alone.

    >>> without_marks("H<sub>2</sub>O in <i>Macbeth</i>")
    'H2O in Macbeth'
    """
    return "".join(piece.text for piece in read_marks(text))


def cut_marked(marked: Marked, start: int, end: int | None = None) -> Marked:
    """The pieces between two characters of the words."""
    pieces: list[MarkedPiece] = []
    at = 0
    for piece in marked:
        first, last = max(start - at, 0), None if end is None else max(end - at, 0)
        _add(pieces, piece.text[first:last], piece.marks)
        at += len(piece.text)
    return tuple(pieces)


def write_marks(marked: Marked, pairs: Pairs, written: Callable[[str], str]) -> str:
    """In a format's own commands; `written` makes its text of the words."""
    out = ""
    for piece in marked:
        text = written(piece.text)
        for mark in reversed(piece.marks):
            begin, end = pairs[mark]
            text = f"{begin}{text}{end}"
        out += text
    return out


TAGS: Pairs = {name: (f"<{name}>", f"</{name}>") for name in ("i", "sub", "sup")}


def to_tags(marked: Marked) -> str:
    """As a title is kept."""
    return write_marks(marked, TAGS, str)


def to_safe_html(text: str) -> str:
    """For a page: its three elements, and everything else escaped."""
    return write_marks(read_marks(text), TAGS, escape)
