"""Recognised lines set on their baselines, as lines of a PDF are: with boxes that tell of the type alone.

An engine's box goes around the ink. It is higher where a letter reaches down, and on a page that was
scanned a little turned it leans. Steps between such boxes are no measure of the space between lines;
steps between baselines are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from ingest.parsing.layout.lines import ASCENT, DESCENT
from ingest.parsing.layout.type_size import DESCENDER, DESCENDING
from ingest.parsing.records import Line, Word

MAX_SLOPE = 0.05  # of a scanned page: 3 degrees
MIN_WORDS = 4  # of a line that tells the slope

Point = tuple[float, float]


def set_on_baselines(lines: Sequence[Line], unit: float, middle: float) -> tuple[Line, ...]:
    """The lines with boxes from ascent to descent of their size around a level baseline.

    `unit`: units of the boxes to the point of size. `middle`: where across the page leaning lines are
    measured. Lines without a size or words with boxes stay as they are.
    """
    slope = _slope([_feet(line, unit) for line in lines])
    return tuple(_levelled(line, unit, slope, middle) for line in lines)


def _feet(line: Line, unit: float) -> list[Point]:
    """Where the words stand: (middle of the word, its baseline)."""
    return [
        (word.box[0] + word.box[2] / 2, word.box[1] + word.box[3] - _below(word, line.size * unit))
        for word in line.words
        if word.box and any(c.isalnum() for c in word.text)
    ]


def _below(word: Word, size: float) -> float:
    return DESCENDER * size if any(c in DESCENDING for c in word.text) else 0.0


def _slope(lines: Sequence[Sequence[Point]]) -> float:
    """How much the lines of the page fall for each unit to the right."""
    falls = [
        (right[1] - left[1]) / (right[0] - left[0])
        for feet in lines
        if len(feet) >= MIN_WORDS
        for left, right in ((feet[0], feet[-1]), (feet[1], feet[-2]))
        if right[0] > left[0]
    ]
    slope = median(falls) if falls else 0.0
    return slope if abs(slope) <= MAX_SLOPE else 0.0


def _levelled(line: Line, unit: float, slope: float, middle: float) -> Line:
    feet = _feet(line, unit)
    if not line.box or not line.size or not feet:
        return line
    baseline = median(y - slope * (x - middle) for x, y in feet)
    size = line.size * unit
    left = line.box[0] + slope * (baseline - middle)  # what leans to the right leans down as much
    box = (
        round(left, 1),
        round(baseline - ASCENT * size, 1),
        line.box[2],
        round((ASCENT + DESCENT) * size, 1),
    )
    return replace(line, box=box)
