"""The pages and sections of articles as plain values: a page of results has some hundreds of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import NamedTuple, Protocol

from archive.audiences import asking
from archive.citations.supplied_titles import READ
from archive.models import Document, Page, Section, as_cited
from archive.printed_pages import label_at
from archive.querysets import closed_to


class PageText(Protocol):
    """What is read of a page to find words and headings on it: of a row of the database, or of plain values."""

    @property
    def pk(self) -> int: ...
    @property
    def text(self) -> str: ...


class SectionStart(Protocol):
    """Where a section begins."""

    @property
    def kind(self) -> str: ...
    @property
    def heading(self) -> str: ...
    @property
    def page_id(self) -> int: ...
    @property
    def offset(self) -> int: ...


class PlainPage(NamedTuple):
    pk: int
    sequence: int
    label: str
    label_source: str
    address: str
    text: str
    turns_at: int | None = None
    running_head: str = ""

    @property
    def cited_label(self) -> str:
        return as_cited(self.label, self.label_source)

    def cited_label_of(self, offsets: Iterable[int]) -> str:
        """Of the printed page on which all these places of its text stand; of both where the image shows two."""
        if self.turns_at is None:
            return self.cited_label
        labels = {label_at(self.label, self.turns_at, offset) for offset in offsets}
        return as_cited(labels.pop(), self.label_source) if len(labels) == 1 else self.cited_label


class PlainSection(NamedTuple):
    kind: str
    heading: str
    page_id: int
    offset: int


class ArticleTexts:
    """The pages and sections of some articles, in order, as far as who asks may read them: two queries."""

    def __init__(self, documents: Collection[int]) -> None:
        self.pages: dict[int, list[PlainPage]] = defaultdict(list)
        self.sections: dict[int, list[PlainSection]] = defaultdict(list)
        pages = Page.objects.readable().filter(document__in=documents).order_by("document_id", "sequence")
        for document, *values in pages.values_list("document", *PlainPage._fields):
            self.pages[document].append(PlainPage(*values))
        is_closed = closed_to(asking(), "document__")
        sections = (
            Section.objects.filter(document__in=documents)
            .exclude(is_closed)
            .order_by("document_id", "position")
        )
        for document, *values in sections.values_list("document", *PlainSection._fields):
            self.sections[document].append(PlainSection(*values))

    def tell(self, document: Document) -> None:
        """What `DocumentQuerySet.for_listing` asks of the pages, so that nothing asks the database for it again."""
        pages = self.pages[document.pk]
        is_named_by_page = bool(pages) and not document.title
        document.has_pages = bool(pages)  # type: ignore[attr-defined]
        document.first_opening = pages[0].text[:READ] if is_named_by_page else ""  # type: ignore[attr-defined]
        document.first_head = pages[0].running_head if is_named_by_page else ""  # type: ignore[attr-defined]
