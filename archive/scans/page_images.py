"""Images of pages, made from the originals when they are asked for, kept under the original's sha256.

They are derived: `derived/pages/ab/cd/abcd…/0007-900.webp` may be deleted at any time. Beside it may
stand `0007-900.avif`, smaller, for browsers that take it. Where another text on the page may not be seen,
readers get `0007-900-0123456789ab.webp`, on which that text is covered; the key is that of its mask.
"""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from django.conf import settings

from archive.access import WHOLE, ImageAccess, access, ask_together
from archive.models import Document, Page, Scan
from archive.sandbox import forking
from archive.sandbox.forking import Loaded, NotForkedError, Target
from archive.scans import derived_files
from archive.scans.originals import DISK_FULL
from archive.scans.page_masks import Box
from archive.scans.wholeness import DamagedOriginalError, MissingOriginalError, whole_original
from archive.time_limits import ProcessorTimeError, StandstillError, run_watched
from archive.visibility import raise_generation

logger = logging.getLogger(__name__)

THUMBNAIL, READING, FULL = 160, 900, 1800
MAX_BYTES = {THUMBNAIL: 6_000, READING: 200_000, FULL: 700_000}
WIDTHS = tuple(MAX_BYTES)
# What is drawn when one of them is asked for: the large image is often not wanted and costs the most.
TOGETHER = {THUMBNAIL: (THUMBNAIL, READING), READING: (THUMBNAIL, READING), FULL: (FULL,)}
LOADED = Loaded(
    modules=("archive.scans.page_rendering", "archive.scans.tile_rendering", "archive.scans.pdf_cutting"),
    code=("archive/__init__.py", "archive/scans"),
)
ERROR_OF_SYSTEM = re.compile(r"\[Errno (\d+)\]")  # as Python writes it
SECONDS = 40  # of processor time for a batch of pages
PAGES_IN_BATCH = 5
ZIP = "application/zip"

# More processes than processors would only slow each other down; two for one page would be in vain.
_running = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))
_turns = [threading.Lock() for _ in range(64)]


class PageImageError(Exception):
    """A page of an original cannot be shown; says which and why."""


class WithheldImageError(PageImageError):
    """The reader may not see the image of the page."""


class PageImagePutOffError(PageImageError):
    """Nothing is wrong with the original: the machine was too busy. Ask again later."""


def is_pictured(page: Page) -> bool:
    """Whether the page's original can be drawn: a PDF, a picture, or one of them in a zip; not a text."""
    return can_be_drawn(page.scan.media_type) and bool(page.scan_member or page.scan.media_type != ZIP)


def version_of(page: Page, seen: ImageAccess) -> str:
    """Part of the image's address: another where the scan was replaced, or another article on it is covered.

    Never the bare beginning of the sha256, under which earlier releases let caches keep images for a year.
    """
    return f"{page.scan.sha256[:8]}-{seen.key or 'whole'}"


def is_beyond_drawing(page: Page) -> bool:
    """Whether drawing it was tried and failed: its original is damaged, or not what it says."""
    mark = _failure(_folder(page.scan.sha256), page.scan_page)
    return mark.exists() and derived_files.find(mark)  # another machine may have forgotten it


def can_be_drawn(media_type: str) -> bool:
    return media_type in ("application/pdf", ZIP) or media_type.startswith("image/")


def image_path(page: Page, width: int, seen: ImageAccess) -> Path:
    """The image of a page at one of WIDTHS, with what the reader may see of it, drawn now when there is none yet.

    Raises PageImageError; a page that could not be drawn is not tried again until `forget`, unless it was put off.
    """
    if seen.is_withheld:
        raise WithheldImageError(f"{page}: its image is held back")
    return _drawn(page.scan, page.scan_page, width, seen)


def whole_image_path(scan: Scan, number: int, width: int) -> Path:
    """The same of a page that stands in no article: for librarians alone. Raises PageImageError."""
    return _drawn(scan, number, width, WHOLE)


def _drawn(scan: Scan, number: int, width: int, seen: ImageAccess) -> Path:
    path = _path(scan.sha256, number, width, seen.key)
    with _turns[hash((scan.pk, number)) % len(_turns)]:
        if not derived_files.find(path):
            draw(scan, [number], TOGETHER[width], seen)
    return path


def smaller_form(path: Path, accepted: str) -> tuple[Path, str]:
    """(file, media type) of the image to send to who says `Accept: …` so: AVIF where there is one."""
    avif = path.with_suffix(".avif")
    return (
        (avif, "image/avif")
        if "image/avif" in accepted and derived_files.find(avif)
        else (path, "image/webp")
    )


def draw(
    scan: Scan, numbers: Sequence[int], widths: Sequence[int] = WIDTHS, seen: ImageAccess = WHOLE
) -> None:
    """Draw these pages of the scan at these widths, with this of them, in one process. Raises PageImageError."""
    if not can_be_drawn(scan.media_type):
        raise PageImageError(f"{scan}: {scan.media_type} has no page images")
    folder = _folder(scan.sha256)
    source = _source_of(scan, numbers)
    for number in numbers:
        if derived_files.find(_failure(folder, number)):
            raise PageImageError(_failure(folder, number).read_text("utf-8"))
    folder.mkdir(parents=True, exist_ok=True)
    with _running, tempfile.TemporaryDirectory(dir=folder, prefix=".drawing-") as place:
        try:
            run_limited(
                "archive.scans.page_rendering",
                _job(source, scan.media_type, numbers, widths, Path(place), _members(scan, numbers), seen),
            )
        except PageImageError as error:
            message = f"{scan}, page {', '.join(map(str, numbers))}: {error}"
            if len(numbers) == 1 and not isinstance(error, PageImagePutOffError):
                _mark_failed(folder, numbers[0], message)
                raise_generation()
            raise type(error)(message) from error
        for name in (_name(number, width, seen.key) for number in numbers for width in widths):
            avif = (Path(place) / name).with_suffix(".avif")
            if avif.exists() and avif.stat().st_size:
                derived_files.put(avif, folder / avif.name)
            derived_files.put(Path(place) / name, folder / name)


def source_of(scan: Scan) -> Path:
    """The original to draw or to cut. Raises PageImageError where it is damaged or gone."""
    try:
        return whole_original(scan)
    except DamagedOriginalError as error:
        raise PageImageError(str(error)) from error


def _source_of(scan: Scan, numbers: Sequence[int]) -> Path:
    """What is damaged is marked as what cannot be drawn, until it is repaired."""
    try:
        return source_of(scan)
    except PageImageError as error:
        if not isinstance(error.__cause__, MissingOriginalError):
            _folder(scan.sha256).mkdir(parents=True, exist_ok=True)
            for number in numbers:
                _mark_failed(_folder(scan.sha256), number, str(error))
            raise_generation()
        raise


def draw_all(scan: Scan, numbers: Iterable[int]) -> list[str]:
    """Draw those pages that have no images yet, in batches; returns what could not be drawn and why."""
    missing = [number for number in sorted(set(numbers)) if not _is_drawn(scan, number)]
    if scan.media_type == ZIP:
        members = _members(scan, missing)
        missing = [number for number in missing if number in members]
    problems = []
    for start in range(0, len(missing), PAGES_IN_BATCH):
        batch = missing[start : start + PAGES_IN_BATCH]
        try:
            draw(scan, batch)
        except PageImagePutOffError as error:
            problems.append(str(error))
        except PageImageError:
            problems += _one_by_one(scan, batch)
    return problems


def drawing(scan: Scan) -> Iterator[list[str]]:
    """Draw what documents show of a scan, a few pages at each step; gives what could not be drawn.

    Whole pages first, as librarians see all of them, then those on which something is covered for readers.
    """
    if not can_be_drawn(scan.media_type):
        return
    numbers = sorted(set(Page.objects.filter(scan=scan).order_by().values_list("scan_page", flat=True)))
    for start in range(0, len(numbers), PAGES_IN_BATCH):
        yield draw_all(scan, numbers[start : start + PAGES_IN_BATCH])
    for number, seen in _covered(scan):
        try:
            draw(scan, [number], TOGETHER[READING], seen)
            yield []
        except PageImageError as error:
            yield [str(error)]


def _covered(scan: Scan) -> Iterator[tuple[int, ImageAccess]]:
    """The pages that readers see with something covered, and have no image yet."""
    pages = Page.objects.filter(scan=scan, document__state=Document.State.PUBLISHED)
    pages = list(pages.select_related("document", "scan").defer("words", "raw_text", "text"))
    ask_together(pages)
    for page in pages:
        seen = access(None, page.document).image(page)
        if seen.mask and not derived_files.holds(_path(scan.sha256, page.scan_page, READING, seen.key)):
            yield page.scan_page, seen


def forget(scan: Scan) -> None:
    """Delete the scan's images and the marks of failure; they are drawn again when asked for."""
    for path in derived_files.below(_folder(scan.sha256)):
        derived_files.remove(path)
    raise_generation()


def folder_of(scan: Scan) -> Path:
    """Where its images lie."""
    return _folder(scan.sha256)


def _one_by_one(scan: Scan, numbers: Iterable[int]) -> list[str]:
    """One bad page must not hide its neighbours."""
    problems = []
    for number in numbers:
        try:
            draw(scan, [number])
        except PageImageError as error:
            problems.append(str(error))
    return problems


def _members(scan: Scan, numbers: Sequence[int]) -> dict[int, str]:
    """Which member of a zip shows each page; a page that none shows is left out."""
    if scan.media_type != ZIP:
        return {}
    shown = Page.objects.filter(scan=scan, scan_page__in=numbers).exclude(scan_member="").order_by()
    return dict(shown.values_list("scan_page", "scan_member"))


def run_limited(module: str, job: dict[str, object]) -> None:
    """Work on an original in a child process. Its limits are its own; the watching and the killing are ours.

    Files stand in the job as `forking.start` says. Raises PageImageError; OSError where the disk is full.
    """
    try:
        _run(module, job)
    except StandstillError as error:
        raise PageImagePutOffError("it stood still, as on a very busy machine") from error
    except ProcessorTimeError as error:
        raise PageImageError(f"it took more than {SECONDS} s of processor time") from error
    except subprocess.CalledProcessError as error:
        last = error.stderr.strip().rpartition("\n")[2] or f"the process ended with {error.returncode}"
        if (number := ERROR_OF_SYSTEM.search(last)) and int(number[1]) in DISK_FULL:
            raise OSError(
                int(number[1]), os.strerror(int(number[1]))
            ) from error  # it says nothing of the original
        raise PageImageError(last) from error


def _run(module: str, job: dict[str, object]) -> None:
    if module in LOADED.modules:
        try:
            return forking.run(LOADED, module, job, SECONDS)
        except NotForkedError as error:
            logger.info("done by a fresh process: %s", error)
    order = json.dumps(job, default=str)
    return run_watched([sys.executable, "-m", module], order, settings.BASE_DIR, SECONDS)


def _job(
    source: Path,
    media_type: str,
    numbers: Sequence[int],
    widths: Sequence[int],
    place: Path,
    members: dict[int, str],
    seen: ImageAccess = WHOLE,
) -> dict[str, object]:
    covered: list[Box] = seen.mask.areas() if seen.mask else []
    return {
        "source": source,
        "media_type": media_type,
        "memory_mb": settings.PARSE_MEMORY_MB,
        "seconds": SECONDS,
        "pages": [
            {
                "number": number,
                "member": members.get(number, ""),
                "covered": covered,
                "targets": [
                    {
                        "width": width,
                        "path": Target(place / _name(number, width, seen.key)),
                        "avif": Target((place / _name(number, width, seen.key)).with_suffix(".avif")),
                        "most_bytes": MAX_BYTES[width],
                    }
                    for width in widths
                ],
            }
            for number in numbers
        ],
    }


def _folder(sha256: str) -> Path:
    return Path(settings.DERIVED_DIR) / "pages" / sha256[:2] / sha256[2:4] / sha256


def _name(number: int, width: int, key: str = "") -> str:
    return "-".join(filter(None, (f"{number:04}", str(width), key))) + ".webp"


def _path(sha256: str, number: int, width: int, key: str = "") -> Path:
    return _folder(sha256) / _name(number, width, key)


def _failure(folder: Path, number: int) -> Path:
    """Where it is kept that a page cannot be drawn. Earlier releases kept it as `.failed`, also where the clock had
    ended the drawing: that is forgotten."""
    return folder / f"{number:04}.undrawable"


def _mark_failed(folder: Path, number: int, message: str) -> None:
    with tempfile.TemporaryDirectory(dir=folder, prefix=".failing-") as place:
        told = Path(place) / "told"
        told.write_text(message, "utf-8")
        derived_files.put(told, _failure(folder, number))


def _is_drawn(scan: Scan, number: int) -> bool:
    return all(derived_files.holds(_path(scan.sha256, number, width)) for width in WIDTHS)
