"""The PDF of an article alone: cut out of the original that holds the whole issue, or made of its page images.

What was read by OCR lies over the pages as text that is not seen, so that it can be searched and copied.
Made once, kept, derived.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Sequence
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from django.conf import settings

from archive.models import Document, Page
from archive.originals import original_path
from archive.page_images import FULL, SECONDS, PageImageError, image_path, is_pictured, run_limited
from archive.page_layer import text_lines

PDF = "application/pdf"
MOST_PICTURES = 60  # pages whose images may have to be drawn while somebody waits


class ArticlePdfError(Exception):
    """The article has no PDF of its own; says why."""


def has_own_pdf(document: Document) -> bool:
    """Whether there is more to offer than the original: it holds other articles too, or is no PDF, or has no text."""
    pages = list(document.pages.all())
    if not pages or not all(map(is_pictured, pages)):
        return False
    if not _is_from_pdf(pages):
        return len(pages) <= MOST_PICTURES
    if any(page.text_source == Page.TextSource.OCR for page in pages):
        return True
    others = Page.objects.filter(scan__in={page.scan_id for page in pages}).exclude(document=document)
    return others.exists()


def article_pdf(document: Document) -> Path:
    """The file, made now when there is none yet. Raises ArticlePdfError."""
    pages = list(document.pages.select_related("scan").defer("raw_text").order_by("sequence"))
    job = {
        "parts": _parts(pages),
        "layers": [_layer(page) for page in pages],
        "title": str(document),
        "author": ", ".join(each.author.name for each in document.authorships.all()),
        "memory_mb": settings.PARSE_MEMORY_MB,
        "seconds": SECONDS,
    }
    name = sha256(json.dumps(job, sort_keys=True).encode()).hexdigest()
    path = Path(settings.DERIVED_DIR) / "articles" / name[:2] / f"{name}.pdf"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".cutting-") as place:
            made = Path(place) / "made.pdf"
            try:
                run_limited("archive.pdf_cutting", job | {"target": str(made)})
            except PageImageError as error:
                raise ArticlePdfError(f"{document}: {error}") from error
            os.replace(made, path)
    return path


def _is_from_pdf(pages: Sequence[Page]) -> bool:
    return all(page.scan.media_type == PDF for page in pages)


def _parts(pages: Sequence[Page]) -> list[dict[str, object]]:
    """Where the pages come from: runs of pages of a PDF, or pictures of each."""
    if not pages or not all(map(is_pictured, pages)):
        raise ArticlePdfError("not all pages of the article have an image")
    if _is_from_pdf(pages):
        return [
            {"source": str(original_path(sha)), "pages": [page.scan_page for page in run]}
            for sha, run in groupby(pages, key=lambda page: page.scan.sha256)
        ]
    if len(pages) > MOST_PICTURES:
        raise ArticlePdfError("more pages than can be drawn while somebody waits")
    try:
        return [{"pictures": [str(image_path(page, FULL)) for page in pages]}]
    except PageImageError as error:
        raise ArticlePdfError(str(error)) from error


def _layer(page: Page) -> dict[str, object] | None:
    """The words of a page that was read by OCR: [[size, [[text, x, y of the baseline, length], …]], …]."""
    if page.text_source != Page.TextSource.OCR or not (page.words and page.width and page.height):
        return None
    lines = [
        [line.size, [[word.text, word.x, word.y, word.length] for word in line.words]]
        for line in text_lines(page.words, page.text)
    ]
    return {"width": page.width, "height": page.height, "lines": lines}
