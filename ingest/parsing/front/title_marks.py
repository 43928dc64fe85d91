"""Italics in a title, where the file tells the type of each word."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.records import Line


def mark_italics(title: str, rows: Sequence[SourceRow]) -> str:
    """The title with <i> around the words that stand in italics among others that do not; "" for any other title.

    A title in italics as a whole is set so by the house, and where the words do not follow one another as in the
    title nothing is said.
    """
    words = [
        (word.text, _is_italic(row.source, place))
        for row in rows
        for place, word in enumerate(row.source.words)
    ]
    are_italic = [is_italic for _text, is_italic in words]
    if all(are_italic) or not any(are_italic) or "<" in title:
        return ""
    spans: list[list[int]] = []
    at, was_italic = 0, False
    for text, is_italic in words:
        start = title.find(text, at)
        if start < 0 or title[at:start].strip():
            return ""
        if is_italic and was_italic:
            spans[-1][1] = start + len(text)
        elif is_italic:
            spans.append([start, start + len(text)])
        at, was_italic = start + len(text), is_italic
    marked = title
    for start, end in reversed(spans):
        end = start + len(title[start:end].rstrip(",;:."))
        marked = f"{marked[:start]}<i>{marked[start:end]}</i>{marked[end:]}"
    return marked


def _is_italic(line: Line, place: int) -> bool:
    return place in line.italics if line.italics else line.is_italic
