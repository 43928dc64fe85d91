"""The label of a page as a reader types it, and the page that is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from urllib.parse import quote

from archive.addresses import address_of
from archive.models import Document, Page, as_cited
from archive.printed_pages import BETWEEN_LABELS

SAID_OF_PAGES = re.compile(r"(?:(?:pp?|pags?|págs?)\.|page\b|página\b)\s*")  # before a label, as one types it


def page_url(document: Document, page: Page) -> str:
    """The address of a page, without asking the database for the document of the page."""
    return address_of("page", document.address, page.address)


def find_split_page(pages: Sequence[Page], label: str) -> Page | None:
    """The first of the two pages that an image showed by this label, before it was split."""
    asked = BETWEEN_LABELS.split(_wanted(label))
    labelled = ((page, [page.label.lower(), following.label.lower()]) for page, following in pairwise(pages))
    return next((page for page, labels in labelled if labels == asked), None)


def find_page(pages: Sequence[Page], label: str) -> Page | None:
    """The page a reader means: by its address, its printed label as cited ("p. [269]"), or "n4" for the fourth.

    Of an image that shows two printed pages, either label.
    """
    wanted = _wanted(label)
    for name in ("address", "label"):
        for page in pages:
            if getattr(page, name).lower() == wanted:
                return page
    for page in pages:
        if _is_one_of_two(page, wanted):
            return page
    by_sequence = wanted.removeprefix("n") if wanted.startswith("n") else ""
    return next((page for page in pages if by_sequence == str(page.sequence)), None)


def label_meant(page: Page, label: str) -> str:
    """What a citation writes of the page found by a label: of two printed ones the one meant, else of all it shows."""
    wanted = _wanted(label)
    one = next((each for each in page.printed_labels if each.lower() == wanted), page.label)
    return as_cited(one, page.label_source)


def anchor_of(page: Page, label: str) -> str:
    """Where on the page of its image the printed page asked for begins: "#p51"; "" where the image shows no other."""
    wanted = _wanted(label)
    is_second = _is_one_of_two(page, wanted) and page.printed_labels[-1].lower() == wanted
    return f"#p{quote(page.printed_labels[-1], safe='')}" if is_second else ""


def _wanted(label: str) -> str:
    return SAID_OF_PAGES.sub("", label.strip().lower()).strip("[] ")


def _is_one_of_two(page: Page, wanted: str) -> bool:
    labels = page.printed_labels
    return len(labels) > 1 and wanted in [each.lower() for each in labels]


def nearest_pages(pages: Sequence[Page], label: str, most: int = 3) -> list[Page]:
    """The pages whose printed number is nearest to a wrong label; the first ones when it is no number."""
    digits = label.strip().strip("[]")
    numbered = [page for page in pages if "".join(page.printed_labels[:1]).isdecimal()]
    if not digits.isdecimal() or not numbered:
        return list(pages[:most])
    nearest = sorted(numbered, key=lambda page: abs(int(page.printed_labels[0]) - int(digits)))[:most]
    return sorted(nearest, key=lambda page: page.sequence)
