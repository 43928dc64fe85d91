"""A second look at the head and the foot of a page on which no page number was read.

An engine that lays out a whole page takes a single digit by itself for a speck. Ink of the size of letters that
stands alone there, and of which nothing was read, is shown to it by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from statistics import median

from PIL import Image, ImageOps

from ingest.parsing.layout.folios import read_folio
from ingest.parsing.records import Box, Line, Word
from ingest.sources.ink import Ink, InkArea

STRIP = 0.14  # of the height of the page, at its head and its foot
OUTER_LINES = 3  # at either end, among which a number may have been read
MAX_GLYPHS = 6
MAX_LOOKS = 3  # on a page
HEIGHT = (0.4, 1.5)  # of a usual word
APART = 1.2  # of its height: glyphs wider apart are not one number
SURE = 0.8
LARGER = 1.5
MARGIN = 0.3  # of its height, around what is shown to the engine
WHITE_FRAME = 30  # points
ONE_LINE, ONE_GLYPH = 7, 10  # tesseract's page segmentation modes

Look = Callable[[Image.Image, int], Sequence[Line]]  # an image, tesseract's page segmentation mode


def with_folio(lines: tuple[Line, ...], image: Image.Image, dpi: float, look: Look) -> tuple[Line, ...]:
    """The lines, with that of a page number which was overlooked."""
    boxes = [word.box for line in lines for word in line.words if word.box]
    if not boxes or _has_number(lines):
        return lines
    usual = median(box[3] for box in boxes)
    looks = [box for top in (True, False) for box in _unread(image, dpi, boxes, usual, is_top=top)]
    for box in looks[:MAX_LOOKS]:
        word = _read(image, box, look)
        if word is not None:
            return _placed(lines, word, is_top=box[1] < image.height / 2)
    return lines


def _has_number(lines: Sequence[Line]) -> bool:
    ordered = sorted(lines, key=lambda line: line.box[1] if line.box else 0.0)
    return any(read_folio(line.text) for line in [*ordered[:OUTER_LINES], *ordered[-OUTER_LINES:]])


def _unread(image: Image.Image, dpi: float, boxes: Sequence[Box], usual: float, *, is_top: bool) -> list[Box]:
    """Where glyphs stand of which nothing was read, the outermost first."""
    high = round(STRIP * image.height)
    top = 0 if is_top else image.height - high
    ink = Ink(image.crop((0, top, image.width, top + high)), dpi)
    scale = ink.scale
    glyphs = sorted(
        (
            area
            for area in ink.areas
            if HEIGHT[0] * usual <= scale * area.height <= HEIGHT[1] * usual and area.width <= 2 * area.height
        ),
        key=lambda area: area.left,
    )
    groups: list[list[InkArea]] = []
    for glyph in glyphs:
        group = next((group for group in groups if _continues(glyph, group[-1])), None)
        if group is None:
            groups.append([glyph])
        else:
            group.append(glyph)
    found = [_box(group, scale, top) for group in groups if len(group) <= MAX_GLYPHS]
    alone = [box for box in found if not any(_touches(box, other, usual) for other in boxes)]
    return sorted(alone, key=lambda box: box[1], reverse=not is_top)


def _continues(glyph: InkArea, last: InkArea) -> bool:
    shared = min(glyph.bottom, last.bottom) - max(glyph.top, last.top)
    return shared > 0 and glyph.left - last.right <= APART * max(glyph.height, last.height)


def _box(group: Sequence[InkArea], scale: float, top: int) -> Box:
    left, upper = min(area.left for area in group), min(area.top for area in group)
    right, lower = max(area.right for area in group), max(area.bottom for area in group)
    return (scale * left, top + scale * upper, scale * (right - left), scale * (lower - upper))


def _touches(box: Box, other: Box, usual: float) -> bool:
    """Whether a word was read there, or right beside it."""
    across = min(box[0] + box[2], other[0] + other[2]) - max(box[0], other[0])
    down = min(box[1] + box[3], other[1] + other[3]) - max(box[1], other[1])
    return across > -usual / 2 and down > 0


def _read(image: Image.Image, box: Box, look: Look) -> Word | None:
    """The number as the first presentation shows it that leaves no doubt."""
    for present, mode, times in PRESENTATIONS:
        words = [word for line in look(present(_part(image, box)), mode) for word in line.words]
        text = "".join(word.text for word in words)
        sure = min((word.confidence or 0.0 for word in words), default=0.0)
        once = text[: len(text) // times]
        if once and sure >= SURE and text == once * times and read_folio(once):
            return Word(once, box, sure)
    return None


def _part(image: Image.Image, box: Box) -> Image.Image:
    x, y, width, height = box
    margin = MARGIN * height
    return image.crop(
        (round(x - margin), round(y - margin), round(x + width + margin), round(y + height + margin))
    )


def _framed(part: Image.Image) -> Image.Image:
    return ImageOps.expand(part, WHITE_FRAME, 255)


def _larger(part: Image.Image) -> Image.Image:
    size = round(LARGER * part.width), round(LARGER * part.height)
    return _framed(part.resize(size, Image.Resampling.LANCZOS))


def _thrice(part: Image.Image) -> Image.Image:
    row = Image.new("L", (3 * part.width, part.height), 255)
    for n in range(3):
        row.paste(part, (n * part.width, 0))
    return _framed(row)


# How ink is shown to the engine by itself, tesseract's mode of segmentation, how often it stands there. An engine
# that reads words is unsure of a single sign; the same sign three times is a word, and is read thrice or not at all.
PRESENTATIONS: tuple[tuple[Callable[[Image.Image], Image.Image], int, int], ...] = (
    (_larger, ONE_GLYPH, 1),
    (_framed, ONE_GLYPH, 1),
    (_thrice, ONE_LINE, 3),
)


def _placed(lines: tuple[Line, ...], word: Word, *, is_top: bool) -> tuple[Line, ...]:
    size = median(line.size for line in lines)
    folio = Line((word,), word.text, word.box, size, block=0)
    if is_top:
        return (folio, *(replace(line, block=line.block + 1) for line in lines))
    return (*lines, replace(folio, block=max(line.block for line in lines) + 1))
