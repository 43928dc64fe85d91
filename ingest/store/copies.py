"""Whether an article is the same as another that the archive holds: a file came in twice, or an issue and its parts."""

from collections.abc import Iterable
from itertools import pairwise

from django.db.models import Q

from archive.models import Document, Page
from archive.reading.passages import fold_passage
from archive.scans.page_masks import boxes_of, without_shown

SAME = (
    0.5  # of the pairs of words of the shorter text, as read by two machines from two scans, that both have
)
MIN_PAIRS = 15  # a heading and a name are in many texts
FIRST = [Document.State.PUBLISHED, Document.State.WITHDRAWN, Document.State.DRAFT]


def article_copied_by(document: Document) -> Document | None:
    """The article that this one is a copy of: one that readers see before one that they saw, before a draft."""
    others = _alike(document).exclude(pk=document.pk).filter(merged_into=None).distinct()
    by_state = sorted(others, key=lambda other: (FIRST.index(other.state), other.pk))
    own = _pairs(document) if by_state else set()
    return next((other for other in by_state if _is_same(document, own, other)), None)


def _alike(document: Document):
    """Those that may be the same: by what a catalogue says of them, or by the page of the file they stand on."""
    alike = Q(pk__in=[])
    if document.doi:
        alike |= Q(doi__iexact=document.doi)
    if document.title:
        alike |= Q(title__iexact=document.title)
    if document.issue_id and document.first_page:
        alike |= Q(issue=document.issue_id, first_page=document.first_page)
    for scan, number in document.pages.filter(sequence=1).values_list("scan", "scan_page"):
        alike |= Q(pk__in=Page.objects.filter(scan=scan, scan_page=number).values("document"))
    return Document.objects.filter(alike)


def _is_same(document: Document, own: set[tuple[str, str]], other: Document) -> bool:
    if document.doi and document.doi.lower() == other.doi.lower():
        return True
    first = document.pages.order_by("sequence").first()
    beside = other.pages.filter(scan=first.scan_id, scan_page=first.scan_page).first() if first else None
    if first and beside:
        return _are_in_one_place(first, beside)
    theirs = _pairs(other)
    shorter = min(len(own), len(theirs))
    return shorter >= MIN_PAIRS and len(own & theirs) >= SAME * shorter


def _are_in_one_place(part: Page, other: Page) -> bool:
    """Of two parts of the same page of a file: not those that it was divided into."""
    lines = boxes_of(part.words, part.width or 1, part.height or 1)
    if not lines:
        return part.begins_at == other.begins_at
    apart = without_shown(lines, boxes_of(other.words, other.width or 1, other.height or 1))
    return sum(map(len, apart)) < SAME * sum(map(len, lines))


def _pairs(document: Document) -> set[tuple[str, str]]:
    texts: Iterable[str] = document.pages.order_by("sequence").values_list("text", flat=True)
    words = [folded for text in texts for word in text.split() if (folded := fold_passage(word))]
    return set(pairwise(words))
