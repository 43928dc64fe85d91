"""References as RTF 1.9: a document of one paragraph an entry, or the text of one entry."""

from __future__ import annotations

from collections.abc import Iterable

from archive.citations.csl.locale import Locale
from archive.citations.csl.nodes import Rendered
from archive.citations.csl.output.runs import Run, runs

_HEAD = r"{\rtf1\ansi\ansicpg1252\deff0\uc1{\fonttbl{\f0\froman Times New Roman;}}\f0\fs24" + "\n"
_HANGING = r"\pard\fi-720\li720\sa120 "
_ESCAPED = {"\\": r"\\", "{": r"\{", "}": r"\}", "\t": r"\tab "}


def to_rtf(rendered: Rendered, locale: Locale) -> str:
    """The text of one entry, to stand within a document."""
    return "".join(_run(run) for run in runs(rendered, locale))


def rtf_document(entries: Iterable[Rendered], locale: Locale) -> str:
    """A whole document in ASCII, one hanging paragraph an entry."""
    paragraphs = (f"{_HANGING}{to_rtf(entry, locale)}\\par\n" for entry in entries)
    return f"{_HEAD}{''.join(paragraphs)}}}"


def _run(run: Run) -> str:
    setting = run.setting
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
    text = "".join(map(_character, run.text))
    return f"{{{''.join(words)} {text}}}" if words else text


def _character(character: str) -> str:
    """ASCII as it is; others as \\u with the sixteen bits of each unit and "?" for programs that know none."""
    if character in _ESCAPED:
        return _ESCAPED[character]
    if " " <= character <= "~":
        return character
    units = character.encode("utf-16-le")
    numbers = (int.from_bytes(units[n : n + 2], "little", signed=True) for n in range(0, len(units), 2))
    return "".join(f"\\u{number}?" for number in numbers)
