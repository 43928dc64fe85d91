"""Which forms are words of a language, and how common: about 300,000 a language, 10 bytes each, read at first use."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from wordfreq import available_languages, get_frequency_list

from search.folding import fold_word

RARE = 600  # centibels: once in a million words
RARER = 100  # centibels: a word so much more common in another language is a foreign one


class _Words(NamedTuple):
    """Hashes of the words, ascending: of two unlike words in 10^13 they are the same. Rarities in centibels."""

    hashes: np.ndarray
    rarities: np.ndarray


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


def is_common(form: str, languages: Iterable[str]) -> bool:
    """Whether it is a word of one of these languages that is not rare."""
    rarities = (_rarity(form, language) for language in languages)
    return any(rarity is not None and rarity < RARE for rarity in rarities)


def _rarity(form: str, language: str) -> int | None:
    words = _words(language)
    wanted = hash(form)
    at = int(np.searchsorted(words.hashes, wanted))
    found = at < len(words.hashes) and words.hashes[at] == wanted
    return int(words.rarities[at]) if found else None


@lru_cache(maxsize=16)
def _words(language: str) -> _Words:
    size = next((each for each in ("large", "small") if language in available_languages(each)), None)
    if size is None:
        return _Words(np.empty(0, np.int64), np.empty(0, np.int16))
    listed = get_frequency_list.__wrapped__(language, size)  # not kept by wordfreq: 30 MB a language
    hashes = np.fromiter(
        (hash(word if word.isascii() else fold_word(word)) for words in listed for word in words), np.int64
    )
    rarities = np.repeat(np.arange(len(listed), dtype=np.int16), [len(words) for words in listed])
    order = np.argsort(hashes, kind="stable")  # of two words with one form the more common stands first
    return _Words(hashes[order], rarities[order])
