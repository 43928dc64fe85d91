"""The words of a language with how common they are, as arrays in a file that all processes map.

wordfreq's own lists take a third of a second and 30 MB a language to read. What is derived from them here has
a hash of each word that is the same in every process, and is made when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from importlib.metadata import version
from typing import NamedTuple

import numpy as np

from search.array_file import Arrays
from search.folding import fold_word
from search.kept_arrays import kept

VERSION = 1  # of what is in the files


class WordList(NamedTuple):
    """Hashes of the words, ascending: of two unlike words in 10^13 they are the same. Rarities in centibels."""

    hashes: np.ndarray
    rarities: np.ndarray


def hash_of(form: str) -> int:
    return int.from_bytes(blake2b(form.encode(), digest_size=8).digest(), "little")


@lru_cache(maxsize=32)
def word_list(language: str) -> WordList:
    """Without case and accents; empty for a language of which there is none."""
    arrays = kept(f"{language}-{version('wordfreq')}.arr", VERSION, lambda: _make(language))
    return WordList(arrays["hash"], arrays["rarity"])


def rarities_of(forms: Sequence[str], language: str) -> np.ndarray:
    """Of folded forms in centibels; -1 for those that are no words of the language."""
    words = word_list(language)
    wanted = np.array([hash_of(form) for form in forms], np.uint64)
    if not len(words.hashes):
        return np.full(len(wanted), -1)
    at = np.minimum(np.searchsorted(words.hashes, wanted), len(words.hashes) - 1)
    return np.where(words.hashes[at] == wanted, words.rarities[at].astype(np.int64), -1)


def _make(language: str) -> Arrays:
    """wordfreq is loaded for it alone, which takes a quarter of a second."""
    from wordfreq import available_languages, get_frequency_list

    size = next((each for each in ("large", "small") if language in available_languages(each)), None)
    listed = get_frequency_list.__wrapped__(language, size) if size else []  # not kept by wordfreq
    hashes = np.array(
        [hash_of(word if word.isascii() else fold_word(word)) for words in listed for word in words],
        np.uint64,
    )
    rarities = np.repeat(np.arange(len(listed), dtype=np.uint16), [len(words) for words in listed])
    order = np.argsort(hashes, kind="stable")  # of two words with one form the more common stands first
    return {"hash": hashes[order], "rarity": rarities[order]}
