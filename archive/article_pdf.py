"""The PDF of an article alone, cut out of the original that holds the whole issue; made once, kept, derived."""

from __future__ import annotations

import json
import os
import tempfile
from hashlib import sha256
from itertools import groupby
from pathlib import Path

from django.conf import settings

from archive.models import Document, Page
from archive.originals import original_path
from archive.page_images import SECONDS, PageImageError, run_limited

PDF = "application/pdf"


class ArticlePdfError(Exception):
    """The article has no PDF of its own; says why."""


def is_part_of_pdf(document: Document) -> bool:
    """Whether its pages are from PDFs that hold other articles too: one query. Else the original is its PDF."""
    scans = {page.scan for page in document.pages.all()}
    if not scans or any(scan.media_type != PDF for scan in scans):
        return False
    return Page.objects.filter(scan__in=scans).exclude(document=document).exists()


def article_pdf(document: Document) -> Path:
    """The file, made now when there is none yet. Raises ArticlePdfError."""
    pages = list(document.pages.all())
    if not pages or any(page.scan.media_type != PDF for page in pages):
        raise ArticlePdfError("not all pages of the article come from a PDF")
    job = {
        "parts": [
            {"source": str(original_path(sha)), "pages": [page.scan_page for page in run]}
            for sha, run in groupby(pages, key=lambda page: page.scan.sha256)
        ],
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
