"""The rows of all documents of a file. Others who write wait while they are written: what can be made of them before
is made ready, and each table is written at once.

To be written under `one_writer`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from archive.models import Acronym, Authorship, Document, Issue, Page, Reference, Scan, Section
from ingest.details import Details
from ingest.parsing.records import ParsedDocument, ParsedFile
from ingest.store.document_rows import (
    acronyms_of,
    authorships_of,
    fill,
    labelled,
    pages_of,
    references_of,
    said_by_person,
    sections_of,
)
from ingest.store.find_or_add import Authors, Subjects, find_or_add_issue
from ingest.store.ready_rows import Table, Values

Placed = list[tuple[Values, int]]  # rows, and which page of the document each begins on


@dataclass(frozen=True, slots=True)
class ReadyDocument:
    """Rows that want their document, and those of sections and acronyms their page."""

    pages: list[Values]
    sections: Placed
    references: list[Values]
    acronyms: Placed


@dataclass(frozen=True, slots=True)
class ReadyFile:
    """What was parsed, and the rows of each document by its identity."""

    parsed: ParsedFile
    scan: Scan
    documents: dict[int, ReadyDocument]


class Tables:
    pages, sections = Table(Page), Table(Section)
    references, acronyms = Table(Reference), Table(Acronym)
    documents = Table(Document)


def made_ready(parsed: ParsedFile, scan: Scan) -> ReadyFile:
    """Before anybody waits: it takes milliseconds a page."""
    parsed = _placed(parsed)
    return ReadyFile(parsed, scan, {id(each): _ready(each, scan) for each in parsed.documents})


def _placed(parsed: ParsedFile) -> ParsedFile:
    """The same, each part of a page behind those of the articles printed before it."""
    before: Counter[int] = Counter()
    documents = []
    for document in parsed.documents:
        pages = tuple(replace(page, begins_at=before[page.number]) for page in document.pages)
        before.update({page.number: max(1, len(page.raw_text)) for page in pages})
        documents.append(replace(document, pages=pages))
    return replace(parsed, documents=tuple(documents))


def _ready(parsed: ParsedDocument, scan: Scan) -> ReadyDocument:
    return ReadyDocument(
        [Tables.pages.ready(row) for row in pages_of(parsed.pages, scan)],
        [(Tables.sections.ready(row), place) for row, place in sections_of(parsed.sections)],
        [Tables.references.ready(row) for row in references_of(parsed.references)],
        [(Tables.acronyms.ready(row), place) for row, place in acronyms_of(parsed.acronyms)],
    )


class FileWriter:
    """Writes documents of one file, each into the row it has or a new one."""

    def __init__(self, ready: ReadyFile, details: Details) -> None:
        self.ready = ready
        self.details = details
        self.authors, self.subjects = Authors(), Subjects()
        self._issues: dict[Details, Issue | None] = {}

    def write(self, pairs: Sequence[tuple[ParsedDocument, Document | None]]) -> list[Document]:
        """Make the rows and all that hangs on them say what was parsed, but for what a person said of them."""
        written = [(parsed, document or Document()) for parsed, document in pairs]
        new = [document for _parsed, document in written if document.pk is None]
        held = [document for _parsed, document in written if document.pk is not None]
        for parsed, document in written:
            document.parser_version = self.ready.parsed.parser_version[:20]
            fill(document, parsed, self.details, self._issue)
        Document.objects.bulk_create(new)
        Tables.documents.update(held)
        labels = _said_labels(held)
        _clear(held)
        self._write_catalogue(written)
        self._write_pages(written, labels)
        self._write_rest(written)
        return [document for _parsed, document in written]

    def _issue(self, printed: Details) -> Issue | None:
        if printed not in self._issues:
            self._issues[printed] = find_or_add_issue(printed)
        return self._issues[printed]

    # -------------------------------------------------------------- authors and subjects
    def _write_catalogue(self, written: Iterable[tuple[ParsedDocument, Document]]) -> None:
        printed = [
            (document, parsed.authors + parsed.contributors)
            for parsed, document in _unless_said("authors", written)
        ]
        self.authors.expect(author for _document, authors in printed for author in authors)
        Authorship.objects.bulk_create(
            row for document, authors in printed for row in authorships_of(document, authors, self.authors)
        )
        Subjected = Document.subjects.through  # noqa: N806
        Subjected.objects.bulk_create(
            Subjected(document=document, subject=subject)
            for parsed, document in _unless_said("keywords", written)
            for subject in self.subjects.find_or_add(parsed.keywords)
        )

    # -------------------------------------------------------------- what stands on the pages
    def _write_pages(
        self, written: Iterable[tuple[ParsedDocument, Document]], labels: dict[int, dict[int, str]]
    ) -> None:
        Tables.pages.insert(
            (values, {"document": document.pk})
            for parsed, document in written
            for values in self._pages(parsed, labels.get(document.pk))
        )

    def _pages(self, parsed: ParsedDocument, labels: dict[int, str] | None) -> list[Values]:
        if labels is None:
            return self.ready.documents[id(parsed)].pages
        return [Tables.pages.ready(row) for row in pages_of(labelled(parsed.pages, labels), self.ready.scan)]

    def _write_rest(self, written: Sequence[tuple[ParsedDocument, Document]]) -> None:
        keys = {
            (document, sequence): pk
            for document, sequence, pk in Page.objects.filter(scan=self.ready.scan)
            .order_by()
            .values_list("document", "sequence", "pk")
        }
        rows = [(self.ready.documents[id(parsed)], document.pk) for parsed, document in written]
        Tables.references.insert(
            (values, {"document": pk})
            for ready, pk in (
                (self.ready.documents[id(parsed)], document.pk)
                for parsed, document in _unless_said("references", written)
            )
            for values in ready.references
        )
        for table, name in ((Tables.sections, "sections"), (Tables.acronyms, "acronyms")):
            table.insert(
                (values, {"document": pk, "page": keys[pk, place + 1]})
                for ready, pk in rows
                for values, place in getattr(ready, name)
            )


def _unless_said(
    name: str, written: Iterable[tuple[ParsedDocument, Document]]
) -> Iterator[tuple[ParsedDocument, Document]]:
    """Those of which no person has said this."""
    return (pair for pair in written if name not in said_by_person(pair[1]))


def _said_labels(held: Iterable[Document]) -> dict[int, dict[int, str]]:
    """By document, the labels that a person gave, by the numbers of the pages in the file."""
    return {
        document.pk: dict(document.pages.values_list("scan_page", "label"))
        for document in held
        if "labels" in said_by_person(document)
    }


def _clear(held: Sequence[Document]) -> None:
    """Without what is written anew: what a person has said stays."""
    for name, rows in (
        ("authors", Authorship.objects),
        ("keywords", Document.subjects.through.objects),
        ("references", Reference.objects),
    ):
        rows.filter(document__in=[each for each in held if name not in said_by_person(each)]).delete()
    for model in (Acronym, Section):
        model.objects.filter(document__in=held).delete()
    # Without the texts: what hangs on a page needs its key alone.
    Page.objects.filter(document__in=held).only("pk").delete()
