"""What lies over the image of a page: its words as selectable text, and boxes around hits. Pure.

Words are as a page row keeps them: lines of [start, end, x, y, width, height, confidence]. A word that
was broken at a line end has an entry for each of its parts; both belong to one word of the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from archive.spans import TextSpan

BASELINE = 0.78  # of a line's height, from the top: about right for every text face
SURE = 0.8  # confidence from which a machine's reading of a word is taken without remark
Words = Sequence[Sequence[Sequence[float | None]]]


@dataclass(frozen=True)
class LayerWord:
    text: str
    x: float
    y: float
    length: float


@dataclass
class LayerLine:
    """One <text>: words of one printed line, and the rest of a word broken at its end."""

    size: float
    words: list[LayerWord] = field(default_factory=list)


@dataclass(frozen=True)
class HitBox:
    hit: int
    x: float
    y: float
    width: float
    height: float
    opens_hit: bool = True  # the first box of its hit


def text_lines(words: Words, text: str) -> list[LayerLine]:
    """The lines of the layer; copying them gives the reading text, broken words made whole."""
    lines: list[LayerLine] = []
    last_end = -1
    for line in words:
        rest = list(line)
        if lines and rest and int(rest[0][0]) == last_end:
            part, *rest = rest
            lines[-1].words[-1] = _closed_up(lines[-1].words[-1])
            lines[-1].words.append(_word(part, text, part[2] + part[4]))
        if rest:
            lines.append(_line(rest, text))
        last_end = int(line[-1][1]) if line else last_end
    return lines


def _line(words: Sequence[Sequence[float]], text: str) -> LayerLine:
    """Each word but the last is as long as the way to the next, so that a selection has no gaps."""
    top, size = min(word[3] for word in words), max(word[5] for word in words)
    line = LayerLine(round(size, 1))
    for word, following in zip(words, [*words[1:], None], strict=True):
        end = following[2] if following else word[2] + word[4]
        line.words.append(_word(word, text, end, top + size * BASELINE))
    return line


def _word(word: Sequence[float], text: str, end: float, baseline: float | None = None) -> LayerWord:
    start, stop, x, y, width, height = word[:6]
    length = end - x if end > x else width
    y = y + height * BASELINE if baseline is None else baseline
    return LayerWord(text[int(start) : int(stop)] + " ", round(x, 1), round(y, 1), round(length, 1))


def _closed_up(word: LayerWord) -> LayerWord:
    return LayerWord(word.text.rstrip(), word.x, word.y, word.length)


def hit_boxes(words: Words, spans: Iterable[TextSpan]) -> list[HitBox]:
    """One box for each hit on each line it touches, around whole words."""
    boxes = []
    opened: set[int] = set()
    for span in spans:
        for line in words:
            touched = [word for word in line if word[0] < span.end and word[1] > span.start]
            if touched:
                boxes.append(_around(span.hit, touched, opens_hit=span.hit not in opened))
                opened.add(span.hit)
    return boxes


def unsure_spans(words: Words) -> list[tuple[int, int]]:
    """(start, end) in the text of each word that the machine read with less than SURE confidence."""
    return sorted(
        {
            (int(start), int(end))
            for line in words
            for start, end, *_, confidence in line
            if confidence is not None and confidence < SURE
        }
    )


def _around(hit: int, words: Sequence[Sequence[float]], *, opens_hit: bool) -> HitBox:
    left, top = min(word[2] for word in words), min(word[3] for word in words)
    right = max(word[2] + word[4] for word in words)
    bottom = max(word[3] + word[5] for word in words)
    return HitBox(
        hit, round(left, 1), round(top, 1), round(right - left, 1), round(bottom - top, 1), opens_hit
    )
