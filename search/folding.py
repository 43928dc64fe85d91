"""What never matters in a word: case, accents, ligatures, invisible characters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_FOLDED_LETTERS = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "þ": "th", "ŧ": "t",
        "ꝛ": "r", "ꜩ": "tz",
        "\u00ad": None, "\u200b": None, "\u200c": None, "\u200d": None, "\u2060": None, "\ufeff": None,
    }
)  # fmt: skip
# Marks over and under letters: Latin, Greek, Cyrillic, Hebrew points, Arabic vowels.
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]+"
)


def fold_word(text: str) -> str:
    """The text without what never matters: case, accents, ligatures, invisible characters."""
    return text.lower() if text.isascii() else _fold_accented(text)


@lru_cache(maxsize=1 << 14)
def _fold_accented(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = _ACCENTS.sub("", decomposed).translate(_FOLDED_LETTERS)
    return unicodedata.normalize("NFC", plain)
