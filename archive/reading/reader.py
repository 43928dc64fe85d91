"""One page of an article beside its image: all that the reader's page shows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from textwrap import shorten
from urllib.parse import quote, urlencode

from django.utils.functional import Promise

from archive.access import ImageAccess
from archive.forms import ReaderForm
from archive.models import Document, Page, Section
from archive.reading.front_lines import name_front_lines
from archive.reading.hits import HitsInDocument, hits_in
from archive.reading.passages import find_address, give_addresses
from archive.reading.reading_text import TextBlock, compose
from archive.reading.walking import Walk
from archive.scans.page_images import is_beyond_drawing, is_pictured
from archive.scans.page_layer import HitBox, LayerLine, hit_boxes, text_lines, unsure_spans
from archive.spans import TextSpan

ZOOMS = (100, 150, 200)
# How wide the image stands, for `sizes`. For narrow screens less than it is, so that those with three dots to a
# pixel take the light image too; enlarged, they take the sharp one.
BESIDE_TEXT = "(width < 56rem) 17rem, 38rem"
ALONE = "(width < 56rem) 17rem, 70rem"
ENLARGED = "(width < 56rem) 100vw, 70rem"


SHOWN_OF_PASSAGE = 90  # characters told above the page
MAX_STRIP = 40  # pages in the strip; of a longer document those around this one and those with matches
STRIP_AROUND = 4  # pages on either side of this one that are never left out
DENSITIES = 4  # shades of the strip


@dataclass(frozen=True)
class PageChoice:
    label: str | Promise
    url: str
    is_chosen: bool
    key: str = ""  # the single key that chooses it


@dataclass(frozen=True)
class StripItem:
    page: Page
    url: str
    hits: int = 0
    is_current: bool = False
    density: int = 0  # from 1 for few hits to DENSITIES for the most on a page
    follows_gap: bool = False


class Reader:
    """A page of a document as asked for. `document` comes from `Document.objects.for_reading()`."""

    def __init__(
        self, document: Document, page: Page, asked: dict, image: ImageAccess, usual_view: str = "both"
    ) -> None:
        self.document = document
        self.image = image
        self.page = page
        self.pages: Sequence[Page] = list(document.pages.all())
        self.q: str = asked["q"] or ""
        self.find: str = asked["find"] or ""
        self.usual_view = usual_view
        self.view: str = asked["view"] or usual_view
        self.zoom: int = asked["zoom"] or 100
        self.original_lines: bool = bool(asked["lines"])
        self._asked_hit: int | None = asked["hit"]
        self.at: str = asked["at"] or ""
        self.back: str = asked["back"] or ""

    # -------------------------------------------------------------- hits
    @property
    def query(self) -> str:
        """What is marked: the search in this article, else the search the reader came from."""
        return self.find or self.q

    @cached_property
    def hits(self) -> HitsInDocument:
        return hits_in(self.document, self.query)

    @cached_property
    def hits_here(self) -> int:
        return self.hits.per_page()[self.page.sequence]

    @cached_property
    def hit(self) -> int | None:
        """The number of the current hit: the one asked for, else the first on this page."""
        asked = self._asked_hit
        if asked and asked <= len(self.hits) and self.hits.page_of(asked) == self.page.sequence:
            return asked
        return self.hits.first_on(self.page.sequence)

    @cached_property
    def walk(self) -> Walk:
        return Walk(self)

    @property
    def next_page_with_hits(self) -> StripItem | None:
        """Where to go from a page without hits: the next one with some, else the first."""
        hit = self.hits.first_after(self.page.sequence) or (1 if self.hits else None)
        return self._item(self._page_at(self.hits.page_of(hit))) if hit else None

    def hit_url(self, hit: int | None) -> str:
        """ "" where there is no such match in the article."""
        if not hit or hit > len(self.hits):
            return ""
        return self._url(self._page_at(self.hits.page_of(hit)), hit=hit, at="") + f"#hit-{hit}"

    # -------------------------------------------------------------- a passage
    @cached_property
    def passage(self) -> list[TextSpan]:
        """Where the passage of ?at= stands now, a span a page; empty where it is no longer found."""
        return find_address(self.pages, self.at) if self.at else []

    @property
    def quoted(self) -> str:
        """The words of the passage, of a long one the beginning."""
        texts = {page.sequence: page.text for page in self.pages}
        words = " ".join(texts[span.sequence][span.start : span.end] for span in self.passage)
        return shorten(words, SHOWN_OF_PASSAGE, placeholder="…")

    @property
    def without_passage_url(self) -> str:
        return self._url(self.page, at="")

    @property
    def passage_url(self) -> str:
        """The passage on the page where it begins now; empty when it stands on this page or on none."""
        if not self.passage or self._at_on(self.page):
            return ""
        return self._url(self._page_at(self.passage[0].sequence)) + "#hit-1"

    @property
    def marks(self) -> list[TextSpan]:
        """What is marked on this page: the passage asked for, else the matches."""
        here = self.page.sequence
        passage = [span for span in self.passage if span.sequence == here]
        return passage or list(self.hits.spans_on(here))

    def _at_on(self, page: Page) -> str:
        return self.at if any(span.sequence == page.sequence for span in self.passage) else ""

    # -------------------------------------------------------------- addresses
    def _url(self, page: Page, **changes: object) -> str:
        """The address of a page that keeps the query and the view."""
        kept = self.kept(**{"at": self._at_on(page)} | changes)
        return f"{self.document_url}p/{quote(page.address, safe='')}/{kept}"

    def kept(self, **changes: object) -> str:
        """The query string that keeps the query and the view."""
        asked = {"q": self.q, "back": self.back, "find": self.find, "view": self.view, "zoom": self.zoom}
        asked |= {"lines": int(self.original_lines)} | changes
        usual = {"view": self.usual_view, "zoom": 100}
        kept = {name: value for name, value in asked.items() if value and value != usual.get(name)}
        return f"?{urlencode(kept)}" if kept else ""

    def _page_at(self, sequence: int) -> Page:
        return next(page for page in self.pages if page.sequence == sequence)

    @cached_property
    def _counts(self) -> Counter[int]:
        return self.hits.per_page()

    @cached_property
    def strip(self) -> list[StripItem]:
        """The pages of the document; of a long one those that matter here, with gaps."""
        shown = _shown_in_strip([page.sequence for page in self.pages], self.page.sequence, self._counts)
        items: list[StripItem] = []
        is_gap = False
        for page in self.pages:
            if page.sequence in shown:
                items.append(self._item(page, follows_gap=is_gap))
            is_gap = page.sequence not in shown
        return items

    def _item(self, page: Page, *, follows_gap: bool = False) -> StripItem:
        first = 1 if self._at_on(page) else self.hits.first_on(page.sequence)
        url = self._url(page) + (f"#hit-{first}" if first else "")
        hits = self._counts[page.sequence]
        density = -(-DENSITIES * hits // self._most_hits)
        return StripItem(page, url, hits, page == self.page, density, follows_gap)

    @cached_property
    def _most_hits(self) -> int:
        return max(self._counts.values(), default=1)

    @cached_property
    def neighbours(self) -> tuple[StripItem | None, StripItem | None]:
        here = next(n for n, page in enumerate(self.pages) if page == self.page)
        around = (self.pages[max(0, here - 1) : here], self.pages[here + 1 : here + 2])
        before, after = (self._item(pages[0]) if pages else None for pages in around)
        return before, after

    def _here(self, **changes: object) -> str:
        """The address of this page shown otherwise, at the same match."""
        anchor = 1 if self._at_on(self.page) else self.hit
        return self._url(self.page, hit=self._asked_hit, **changes) + (f"#hit-{anchor}" if anchor else "")

    @property
    def views(self) -> list[PageChoice]:
        """The key v leads from each to the next."""
        names = [view for view, _ in ReaderForm.VIEWS]
        following = names[(names.index(self.view) + 1) % len(names)]
        return [
            PageChoice(label, self._here(view=view), view == self.view, "v" if view == following else "")
            for view, label in ReaderForm.VIEWS
        ]

    @property
    def tabs(self) -> list[PageChoice]:
        """The image or the text alone, for screens too narrow for both: these show the text first."""
        return [
            PageChoice(label, self._here(view=view), (view == "image") == (self.view == "image"))
            for view, label in ReaderForm.VIEWS
            if view != "both"
        ]

    @property
    def zooms(self) -> list[PageChoice]:
        here = ZOOMS.index(self.zoom)
        keys = {here + 1: "+", here - 1: "-"} | ({0: "0"} if here > 1 else {})
        return [
            PageChoice(
                f"{zoom} %",
                self._here(zoom=zoom),
                zoom == self.zoom,
                keys.get(n, ""),
            )
            for n, zoom in enumerate(ZOOMS)
        ]

    @property
    def other_lines_url(self) -> str:
        """The same page with printed lines instead of paragraphs, or back."""
        return self._url(self.page, lines=int(not self.original_lines))

    @property
    def without_find_url(self) -> str:
        return self._url(self.page, find="")

    @cached_property
    def results_query(self) -> str:
        """The query string of the results the reader came from, with filters and page as they were."""
        return f"?{self.back or urlencode({'q': self.q})}"

    @cached_property
    def document_url(self) -> str:
        return self.document.get_absolute_url()

    # -------------------------------------------------------------- what is shown
    @cached_property
    def has_image(self) -> bool:
        return is_pictured(self.page) and not self.image.is_withheld and not self.image_is_damaged

    @cached_property
    def image_is_damaged(self) -> bool:
        return is_beyond_drawing(self.page)

    @property
    def shows_image(self) -> bool:
        return self.has_image and self.view != "text"

    @property
    def image_sizes(self) -> str:
        return ENLARGED if self.zoom > 100 else ALONE if self.view == "image" else BESIDE_TEXT

    @property
    def shows_text(self) -> bool:
        return self.view != "image" or not self.has_image

    @cached_property
    def blocks(self) -> list[TextBlock]:
        """The page's text; without the start of the page itself, which the heading names."""
        sections = [section for section in self.document.sections.all() if section.page_id == self.page.pk]
        unsure = {self.page.sequence: unsure_spans(self.page.words)}
        blocks = compose([self.page], sections, self.marks, unsure=unsure)
        blocks = [block for block in blocks if block.kind != "pages"]
        name_front_lines(blocks, self.document)
        here = self.page.sequence
        give_addresses(blocks, [page for page in self.pages if abs(page.sequence - here) <= 1])
        return blocks

    @property
    def marks_text(self) -> bool:
        """Whether matches are marked in the text and scrolled to there; the lines as read have no marks."""
        return self.shows_text and not self.original_lines

    @property
    def has_unsure_words(self) -> bool:
        return self.shows_text and any(part.is_unsure for block in self.blocks for part in block.parts)

    @property
    def printed_lines(self) -> list[str]:
        """The lines as read. Where a hidden article shares the page, those of the article's own words alone: what an
        earlier release kept as read may hold the neighbour's."""
        if not self.image.is_shared:
            return self.page.raw_text.splitlines()
        text = self.page.text
        return [" ".join(text[int(word[0]) : int(word[1])] for word in line) for line in self.page.words]

    @cached_property
    def lines(self) -> list[LayerLine]:
        return text_lines(self.page.words, self.page.text)

    @cached_property
    def boxes(self) -> list[HitBox]:
        return hit_boxes(self.page.words, self.marks)

    @cached_property
    def section(self) -> Section | None:
        """The section with a heading in which the page begins, or the first that begins on it."""
        order = {page.pk: page.sequence for page in self.pages}
        headed = [section for section in self.document.sections.all() if section.heading]
        before = [
            section
            for section in headed
            if (order[section.page_id], section.offset) <= (self.page.sequence, 0)
        ]
        here = [section for section in headed if section.page_id == self.page.pk]
        return (before[-1:] or here[:1] or [None])[0]


def _shown_in_strip(sequences: Sequence[int], here: int, counts: Mapping[int, int]) -> set[int]:
    """All pages of a short document; else the ends, those around `here`, and with hits the nearest ones."""
    if len(sequences) <= MAX_STRIP:
        return set(sequences)
    shown = {sequences[0], sequences[-1]}
    shown |= {sequence for sequence in sequences if abs(sequence - here) <= STRIP_AROUND}
    others = sorted((s for s in sequences if counts[s] and s not in shown), key=lambda s: abs(s - here))
    return shown | set(others[: MAX_STRIP - len(shown)])
