"""Which forms are words of a language, and how common, by lists of about 300,000 words each."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from search.stemming import STEMMED
from search.word_lists import hash_of, word_list

RARE = 600  # centibels: once in a million words
RARER = 100  # centibels: a word so much more common in another language is a foreign one


def is_word(form: str, languages: Iterable[str]) -> bool:
    """Without case and accents; False for a language without a list."""
    return any(_rarity(form, language) is not None for language in languages)


def is_own_word(form: str, language: str, languages: Iterable[str]) -> bool:
    """Whether it is a word of a language, and not one that it has from another of these."""
    own = _rarity(form, language)
    if own is None:
        return False
    rarities = (_rarity(form, other) for other in languages)
    return all(rarity is None or own - rarity <= RARER for rarity in rarities)


def is_common(form: str, languages: Iterable[str], rarest: int = RARE) -> bool:
    """Whether it is a word of one of these languages that is not rare."""
    rarities = (_rarity(form, language) for language in languages)
    return any(rarity is not None and rarity < rarest for rarity in rarities)


def is_foreign(form: str, language: str) -> bool:
    """Whether it is a word of another language, and in this one none or a much rarer one."""
    own = _rarity(form, language)
    others = filter(None, (_rarity(form, other) for other in STEMMED if other != language))
    return any(own is None or rarity + RARER < own for rarity in others)


def rarity(form: str, languages: Iterable[str]) -> int | None:
    """In the one of these languages in which it is most common; None where it is no word of any."""
    return min(filter(None, (_rarity(form, language) for language in languages)), default=None)


def _rarity(form: str, language: str) -> int | None:
    words = word_list(language)
    wanted = np.uint64(hash_of(form))
    at = int(np.searchsorted(words.hashes, wanted))
    found = at < len(words.hashes) and words.hashes[at] == wanted
    return int(words.rarities[at]) if found else None
