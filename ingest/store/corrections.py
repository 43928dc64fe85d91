"""What a person corrects. It goes before everything a machine reads, now and later."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field, fields, make_dataclass
from datetime import date, datetime

from archive import document_fields
from archive.models import Authorship, Document, Page
from ingest.details import Details
from ingest.messages import RefusedError
from ingest.parsing.records import ParsedAuthor, ParsedParallel, ParsedReview
from ingest.store.changes import change, named
from ingest.store.document_rows import (
    MARKED,
    address_aside,
    evidence_of,
    page_addresses,
    set_marked,
    write_authorships,
)
from ingest.store.find_or_add import Authors, find_or_add_issue, find_or_add_subjects
from ingest.store.history import changed_meanwhile
from ingest.store.publishable import published_with_doi

# Columns of a document that a form shows and takes as they are.
Columns = make_dataclass(
    "Columns",
    [(each.name, type(each.initial), field(default=each.initial)) for each in document_fields.PLAIN],
    frozen=True,
)


@dataclass(frozen=True)
class Correction(Columns):
    """All that a person may say of a document, as it shall be from now on."""

    authors: tuple[ParsedAuthor, ...] = ()
    keywords: tuple[str, ...] = ()
    issue: Details = field(default_factory=Details)
    parallel_texts: tuple[ParsedParallel, ...] = ()
    reviewed_works: tuple[ParsedReview, ...] = ()
    labels: dict[int, str] = field(default_factory=dict)  # page labels by sequence; others stay

    @classmethod
    def of(cls, document: Document) -> "Correction":
        """What the document says now."""
        return cls(
            **{name: getattr(document, name) for name in document_fields.PLAIN_NAMES}
            | {name: getattr(document, f"marked_{name}") for name in MARKED},
            authors=tuple(
                ParsedAuthor(
                    given=row.author.given,
                    family=row.author.family,
                    literal=row.author.literal,
                    suffix=row.author.suffix,
                    role=row.role,
                    name_as_printed=row.name_as_printed,
                    affiliation=row.affiliation,
                    email=row.email,
                    orcid=row.author.orcid,
                )
                for row in document.authorships.select_related("author").order_by("position")
            ),
            keywords=tuple(document.subjects.values_list("name", flat=True)),
            issue=details_of(document),
            parallel_texts=tuple(ParsedParallel(**each) for each in document.parallel_texts),
            reviewed_works=tuple(
                ParsedReview(**each | {"authors": tuple(each["authors"])}) for each in document.reviewed_works
            ),
            labels=dict(document.pages.values_list("sequence", "label")),
        )


CORRECTED = tuple(each.name for each in fields(Correction))


def details_of(document: Document) -> Details:
    """Where it appeared."""
    issue = document.issue
    if issue is None:
        return Details()
    return Details(
        journal=issue.journal.title,
        volume=issue.volume,
        number=issue.number,
        year=issue.year,
        month=issue.month,
        day=issue.day,
    )


def correct_document(
    document: Document, correction: Correction, user, seen_at: datetime | None = None
) -> list[str]:
    """Save what a person corrected; the names of the fields that changed.

    `seen_at`: the `changed_at` of the document that the person saw. RefusedError when somebody else has
    changed it to something else since, or when the DOI is another published document's.
    """
    with change(user, "corrected", [document]) as changes:
        document = changes.document
        before = Correction.of(document)
        changed = [name for name in CORRECTED if getattr(before, name) != getattr(correction, name)]
        if changed and seen_at and document.changed_at != seen_at:
            raise changed_meanwhile(document)
        _write(document, before, correction, changed, user)
    return changed


def correct_by_sheet(wanted: Sequence[tuple[Document, Correction]], name: str, user) -> int:
    """Correct all of these documents in one change, which one undo takes back; how many. `name`: of the sheet.

    RefusedError when somebody has changed one of them since it was read, or a DOI is another published document's.
    """
    corrections = {document.pk: (document.changed_at, correction) for document, correction in wanted}
    documents = [document for document, _correction in wanted]
    with change(user, "sheet_applied", documents, tables=(Document, Authorship), name=name) as changes:
        changes.params["number"] = len(changes.documents)
        for document in changes.documents:
            seen_at, correction = corrections[document.pk]
            if document.changed_at != seen_at:
                raise changed_meanwhile(document)
            before = Correction.of(document)
            changed = [name for name in CORRECTED if getattr(before, name) != getattr(correction, name)]
            _write(document, before, correction, changed, user)
    return len(documents)


def _write(document: Document, before: Correction, correction: Correction, changed: list[str], user) -> None:
    _refuse_taken_doi(document, correction.doi)
    for name in changed:
        _WRITERS.get(name, _write_plain)(document, name, getattr(correction, name))
        document.evidence[name] = evidence_of(user, was=_plainly(getattr(before, name)))
    if changed:
        document.save()


def _refuse_taken_doi(document: Document, doi: str) -> None:
    other = published_with_doi(document, doi) if document.is_published else None
    if other:
        raise RefusedError("doi_taken", field="doi", title=named(other), identifier=other.identifier)


def _plainly(value: object) -> object:
    """The value before, readable in the evidence."""
    if isinstance(value, Details):
        return f"{value.journal} {value.volume}({value.number}) {value.date}".strip()
    if isinstance(value, date):
        return value.isoformat()
    return [in_words(each) for each in value] if isinstance(value, tuple) else value


def in_words(value: ParsedAuthor | ParsedParallel | ParsedReview | str) -> str:
    """A name, a subject, a title in another language, a work reviewed: as a sentence has it."""
    if isinstance(value, str):
        return value
    if isinstance(value, ParsedAuthor):
        name = value.literal or " ".join(filter(None, [value.given, value.family, value.suffix]))
        return name if value.role == "author" else f"{name} ({value.role})"
    parts = (part if isinstance(part, str) else "; ".join(part) for part in asdict(value).values())
    return " · ".join(filter(None, parts))


def _write_plain(document: Document, name: str, value: object) -> None:
    setattr(document, name, value)


def _write_rows(document: Document, name: str, rows: tuple[ParsedParallel | ParsedReview, ...]) -> None:
    setattr(document, name, [asdict(row) for row in rows])


def _write_authors(document: Document, name: str, authors: tuple[ParsedAuthor, ...]) -> None:
    document.authorships.all().delete()
    write_authorships(document, authors, Authors())


def _write_keywords(document: Document, name: str, keywords: tuple[str, ...]) -> None:
    document.subjects.set(find_or_add_subjects(keywords))


def _write_issue(document: Document, name: str, details: Details) -> None:
    document.issue = find_or_add_issue(details)


def _write_labels(document: Document, name: str, labels: dict[int, str]) -> None:
    """A label that a person gives is as good as printed. Addresses follow the labels."""
    pages = list(document.pages.defer("words", "raw_text", "text").order_by("sequence"))
    for page in pages:
        label = labels.get(page.sequence, page.label)
        if label != page.label:
            page.label, page.label_source = label, Page.LabelSource.PRINTED if label else ""
    addresses = page_addresses([page.label for page in pages])
    # Two pages may change places: first out of each other's way, then to their own.
    for page in pages:
        Page.objects.filter(pk=page.pk).update(address=address_aside(page))
    for page, address in zip(pages, addresses, strict=True):
        page.address = address
    Page.objects.bulk_update(pages, ["label", "label_source", "address"])


_WRITERS: dict[str, Callable] = {
    **dict.fromkeys(MARKED, set_marked),
    "authors": _write_authors,
    "keywords": _write_keywords,
    "issue": _write_issue,
    "parallel_texts": _write_rows,
    "reviewed_works": _write_rows,
    "labels": _write_labels,
}
