"""Given names as initials ("Name", initialize-with)."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD = re.compile(r"(?P<hyphen>[-\u2010\u2011])?(?P<word>[^\s.\-\u2010\u2011]+)(?P<stop>\.)?")


_TAG = re.compile(r"(<[^<>]+>)")


def initialize(given: str, sign: str, abbreviates: bool = True, hyphens: bool = True) -> str:
    """As `_initialize`, with tags left where they are: "<i>Jean</i> Luc" is "<i>J.</i> L."."""
    if "<" not in given:
        return _initialize(given, sign, abbreviates, hyphens)
    pieces = []
    for n, piece in enumerate(_TAG.split(given)):
        blank = " " if piece.startswith(" ") else ""
        pieces.append(piece if n % 2 else blank + _initialize(piece, sign, abbreviates, hyphens))
    return "".join(pieces)


@lru_cache(maxsize=4096)
def _initialize(given: str, sign: str, abbreviates: bool, hyphens: bool) -> str:
    """The given names with `sign` behind each initial; with `abbreviates` whole names become initials too.

    >>> _initialize("Jean-Luc María de los Ángeles", ". ", True, True), _initialize("A. Alan", ". ", False, True)
    ('J.-L. M. de los Á.', 'A. Alan')
    """
    out = []
    for found in _WORD.finditer(given):
        word = found["word"]
        hyphen = "-" if found["hyphen"] else ""
        if found["stop"] or (len(word) == 1 and word.isalpha()):
            out.append(f"{hyphen if hyphens else ''}{word}{sign}")
        elif word.islower() and not hyphen:
            out.append(f" {word} ")
        elif not abbreviates or not word[0].isalpha():
            out.append(f"{hyphen}{word} ")
        elif not hyphen or not word[0].islower():
            out.append(f"{hyphen if hyphens else ''}{_initial(word)}{sign}")
    text = re.sub(r" +-", "-", "".join(out))
    return re.sub(r"  +", " ", text).strip(" ")


def _initial(word: str) -> str:
    """The first letter; of "TSerendorj" the two that stand for one sound."""
    if len(word) > 2 and word[:2].isupper() and word[2:].islower():
        return word[0] + word[1].lower()
    return word[0]
