"""Rows for tests, checked as forms check them so that no test uses an impossible row."""

from hashlib import sha256

from django.utils import timezone
from django.utils.text import slugify

from archive.models import (
    Author,
    Authorship,
    Document,
    Issue,
    Journal,
    Page,
    Reference,
    Scan,
    Section,
    Subject,
)
from archive.scans.originals import original_path
from tests.typeset import HEIGHT, WIDTH, typeset


def save(row):
    """What fields and `clean` ask is checked here; what is unique and the constraints are, by the database itself."""
    row.full_clean(validate_unique=False, validate_constraints=False)
    row.save()
    return row


def make_journal(title="Regional Affairs Quarterly", **fields) -> Journal:
    existing = Journal.objects.filter(title=title).first()
    return existing or save(Journal(title=title, slug=slugify(title), **fields))


def make_issue(volume="7", number="3", year=2007, journal=None, **fields) -> Issue:
    journal = journal or make_journal()
    existing = journal.issues.filter(volume=volume, number=number, year=year).first()
    slug = slugify(f"{volume}-{number}-{year or ''}")
    return existing or save(
        Issue(journal=journal, volume=volume, number=number, year=year, slug=slug, **fields)
    )


def make_author(name="Inés Pradera", **fields) -> Author:
    given, _, family = name.rpartition(" ")
    existing = Author.objects.filter(family=family, given=given).first()
    sort_key = slugify(f"{family} {given}").replace("-", " ")
    return existing or save(
        Author(family=family, given=given, slug=slugify(name), sort_key=sort_key, **fields)
    )


def make_scan(content=b"A scanned page.", name="scan.txt", media_type="text/plain", **fields) -> Scan:
    digest = sha256(content).hexdigest()
    existing = Scan.objects.filter(sha256=digest).first()
    return existing or save(
        Scan(sha256=digest, original_name=name, media_type=media_type, size=len(content), **fields)
    )


def make_document(
    title="The Integration of Peoples",
    *,
    texts=("The integration of peoples will be possible.",),
    authors=("Inés Pradera",),
    subjects=(),
    first_label=265,
    issue=None,
    state="published",
    scan=None,
    runs_on=(),
    **fields,
) -> Document:
    """A document of one page a text; `runs_on` has the sequences of pages whose last paragraph runs on.

    Labels are printed, counted from `first_label`. One body section from the first character.
    """
    published_at = timezone.now() if state == "published" else None
    if state == "withdrawn":
        fields.setdefault("withdrawn_reason", "Printed twice.")
    document = Document(
        title=title,
        issue=issue or make_issue(),
        state=state,
        published_at=published_at,
        first_page=str(first_label),
        last_page=str(first_label + len(texts) - 1),
        language=fields.pop("language", "en"),
        **fields,
    )
    save(document)
    for position, name in enumerate(authors, 1):
        save(Authorship(document=document, author=make_author(name), position=position, name_as_printed=name))
    for name in subjects:
        subject = Subject.objects.filter(name=name).first() or save(Subject(name=name, slug=slugify(name)))
        document.subjects.add(subject)
    scan = scan or make_scan("\f".join(texts).encode())
    for sequence, text in enumerate(texts, 1):
        label = str(first_label + sequence - 1)
        save(
            Page(
                document=document,
                sequence=sequence,
                label=label,
                label_source="printed",
                address=label,
                raw_text=text,
                text=text,
                runs_on=sequence in runs_on,
                text_source="plain",
                scan=scan,
                scan_page=sequence,
            )
        )
    save(Section(document=document, position=1, page=document.pages.first()))
    return document


def make_spread(
    first="The harbour was calm.\n\nThe union met at",
    second="noon.\n\nThe tariff fell.",
    *,
    glue=" ",
    others=("Nobody asked.",),
    **fields,
) -> Document:
    """An article on pages 50, 51 and so on; the first two stand on one image, `glue` between their texts."""
    document = make_document(texts=(f"{first}{glue}{second}", *others), first_label=51, **fields)
    page = document.pages.first()
    page.label, page.address, page.turns_at = "50–51", "50–51", len(first) + len(glue)
    page.raw_text = f"{first}\n\n{second}"
    save(page)
    document.first_page = "50"
    save(document)
    return document


def make_reference(document, raw="Pradera, I. (2006) On Treaties.", **fields) -> Reference:
    return save(Reference(document=document, position=document.references.count() + 1, raw=raw, **fields))


def make_typeset_document(
    title="The Integration of Peoples", *, texts, first_label=265, **fields
) -> Document:
    """A document with a PDF as its original, in its place, and the box of every word on its pages."""
    pdf, typeset_pages = typeset(tuple(texts), first_label)
    scan = make_scan(pdf, name=f"{slugify(title)}.pdf", media_type="application/pdf")
    path = original_path(scan.sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pdf)
    texts = tuple(page.text for page in typeset_pages)
    document = make_document(title, texts=texts, first_label=first_label, scan=scan, **fields)
    for page, printed in zip(document.pages.all(), typeset_pages, strict=True):
        page.raw_text, page.words, page.text_source = printed.raw_text, printed.words, "pdf"
        page.width, page.height = WIDTH, HEIGHT
        save(page)
    return document


def make_neighbours(
    first: str, second: str, *, state="draft", issue=None, **fields
) -> tuple[Document, Document]:
    """Two articles of one PDF of three pages that share the second one: `first` is published, `second` as said.

    Each text stands on its own page and again, above or below the other, on the shared one.
    """
    pdf, printed = typeset((first, f"{first}\n\n{second}", second))
    scan = make_scan(pdf, name="issue.pdf", media_type="application/pdf")
    path = original_path(scan.sha256)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pdf)
    begins = len(first) + 2
    upper = make_document("The Upper Part", texts=(first, first), scan=scan, issue=issue)
    lower = make_document(
        "The Lower Part", texts=(second, second), scan=scan, state=state, issue=issue, **fields
    )
    parts = [
        (upper.pages.get(sequence=1), 1, printed[0].words, 0),
        (upper.pages.get(sequence=2), 2, [line for line in printed[1].words if line[0][0] < begins], 0),
        (lower.pages.get(sequence=1), 2, [line for line in printed[1].words if line[0][0] >= begins], begins),
        (lower.pages.get(sequence=2), 3, printed[2].words, 0),
    ]
    for page, number, words, shift in parts:
        page.words = [[[start - shift, end - shift, *box] for start, end, *box in line] for line in words]
        page.scan_page, page.width, page.height, page.text_source = number, WIDTH, HEIGHT, "pdf"
        save(page)
    return upper, lower
