"""Note marks in recognised words: small glyphs set high, which the engine reads as whatever they resemble.

Tesseract reads "undergraduates.¹" as "undergraduates.!" and "Quispe¹*" as "Quispe**". What the glyphs
are shows in their boxes: they stand well above the baseline, are higher than any apostrophe, and the
figure one is narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsing.layout.lines import SUPERSCRIPTS
from ingest.parsing.records import Box, Word

MIN_RISE = 0.18  # of the size, from the baseline to the foot of the glyph
MIN_HEIGHT, MAX_HEIGHT = 0.3, 0.55  # of the size; apostrophes have 0.25, low letters 0.46
NARROW = 0.55  # width to height: the figure one
READ_FOR_ONE = set("'!|lIi*’‘“”\"1")
MARKS = READ_FOR_ONE | set("023456789*†‡§¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(frozen=True, slots=True)
class Glyph:
    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Baseline:
    """y = height + slope · x, in the units of the boxes."""

    slope: float
    height: float

    def at(self, x: float) -> float:
        return self.height + self.slope * x


def part_raised(word: Word, glyphs: Sequence[Glyph], baseline: Baseline, size: float) -> list[Word]:
    """The word, or its parts before, in and after note marks; those touch each other on the page.

    Marks are parted at the beginning of a word and at its end, before a comma or stop too; within a
    word an engine draws its glyphs less exactly.
    """
    raised = [_is_raised(glyph, baseline, size) for glyph in glyphs]
    lead = next((i for i, is_raised in enumerate(raised) if not is_raised), len(glyphs))
    end = len(glyphs)
    while end > lead and not raised[end - 1] and glyphs[end - 1].text in ",;:.":
        end -= 1
    start = end
    while start > lead and raised[start - 1]:
        start -= 1
    if lead == 0 and start == end:
        return [word]
    parts = (
        (glyphs[:lead], True),
        (glyphs[lead:start], False),
        (glyphs[start:end], True),
        (glyphs[end:], False),
    )
    if start == end:
        parts = ((glyphs[:lead], True), (glyphs[lead:], False), ((), True), ((), False))
    return [_part(part, word, is_superscript=is_mark) for part, is_mark in parts if part]


def _is_raised(glyph: Glyph, baseline: Baseline, size: float) -> bool:
    x, y, width, height = glyph.box
    rise = baseline.at(x + width / 2) - (y + height)
    return (
        glyph.text in MARKS and rise >= MIN_RISE * size and MIN_HEIGHT * size <= height <= MAX_HEIGHT * size
    )


def _part(glyphs: Sequence[Glyph], word: Word, *, is_superscript: bool) -> Word:
    text = "".join(_mark(glyph) if is_superscript else glyph.text for glyph in glyphs)
    left, top = min(g.box[0] for g in glyphs), min(g.box[1] for g in glyphs)
    right, bottom = max(g.box[0] + g.box[2] for g in glyphs), max(g.box[1] + g.box[3] for g in glyphs)
    return Word(text, (left, top, right - left, bottom - top), word.confidence, is_superscript)


def _mark(glyph: Glyph) -> str:
    """The mark that a raised glyph is."""
    is_narrow = glyph.box[2] < NARROW * glyph.box[3]
    if glyph.text in READ_FOR_ONE and (is_narrow or glyph.text != "*"):
        return "¹"
    return glyph.text.translate(SUPERSCRIPTS)
