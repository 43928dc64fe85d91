"""Whether a form is a word of a language: about 300,000 words a language, 8 bytes each, read at first use."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

import numpy as np
from wordfreq import available_languages, get_frequency_list

from search.folding import fold_word


def is_word(form: str, languages: Iterable[str]) -> bool:
    """Without case and accents; False for a language without a list."""
    wanted = hash(form)
    for language in languages:
        words = _words(language)
        at = int(np.searchsorted(words, wanted))
        if at < len(words) and words[at] == wanted:
            return True
    return False


@lru_cache(maxsize=16)
def _words(language: str) -> np.ndarray:
    """Hashes of the words, ascending: of two unlike words in 10^13 they are the same."""
    size = next((each for each in ("large", "small") if language in available_languages(each)), None)
    if size is None:
        return np.empty(0, np.int64)
    listed = get_frequency_list.__wrapped__(language, size)  # not kept by wordfreq: 30 MB a language
    words = chain.from_iterable(listed)
    hashes = np.fromiter((hash(word if word.isascii() else fold_word(word)) for word in words), np.int64)
    hashes.sort()
    return hashes
