"""Drop capitals: the large first letter of a text beside its first lines, set into the first of them.

The letter hangs from the first line and stands on the second, third or fourth, so that by its place alone it
would be read with that one: "he harbour … | T clerks …" for "The harbour …".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ingest.parsing.layout.letter_spacing import BILLION, LANGUAGES
from ingest.parsing.records import Line
from ingest.parsing.vocabulary.word_frequency import zipf_frequency

if TYPE_CHECKING:
    from ingest.parsing.layout.lines import GlyphRun, Segment

LARGER = 1.7  # times the size of the lines beside it
MIN_LINES, MAX_LINES = 2, 5  # beside it
RISE = 0.9  # of its size, from its baseline to the top of its tallest part
MAX_GAP = 1.5  # of the size of the lines, between it and them
HANG = 1.4  # of their size: how far it may hang below the last, where the paragraph is shorter than it
TOUCH = 0.3  # of their size: how far the two may overlap
ONE_LETTER_WORDS = {"en": "aio", "es": "aeouy", "fr": "aày", "pt": "aeoàé", "de": ""}
_cap = re.compile(r"[\"'“‘«„¿¡—]{0,2}[^\W\d_][\"'’]?")
_first_word = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class DropCap:
    """Where it stands: `top` and `bottom` are those of the lines beside it."""

    left: float
    right: float
    top: float
    bottom: float


def set_in_line(segments: Sequence[Segment]) -> tuple[list[Segment], list[DropCap]]:
    """The segments with each drop capital at the head of its first line, and where it was."""
    apart = [each for segment in segments for each in _split(segment)]
    caps: list[DropCap] = []
    for segment in [each for each in apart if _may_be_cap(each)]:
        beside = _lines_beside(segment, apart)
        if len(beside) < MIN_LINES:
            continue
        first = beside[0]
        caps.append(
            DropCap(
                segment[0].left, segment[-1].right, first[0].baseline - first[0].size, beside[-1][0].baseline
            )
        )
        at = next(i for i, each in enumerate(apart) if each is first)
        apart[at] = [*_set_at(segment, first), *first[1:]]
        apart = [each for each in apart if each is not segment]
    return (apart, caps) if caps else (list(segments), [])


def beside_caps(lines: Sequence[Line], caps: Sequence[DropCap]) -> list[Line]:
    """The lines, those beside a drop capital as wide as their column: they are not indented. The first is marked."""
    return [_widened(line, caps) for line in lines]


def _split(segment: Segment) -> list[Segment]:
    """A large letter that stands on the line of a segment, apart from it."""
    for count in (1, 2):
        head, rest = segment[:count], segment[count:]
        if rest and _may_be_cap(head) and all(run.size >= LARGER * rest[0].size for run in head):
            return [head, rest]
    return [segment]


def _may_be_cap(segment: Segment) -> bool:
    text = "".join(run.text for run in segment)
    return bool(_cap.fullmatch(text)) and any(letter.isupper() for letter in text)


def _lines_beside(cap: Segment, segments: Sequence[Segment]) -> list[Segment]:
    """Those that begin right of it between its top and its foot, from the first; one of each line."""
    large = max(cap, key=lambda run: run.size)
    found: dict[float, Segment] = {}
    for segment in segments:
        first = segment[0]
        is_beside = -TOUCH * first.size <= first.left - cap[-1].right <= MAX_GAP * first.size
        is_level = large.baseline - RISE * large.size < first.baseline <= large.baseline + TOUCH * first.size
        if segment is not cap and is_beside and is_level and LARGER * first.size <= large.size:
            found.setdefault(round(first.baseline), segment)
    lines = [found[baseline] for baseline in sorted(found)]
    stands = bool(lines) and large.baseline - lines[-1][0].baseline < HANG * lines[-1][0].size
    return lines if stands and len(lines) <= MAX_LINES else []


def _set_at(cap: Segment, line: Segment) -> list[GlyphRun]:
    """The capital in the size and on the baseline of the line that it begins, and the line's first run."""
    first = line[0]
    head = "".join(run.text for run in cap)
    letter = replace(first, text=head, left=cap[0].left, right=cap[-1].right, is_joined=False)
    following = _first_word.match(first.text)
    stands_alone = following is not None and head[-1].isalpha() and _is_word(head[-1], following[0])
    return [letter, replace(first, is_joined=not stands_alone, is_spaced_by_eye=False)]


def _is_word(letter: str, following: str) -> bool:
    """Whether "A|ledger" are two words, likelier than one: "A|long" is Along."""
    letter, following = letter.lower(), following.lower()
    apart = [
        _likelihood(letter, language) + _likelihood(following, language)
        for language, words in ONE_LETTER_WORDS.items()
        if letter in words
    ]
    together = max(_likelihood(letter + following, language) for language in LANGUAGES)
    return bool(apart) and max(apart) > together


def _likelihood(word: str, language: str) -> float:
    """The logarithm of how often a word of running text is this one."""
    return zipf_frequency(word, language) - BILLION


def _widened(line: Line, caps: Sequence[DropCap]) -> Line:
    if line.box is None:
        return line
    x, y, width, height = line.box
    foot = y + height
    for cap in caps:
        if abs(x - cap.left) < TOUCH * height and 0 < foot - cap.top < HANG * height:
            return replace(line, has_drop_cap=True)
        if cap.top < foot <= cap.bottom + height and -TOUCH * height <= x - cap.right <= MAX_GAP * height:
            return replace(line, box=(cap.left, y, round(x + width - cap.left, 1), height))
    return line
