"""References as RTF 1.9: a document of one paragraph an entry, or the text of one entry."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from archive.citations.csl.locale import Locale
from archive.citations.csl.nodes import Rendered
from archive.citations.csl.output.runs import runs

HEAD = r"{\rtf1\ansi\ansicpg1252\deff0\uc1{\fonttbl{\f0\froman Times New Roman;}}\f0\fs24" + "\n"
HANGING = r"\pard\fi-720\li720\sa120 "
_ESCAPED = {"\\": r"\\", "{": r"\{", "}": r"\}", "\t": r"\tab "}


class Setting(Protocol):
    """How a text stands on the page: what a run of a style and one of a reference have in common."""

    @property
    def is_italic(self) -> bool: ...
    @property
    def is_bold(self) -> bool: ...
    @property
    def is_small_caps(self) -> bool: ...
    @property
    def is_underlined(self) -> bool: ...
    @property
    def vertical(self) -> str: ...


def to_rtf(rendered: Rendered, locale: Locale) -> str:
    """The text of one entry, to stand within a document."""
    return "".join(set_text(run.text, run.setting) for run in runs(rendered, locale))


def rtf_document(entries: Iterable[Rendered], locale: Locale) -> str:
    """A whole document in ASCII, one hanging paragraph an entry."""
    paragraphs = (f"{HANGING}{to_rtf(entry, locale)}\\par\n" for entry in entries)
    return f"{HEAD}{''.join(paragraphs)}}}"


def set_text(text: str, setting: Setting) -> str:
    words = [
        word
        for word, is_set in (
            (r"\i", setting.is_italic),
            (r"\b", setting.is_bold),
            (r"\scaps", setting.is_small_caps),
            (r"\ul", setting.is_underlined),
            (r"\super", setting.vertical == "sup"),
            (r"\sub", setting.vertical == "sub"),
        )
        if is_set
    ]
    escaped = escape(text)
    return f"{{{''.join(words)} {escaped}}}" if words else escaped


def escape(text: str) -> str:
    return "".join(map(_character, text))


def _character(character: str) -> str:
    """ASCII as it is; others as \\u with the sixteen bits of each unit and "?" for programs that know none."""
    if character in _ESCAPED:
        return _ESCAPED[character]
    if " " <= character <= "~":
        return character
    units = character.encode("utf-16-le")
    numbers = (int.from_bytes(units[n : n + 2], "little", signed=True) for n in range(0, len(units), 2))
    return "".join(f"\\u{number}?" for number in numbers)
