"""Recognising the images of pages without text, several at a time: tesseract leaves Python's lock while it works.

Without an engine a page keeps its image and `text_source` none; nothing fails.
"""

from __future__ import annotations

import logging
import os
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from statistics import mean
from typing import Any, Protocol

from PIL import Image, ImageOps

from ingest.parsing.layout.reading_order import PagePiece, order_pieces
from ingest.parsing.records import Box, Line, Note, SourcePage
from ingest.sources.dust import without_dust
from ingest.sources.folio_strips import with_folio
from ingest.sources.gutter import find_gutter
from ingest.sources.hocr import read_hocr
from ingest.sources.ink import Ink
from ingest.sources.opened_file import OpenedFile
from ingest.sources.stroke import mark_bold
from ingest.sources.tesseract import (
    PAGE_SECONDS,
    USUAL_DPI,
    OcrUnavailable,
    RecognitionFailed,
    available_engine,
    installed_languages,
    quarter_turns,
    recognise,
)
from ingest.sources.text_layer import script_of
from ingest.sources.turning import tilted, turned_back

logger = logging.getLogger(__name__)

MIN_DPI, MAX_DPI = 250, 450  # what is scanned coarser or finer is scaled to USUAL_DPI
MIN_SAID = 97  # a lower number in a file says nothing
USUAL_INCHES = 10.5  # the height of a page
MAX_ENLARGED = 4.0
MIN_SKEW = 0.8  # degrees; the engine follows rows that are less askew
MIN_SURENESS = 0.7  # mean confidence; bad print has .8, print on its head .5,
LEGIBLE = 0.5  # what is no print .3
MANY_LETTERS = 200  # so many read are a page
MIN_READ = 0.5  # of the letters that are seen: less may be noise, or a part of them
MIN_OF_A_SCRIPT = 30  # letters of a text layer that tell which language data are wanted
# Tesseract's codes of the data for other scripts than the Latin one, the most spoken languages first.
LANGUAGES_OF_SCRIPTS = {
    "GREEK": ("ell", "grc"),
    "HEBREW": ("heb", "yid"),
    "ARABIC": ("ara", "fas", "urd"),
    "CYRILLIC": ("rus", "ukr", "bul", "srp", "bel"),
    "CJK": ("chi_sim", "chi_tra", "jpn"),
    "HIRAGANA": ("jpn",),
    "KATAKANA": ("jpn",),
    "HANGUL": ("kor",),
    "ARMENIAN": ("hye",),
    "GEORGIAN": ("kat",),
    "DEVANAGARI": ("hin", "san", "mar"),
    "THAI": ("tha",),
}
WORDS_OF_A_LINE = 3  # so many make clear which way a line runs
MAX_SIDE = 20_000  # points; tesseract refuses more than 32,767

OnRecognising = Callable[[int], None]  # told when a page is given to the engine: seconds that it may take


class KeptPages(Protocol):
    """Pages that were recognised before, by whoever read the file then and did not come to its end."""

    def known(self, number: int) -> SourcePage | None: ...

    def keep(self, page: SourcePage) -> None:
        """Called by the threads that recognise, as each page is done."""


def ocr_page(image: Image.Image, languages: Sequence[str]) -> tuple[Line, ...]:
    """The lines of a page image, with word boxes in its pixels and confidences; of one that lies on its
    side or head too. Raises OcrUnavailable, RecognitionFailed.

    A page with little ink is read with its paper made white; one of which less was read than is printed on
    it is looked at again in the other preparation. What is askew is turned level before, so far as it matters.
    """
    wanted = [language for language in languages if language in installed_languages()]
    if not wanted:
        raise OcrUnavailable(f"no language data for {', '.join(languages) or 'no language'}")
    grey, ink = image.convert("L"), ink_on(image)
    preparations = [ink.levelled, _stretched] if ink.is_sparse else [_stretched, ink.levelled]
    skew = ink.skew if abs(ink.skew) >= MIN_SKEW else 0.0
    best: tuple[Line, ...] = ()
    for prepare in preparations:
        prepared, scale = _scale_to_read(prepare(grey), _resolution(image))
        try:
            lines = _read_level(prepared, wanted, skew)
        except RecognitionFailed:
            if not best:
                raise
            break
        lines = tuple(_scaled(line, 1 / scale) for line in lines) if scale != 1 else lines
        best = max(best, lines, key=_weight)
        if _holds(best, ink):
            break
    return best if _is_print(best, ink) else ()


def ink_on(image: Image.Image) -> Ink:
    return Ink(image.convert("L"), _resolution(image))


def _holds(lines: Sequence[Line], ink: Ink) -> bool:
    """Whether the lines may well be all that is printed on the page."""
    read = _letters(lines)
    return read >= MANY_LETTERS or read >= MIN_READ * ink.letters


def _is_print(lines: Sequence[Line], ink: Ink) -> bool:
    """No noise, stain or print of the other side that was taken for letters: bad print is read more surely."""
    if _letters(lines) >= MANY_LETTERS and not ink.is_sparse and not ink.is_faint:
        return True
    return sureness(lines) >= (LEGIBLE if ink.is_there else MIN_SURENESS)


def _letters(lines: Sequence[Line]) -> int:
    return sum(len(word.text) for line in lines for word in line.words)


def _weight(lines: Sequence[Line]) -> float:
    """How much was read, and how surely."""
    words = [word for line in lines for word in line.words]
    return sum(len(word.text) * (word.confidence or 0.0) for word in words)


def _read_level(image: Image.Image, languages: Sequence[str], skew: float) -> tuple[Line, ...]:
    """The lines of a page whose rows sink by so many degrees, with their boxes as it shows them."""
    if not skew:
        return _read_upright(image, languages)
    level = image.rotate(skew, Image.Resampling.BICUBIC, expand=True, fillcolor=_paper_of(image))
    return tuple(tilted(line, skew, level.size, image.size) for line in _read_upright(level, languages))


def _paper_of(grey: Image.Image) -> int:
    """The level that most of the page has."""
    counts = grey.histogram()
    return counts.index(max(counts))


def _read_upright(image: Image.Image, languages: Sequence[str]) -> tuple[Line, ...]:
    lines = _read(image, languages)
    if is_doubtful(lines) and (turns := quarter_turns(image)):
        turned = image.rotate(90 * turns, expand=True)
        upright = _read(turned, languages)
        if sureness(upright) >= sureness(lines):
            upright = _with_folio(upright, turned, languages)
            return tuple(turned_back(line, turns, *image.size) for line in upright)
    return _with_folio(lines, image, languages)


def _with_folio(lines: tuple[Line, ...], image: Image.Image, languages: Sequence[str]) -> tuple[Line, ...]:
    def look(part: Image.Image, mode: int) -> list[Line]:
        found = read_hocr(recognise(part, "+".join(languages), mode))
        return [line for page in found for line in page.to_source_page(1).lines]

    return with_folio(lines, image, USUAL_DPI, look)


def _read(image: Image.Image, languages: Sequence[str]) -> tuple[Line, ...]:
    pages = [page.to_source_page(1) for page in read_hocr(recognise(image, "+".join(languages)))]
    found = without_dust(pages[0].lines) if pages else []
    return in_reading_order(mark_bold(found, image), image.width)


def is_doubtful(lines: Sequence[Line]) -> bool:
    """Whether the page may lie on its side or head: hardly a word is sure, or lines run up and down."""
    if lines and sureness(lines) < MIN_SURENESS:
        return True
    long = [line for line in lines if len(line.words) >= WORDS_OF_A_LINE]
    return sum(map(_runs_up_or_down, long)) > len(long) / 2


def _runs_up_or_down(line: Line) -> bool:
    boxes = [word.box for word in (line.words[0], line.words[-1]) if word.box]
    return bool(boxes) and abs(boxes[0][1] - boxes[-1][1]) > abs(boxes[0][0] - boxes[-1][0])


def sureness(lines: Sequence[Line]) -> float:
    """The mean confidence of the words, 0 where there is none."""
    sure = [word.confidence for line in lines for word in line.words if word.confidence is not None]
    return mean(sure) if sure else 0.0


def in_reading_order(lines: Sequence[Line], width: int) -> tuple[Line, ...]:
    """Lines in our own order of columns and side bars, as pages of a PDF have it.

    tesseract finds columns well but sets paragraphs of a side bar between those of the text.
    """
    if not all(line.box for line in lines):
        return tuple(lines)
    points = 72 / USUAL_DPI
    pieces = [
        PagePiece(
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
    reading: OpenedFile,
    languages: Sequence[str],
    on_recognising: OnRecognising | None = None,
    workers: int | None = None,
    kept: KeptPages | None = None,
) -> OpenedFile:
    """The same reading, in which pages without text are recognised from their images, those of `kept` aside."""
    if available_engine() is None or not set(languages) & set(installed_languages()):
        return reading
    pages = _recognised(reading, languages, on_recognising, workers or os.cpu_count() or 1, kept)
    return replace(reading, pages=pages)


def _recognised(
    reading: OpenedFile,
    languages: Sequence[str],
    on_recognising: OnRecognising | None,
    workers: int,
    kept: KeptPages | None,
) -> Iterator[SourcePage]:
    """Pages in their order; at most twice as many images as workers are held at a time."""
    waiting: deque[Future[SourcePage]] = deque()
    with ThreadPoolExecutor(workers) as pool:
        for page in reading.pages:
            waiting.append(_submit(pool, page, reading, languages, on_recognising, kept))
            while len(waiting) > 2 * workers or (waiting and waiting[0].done()):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _submit(
    pool: ThreadPoolExecutor,
    page: SourcePage,
    reading: OpenedFile,
    languages: Sequence[str],
    on_recognising: OnRecognising | None,
    kept: KeptPages | None,
) -> Future[SourcePage]:
    wanted = _languages_for(page, languages)
    if not wanted and reading.layer and (layer := reading.layer(page.number)):
        reading.notes.append(Note("layer_kept", {"page": str(page.number)}))
        return _known(layer)
    if page.text_source != "none" or not reading.picture:
        return _known(page)
    if kept and (before := kept.known(page.number)):
        return _known(before)
    image = reading.picture(page.number)
    if image is None:
        return _known(page)
    if on_recognising:
        on_recognising(PAGE_SECONDS)
    return pool.submit(_read_and_keep, page, image, wanted or languages, kept)


def _known(page: SourcePage) -> Future[SourcePage]:
    future: Future[SourcePage] = Future()
    future.set_result(page)
    return future


def _languages_for(page: SourcePage, languages: Sequence[str]) -> Sequence[str]:
    """These, with one of the script in which the file's own text is; none where no data for it are here.

    What is read in a script that the engine does not know is worse than any text layer.
    """
    if page.text_source != "none" or sum(map(str.isalpha, page.raw_text)) < MIN_OF_A_SCRIPT:
        return languages
    known = LANGUAGES_OF_SCRIPTS.get(script_of(page.raw_text))
    if known is None or set(known) & set(languages) & set(installed_languages()):
        return languages
    more = [language for language in known if language in installed_languages()]
    return [*languages, more[0]] if more else []


def _read_and_keep(
    page: SourcePage, image: Image.Image, languages: Sequence[str], kept: KeptPages | None
) -> SourcePage:
    read = _read_image(page, image, languages)
    if kept and read.text_source != "none":
        kept.keep(read)
    return read


def _read_image(page: SourcePage, image: Image.Image, languages: Sequence[str]) -> SourcePage:
    """The page with its recognised lines, in the units of the page."""
    grey, ink = image.convert("L"), ink_on(image)
    gutter = find_gutter(grey, ink.mask)
    try:
        lines = _read_spread(image, gutter, languages) if gutter else ocr_page(image, languages)
    except RecognitionFailed as failure:
        logger.warning("page %d stays unread: %s", page.number, failure)
        return page
    if not lines:
        return replace(page, text_source="illegible" if _is_asked(ink) else "blank")
    scale = page.width / image.width if page.width else 1.0
    return replace(
        page,
        lines=tuple(_scaled(line, scale) for line in lines) if scale != 1 else lines,
        raw_text="\n".join(line.text for line in lines),
        width=page.width or float(image.width),
        height=page.height or float(image.height),
        text_source="ocr",
        gutter=gutter * scale,
    )


def _is_asked(ink: Ink) -> bool:
    """Whether a person is to look: something is seen, or a mark that may be anything but print of the other side."""
    return ink.is_plain or not (ink.is_clean or ink.is_there)


def _read_spread(image: Image.Image, gutter: int, languages: Sequence[str]) -> tuple[Line, ...]:
    """The lines of two pages on one image, each read by itself: they need not lie alike."""
    left, right = (
        image.crop((0, 0, gutter, image.height)),
        image.crop((gutter, 0, image.width, image.height)),
    )
    for half in (left, right):
        half.info["dpi"] = (_resolution_of_spread(image),) * 2
    first, second = ocr_page(left, languages), ocr_page(right, languages)
    blocks = max((line.block for line in first), default=-1) + 1
    return (*first, *(replace(_moved(line, gutter), block=line.block + blocks) for line in second))


def _resolution_of_spread(image: Image.Image) -> float:
    """As the file says; else as if its height were that of a page."""
    said = float(image.info.get("dpi", (0, 0))[0] or 0)
    return said if said >= MIN_SAID else max(MIN_SAID, min(image.height / USUAL_INCHES, USUAL_DPI))


def _moved(line: Line, across: int) -> Line:
    def moved(box: Box | None) -> Box | None:
        return box and (box[0] + across, *box[1:])

    words = tuple(replace(word, box=moved(word.box)) for word in line.words)
    return replace(line, words=words, box=moved(line.box))


def _stretched(grey: Image.Image) -> Image.Image:
    """Over the whole range of levels. Of few letters on grey paper nothing is left: see `ingest.sources.ink`."""
    return ImageOps.autocontrast(grey, cutoff=0.5)


def _scale_to_read(grey: Image.Image, dpi: float) -> tuple[Image.Image, float]:
    """The image at a resolution that tesseract reads well, and by how much it is larger.

    Measured on typeset scans, character errors at the resolution that they have, and enlarged: 200 dpi
    .08 % and .10 %, 150 dpi 1.8 % and .04 %, 100 dpi 17 % and .17 %. To smooth, sharpen or binarise
    them first made more errors. That 200 dpi are enlarged all the same is for the layout: sizes and raised
    marks are told by the points of 300 dpi, and without it titles and authors were lost.
    """
    scale = 1.0 if MIN_DPI <= dpi <= MAX_DPI else USUAL_DPI / dpi
    scale = min(scale, MAX_ENLARGED, MAX_SIDE / max(grey.size))
    if scale != 1:
        grey = grey.resize(
            (max(1, round(grey.width * scale)), max(1, round(grey.height * scale))), Image.Resampling.LANCZOS
        )
    return grey, scale


def _resolution(image: Image.Image) -> float:
    """Points to the inch: as the file says if that can be; else as if it showed a page of usual height.

    72 and 96 are what programs write that do not know.
    """
    said = float(image.info.get("dpi", (0, 0))[0] or 0)
    return said if said >= MIN_SAID else min(max(image.size) / USUAL_INCHES, USUAL_DPI)


def _scaled(line: Line, scale: float) -> Line:
    words = tuple(replace(word, box=_scaled_box(word.box, scale)) for word in line.words)
    return replace(line, words=words, box=_scaled_box(line.box, scale))


def _scaled_box(box: tuple[float, float, float, float] | None, scale: float) -> Any:
    return box and tuple(round(value * scale, 1) for value in box)
