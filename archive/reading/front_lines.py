"""Which lines of the front matter are the title and the authors, so that a first page is set as one."""

from __future__ import annotations

from collections.abc import Iterable

from archive.models import Document
from archive.reading.passages import fold_passage
from archive.reading.reading_text import TextBlock

MOST_BESIDE = 30  # folded characters of a by-line that are of no name: "by", "and", a degree


def name_front_lines(blocks: Iterable[TextBlock], document: Document) -> None:
    """Each block of the front learns its `role`: "title", "subtitle" or "authors", "" for all others."""
    title, subtitle = fold_passage(document.title), fold_passage(document.subtitle)
    roles = {title: "title", title + subtitle: "title", subtitle: "subtitle"}
    names = [fold_passage(each.author.name) for each in document.bylines]
    for block in blocks:
        if block.is_front:
            said = fold_passage("".join(part.text for part in block.parts))
            block.role = roles.get(said, "") or ("authors" if _is_byline(said, names) else "")


def _is_byline(said: str, names: list[str]) -> bool:
    return (
        bool(names)
        and all(name in said for name in names)
        and len(said) <= sum(map(len, names)) + MOST_BESIDE
    )
