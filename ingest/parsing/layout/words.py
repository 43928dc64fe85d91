"""The words of a line, cleaned: letter-spaced ones closed up, those that a lost line end left broken made whole.

A word of several printed ones has the box around them all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from operator import add

from ingest.parsing.layout.letter_spacing import MIN_LETTERS, find_spaced_words
from ingest.parsing.records import Box, Line, Word
from ingest.parsing.vocabulary.normalise import SOFT_HYPHEN, normalise

Cleaned = tuple[tuple[Word, ...], frozenset[int]]


def clean_words(line: Line) -> Cleaned:
    """The words of a line, and which of them touch the one before."""
    words = line.words or tuple(Word(part) for part in line.text.split())
    if _is_clean(line.text) and " ".join([word.text for word in words]) == line.text:
        return _closed_up(words, [0, *[1] * (len(words) - 1)])
    cleaned: list[Word] = []
    blanks: list[int] = []  # before each of them
    place = 0
    for word in words:
        found = line.text.find(word.text, place)
        blank = found - place if found >= 0 else 1
        place = found + len(word.text) if found >= 0 else place
        text = normalise(word.text)
        if not text:
            continue
        if cleaned and cleaned[-1].text.endswith(SOFT_HYPHEN) and text[0].islower():
            cleaned[-1] = replace(cleaned[-1], text=cleaned[-1].text.removesuffix(SOFT_HYPHEN))
            blank = 0  # "led¬ ger": the line end is lost
        cleaned.append(word if text == word.text else replace(word, text=text))
        blanks.append(blank)
    return _closed_up(cleaned, blanks)


def _is_clean(text: str) -> bool:
    """Nearly every line: nothing in it is to be cleaned, and one blank parts its words."""
    return text.isascii() and text.isprintable() and "  " not in text and text == text.strip()


def spell(words: Sequence[Word], glued: Collection[int] = ()) -> str:
    """The words of a line with the blanks between them."""
    return "".join(word.text if i == 0 or i in glued else " " + word.text for i, word in enumerate(words))


def union(boxes: Sequence[Box]) -> Box:
    lefts, tops, widths, heights = zip(*boxes, strict=True)
    left, top = min(lefts), min(tops)
    right, bottom = max(map(add, lefts, widths)), max(map(add, tops, heights))
    return (left, top, round(right - left, 1), round(bottom - top, 1))


def _closed_up(words: Sequence[Word], blanks: Sequence[int]) -> Cleaned:
    """Letter-spaced words as one each. Where boxes are known they tell how wide the gaps are."""
    glued = frozenset(i for i, blank in enumerate(blanks) if i and not blank)
    if sum(len(word.text) == 1 for word in words) < MIN_LETTERS - 1:
        return tuple(words), glued
    spaced = {
        found.first: found.end for found in find_spaced_words([w.text for w in words], _gaps(words, blanks))
    }
    if not spaced:
        return tuple(words), glued
    out: list[Word] = []
    touching: set[int] = set()
    at = 0
    while at < len(words):
        end = spaced.get(at, at + 1)
        if at in glued:
            touching.add(len(out))
        out.append(_one_word(words[at:end]))
        at = end
    return tuple(out), frozenset(touching)


def _gaps(words: Sequence[Word], blanks: Sequence[int]) -> list[float]:
    if any(word.box is None for word in words):
        return [float(blank) for blank in blanks]
    boxes = [word.box for word in words if word.box]
    ends = [x + width for x, _, width, _ in boxes]
    return [0.0, *(max(0.0, box[0] - end) for box, end in zip(boxes[1:], ends, strict=False))]


def _one_word(words: Sequence[Word]) -> Word:
    if len(words) == 1:
        return words[0]
    boxes = [word.box for word in words if word.box]
    sure = [word.confidence for word in words if word.confidence is not None]
    return Word(
        "".join(word.text for word in words),
        union(boxes) if boxes else None,
        round(sum(sure) / len(sure), 4) if sure else None,
    )
