"""Whether a text is the same article as another that the archive holds: a file came in twice, or an issue and its parts."""

from collections.abc import Iterable
from itertools import pairwise

from django.db.models import Q

from archive.models import Document, Page
from archive.passages import fold

SAME = (
    0.5  # of the pairs of words of the shorter text, as read by two machines from two scans, that both have
)
FIRST = [Document.State.PUBLISHED, Document.State.WITHDRAWN, Document.State.DRAFT]


def article_copied_by(document: Document) -> Document | None:
    """The article that this text is a copy of: one that readers see before one that they saw, before a draft."""
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
    theirs = _pairs(other)
    shorter = min(len(own), len(theirs))
    return bool(shorter) and len(own & theirs) >= SAME * shorter


def _pairs(document: Document) -> set[tuple[str, str]]:
    texts: Iterable[str] = document.pages.order_by("sequence").values_list("text", flat=True)
    words = [folded for text in texts for word in text.split() if (folded := fold(word))]
    return set(pairwise(words))
