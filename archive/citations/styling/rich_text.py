"""Text with italics and links, and the punctuation between its parts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True)
class StyledRun:
    text: str
    is_italic: bool = False
    href: str = ""


Rich = tuple[StyledRun, ...]
EMPTY: Rich = ()


def roman(text: str) -> Rich:
    return (StyledRun(text),) if text else EMPTY


def italic(text: str) -> Rich:
    return (StyledRun(text, is_italic=True),) if text else EMPTY


def link(url: str) -> Rich:
    return (StyledRun(url, href=url),) if url else EMPTY


def to_plain(rich: Rich) -> str:
    return "".join(run.text for run in rich)


def to_html(rich: Rich) -> str:
    """Escaped text with <i> and, for web addresses only, <a>: safe to be marked as such."""
    return "".join(_run_html(run) for run in rich)


def _run_html(run: StyledRun) -> str:
    text = escape(run.text)
    if run.href.startswith(("https://", "http://")):
        text = f'<a href="{escape(run.href)}">{text}</a>'
    return f"<i>{text}</i>" if run.is_italic else text


def join(parts: Iterable[Rich], separator: str) -> Rich:
    """The parts that are not empty with `separator` between them."""
    joined: Rich = EMPTY
    for part in parts:
        if part:
            joined += (roman(separator) if joined else EMPTY) + part
    return joined


def stop(rich: Rich, mark: str = ".") -> Rich:
    """With a full stop at the end, unless one, "?" or "!" is there, also before closing quotes."""
    if not rich or re.search(r"[.?!][”’\"]*$", to_plain(rich)):
        return rich
    return rich + roman(mark)


def sentences(parts: Iterable[Rich]) -> Rich:
    """Each part with its full stop, a blank between them."""
    return join((stop(part) for part in parts), " ")


def in_double_quotes(text: str, mark: str = "") -> str:
    """“Text.”: `mark` goes inside, quotes in the text become single ones."""
    text = re.sub(r'"([^"]*)"', r"‘\1’", text).replace("“", "‘").replace("”", "’")
    return f"“{marked(text, mark)}”"


def in_single_quotes(text: str) -> str:
    """‘Text’: quotes in the text become double ones; an apostrophe stays."""
    text = re.sub(r'"([^"]*)"', r"“\1”", text)
    inner = re.sub(_IN_SINGLE_QUOTES, r"“\1”", text)
    return f"‘{inner}’"


# An apostrophe inside has a letter behind it: ‘The People’s Own’.
_IN_SINGLE_QUOTES = re.compile(r"‘([^‘’]*(?:’\w[^‘’]*)*)’(?!\w)")
_QUOTED_END = re.compile(rf"(?:“[^“”]*”|{_IN_SINGLE_QUOTES.pattern}|\"[^\"]*\")$")


def marked(text: str, mark: str) -> str:
    """With a stop or comma at the end, inside of closing quotes as Americans set it, unless one is there.

    >>> marked("The End of “History”", "."), marked("Rights of the Peoples’", "."), marked("Who Rules?", ".")
    ('The End of “History.”', 'Rights of the Peoples’.', 'Who Rules?')
    """
    if not mark or re.search(r"[.?!][”’\"]*$", text):
        return text
    return text[:-1] + mark + text[-1] if _QUOTED_END.search(text) else text + mark
