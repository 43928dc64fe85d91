"""One parsed document as the rows that stand for it. What a column cannot take is cut, not refused."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, replace

import numpy as np
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone

from archive.citations.marked_titles import without_marks
from archive.models import Acronym, Authorship, Document, Issue, Page, Reference, Scan, Section
from ingest.details import Details
from ingest.parsing.records import (
    Box,
    DocumentPage,
    Evidence,
    ParsedAcronym,
    ParsedAuthor,
    ParsedDocument,
    ParsedReference,
    ParsedSection,
)
from ingest.store.find_or_add import Authors, printed_details
from ingest.store.wording import cut, one_line

# A label that can stand in an address. "n3" could be taken for the third page without a label.
MARKED = ("title", "subtitle")
ADDRESSABLE = re.compile(r"(?!n\d+$)(?!\.+$)[\w.,()\[\]*–-]+")


Placed = list[list[list[float | None]]]  # the words of a page as its row keeps them


def fill(
    document: Document, parsed: ParsedDocument, details: Details, issue_of: Callable[[Details], Issue | None]
) -> None:
    """Make the row say what was parsed, but for what a person said of it."""
    said = said_by_person(document)
    for name, value in _plain_values(document, parsed, details).items():
        if name not in said:
            setattr(document, name, value)
    for name in MARKED:
        if name not in said:
            set_marked(document, name, getattr(parsed, f"{name}_markup") or getattr(parsed, name))
    if "issue" not in said:
        document.issue = issue_of(printed_details(parsed, details))
    if details.rights and "rights" not in said:
        document.rights = details.rights
    document.evidence = _evidence(parsed, details) | said


def said_by_person(document: Document) -> dict[str, dict]:
    """The evidence of the values that a person gave: no machine changes them any more."""
    return {
        name: evidence for name, evidence in document.evidence.items() if evidence.get("source") == "person"
    }


def _plain_values(document: Document, parsed: ParsedDocument, details: Details) -> dict[str, object]:
    return {
        "language": (details.language or parsed.language)[:35],
        "abstract": parsed.abstract,
        "doi": parsed.doi if len(parsed.doi) <= 200 else "",
        "first_page": _label(parsed.first_page),
        "last_page": _label(parsed.last_page),
        "begins_before": parsed.begins_before,
        "ends_after": parsed.ends_after,
        "received": parsed.received,
        "accepted": parsed.accepted,
        "parallel_texts": [asdict(each) for each in parsed.parallel_texts],
        "reviewed_works": [asdict(each) for each in parsed.reviewed_works],
    }


def set_marked(document: Document, name: str, text: str) -> None:
    """The title or subtitle; with its marks too, where it has any and the column takes them."""
    words = without_marks(one_line(text))
    marked = one_line(text) if len(text) <= document._meta.get_field(f"{name}_markup").max_length else ""
    setattr(document, name, fit(document, name, words))
    setattr(document, f"{name}_markup", marked if marked != getattr(document, name) else "")


def labelled(pages: tuple[DocumentPage, ...], labels: dict[int, str]) -> tuple[DocumentPage, ...]:
    """The pages under the labels given by their numbers in the file; a person's is as good as printed."""
    return tuple(
        replace(page, label=labels[page.number], label_source="printed" if labels[page.number] else None)
        if labels.get(page.number, page.label) != page.label
        else page
        for page in pages
    )


def fit(row, name: str, text: str) -> str:
    return cut(one_line(text), row._meta.get_field(name).max_length)


def _label(text: str) -> str:
    """A label of more than 20 characters is none."""
    return text if len(text) <= 20 else ""


def _evidence(parsed: ParsedDocument, details: Details) -> dict[str, dict]:
    said = {name: {"source": "batch", "confidence": 1.0} for name in _said_fields(details)}
    return {name: plain_evidence(evidence) for name, evidence in parsed.evidence.items()} | said


def _said_fields(details: Details) -> list[str]:
    values = {"issue": details.journal, "language": details.language, "rights": details.rights}
    return [name for name, value in values.items() if value]


def plain_evidence(evidence: Evidence | None) -> dict:
    """As a JSON column keeps it; {} for none."""
    if evidence is None:
        return {}
    plain = {"source": evidence.source, "confidence": round(evidence.confidence, 3)}
    if evidence.page is not None:
        plain["page"] = evidence.page
    if evidence.box is not None:
        plain["box"] = [round(number, 2) for number in evidence.box]
    return plain


def evidence_of(user, **more: object) -> dict[str, object]:
    """What stands for a value that a person gave: who and when, and what else is to be told."""
    said = {"source": "person", "confidence": 1.0, "by": str(user)}
    return said | {"at": timezone.now().isoformat(timespec="seconds")} | more


def write_authorships(document: Document, printed: tuple[ParsedAuthor, ...], authors: Authors) -> None:
    Authorship.objects.bulk_create(authorships_of(document, printed, authors))


def authorships_of(
    document: Document, printed: tuple[ParsedAuthor, ...], authors: Authors
) -> Iterator[Authorship]:
    """One row a person and role, even where a by-line names somebody twice."""
    found = {}
    for author in printed:
        row = authors.find_or_add(author)
        if row and (row.pk, author.role) not in found:
            found[row.pk, author.role] = (row, author)
    for position, (row, author) in enumerate(found.values(), 1):
        yield Authorship(
            document=document,
            author=row,
            role=author.role,
            position=position,
            name_as_printed=cut(one_line(author.name_as_printed or row.name), 400),
            affiliation=cut(one_line(author.affiliation), 1000),
            email=_valid_email(author.email),
            evidence={name: plain_evidence(each) for name, each in author.evidence.items()},
        )


def _valid_email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError:
        return ""
    return text if len(text) <= 254 else ""


# ------------------------------------------------------------------ pages
def address_aside(page: Page) -> str:
    """What stands for the address of a page while pages of a document change places."""
    return f"moving {page.pk}"


def page_addresses(labels: list[str]) -> list[str]:
    """How each page is called in an address: its label where that is unique, else n and its sequence."""
    count = Counter(labels)
    return [
        label if count[label] == 1 and ADDRESSABLE.fullmatch(label) else f"n{sequence}"
        for sequence, label in enumerate(labels, 1)
    ]


def pages_of(parsed: tuple[DocumentPage, ...], scan: Scan) -> Iterator[Page]:
    """Rows that want their document."""
    addresses = page_addresses([_label(page.label) for page in parsed])
    for sequence, (page, address) in enumerate(zip(parsed, addresses, strict=True), 1):
        yield Page(
            sequence=sequence,
            label=_label(page.label),
            label_source=(page.label_source or "inferred") if _label(page.label) else "",
            label_evidence=plain_evidence(page.label_evidence),
            address=address,
            running_head=cut(page.running_head, 300),
            raw_text=page.raw_text,
            text=page.text,
            runs_on=page.runs_on,
            words=placed_words(page),
            width=page.width,
            height=page.height,
            text_source=page.text_source,
            text_confidence=page.confidence,
            scan=scan,
            scan_page=page.number,
            scan_member=page.image if len(page.image) <= 1000 else "",
            begins_at=page.begins_at,
            turns_at=page.turns_at,
            furniture=plain_boxes(page.furniture),
        )


def plain_boxes(boxes: Iterable[Box]) -> list[list[float]]:
    return [[round(number, 2) for number in box] for box in boxes]


def placed_words(page: DocumentPage) -> Placed:
    """Rounded all at once: of all that storing takes, numbers one by one took the longest."""
    placed = iter(np.array([word.box for line in page.lines for word in line]).round(2).tolist())
    return [
        [[start, end, *next(placed), sure and round(sure, 3)] for start, end, _, sure in line]
        for line in page.lines
    ]


def write_sections(document: Document, parsed: tuple[ParsedSection, ...], pages: list[Page]) -> None:
    rows = list(sections_of(parsed))
    for row, place in rows:
        row.document, row.page = document, pages[place]
    Section.objects.bulk_create(row for row, _place in rows)


def sections_of(parsed: tuple[ParsedSection, ...]) -> Iterator[tuple[Section, int]]:
    """Rows that want document and page, and on which of its pages each begins. What has no section is one."""
    sections = parsed or (ParsedSection("body", "", 1, 0, 0),)
    for position, section in enumerate(sections, 1):
        row = Section(
            position=position,
            kind=section.kind,
            heading=cut(one_line(section.heading), 500),
            level=max(1, section.level),
            offset=section.offset,
            evidence=plain_evidence(section.evidence),
        )
        yield row, section.page


def write_references(document: Document, parsed: tuple[ParsedReference, ...]) -> None:
    """These instead of those it has."""
    document.references.all().delete()
    rows = list(references_of(parsed))
    for row in rows:
        row.document = document
    Reference.objects.bulk_create(rows)


def references_of(parsed: tuple[ParsedReference, ...]) -> Iterator[Reference]:
    """Rows that want their document."""
    for position, reference in enumerate(parsed, 1):
        yield Reference(
            position=position,
            raw=reference.raw,
            doi=reference.doi if len(reference.doi) <= 200 else "",
            authors=list(reference.authors),
            year=reference.year,
            title=cut(one_line(reference.title), 1000),
            container=cut(one_line(reference.container), 1000),
            volume=cut(reference.volume, 50),
            pages=cut(reference.pages, 50),
            confidence={name: round(value, 3) for name, value in reference.confidence.items()},
            place=plain_evidence(reference.place),
        )


def write_acronyms(document: Document, parsed: tuple[ParsedAcronym, ...], pages: list[Page]) -> None:
    """These instead of those it has."""
    document.acronyms.all().delete()
    rows = list(acronyms_of(parsed))
    for row, place in rows:
        row.document, row.page = document, pages[place]
    Acronym.objects.bulk_create(row for row, _place in rows)


def acronyms_of(parsed: tuple[ParsedAcronym, ...]) -> Iterator[tuple[Acronym, int]]:
    """Rows that want document and page, and on which of its pages each stands: a pair once, where it stands first.

    What no column takes is no acronym.
    """
    first = {}
    for acronym in parsed:
        if len(acronym.short) <= 30 and len(acronym.long) <= 300:
            first.setdefault((acronym.short, acronym.long), acronym)
    for (short, long), found in first.items():
        yield Acronym(short=short, long=long, offset=found.offset), found.page
