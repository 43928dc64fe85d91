"""Images of two printed pages, each as two pages of a file that was made from theirs.

What a person decided stays: identifiers, states, corrected text and values. What is still the machine's is made
anew of what was read on the halves. All of it is one change, and can be undone as one.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from archive.models import Document, Page, Scan
from archive.spans import PARAGRAPH_BREAK
from ingest.details import Details
from ingest.messages import RefusedError
from ingest.parsing.records import Half, ParsedFile
from ingest.store.changes import change, named
from ingest.store.cutting import raw_offset
from ingest.store.dividing import number_pages
from ingest.store.document_rows import placed_words, plain_boxes
from ingest.store.documents import StoredDocuments, is_settled, store_documents
from ingest.store.history import OUT_OF_THE_WAY
from ingest.store.texts import align
from ingest.store.unread_pages import ReadPage, read_pages
from ingest.store.writing import one_writer


@dataclass(frozen=True, slots=True)
class NewPage:
    """A page of the new file: its number there, what it shows of the old one, and what was read on it."""

    number: int
    half: Half
    read: ReadPage | None

    def shows(self, page: Page, x: float) -> bool:
        """Whether it shows what stands at `x` on the old page."""
        share = x / page.width if page.width else 0.0
        return self.half.left <= share < self.half.right or self.half.right == share == 1

    def moved(self, box: Sequence[float], width: float) -> list[float]:
        """A box of the old page, so wide, in the unit of this one."""
        unit = self.read.page.width / (width * (self.half.right - self.half.left)) if self.read else 1.0
        x, y, across, down = box
        return [round(value * unit, 2) for value in (x - self.half.left * width, y, across, down)]


NewPages = Mapping[int, list[NewPage]]  # by the number of the old page, in the order of reading


def show_halves(
    old: Scan,
    new: Scan,
    halves: Sequence[Half],
    parsed: ParsedFile,
    details: Details | None = None,
    user=None,
) -> StoredDocuments:
    """Every page that shows `old` shows `new` from now on. `halves`: what each page of `new` shows of `old`.

    Then the articles of the file are stored as those of any file that is read again. RefusedError where a text
    that a person has decided on runs across both printed pages of an image, or the files do not belong together.
    """
    with one_writer():
        documents = list(Document.objects.filter(pages__scan=old).distinct().order_by("pk"))
        if Page.objects.filter(scan=new).exists():
            raise RefusedError("shown_elsewhere")
        new_pages = _new_pages(halves, parsed)
        number = sum(len(pages) > 1 for pages in new_pages.values())
        with change(user, "halved", documents, text=True, old=old, new=new, number=number) as changes:
            settled = [each for each in changes.documents if is_settled(each) or each.published_at]
            for document in changes.documents:
                _show_halves_of(document, old, new, new_pages, is_made_anew=not settled)
            stored = store_documents(parsed, new, details, keeps_authors=True)
            changes.made(stored.documents)
    return stored


def _new_pages(halves: Sequence[Half], parsed: ParsedFile) -> NewPages:
    read = read_pages(parsed)
    pages: dict[int, list[NewPage]] = defaultdict(list)
    for number, half in enumerate(halves, 1):
        pages[half.page].append(NewPage(number, half, read.get(number)))
    return pages


def _show_halves_of(
    document: Document, old: Scan, new: Scan, new_pages: NewPages, *, is_made_anew: bool
) -> None:
    pages = list(document.pages.order_by("sequence"))
    _move_evidence(document, {page.scan_page: page for page in pages if page.scan_id == old.pk}, new_pages)
    parts: list[Page] = []
    for page in pages:
        if page.scan_id == old.pk:
            if page.scan_page not in new_pages:
                raise RefusedError("halves_lack_page", number=page.scan_page)
            page.scan, page.scan_member = new, ""
            parts += _parts(document, page, new_pages[page.scan_page], is_made_anew=is_made_anew)
        else:
            parts.append(page)
    _number(document, parts)


def _number(document: Document, parts: Sequence[Page]) -> None:
    for place, part in enumerate(parts, OUT_OF_THE_WAY):
        Page.objects.filter(pk=part.pk).update(sequence=place)
    number_pages(document)


# ------------------------------------------------------------------ one page
def _parts(document: Document, page: Page, on: Sequence[NewPage], *, is_made_anew: bool) -> Iterator[Page]:
    """The page on the new image, or its two parts on two."""
    if len(on) == 1:
        _place(page, on[0])
        yield page
        return
    turn = _turn(page, on)
    if turn is None:
        if not is_made_anew:
            raise RefusedError("text_across_gutter", title=named(document), label=page.label or page.sequence)
        turn = len(page.text)  # all of it is read anew at once
    if 0 < turn < len(page.text) or not page.text:
        lower = _divide(page, turn)
        _place(page, on[0])
        _place(lower, on[1])
        yield from (page, lower)
        return
    side = 1 if turn == 0 else 0
    if len(page.printed_labels) > 1:
        page.label = page.printed_labels[side]
    page.turns_at = None
    _place(page, on[side])
    yield page


def _turn(page: Page, on: Sequence[NewPage]) -> int | None:
    """Where the text goes over to the second half; None where lines of both are mixed, or nothing tells."""
    if page.turns_at is not None:
        return page.turns_at
    sides: tuple[list[int], list[int]] = ([], [])
    for start, _end, x, _y, width, *_more in chain.from_iterable(page.words):
        sides[not on[0].shows(page, x + width / 2)].append(start)
    first, second = sides
    if page.text and not (first or second):
        return None
    if first and second and max(first) > min(second):
        return None
    return min(second) if second else len(page.text)


def _divide(page: Page, turn: int) -> Page:
    """What stands from `turn` on becomes a page of its own, which is given back; sections and acronyms follow."""
    lower = Page.objects.get(pk=page.pk)
    lower.pk, lower.sequence, lower.address = None, page.document.pages.count() + 1, f"parted {page.pk}"
    lower.scan, lower.scan_member, lower.turns_at, lower.begins_at = page.scan, "", None, 0
    if page.text:
        labels = page.printed_labels
        raw = raw_offset(page, turn)
        lower.text, lower.raw_text = page.text[turn:], page.raw_text[raw:]
        upper = page.text[:turn]
        page.runs_on = not upper.endswith(PARAGRAPH_BREAK)
        page.text, page.raw_text = upper.rstrip(), page.raw_text[:raw]
        page.label, lower.label = (labels[0], labels[1]) if len(labels) > 1 else (page.label, "")
    else:
        lower.label = ""
    if not lower.label:
        lower.label_source, lower.label_evidence = "", {}
    page.turns_at = None
    lower.save()
    for row in (
        *page.sections_starting.filter(offset__gte=turn),
        *page.acronyms_defined.filter(offset__gte=turn),
    ):
        row.page, row.offset = lower, row.offset - turn
        row.save()
    return lower


def _place(page: Page, on: NewPage) -> None:
    """The held text stays; its words stand where they were read on the new image."""
    page.scan_page, page.words, page.furniture = on.number, [], []
    half, read = on.half, on.read
    if read:
        page.words, _moves = align(read.page.text, page.text, placed_words(read.page))
        page.width, page.height = read.page.width, read.page.height
        page.furniture, page.scan_member = plain_boxes(read.page.furniture), read.page.image[:1000]
    else:
        page.width = round(page.width * (half.right - half.left), 2)
    page.save()


# ------------------------------------------------------------------ where values were read
def _move_evidence(document: Document, pages: Mapping[int, Page], new_pages: NewPages) -> None:
    """Each value keeps the place that it was read from, on the half that shows it."""
    for name in document.evidence:
        document.evidence[name] = _moved(document.evidence[name], pages, new_pages)
    document.save()
    for row in document.authorships.all():
        row.evidence = {name: _moved(each, pages, new_pages) for name, each in row.evidence.items()}
        row.save()
    for rows, field in (
        (document.sections.all(), "evidence"),
        (document.references.all(), "place"),
        (document.pages.all(), "label_evidence"),
    ):
        _move_of(rows, field, pages, new_pages)


def _move_of(rows: Iterable, field: str, pages: Mapping[int, Page], new_pages: NewPages) -> None:
    for row in rows:
        if held := getattr(row, field):
            setattr(row, field, _moved(held, pages, new_pages))
            row.save(update_fields=[field])


def _moved(evidence: dict, pages: Mapping[int, Page], new_pages: NewPages) -> dict:
    page = pages.get(evidence.get("page"))
    if page is None or page.scan_page not in new_pages:
        return evidence
    box = evidence.get("box")
    on = new_pages[page.scan_page]
    if not (box and page.width):
        return evidence | {"page": on[0].number}
    shown = next((each for each in on if each.shows(page, box[0] + box[2] / 2)), on[0])
    return evidence | {"page": shown.number, "box": shown.moved(box, page.width)}
