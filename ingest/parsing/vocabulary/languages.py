"""Which language a text is in (py3langid, after Lui and Baldwin 2012)."""

from __future__ import annotations

import re
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier
from wordfreq import zipf_frequency

MIN_LETTERS = 40
MIN_WORDS = 4  # whose commonness tells a language
READ_LETTERS = 6000
OF_CUES = ("en", "es", "pt", "fr", "de")  # the languages whose cue words are known
FOREIGN = 1.0  # by how much words are commoner, in powers of ten, in another language


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@lru_cache(maxsize=4096)
def identify_language(text: str) -> tuple[str, float]:
    """(ISO 639-1 code, probability), ("", 0.0) where there is too little text to tell."""
    letters = sum(c.isalpha() for c in text)
    if letters < MIN_LETTERS:
        return "", 0.0
    code, probability = _identifier().classify(text[:READ_LETTERS])
    return str(code), float(probability)


def is_foreign(text: str, language: str) -> bool:
    """Are the words of a line, too short for the model, far commoner in another language than in `language`?

    >>> is_foreign("The accounts of water in the upper valley", "es"), is_foreign("Los pozos del valle", "es")
    (True, False)
    """
    words = re.findall(r"[^\W\d_]+", text.lower())
    if language not in OF_CUES or len(words) < MIN_WORDS:
        return False
    means = {code: sum(zipf_frequency(word, code) for word in words) / len(words) for code in OF_CUES}
    return bool(max(means.values()) - means[language] >= FOREIGN)
