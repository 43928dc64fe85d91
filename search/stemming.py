"""Forms of a word -> its stem, in five languages.

The algorithms are Snowball's, https://snowballstem.org/algorithms/. They run on the folded form, so that
accents cannot matter; endings that need theirs get them back first.
"""

from __future__ import annotations

import re
import threading
from functools import lru_cache
from importlib.metadata import version

from Stemmer import Stemmer

from search.folding import fold_word

ALGORITHMS = version("pystemmer")  # what stems it makes may change with it

STEMMED = {"en": "english", "es": "spanish", "pt": "portuguese", "fr": "french", "de": "german"}

# Folding loses what these endings need to be recognised; without accents they are no words' endings. The
# Portuguese plurals are made singular as well, since the algorithm leaves "nações" and "nação" apart.
ACCENTED_ENDINGS = {
    "es": (("cion", "ción"), ("sion", "sión"), ("logia", "logía"), ("logias", "logías")),
    "pt": (
        ("cao", "ção"), ("coes", "ção"), ("sao", "são"), ("soes", "são"), ("logia", "logía"), ("logias", "logía"),
    ),
}  # fmt: skip


class _Stemmers(threading.local):
    """The library's stemmers keep the word in work in themselves: each thread has its own."""

    def __init__(self) -> None:
        self.by_language: dict[str, Stemmer] = {}

    def get(self, language: str) -> Stemmer:
        if language not in self.by_language:
            self.by_language[language] = Stemmer(STEMMED[language], 0)  # what is remembered, `stem` remembers
        return self.by_language[language]


_stemmers = _Stemmers()


def main_language(tag: str) -> str:
    """ "pt" for "pt-BR": the part of a language tag that decides on stemming, in lower case."""
    return tag.replace("_", "-").split("-")[0].lower()


def is_stemmable(form: str) -> bool:
    return len(form) > 2 and form.isalpha()


@lru_cache(maxsize=1 << 14)
def stem(form: str, language: str) -> str:
    """The stem of a folded form in one of the STEMMED languages; the form itself where it would not begin alike.

    That every form begins as its stem does lets hits be looked for by their first letters.
    """
    accented = form
    for plain, ending in ACCENTED_ENDINGS.get(language, ()):
        if form.endswith(plain) and len(form) > len(plain) + 1:
            accented = form[: -len(plain)] + ending
            break
    found = fold_word(_stemmers.get(language).stemWord(accented))
    return found if skeleton(form, language).startswith(stem_prefix(found, language)) else form


# The last letters of a stem that its forms may lack: English "policies" has "polici" but not "policy".
_UNSHARED_LETTERS = {"en": 1, "es": 1, "pt": 1, "fr": 2, "de": 2}
_MAX_PREFIX_LENGTH = 6


def skeleton(form: str, language: str) -> str:
    """The form without what its stem may have lost inside: German "ue" is "ü" and so "u"."""
    return re.sub("([aou])e", r"\1", form) if language == "de" else form


def stem_prefix(found: str, language: str) -> str:
    """What the skeletons of all forms with this stem begin with."""
    bones = skeleton(found, language)
    if len(bones) < 4:
        return bones[: 1 if bones.endswith("ie") else 2]  # English "die" has "dying"
    return bones[: min(len(bones) - _UNSHARED_LETTERS[language], _MAX_PREFIX_LENGTH)]
