"""The PDF of an article alone: cut out of the original that holds the whole issue, or made of its page images.

What was read by OCR lies over the pages as text that is not seen, so that it can be searched and copied.
A page that shows a text which the reader may not have is made of its image, that text covered, and of the
article's own words: nothing is left of the original page, where what is painted over could still be copied.
Made once, kept, derived. One of many images is made piece by piece, for as long as somebody may be kept
waiting at a time, and joined when all pieces are there.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator, Sequence
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from django.conf import settings

from archive.access import Access
from archive.models import Document, Page
from archive.sandbox.forking import Target
from archive.scans import derived_files
from archive.scans.page_images import (
    FULL,
    SECONDS,
    PageImageError,
    PageImagePutOffError,
    image_path,
    is_pictured,
    run_limited,
    source_of,
)
from archive.scans.page_layer import text_lines

PDF = "application/pdf"
VERSION = 4  # counts up when PDFs come to be made otherwise: those kept are not served any more
FOLDER = "articles"  # below DERIVED_DIR
PAGES_AT_ONCE = 10  # that are made of images in one process
PATIENCE = 20.0  # seconds after which somebody who waits is told how far it is


class ArticlePdfError(Exception):
    """The article has no PDF of its own; says why."""


class PdfInTheMakingError(Exception):
    """The PDF is not whole yet: `done` of `total` pages are. Ask again, and it is gone on with."""

    def __init__(self, done: int, total: int) -> None:
        super().__init__(f"{done} of {total} pages")
        self.done, self.total = done, total


def can_be_made(document: Document, seen: Access) -> bool:
    """Whether each page of the article has an image that the reader may see; the pages come with their scans."""
    pages = document.pages.all()
    return bool(pages) and all(is_pictured(page) and not seen.image(page).is_withheld for page in pages)


def is_worth_offering(document: Document, seen: Access) -> bool:
    """Whether it is more than the original: that holds other articles too, is no PDF, has no text or is not open."""
    pages = list(document.pages.all())
    if not can_be_made(document, seen):
        return False
    if not _is_from_pdf(pages) or any(page.text_source == Page.TextSource.OCR for page in pages):
        return True
    if not all(seen.original(page.scan) for page in pages):
        return True
    others = Page.objects.filter(scan__in={page.scan_id for page in pages}).exclude(document=document)
    return others.exists()


def article_pdf(document: Document, seen: Access) -> Path:
    """The file, made now when there is none yet. Raises ArticlePdfError, PdfInTheMakingError of a long one, and
    PageImagePutOffError where the machine is too busy."""
    if not can_be_made(document, seen):
        raise ArticlePdfError("not all pages of the article have an image that may be shown")
    pages = list(document.pages.select_related("scan").defer("raw_text").order_by("sequence"))
    author = ", ".join(each.author.name for each in document.bylines)
    names = {"title": str(document), "author": author}
    path = _place_of(pages, names, seen)
    if derived_files.find(path):
        return path
    try:
        if _is_from_pdf(pages):
            job = {"parts": list(_parts(pages, seen)), "layers": _layers(pages, seen)}
            _make(path, names | job | {"layers_of_halves": [_layer(page) for page in pages]})
        elif len(pages) <= PAGES_AT_ONCE:
            _make(path, names | _of_pictures(pages, seen))
        else:
            _join(path, names, _pieces(pages, seen))
    except PageImagePutOffError:
        raise
    except PageImageError as error:
        if derived_files.find(path):  # somebody else has made it meanwhile, and taken the pieces away
            return path
        raise ArticlePdfError(f"{document}: {error}") from error
    return path


def _is_from_pdf(pages: Sequence[Page]) -> bool:
    return all(page.scan.media_type == PDF for page in pages)


def _place_of(pages: Sequence[Page], names: dict[str, str], seen: Access) -> Path:
    """Where the PDF of these pages is kept; another place for other words on them, or other words covered."""
    sources = [
        [
            page.scan.sha256,
            page.scan_page,
            page.scan_member,
            seen.original(page.scan),
            seen.image(page).is_shared,
            seen.image(page).key,
        ]
        for page in pages
    ]
    name = sha256(json.dumps([VERSION, sources, _layers(pages, seen), names]).encode()).hexdigest()
    return Path(settings.DERIVED_DIR) / FOLDER / name[:2] / f"{name}.pdf"


def forget_all() -> None:
    """Delete all that were made; they are made again when asked for."""
    for path in derived_files.below(Path(settings.DERIVED_DIR) / FOLDER):
        derived_files.remove(path)


def _parts(pages: Sequence[Page], seen: Access) -> Iterator[dict[str, object]]:
    """Runs of pages cut out of one original after the other; shared pages as pictures of the size that they have.

    Where an article of the file is hidden, halves of double pages are drawn: each holds the other half too.
    """
    for (_, is_shared), run in groupby(pages, key=lambda p: (p.scan.sha256, seen.image(p).is_shared)):
        if is_shared:
            yield {"pictures": [_picture(page, seen) for page in run]}
        else:
            some = list(run)
            width = 0 if seen.original(some[0].scan) else FULL
            numbers = [page.scan_page for page in some]
            yield {"source": source_of(some[0].scan), "pages": numbers, "draws_halves": width}


def _picture(page: Page, seen: Access) -> dict[str, object]:
    """`points`: how wide the page is set; 0 where only the picture's own size is known."""
    points = page.width if page.scan.media_type == PDF and page.text_source == Page.TextSource.PDF else 0
    return {"path": image_path(page, FULL, seen.image(page)), "points": points}


def _of_pictures(pages: Sequence[Page], seen: Access) -> dict[str, object]:
    return {
        "parts": [{"pictures": [_picture(page, seen) for page in pages]}],
        "layers": _layers(pages, seen),
    }


def _pieces(pages: Sequence[Page], seen: Access) -> list[tuple[Path, int]]:
    """(PDF, how many pages it has) of the pages' images, some pages each, those that were made before among them."""
    pieces = []
    ends = 0.0  # the patience, once a piece was made: whoever asks gets one further
    for start in range(0, len(pages), PAGES_AT_ONCE):
        some = pages[start : start + PAGES_AT_ONCE]
        path = _place_of(some, {}, seen)
        if not derived_files.find(path):
            if ends and time.monotonic() > ends:
                raise PdfInTheMakingError(start, len(pages))
            ends = ends or time.monotonic() + PATIENCE
            _make(path, _of_pictures(some, seen))
        pieces.append((path, len(some)))
    return pieces


def _join(path: Path, names: dict[str, str], pieces: Sequence[tuple[Path, int]]) -> None:
    parts = [
        {"source": piece, "pages": list(range(1, count + 1)), "draws_halves": 0} for piece, count in pieces
    ]
    _make(path, names | {"parts": parts, "layers": [None] * sum(count for _, count in pieces)})
    for piece, _ in pieces:
        derived_files.remove(piece)


def _make(path: Path, job: dict[str, object]) -> None:
    """Raises PageImageError."""
    limits = {"memory_mb": settings.PARSE_MEMORY_MB, "seconds": SECONDS}
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".cutting-") as place:
        made = Path(place) / "made.pdf"
        run_limited("archive.scans.pdf_cutting", job | limits | {"target": Target(made)})
        derived_files.put(made, path)


def _layers(pages: Sequence[Page], seen: Access) -> list[dict[str, object] | None]:
    return [_layer(page) if _lacks_text(page, seen) else None for page in pages]


def _lacks_text(page: Page, seen: Access) -> bool:
    return page.text_source == Page.TextSource.OCR or seen.image(page).is_shared


def _layer(page: Page) -> dict[str, object] | None:
    """The words of a page that come from elsewhere: [[size, [[text, x, y of the baseline, length], …]], …]."""
    if not (page.words and page.width and page.height):
        return None
    lines = [
        [line.size, [[word.text, word.x, word.y, word.length] for word in line.words]]
        for line in text_lines(page.words, page.text)
    ]
    return {"width": page.width, "height": page.height, "lines": lines}
