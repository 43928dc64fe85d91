"""Text for pages that were taken in as images alone, once a machine has read them.

Whatever a person decided stays: identifier, state, labels and every corrected value. What was empty may
be filled. To be called under `one_writer`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from archive.models import Document, Page
from archive.outbox import enqueue_for_indexing
from archive.printed_pages import turn_of_both
from archive.spans import PARAGRAPH_BREAK
from ingest.parsing.records import (
    DocumentPage,
    ParsedDocument,
    ParsedFile,
    ParsedSection,
    PlacedWord,
    TextSource,
)
from ingest.store.document_rows import (
    fit,
    placed_words,
    plain_evidence,
    said_by_person,
    write_authorships,
    write_sections,
)
from ingest.store.find_or_add import Authors

NOTHING_READ = {"none", "blank", "illegible"}  # blank: a machine or a person has said so,
WITHOUT_TEXT = NOTHING_READ - {"blank"}  # and nobody waits for its text
FILLED = (
    "title",
    "subtitle",
    "language",
    "abstract",
)  # not the DOI: two published articles may not share one
FILLED_OF_PAGES = (
    "raw_text",
    "text",
    "runs_on",
    "words",
    "width",
    "height",
    "turns_at",
    "text_source",
    "text_confidence",
)


@dataclass(frozen=True, slots=True)
class ReadPage:
    """A page with the parts of all articles on it; `shifts`: where the part of each begins."""

    page: DocumentPage
    shifts: dict[int, int]


def give_text(documents: Iterable[Document], parsed: ParsedFile) -> list[Document]:
    """Fill the waiting pages of these documents from a new reading of their file; those that gained text."""
    read = read_pages(parsed)
    empty = {page.number: page.text_source for page in parsed.pages if page.number not in read}
    changed = [document for document in documents if _give_text(document, parsed, read, empty)]
    enqueue_for_indexing(document.pk for document in changed if document.is_published)
    return changed


def _give_text(
    document: Document, parsed: ParsedFile, read: dict[int, ReadPage], empty: dict[int, TextSource]
) -> bool:
    """`empty`: what is known of the pages on which no text was read."""
    pages = list(document.pages.order_by("sequence"))
    waiting = [page for page in pages if page.text_source in WITHOUT_TEXT]
    now_read = [page for page in waiting if page.scan_page in read]
    now_known = [page for page in waiting if page.scan_page not in read]
    for page in now_read:
        _fill_page(page, read[page.scan_page].page)
    for page in now_known:  # an image that is taken for no page any more has nothing to be read
        page.text_source = empty.get(page.scan_page, Page.TextSource.BLANK)
    if not waiting:
        return False
    Page.objects.bulk_update([*now_read, *now_known], FILLED_OF_PAGES, batch_size=50)
    if len(waiting) == len(pages) and now_read:
        _divide(document, parsed, read, pages)
        _fill_fields(document, parsed, {page.scan_page for page in pages})
    document.save()
    return bool(now_read)


def _fill_page(page: Page, read: DocumentPage) -> None:
    page.raw_text, page.text, page.runs_on = read.raw_text, read.text, read.runs_on
    page.words, page.turns_at = placed_words(read), read.turns_at
    page.width, page.height = read.width or page.width, read.height or page.height
    page.text_source, page.text_confidence = read.text_source, read.confidence


def read_pages(parsed: ParsedFile) -> dict[int, ReadPage]:
    """The pages on which something was read, by their numbers in the file, each with the parts of all articles on it."""
    pages: dict[int, ReadPage] = {}
    for number, document in enumerate(parsed.documents):
        for page in document.pages:
            if page.text_source in NOTHING_READ:
                continue
            held = pages.get(page.number)
            pages[page.number] = _joined(held, page, number) if held else ReadPage(page, {number: 0})
    return pages


def _joined(held: ReadPage, page: DocumentPage, number: int) -> ReadPage:
    shift = len(held.page.text) + len(PARAGRAPH_BREAK)
    lines = tuple(tuple(_shifted(word, shift) for word in line) for line in page.lines)
    both = replace(
        held.page,
        text=held.page.text + PARAGRAPH_BREAK + page.text,
        raw_text=f"{held.page.raw_text}\n{page.raw_text}",
        lines=held.page.lines + lines,
        runs_on=page.runs_on,
        turns_at=turn_of_both(held.page, page, shift),
    )
    return ReadPage(both, held.shifts | {number: shift})


def _shifted(word: PlacedWord, shift: int) -> PlacedWord:
    return word._replace(start=word.start + shift, end=word.end + shift)


def _divide(document: Document, parsed: ParsedFile, read: dict[int, ReadPage], pages: list[Page]) -> None:
    """The sections that the reading found, those of several articles one after the other."""
    index = {page.scan_page: place for place, page in enumerate(pages)}
    found = []
    for number, each in enumerate(parsed.documents):
        for section in each.sections:
            at = each.pages[section.page].number
            if at in index and number in read[at].shifts:
                offset = section.offset + read[at].shifts[number]
                found.append(replace(section, page=index[at], offset=offset))
    found.sort(key=lambda section: (section.page, section.offset))
    if not found or (found[0].page, found[0].offset) != (0, 0):
        found.insert(0, ParsedSection("body", "", 1, 0, 0))
    document.sections.all().delete()
    write_sections(document, tuple(found), pages)


def _fill_fields(document: Document, parsed: ParsedFile, numbers: set[int]) -> None:
    """Empty values that no person has set, where the reading finds one article on these pages."""
    articles = [each for each in parsed.documents if any(page.number in numbers for page in each.pages)]
    if len(articles) != 1:
        return
    (article,) = articles
    said = said_by_person(document)
    for name in FILLED:
        value = getattr(article, name)
        if value and not getattr(document, name) and name not in said:
            setattr(document, name, value if name == "abstract" else fit(document, name, value))
            _keep_evidence(document, article, name)
    if article.authors and "authors" not in said and not document.authorships.exists():
        write_authorships(document, article.authors + article.contributors, Authors())
        _keep_evidence(document, article, "authors")


def _keep_evidence(document: Document, article: ParsedDocument, name: str) -> None:
    if name in article.evidence:
        document.evidence[name] = plain_evidence(article.evidence[name])
