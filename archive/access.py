"""What a reader may see of an article: its record, its text, the images of its pages, its originals.

`access(reader, document)` is the one answer that every outlet asks. The record of a published article is everyone's;
its text and images are for those who may read it (`Document.audience`). A page or a file may be shared with
texts that the reader may not see; what is theirs is covered on page images, and an original goes out
only where all that stands on it may be seen.

For lists, `Document.objects.visible_to(reader)`, `.published()` and `.readable()` ask the database the same of many
rows, and `Page.objects.readable()` of pages.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import Q

from archive.accounts.permissions import may_review
from archive.audiences import Audience, asking
from archive.models import Document, Page, Scan
from archive.querysets import closed_to
from archive.scans.page_masks import Lines, Mask, are_placed, boxes_of, share_of, without_shown
from archive.sort_keys import fold_name

Reader = User | AnonymousUser | None  # None: a machine, which sees what everyone sees
Sheet = tuple[int, int]  # a physical page: the scan's primary key, its page
HiddenTexts = Mapping[
    Sheet, Mapping[int, str]
]  # on each sheet the documents that readers may not see, and their state
CLOSED = "closed"  # the state of a published article whose text the reader may not read
MAX_MERGES = 10  # one after the other that are followed
WORD = re.compile(r"[^\W\d_]{2,}")  # of a running head: numbers and single letters name nobody


class Record(Enum):
    """What becomes of an article's address."""

    OPEN = "open"
    GONE = "gone"  # withdrawn: the address says so
    ABSENT = "absent"  # nobody shall know of it


@dataclass(frozen=True, slots=True)
class ImageAccess:
    """What may be seen of the image of a page."""

    mask: Mask | None = None  # what is covered on it
    is_withheld: bool = False  # the image as a whole is: nobody can say where on it the hidden article stands
    is_shared: bool = False  # an article stands on it that the reader may not have, covered or not

    @property
    def key(self) -> str:
        """Part of the image's name and version, "" for the whole image."""
        if self.is_withheld:
            return "withheld"  # or who has the whole image would be told that it is still so
        return self.mask.key if self.mask else ""


WHOLE = ImageAccess()
UNCOVERED = ImageAccess(is_shared=True)
WITHHELD = ImageAccess(is_withheld=True, is_shared=True)


class Access:
    """What one reader may see of one article, as things stood when it was first asked."""

    def __init__(self, document: Document, *, reviews: bool, audience: Audience) -> None:
        self.document = document
        self.reviews = reviews
        self.audience = audience

    @property
    def record(self) -> Record:
        """Drafts are for reviewers; so are copies of them, and copies of what was withdrawn, if never seen themselves."""
        document = self.document
        if self.reviews or document.is_published:
            return Record.OPEN
        leads_on = document.merged_into_id and document.merged_into.is_published
        was_seen = document.published_at or leads_on or not document.merged_into_id
        return Record.GONE if document.is_withdrawn and was_seen else Record.ABSENT

    @property
    def is_open(self) -> bool:
        return self.record is Record.OPEN

    @property
    def text(self) -> bool:
        """Whether the words may be read: text, boxes, snippets, what is exported of them."""
        return self.reviews or (self.is_open and self.document.audience <= self.audience)

    def image(self, page: Page) -> ImageAccess:
        """Of a page of this article."""
        if not self.text:
            return WITHHELD
        return WHOLE if self.reviews else self.images.get((page.scan_id, page.scan_page), WHOLE)

    def original(self, scan: Scan) -> bool:
        """Whether the file may be downloaded from which the article was read."""
        return self.reviews or (self.text and scan.pk not in self._closed_scans)

    @cached_property
    def images(self) -> Mapping[Sheet, ImageAccess]:
        """Of the sheets that are shared with what the reader may not see."""
        return images_of(self.document.pages.all(), self.hidden)

    @cached_property
    def hidden(self) -> HiddenTexts:
        """What readers may not see in the files of the article."""
        return hidden_in({page.scan_id for page in self.document.pages.all()}, self.audience)

    @cached_property
    def _closed_scans(self) -> set[int]:
        return {scan for scan, _page in self.hidden}


def access(reader: Reader, document: Document) -> Access:
    """What the reader may see of the article. Asked again of the same object, it costs nothing."""
    asks = (
        reader is not None and may_review(reader),
        Audience.EVERYONE if reader is None else asking(),
    )
    known: dict[tuple[bool, Audience], Access] = document.__dict__.setdefault("_access", {})
    if asks not in known:
        known[asks] = Access(document, reviews=asks[0], audience=asks[1])
    return known[asks]


def ask_together(pages: Iterable[Page], reader: Reader = None) -> None:
    """Answer at once what the reader asks of the images of these pages, each of another article."""
    pages = list(pages)
    audience = Audience.EVERYONE if reader is None else asking()
    images = images_of(pages, hidden_in({page.scan_id for page in pages}, audience))
    for page in pages:
        access(reader, page.document).images = images


# ------------------------------------------------------------------ shared files
def hidden_in(scans: Collection[int], audience: Audience = Audience.EVERYONE) -> HiddenTexts:
    """The articles in these files that these readers may not see. One query, and one more where there are any."""
    is_hidden = ~Q(document__state=Document.State.PUBLISHED) | closed_to(audience, "document__")
    found = Page.objects.filter(is_hidden, scan__in=scans).order_by()
    found = list(found.values_list("scan", "scan_page", "document", "document__state"))
    closed = {document for *_sheet, document, state in found if state == Document.State.PUBLISHED}
    found = [row[:3] for row in found]
    states = _states_of_hidden({document for *_sheet, document in found} - closed)
    states |= dict.fromkeys(closed, CLOSED)
    hidden: dict[Sheet, dict[int, str]] = defaultdict(dict)
    for scan, number, document in found:
        if document in states:
            hidden[scan, number][document] = states[document]
    return hidden


def _states_of_hidden(documents: set[int]) -> dict[int, str]:
    """The state of those of these unpublished documents that readers may not see.

    One that is the same article as another counts as that one, and has its state.
    """
    hidden: dict[int, str] = {}
    stand_for = {pk: pk for pk in documents}
    for _ in range(MAX_MERGES):
        if not stand_for:
            break
        rows = Document.objects.only("state", "merged_into").in_bulk(set(stand_for.values()))
        told = {pk: rows[other] for pk, other in stand_for.items() if other in rows}
        stand_for = {pk: row.merged_into_id for pk, row in told.items() if row.merged_into_id}
        hidden |= {pk: row.state for pk, row in told.items() if not (row.is_published or row.merged_into_id)}
    return hidden | dict.fromkeys(stand_for, str(Document.State.WITHDRAWN))


# ------------------------------------------------------------------ shared pages
def images_of(pages: Iterable[Page], hidden: HiddenTexts) -> dict[Sheet, ImageAccess]:
    """What readers may see of the sheets of these pages, of published articles; WHOLE are left out."""
    shared = {(page.scan_id, page.scan_page) for page in pages} & hidden.keys()
    if not shared:
        return {}
    rows = Page.objects.filter(
        scan__in={scan for scan, _ in shared}, scan_page__in={number for _, number in shared}
    )
    parts: dict[Sheet, list[Page]] = defaultdict(list)
    rows = rows.select_related("document__issue__journal").prefetch_related("document__authors")
    for part in rows.order_by("pk"):
        parts[part.scan_id, part.scan_page].append(part)
    told = _told_by_heads({scan for scan, _ in shared}, hidden)
    return {sheet: _of_sheet(parts[sheet], hidden[sheet], told[sheet[0]]) for sheet in shared}


def _told_by_heads(scans: Collection[int], hidden: HiddenTexts) -> dict[int, set[str]]:
    """By file the words of the running heads on the pages where nothing is hidden."""
    heads = Page.objects.filter(scan__in=scans).exclude(running_head="").order_by()
    told: dict[int, set[str]] = defaultdict(set)
    for scan, number, head in heads.values_list("scan", "scan_page", "running_head"):
        if (scan, number) not in hidden:
            told[scan] |= _words(head)
    return told


def _of_sheet(parts: list[Page], states: Mapping[int, str], told: set[str]) -> ImageAccess:
    """`told`: words of which readers know that they stand in the file's running heads."""
    seen = [part for part in parts if part.document_id not in states]
    covered = [part for part in parts if part.document_id in states and not _is_let_through(part, states)]
    if not all(_says_where(part) for part in (*covered, *(seen if covered else ()))):
        return WITHHELD
    shown = _lines(seen)
    hidden = without_shown(_lines(covered), shown)
    if not hidden:
        return UNCOVERED
    placed = (share_of(box, part.width, part.height) for part in (*seen, *covered) for box in part.furniture)
    heads = tuple((box,) for box in dict.fromkeys(placed))
    known = told.union(*map(_known_of, seen))
    if all(_words(part.running_head) <= known for part in (*seen, *covered)):
        shown += heads
    else:
        hidden += heads  # it may name the hidden article or its author
    return ImageAccess(Mask(hidden, shown), is_shared=True)


def _is_let_through(part: Page, states: Mapping[int, str]) -> bool:
    """A library may show its drafts on scans, but never what was withdrawn."""
    return settings.SHOW_DRAFTS_ON_SHARED_PAGES and states[part.document_id] == Document.State.DRAFT


def _says_where(part: Page) -> bool:
    return part.width > 0 and part.height > 0 and are_placed(part.words, part.text)


def _lines(parts: Iterable[Page]) -> Lines:
    return tuple(line for part in parts for line in boxes_of(part.words, part.width, part.height))


def _known_of(part: Page) -> set[str]:
    """The words of what readers are told of the article: its title, its authors, its journal."""
    document = part.document
    journal = document.issue.journal if document.issue else None
    names = [document.title, document.subtitle, *(each.name for each in document.authors.all())]
    return _words(" ".join([*names, journal.title, journal.abbreviation] if journal else names))


def _words(text: str) -> set[str]:
    return set(WORD.findall(fold_name(text)))
