"""The label of a page as a reader types it, and the page that is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from archive.addresses import address_of
from archive.models import Document, Page

SAID_OF_PAGES = re.compile(r"(?:(?:pp?|pags?|págs?)\.|page\b|página\b)\s*")  # before a label, as one types it


def page_url(document: Document, page: Page) -> str:
    """The address of a page, without asking the database for the document of the page."""
    return address_of("page", document.address, page.address)


def find_page(pages: Sequence[Page], label: str) -> Page | None:
    """The page a reader means: by its address, its printed label as cited ("p. [269]"), or "n4" for the fourth."""
    wanted = SAID_OF_PAGES.sub("", label.strip().lower()).strip("[] ")
    for name in ("address", "label"):
        for page in pages:
            if getattr(page, name).lower() == wanted:
                return page
    by_sequence = wanted.removeprefix("n") if wanted.startswith("n") else ""
    return next((page for page in pages if by_sequence == str(page.sequence)), None)


def nearest_pages(pages: Sequence[Page], label: str, most: int = 3) -> list[Page]:
    """The pages whose printed number is nearest to a wrong label; the first ones when it is no number."""
    digits = label.strip().strip("[]")
    numbered = [page for page in pages if page.label.isdecimal()]
    if not digits.isdecimal() or not numbered:
        return list(pages[:most])
    nearest = sorted(numbered, key=lambda page: abs(int(page.label) - int(digits)))[:most]
    return sorted(nearest, key=lambda page: page.sequence)
