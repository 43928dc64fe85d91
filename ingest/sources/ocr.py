"""Recognising page images with tesseract: through its library, else its command, else not at all.

Without an engine a page keeps its image and `text_source` none; nothing fails. Each page is recognised
in one thread (OMP_THREAD_LIMIT), several pages at a time: the library leaves Python's lock while it works.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageOps

from ingest.parsing.reading_order import Piece, order_pieces
from ingest.parsing.records import Line, SourcePage
from ingest.sources.dust import without_dust
from ingest.sources.hocr import read_hocr
from ingest.sources.reading import Reading
from ingest.sources.stroke import mark_bold

logger = logging.getLogger(__name__)
os.environ.setdefault("OMP_THREAD_LIMIT", "1")  # before the library is loaded

TESSDATA_FOLDERS = (
    "/usr/share/tesseract-ocr/*/tessdata",
    "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata",
    "/usr/local/share/tessdata",
    "/opt/homebrew/share/tessdata",
)
PAGE_SECONDS = 60  # for one page; a newspaper page takes 20
LEAST_DPI = 250  # what is scanned coarser is scaled up to USUAL_DPI
USUAL_DPI = 300
MAX_SIDE = 20_000  # points; tesseract refuses more than 32,767
AUTOMATIC_LAYOUT = 3  # tesseract's page segmentation mode

OnRecognising = Callable[[int], None]  # told when a page is given to the engine: seconds that it may take


class OcrUnavailable(Exception):  # noqa: N818 - a state of the machine, not a fault
    """There is no engine, or none of the languages is installed."""


class RecognitionFailed(Exception):  # noqa: N818 - the page stays an image, its file is read all the same
    """The engine gave no answer for a page."""


def available_engine() -> str | None:
    """Name and version of the engine that would be used, None without one."""
    if tessdata_folder() is None:
        return None
    if library := _library():
        return f"tesserocr {library.__version__} ({library.tesseract_version().split()[1]})"
    if command := shutil.which("tesseract"):
        shown = subprocess.run([command, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
        return shown.stdout.splitlines()[0] if shown.stdout else None
    return None


def installed_languages() -> tuple[str, ...]:
    """Codes of the languages with data on this machine: eng, spa …"""
    folder = tessdata_folder()
    names = sorted(path.stem for path in folder.glob("*.traineddata")) if folder else []
    return tuple(name for name in names if name != "osd")


@cache
def tessdata_folder() -> Path | None:
    """Where the language data lie: TESSDATA_PREFIX, else where systems put them, the newest first."""
    set_by_hand = os.environ.get("TESSDATA_PREFIX")
    folders = [Path(set_by_hand)] if set_by_hand else []
    for pattern in TESSDATA_FOLDERS:
        folders += sorted(Path("/").glob(pattern.lstrip("/")), reverse=True)
    return next((folder for folder in folders if any(folder.glob("*.traineddata"))), None)


def ocr_page(image: Image.Image, languages: Sequence[str]) -> tuple[Line, ...]:
    """The lines of a page image, with word boxes in its pixels and confidences. Raises OcrUnavailable."""
    wanted = [language for language in languages if language in installed_languages()]
    if not wanted:
        raise OcrUnavailable(f"no language data for {', '.join(languages) or 'no language'}")
    prepared, scale = _prepare(image)
    data = _recognise(prepared, "+".join(wanted))
    pages = [page.to_source_page(1) for page in read_hocr(data)]
    found = without_dust(pages[0].lines) if pages else []
    lines = in_reading_order(mark_bold(found, prepared), prepared.width)
    return tuple(_scaled(line, 1 / scale) for line in lines) if scale != 1 else lines


def in_reading_order(lines: Sequence[Line], width: int) -> tuple[Line, ...]:
    """Lines in our own order of columns and side bars, as pages of a PDF have it.

    tesseract finds columns well but sets paragraphs of a side bar between those of the text.
    """
    if not all(line.box for line in lines):
        return tuple(lines)
    points = 72 / USUAL_DPI
    pieces = [
        Piece(
            x * points,
            y * points,
            (x + w) * points,
            (y + h) * points,
            line.size or h * points,
            len(line.words),
        )
        for line in lines
        for x, y, w, h in [line.box or (0.0, 0.0, 0.0, 0.0)]
    ]
    blocks = order_pieces(pieces, width * points)
    return tuple(replace(lines[i], block=number) for number, block in enumerate(blocks) for i in block)


def with_ocr(
    reading: Reading,
    languages: Sequence[str],
    on_recognising: OnRecognising | None = None,
    workers: int | None = None,
) -> Reading:
    """The same reading, in which pages without text are recognised from their images."""
    if available_engine() is None or not set(languages) & set(installed_languages()):
        return reading
    pages = _recognised(reading, languages, on_recognising, workers or os.cpu_count() or 1)
    return replace(reading, pages=pages)


def _recognised(
    reading: Reading, languages: Sequence[str], on_recognising: OnRecognising | None, workers: int
) -> Iterator[SourcePage]:
    """Pages in their order; at most twice as many images as workers are held at a time."""
    waiting: deque[Future[SourcePage]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for page in reading.pages:
            waiting.append(_submit(pool, page, reading, languages, on_recognising))
            while len(waiting) > 2 * workers or (waiting and waiting[0].done()):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _submit(
    pool: ThreadPoolExecutor,
    page: SourcePage,
    reading: Reading,
    languages: Sequence[str],
    on_recognising: OnRecognising | None,
) -> Future[SourcePage]:
    image = reading.picture(page.number) if page.text_source == "none" and reading.picture else None
    if image is None:
        future: Future[SourcePage] = Future()
        future.set_result(page)
        return future
    if on_recognising:
        on_recognising(PAGE_SECONDS)
    return pool.submit(_read_image, page, image, languages)


def _read_image(page: SourcePage, image: Image.Image, languages: Sequence[str]) -> SourcePage:
    """The page with its recognised lines, in the units of the page."""
    try:
        lines = ocr_page(image, languages)
    except RecognitionFailed as failure:
        logger.warning("page %d stays unread: %s", page.number, failure)
        return page
    if not lines:
        return replace(page, text_source="ocr")  # a blank page: it waits for no other engine
    scale = page.width / image.width if page.width else 1.0
    return replace(
        page,
        lines=tuple(_scaled(line, scale) for line in lines) if scale != 1 else lines,
        raw_text="\n".join(line.text for line in lines),
        width=page.width or float(image.width),
        height=page.height or float(image.height),
        text_source="ocr",
    )


def _prepare(image: Image.Image) -> tuple[Image.Image, float]:
    """The image in grey, with full contrast and at a resolution that tesseract reads well."""
    grey = ImageOps.autocontrast(image.convert("L"), cutoff=0.5)
    dpi = image.info.get("dpi", (0, 0))[0]
    scale = USUAL_DPI / dpi if 70 <= dpi < LEAST_DPI else 1.0
    scale = min(scale, MAX_SIDE / max(grey.size))
    if scale != 1:
        grey = grey.resize(
            (max(1, round(grey.width * scale)), max(1, round(grey.height * scale))), Image.Resampling.LANCZOS
        )
    return grey, scale


def _recognise(image: Image.Image, languages: str) -> bytes:
    """hOCR of the page."""
    folder = tessdata_folder()
    if folder is None:
        raise OcrUnavailable("no language data of tesseract on this machine")
    if _library():
        return _by_library(image, languages, folder)
    if command := shutil.which("tesseract"):
        return _by_command(command, image, languages, folder)
    raise OcrUnavailable("neither tesserocr nor the tesseract command is there")


@cache
def _library() -> Any:
    try:
        import tesserocr
    except ImportError:
        return None
    return tesserocr


_engines = threading.local()  # an engine of its own for each thread: they are not shared


def _by_library(image: Image.Image, languages: str, folder: Path) -> bytes:
    engines: dict[str, Any] = _engines.__dict__
    if languages not in engines:
        engines[languages] = _library().PyTessBaseAPI(path=str(folder), lang=languages, psm=AUTOMATIC_LAYOUT)
        engines[languages].SetVariable("hocr_char_boxes", "1")
    engine = engines[languages]
    try:
        engine.SetImage(image)
        engine.SetSourceResolution(USUAL_DPI)
        if not engine.Recognize(PAGE_SECONDS * 1000):
            raise RecognitionFailed(f"not done within {PAGE_SECONDS} seconds")
        return _whole(engine.GetHOCRText(0))
    except RuntimeError as error:
        raise RecognitionFailed(str(error)) from error
    finally:
        engine.Clear()


def _whole(body: str) -> bytes:
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>'.encode()


def _by_command(command: str, image: Image.Image, languages: str, folder: Path) -> bytes:
    buffer = BytesIO()
    image.save(buffer, "PNG", compress_level=1)
    arguments = [command, "stdin", "stdout", "--tessdata-dir", str(folder), "-l", languages]
    arguments += ["--psm", str(AUTOMATIC_LAYOUT), "--dpi", str(USUAL_DPI), "-c", "hocr_char_boxes=1", "hocr"]
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program; the languages are names of installed files
            arguments, input=buffer.getvalue(), capture_output=True, timeout=PAGE_SECONDS, check=True
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise RecognitionFailed(str(error)) from error
    return done.stdout


def _scaled(line: Line, scale: float) -> Line:
    words = tuple(replace(word, box=_scaled_box(word.box, scale)) for word in line.words)
    return replace(line, words=words, box=_scaled_box(line.box, scale))


def _scaled_box(box: tuple[float, float, float, float] | None, scale: float) -> Any:
    return box and tuple(round(value * scale, 1) for value in box)
