"""What parsing made of a file, as rows."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Max, Min, Q

from archive.models import Author, Document, Scan
from ingest.details import Details
from ingest.messages import Message
from ingest.parsing.records import ParsedDocument, ParsedFile
from ingest.store.changes import named
from ingest.store.document_rows import said_by_person
from ingest.store.file_rows import FileWriter, ReadyFile, made_ready
from ingest.store.linking import link
from ingest.store.refresh_apparatus import STRUCTURE, refresh_apparatus
from ingest.store.unread_pages import give_text
from ingest.store.writing import one_writer

# First and last page in the file, and which of the articles with these pages it is.
Extent = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class StoredDocuments:
    """All documents of the file in print order, and what a person should know of the storing."""

    documents: list[Document]
    notes: list[Message] = field(default_factory=list)


def store_documents(
    parsed: ParsedFile,
    scan: Scan,
    details: Details | None = None,
    ready: ReadyFile | None = None,
    *,
    keeps_authors: bool = False,
    links_drafts: bool = True,
) -> StoredDocuments:
    """Write the documents of a file, in one transaction.

    A file that is read again gives the same documents under the identifiers they have. Drafts are
    renewed, but for what a person has corrected. Once a person has decided on one of them, the file is
    not divided anew: no article is then held twice, and none is lost. What is published or withdrawn, or
    has its text or bounds from a person, stays as it is: only its pages that had no text yet get
    what has been read on them, and its references and acronyms are renewed where that is safe.
    `keeps_authors`: also those of whom no article is left, since all of this may be undone.

    Others who write wait for the end of it. So a caller in whose transaction it is makes `ready` (`made_ready`) before,
    and links drafts afterwards, some at a time (`link_in_turn`); without `links_drafts` it is left to do so.
    """
    ready = ready or made_ready(parsed, scan)
    parsed = ready.parsed
    with one_writer():
        held = documents_of(scan)
        renewed = _held_by_new(held, parsed)
        left_over = [document for document in held.values() if document not in renewed.values()]
        authors_before = set(Author.objects.filter(documents__in=held.values()).values_list("pk", flat=True))
        writer = FileWriter(ready, details or Details())
        if any(map(is_settled, held.values())) or any(document.published_at for document in left_over):
            stored = _renew_where_alike(held, parsed, writer)
            filled = give_text(stored.documents, parsed)
            stored.notes.extend(Message("got_text", title=named(each)) for each in filled)
        else:
            Document.objects.filter(pk__in=[document.pk for document in left_over]).delete()
            pairs = [(document, renewed.get(extent)) for extent, document in _by_extent(parsed).items()]
            stored = StoredDocuments(writer.write(pairs))
        if not keeps_authors:
            Author.objects.filter(pk__in=authors_before, authorships=None, variants=[], orcid="").delete()
        link(each for each in stored.documents if links_drafts or each.state != Document.State.DRAFT)
    return stored


def documents_of(scan: Scan) -> dict[Extent, Document]:
    """The documents of a file by their extent, in print order."""
    documents = (
        Document.objects.filter(pages__scan=scan)
        .annotate(scan_first=Min("pages__scan_page"), scan_last=Max("pages__scan_page"))
        .annotate(begins_at=Min("pages__begins_at", filter=Q(pages__sequence=1)))
        .order_by("scan_first", "begins_at", "pk")
    )
    return _numbered((document.scan_first, document.scan_last, document) for document in documents)


def is_settled(document: Document) -> bool:
    """Whether a person has decided on it: it is not divided anew."""
    return document.state != Document.State.DRAFT or bool(said_by_person(document))


def is_fixed(document: Document) -> bool:
    """Whether it stays whole as it is: readers know it, or its text or bounds are a person's."""
    return document.state != Document.State.DRAFT or bool(said_by_person(document).keys() & STRUCTURE)


def _by_extent(parsed: ParsedFile) -> dict[Extent, ParsedDocument]:
    return _numbered(
        (document.pages[0].number, document.pages[-1].number, document)
        for document in parsed.documents
        if document.pages
    )


def _numbered(placed: Iterable[tuple[int, int, object]]) -> dict:
    """Several short articles may stand on the same page: they are told apart by their order."""
    seen: Counter[tuple[int, int]] = Counter()
    numbered = {}
    for first, last, document in placed:
        numbered[first, last, seen[first, last]] = document
        seen[first, last] += 1
    return numbered


def _held_by_new(held: dict[Extent, Document], parsed: ParsedFile) -> dict[Extent, Document]:
    """Which held document is which new one: that with the same pages, else one with the same first page."""
    new = _by_extent(parsed)
    pairs = {extent: held[extent] for extent in new if extent in held}
    free = {extent: document for extent, document in held.items() if extent not in pairs}
    for extent in (extent for extent in new if extent not in pairs):
        match = next((other for other in free if other[0] == extent[0]), None)
        if match:
            pairs[extent] = free.pop(match)
    return pairs


def _renew_where_alike(
    held: dict[Extent, Document], parsed: ParsedFile, writer: FileWriter
) -> StoredDocuments:
    new = _by_extent(parsed)
    notes = [Message("left_as_it_was")]
    if new.keys() != held.keys():
        notes.append(Message("divided_otherwise", new=len(new), held=len(held)))
    for extent, document in held.items():
        if extent in new and is_fixed(document):
            refresh_apparatus(document, new[extent])
    writer.write(
        [(new[extent], held[extent]) for extent in held if extent in new and not is_fixed(held[extent])]
    )
    return StoredDocuments(list(held.values()), notes)
