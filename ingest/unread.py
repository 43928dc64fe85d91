"""A file whose pages hold no text, such as a scan on a machine without OCR, is one text still to be read."""

from dataclasses import replace

from ingest.parsing.records import DocumentPage, ParsedDocument, ParsedFile, ParsedSection, SourceFile


def with_unread(parsed: ParsedFile, source: SourceFile) -> ParsedFile:
    """The same parse; where it found no text at all, with one document of all the file's pages."""
    if parsed.documents or not source.pages:
        return parsed
    pages = tuple(
        DocumentPage(
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
        for page, printed in zip(source.pages, parsed.pages, strict=True)
    )
    document = ParsedDocument(
        pages=pages,
        sections=(ParsedSection("body", "", 1, 0, 0),),
        first_page=pages[0].label,
        last_page=pages[-1].label,
    )
    return replace(parsed, documents=(document,))
