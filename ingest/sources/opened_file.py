"""What every source gives and may refuse: an opened file with its pages, read one after the other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from PIL import Image

from ingest.messages import RefusedError
from ingest.parsing.records import Note, SourceArticle, SourceFile, SourcePage

MAX_PAGES = 5_000  # of one file
WHOLE_PAGE = -1  # stands for all blocks of a page in an article, before the page has been recognised


class SourceRejected(RefusedError):  # noqa: N818 - a verdict on the file, not a fault of ours
    """A file that cannot be read. `message` tells a librarian what is wrong and what to do."""


@dataclass(slots=True)
class OpenedFile:
    """An opened file. `pages` may be walked once; each page is read when its turn comes.

    `page_count` is None where it is known only at the end. `picture` gives the image of a page, by its
    number, while the walk stands at it; None where the file has none; `layer` likewise the page with the text that the file gives it, however
    poor that is. `articles` and `notes` are complete
    when the last page has been read.
    """

    media_type: str
    pages: Iterator[SourcePage]
    info: dict[str, str] = field(default_factory=dict)
    page_count: int | None = None
    picture: Callable[[int], Image.Image | None] | None = None
    layer: Callable[[int], SourcePage | None] | None = None
    articles: list[SourceArticle] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def to_file(self) -> SourceFile:
        """Everything read. Raises SourceRejected for a file without pages."""
        pages = tuple(self.pages)
        if not pages:
            raise SourceRejected("no_pages")
        articles = _with_blocks(self.articles, pages)
        return SourceFile(self.media_type, pages, self.info, articles, tuple(self.notes))


def _with_blocks(articles: list[SourceArticle], pages: tuple[SourcePage, ...]) -> tuple[SourceArticle, ...]:
    """The same articles with the blocks of the pages that they hold whole; without those of no text."""
    blocks = {page.number: sorted({line.block for line in page.lines}) for page in pages}
    found = []
    for article in articles:
        places = [
            (number, block)
            for number, place in article.blocks
            for block in (blocks.get(number, []) if place == WHOLE_PAGE else [place])
        ]
        if places:
            found.append(replace(article, blocks=tuple(dict.fromkeys(places))))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Source:
    """One row of the table of sources. `recognises` sees the first bytes and never the file's name."""

    name: str
    recognises: Callable[[bytes], bool]
    open: Callable[[Path], OpenedFile]
