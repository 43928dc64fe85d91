"""Pages that show something without text stand in an article all the same, where a person sees them.

Parsing makes texts of words alone. A file in which there are none, such as a scan on a machine without OCR,
is one text still to be read; a page that could not be read stands with the text that goes before it. Pages on
which nothing was seen stand in none, and a person is told which.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from ingest.parsing.records import (
    DocumentPage,
    Note,
    ParsedDocument,
    ParsedFile,
    ParsedPage,
    ParsedSection,
    SourceFile,
    SourcePage,
)


def with_unread(parsed: ParsedFile, source: SourceFile) -> ParsedFile:
    """The same parse; where it found no article at all, with one document of all the file's pages."""
    pages = [_page(page, printed) for page, printed in zip(source.pages, parsed.pages, strict=True)]
    if not parsed.documents:
        return replace(parsed, documents=(_of(pages),)) if pages else parsed
    blank = [str(page.number) for page in pages if page.text_source == "blank"]
    if blank:
        note = Note("pages_seem_blank", {"pages": ", ".join(blank)})
        parsed = replace(parsed, notes=(*parsed.notes, note))
    unread = [page for page in pages if page.text_source == "illegible"]
    return replace(parsed, documents=_placed(parsed.documents, unread)) if unread else parsed


def _page(page: SourcePage, printed: ParsedPage) -> DocumentPage:
    return DocumentPage(
        number=page.number,
        label=printed.label,
        label_source=printed.label_source,
        running_head=printed.running_head,
        raw_text=page.raw_text,
        text="",
        runs_on=False,
        lines=(),
        width=page.width,
        height=page.height,
        text_source=page.text_source,
        image=page.image,
    )


def _of(pages: Sequence[DocumentPage]) -> ParsedDocument:
    return ParsedDocument(
        pages=tuple(pages),
        sections=(ParsedSection("body", "", 1, 0, 0),),
        first_page=pages[0].label,
        last_page=pages[-1].label,
    )


def _placed(
    documents: Sequence[ParsedDocument], unread: Sequence[DocumentPage]
) -> tuple[ParsedDocument, ...]:
    """Each page in the article that stands last before it; those before all articles as one of their own."""
    first = min(document.pages[0].number for document in documents)
    ahead = [page for page in unread if page.number < first]
    mine: dict[int, list[DocumentPage]] = {}
    for page in unread[len(ahead) :]:
        before = [
            (max(each.number for each in document.pages if each.number < page.number), index)
            for index, document in enumerate(documents)
            if document.pages[0].number < page.number
        ]
        mine.setdefault(max(before)[1], []).append(page)
    placed = [_with_pages(document, mine.get(index, ())) for index, document in enumerate(documents)]
    return (*([_of(ahead)] if ahead else []), *placed)


def _with_pages(document: ParsedDocument, more: Iterable[DocumentPage]) -> ParsedDocument:
    """The same with these pages among its own. What it cites as its pages stays what is printed."""
    pages = sorted([*document.pages, *more], key=lambda page: page.number)
    moved = [pages.index(page) for page in document.pages]
    return replace(
        document,
        pages=tuple(pages),
        sections=tuple(replace(each, page=moved[each.page]) for each in document.sections),
        acronyms=tuple(replace(each, page=moved[each.page]) for each in document.acronyms),
    )
