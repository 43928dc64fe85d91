"""The type size of recognised words, from the height of their boxes.

An engine draws a box around the ink: "are" is only as high as its letters, "Aging" reaches from the
capitals to below the line. Divided by what its letters take up of the size, the height of any word
gives the size. The shares are those of common book faces (Times, Garamond, Baskerville) within 5 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from ingest.parsing.records import Line, Word

X_HEIGHT, ASCENDER, DESCENDER = 0.46, 0.68, 0.21
LOW_LETTERS = set("aceimnorsuvwxzaceñãõ")
DESCENDING = set("gjpqyçµ,;()[]{}")
MIN_LETTERS = 2  # and digits, of a word that tells the size
SAME_SIZE = 0.06  # sizes that differ less from a usual one are that one


def type_size(words: Sequence[Word]) -> float:
    """The size in the unit of the boxes, 0 when no word tells it."""
    sizes = [word.box[3] / _share(word.text) for word in words if word.box and _tells(word.text)]
    return median(sizes) if sizes else 0.0


def has_descender(words: Sequence[Word]) -> bool:
    """Whether a letter of the words reaches below the line."""
    return any(c in DESCENDING and c.isalpha() for word in words for c in word.text)


def _tells(text: str) -> bool:
    return sum(character.isalnum() for character in text) >= MIN_LETTERS


def _share(text: str) -> float:
    top = X_HEIGHT if all(c in LOW_LETTERS or (c in DESCENDING and c.isalpha()) for c in text) else ASCENDER
    return top + (DESCENDER if any(c in DESCENDING for c in text) else 0.0)


def even_sizes(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The lines with sizes that differ by chance made equal: engines measure a few per cent unevenly.

    The size with the most letters near it comes first and takes what lies near; then the next.
    """
    letters: dict[float, int] = {}
    for line in lines:
        if line.size:
            letters[line.size] = letters.get(line.size, 0) + len(line.text)
    evened: dict[float, float] = {}
    while letters:
        centre = max(letters, key=lambda size: (_letters_near(letters, size, SAME_SIZE / 2), size))
        near = {size: count for size, count in letters.items() if _is_near(size, centre, SAME_SIZE)}
        usual = _weighted_median(near)
        for size in near:
            evened[size] = usual
            del letters[size]
    return tuple(replace(line, size=evened[line.size]) if line.size else line for line in lines)


def _letters_near(letters: dict[float, int], centre: float, share: float) -> int:
    return sum(count for size, count in letters.items() if _is_near(size, centre, share))


def _is_near(size: float, centre: float, share: float) -> bool:
    return abs(size - centre) <= share * centre


def _weighted_median(weights: dict[float, int]) -> float:
    half, seen = sum(weights.values()) / 2, 0
    for value in sorted(weights):
        seen += weights[value]
        if seen >= half:
            return value
    raise ValueError("no weights")
