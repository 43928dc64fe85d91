"""The ways from match to match: on a page, from page to page, and on to the next article of the results."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from archive.models import Document
from archive.reading.hits import FoundArticle, found_article, keys_beside

if TYPE_CHECKING:
    from archive.reading.reader import Reader


@dataclass(frozen=True)
class HitStep:
    """The way from the current match: `here` to one on this page, `beyond` from the last (or first) one on it.

    That leads to another page; where no other page that way has matches, to another article: `article` then.
    """

    here: str = ""
    beyond: str = ""
    article: FoundArticle | None = None


class Walk:
    """From the current match of a reader's page."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self.hits = reader.hits
        self.here = reader.page.sequence

    @property
    def first(self) -> int:
        """The number of the first match that begins on this page, 0 where none does."""
        return self.hits.first_on(self.here) or 0

    @property
    def last(self) -> int:
        return self.first + self.reader.hits_here - 1 if self.first else 0

    @cached_property
    def back(self) -> HitStep:
        before = self.hits.last_before(self.here)
        article = None if before else self.article_before
        return HitStep(self._on_this_page(-1), self.reader.hit_url(before) or self._last_of(article), article)

    @cached_property
    def on(self) -> HitStep:
        after = self.hits.first_after(self.here)
        article = None if after else self.article_after
        return HitStep(self._on_this_page(1), self.reader.hit_url(after) or self._first_of(article), article)

    def _on_this_page(self, way: int) -> str:
        """The address of the match before or after the current one, "" where it is not on this page."""
        current = self.reader.hit
        is_here = current and self.first <= current + way <= self.last
        return self.reader.hit_url(current + way) if is_here else ""

    # -------------------------------------------------------------- other articles
    @cached_property
    def article_before(self) -> FoundArticle | None:
        """Among the results the reader came from, for who has come to the first match."""
        return found_article(self._keys[0], self.reader.q) if self._begins else None

    @cached_property
    def article_after(self) -> FoundArticle | None:
        """For who has come to the last match."""
        return found_article(self._keys[1], self.reader.q) if self._ends else None

    @cached_property
    def issue(self) -> tuple[Document | None, Document | None]:
        """Before the first match in the issue, and after the last; without a search at its first and last page."""
        if not (self._begins or self._ends) or (self.reader.query and not self._answered):
            return None, None
        before, after = Document.objects.neighbours_of(self.reader.document)
        return before if self._begins else None, after if self._ends else None

    @property
    def _begins(self) -> bool:
        """Whether there is no match before this page; without a search, no page."""
        if self.reader.query:
            return not self.hits.last_before(self.here)
        return self.here == self.reader.pages[0].sequence

    @property
    def _ends(self) -> bool:
        if self.reader.query:
            return not self.hits.first_after(self.here)
        return self.here == self.reader.pages[-1].sequence

    @cached_property
    def _answered(self) -> tuple[int | None, int | None] | None:
        """By the search; asked only where the walk leaves the article."""
        reader = self.reader
        if reader.find or not reader.q or not (self._begins or self._ends):
            return None
        return keys_beside(reader.document, reader.results_query[1:])

    @property
    def _keys(self) -> tuple[int | None, int | None]:
        return self._answered or (None, None)

    def _first_of(self, article: FoundArticle | None) -> str:
        return self._address(article, 1) if article else ""

    def _last_of(self, article: FoundArticle | None) -> str:
        return self._address(article, len(article.hits)) if article else ""

    def _address(self, article: FoundArticle, hit: int) -> str:
        changes = {"find": "", "lines": 0} | ({"hit": hit} if article.hits else {})
        anchor = f"#hit-{hit}" if article.hits else ""
        return f"{article.address_of(hit)}{self.reader.kept(**changes)}{anchor}"
