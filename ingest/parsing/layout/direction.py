"""Lines of scripts that run from right to left, in the order in which they are read.

A page shows words from left to right and says nothing of their order. Words of Hebrew or Arabic follow one
another to the left; numbers and words of other scripts between them keep their own direction (Unicode
Standard Annex #9, for what stands printed).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.parsing.records import Box

if TYPE_CHECKING:
    from ingest.parsing.layout.lines import GlyphRun, Segment

# Where Unicode has its letters of the scripts that run from right to left.
_leftward = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
CLOSE = 0.12  # of the font size: a narrower gap stands within a word
RIGHT_TO_LEFT = frozenset(("R", "AL"))  # classes of letters in Unicode


def is_right_to_left(text: str) -> bool:
    """Whether most of its letters belong to such a script."""
    if not has_right_to_left(text):
        return False
    classes = [unicodedata.bidirectional(character) for character in text]
    return sum(each in RIGHT_TO_LEFT for each in classes) > classes.count("L")


def has_right_to_left(text: str) -> bool:
    return not text.isascii() and any(
        unicodedata.bidirectional(character) in RIGHT_TO_LEFT for character in _leftward.findall(text)
    )


def mirrored(box: Box, width: float) -> Box:
    """The box as it stands seen from the right edge."""
    return (round(width - box[0] - box[2], 2), *box[1:])


def in_reading_order(segments: Sequence[Segment]) -> list[GlyphRun]:
    """The runs of one printed line in the order in which they are read.

    What followed one another in the file keeps the space that the file has there; else the gap tells.
    """
    before_in_file = {id(run): before for segment in segments for before, run in pairwise(segment)}
    runs = [run for segment in segments for run in segment]
    is_leftward = is_right_to_left("".join(run.text for run in runs))
    stretches = _stretches(sorted(runs, key=lambda run: run.left), is_leftward=is_leftward)
    ordered = [run for stretch in (reversed(stretches) if is_leftward else stretches) for run in stretch]
    for before, run in pairwise(ordered):
        if before_in_file.get(id(run)) is not before:
            gap = max(run.left - before.right, before.left - run.right)
            run.is_joined, run.is_spaced_by_eye = gap < CLOSE * min(run.size, before.size), False
    return ordered


def _stretches(shown: Sequence[GlyphRun], *, is_leftward: bool) -> list[list[GlyphRun]]:
    """Neighbours that run the same way, each stretch as it is read.

    In a line that runs leftward numbers follow one another leftward too.
    """
    stretches: list[list[GlyphRun]] = []
    ways: list[bool] = []
    for run in shown:
        is_left = has_right_to_left(run.text) or (is_leftward and not _has_letters(run.text))
        if ways and ways[-1] == is_left:
            stretches[-1].append(run)
        else:
            stretches.append([run])
            ways.append(is_left)
    return [stretch[::-1] if is_left else stretch for stretch, is_left in zip(stretches, ways, strict=True)]


def _has_letters(text: str) -> bool:
    return any(character.isalpha() for character in text)
