"""Articles in the states that a well-kept one never shows: what was read by machine, or not yet, or came from a crowd."""

from archive.models import Authorship, Document
from archive.scans.originals import original_path
from archive.scans.page_images import PageImageError, draw
from tests.builders import (
    make_author,
    make_document,
    make_issue,
    make_neighbours,
    make_typeset_document,
    save,
)

LONG_TITLE = (
    "On the Slow and Partial Acknowledgement of Rivers as Bearers of Rights in the Statutes and Municipal "
    "Ordinances of Nine Countries, with a Note on What Was Left Out of Each"
)


def make_oddities() -> dict[str, Document]:
    """None of them is in the issue, and none by the authors, that other pages of the small archive show."""
    issue = make_issue("19", "1", 2010)
    return {
        "crowded": make_crowded(issue),
        "misread": make_misread(issue),
        "unread": make_unread(issue),
        "damaged": make_damaged(issue),
        "covered": make_neighbours(f"Seen. {'Of rivers. ' * 90}", "Not yet. " * 40, issue=issue)[0],
        "held back": make_held_back(issue),
    }


def make_crowded(issue) -> Document:
    """Fourteen authors with an institute each, a title of three lines, and all else that print may say."""
    names = tuple(f"Ada-Luz Author{letter} Quintanilla" for letter in "abcdefghijklmn")
    crowded = make_document(
        LONG_TITLE,
        texts=("Rivers.",) * 30,
        authors=names,
        first_label=1,
        issue=issue,
        subtitle="An inventory",
        abstract="Of rivers.",
        received="2009-03-01",
        accepted="2009-12-24",
        parallel_texts=[
            {"language": "es", "title": "Del reconocimiento de los ríos", "abstract": "De los ríos."},
            {"language": "he", "title": "על הנהרות", "abstract": "על הנהרות."},
        ],
        reviewed_works=[{"title": "Rivers", "authors": ["Sá, Ana"], "publisher": "Quay", "year": "1998"}],
    )
    for authorship in crowded.authorships.all():
        authorship.affiliation = f"Department {authorship.position} of the University of Puerto Azul"
        save(authorship)
    orcids = {"editor": "0000-0002-1825-0097", "translator": "0000-0001-5109-3700"}
    for position, (role, orcid) in enumerate(orcids.items(), len(names) + 1):
        author = make_author(f"Zoe Alba {role.title()}", orcid=orcid)
        save(Authorship(document=crowded, author=author, role=role, position=position))
    return crowded


def make_misread(issue) -> Document:
    """Read by machine, every fifth word with doubt."""
    misread = make_typeset_document(
        "As the Machine Read It",
        texts=("The retum of the river to its bed was late. " * 6,),
        issue=issue,
        first_label=31,
    )
    page = misread.pages.get()
    words = [word for line in page.words for word in line]
    for word in words[::5]:
        word[6] = 0.41
    page.text_source, page.text_confidence = "ocr", 0.84
    save(page)
    return misread


def make_unread(issue) -> Document:
    unread = make_typeset_document(
        "Not Read Yet", texts=("Nobody has read this.",), issue=issue, first_label=32
    )
    unread.pages.update(text="", raw_text="", words=[], text_source="none")
    return unread


def make_damaged(issue) -> Document:
    """Its text was read; since then its file was torn."""
    damaged = make_typeset_document(
        "A Torn File", texts=("What was read is kept.",), issue=issue, first_label=33
    )
    page = damaged.pages.select_related("scan").get()
    original_path(page.scan.sha256).write_bytes(b"%PDF-1.4 torn")
    try:
        draw(page.scan, [page.scan_page])
    except PageImageError:
        return damaged
    raise AssertionError("a torn file was drawn")


def make_held_back(issue) -> Document:
    """On its second page stands a draft, and nobody knows where."""
    upper, lower = make_neighbours("Seen as well.", "Anywhere on the page.", issue=issue)
    lower.pages.update(words=[])
    return upper
