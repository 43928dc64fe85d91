"""A passage quoted: its clean words, the pages it stands on, and the reference to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from archive.citation_builder import (
    CitationBox,
    StyledReference,
    citation_box,
    find_locator,
    permanent_url,
)
from archive.citation_styles import USUAL, StyleChoice
from archive.models import Document, Page
from archive.printed_pages import label_at
from archive.reading.page_labels import find_page
from archive.reading.passages import code_of, find_address, fold_passage
from archive.reading.reading_text import paragraph_bounds
from archive.spans import PARAGRAPH_BREAK, TextSpan

HYPHENS = ("-", "\u00ad", "\u2010", "¬")  # what ends a line in the middle of a word
ENDS_OF_WORDS = " \n.,;:!?…)]}’”»\"'"  # what a selection of words may leave behind


class PassageGoneError(LookupError):
    """The words of an address no longer stand in the document."""


@dataclass(frozen=True)
class Quotation:
    """The passage `at` of a document from `for_reading()`; `site_url` is the archive's address."""

    document: Document
    at: str
    spans: tuple[TextSpan, ...]
    site_url: str
    choice: StyleChoice = USUAL

    @cached_property
    def pages(self) -> list[Page]:
        quoted = {span.sequence for span in self.spans}
        return [page for page in self.document.pages.all() if page.sequence in quoted]

    @cached_property
    def paragraphs(self) -> list[str]:
        """The words in lines without end; a paragraph that runs over the end of a page is one."""
        paragraphs: list[str] = []
        runs_on = False
        for span, page in zip(self.spans, self.pages, strict=True):
            here = [" ".join(text.split()) for text in _cut(page.text, span)]
            if runs_on and paragraphs and here:
                paragraphs[-1] += f" {here.pop(0)}"
            paragraphs += here
            runs_on = page.runs_on
        return paragraphs

    @cached_property
    def code(self) -> str:
        """It survives a new title and a new parse, and is short enough for a footnote."""
        sequences = [page.sequence for page in self.pages]
        beside = range(sequences[0] - 1, sequences[-1] + 2)
        return code_of(self.spans, [page for page in self.document.pages.all() if page.sequence in beside])

    @property
    def key(self) -> str:
        """By which a reader's list names the passage."""
        return f"{self.document.identifier}~{self.code}"

    @property
    def url(self) -> str:
        """The permanent link."""
        return f"{permanent_url(self.document, self.site_url)}p/{self.pages[0].address}/?at={self.code}"

    @cached_property
    def printed_on(self) -> tuple[Page, Page]:
        """The first and the last page a reader has to open: a word broken over a page end stands on two."""
        first, last = self.pages[0], self.pages[-1]
        following = next((page for page in self.document.pages.all() if page.sequence > last.sequence), None)
        ends_page = not last.text[self.spans[-1].end :].strip(ENDS_OF_WORDS)
        return first, following if following and ends_page and _break_in_a_word(last, following) else last

    @cached_property
    def cited(self) -> str:
        """The pages as one types them to cite them; "" where one of them has no label to cite."""
        first, last = self.printed_on
        if not (first.cited_label and last.cited_label):
            return ""
        begins = self._typed(first, self.spans[0].start)
        ends = self._typed(last, self._end if last == self.pages[-1] else 0)
        return begins if begins == ends else f"{begins}–{ends}"

    @property
    def _end(self) -> int:
        """The last character of the passage on its last page; the next one where a word is broken there.

        That is the case where the image shows two printed pages and the word stands on both.
        """
        page, end = self.pages[-1], self.spans[-1].end
        if (
            page.turns_at is None
            or page.text[end : page.turns_at].strip(ENDS_OF_WORDS)
            or end > page.turns_at
        ):
            return end - 1
        first, _, second = page.raw_text.partition(PARAGRAPH_BREAK)
        return page.turns_at if _is_broken(page.text[: page.turns_at], first, second) else end - 1

    def _typed(self, page: Page, offset: int) -> str:
        """The address of the page; of two printed ones on its image the label of the one, where no other has it."""
        label = label_at(page.label, page.turns_at, offset)
        is_one_of_two = len(page.printed_labels) > 1
        return (
            label if is_one_of_two and find_page(self.document.pages.all(), label) == page else page.address
        )

    @property
    def locator(self) -> str:
        """ "268–269", or ""."""
        return find_locator(self.document, self.cited) if self.cited else ""

    @cached_property
    def citations(self) -> CitationBox:
        """With the pages' labels as the locator; without one where a page has none to cite."""
        return citation_box(self.document, self.site_url, cited=self.cited, choice=self.choice)

    def reference(self) -> StyledReference:
        """In the style chosen, else in the first."""
        return self.citations.references[0]

    def plain(self) -> str:
        """The quotation with its citation, as it is pasted into a text file; a note stands below it."""
        reference = self.reference()
        quoted = "\n\n".join(self.paragraphs)
        cited = f"“{quoted}”¹\n\n¹ " if reference.is_note else f"“{quoted}” "
        return f"{cited}{reference.in_text}\n\n{reference.plain}\n{self.url}\n"

    def html(self) -> SafeString:
        """The same as it is pasted into a word processor."""
        reference = self.reference()
        mark = format_html("<sup>{}</sup>", 1) if reference.is_note else ""
        ends = ["" for _ in self.paragraphs[1:]] + [mark]
        quoted = format_html_join("", "<p>{}{}</p>", zip(self.paragraphs, ends, strict=False))
        return format_html(
            '<blockquote lang="{}" cite="{}">{}</blockquote><p>{}{}</p><p>{} <a href="{}">{}</a></p>',
            *(self.document.language, self.url, quoted, mark, reference.forms[0].html),
            *(reference.html, self.url, self.url),
        )


def quote(document: Document, at: str, site_url: str, choice: StyleChoice = USUAL) -> Quotation:
    """Raises PassageGoneError, also for an address that is none."""
    spans = find_address(document.pages.all(), at)
    if not spans:
        raise PassageGoneError(at)
    return Quotation(document, at, tuple(spans), site_url, choice)


def _break_in_a_word(page: Page, following: Page) -> bool:
    """Whether the last word of a page's text is printed in part on the page that follows.

    The reading text has it whole on the first; the text as read shows "experi-" and, on the other page, "ence".
    """
    return _is_broken(page.text, page.raw_text, following.raw_text)


def _is_broken(text: str, raw: str, following: str) -> bool:
    word = fold_passage("".join(text.split()[-1:]))
    begun = {fold_passage(line.split()[-1]) for line in raw.splitlines() if line.rstrip().endswith(HYPHENS)}
    goes_on = {fold_passage(line.split()[0]) for line in following.splitlines() if line.strip()}
    return any(word[:cut] in begun and word[cut:] in goes_on for cut in range(1, len(word)))


def _cut(text: str, span: TextSpan) -> list[str]:
    """The paragraphs of a page's text, as far as they are inside the span."""
    cut = [text[max(start, span.start) : min(end, span.end)] for start, end in paragraph_bounds(text)]
    return [paragraph for paragraph in cut if paragraph.strip()]
