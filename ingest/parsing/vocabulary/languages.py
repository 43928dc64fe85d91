"""Which language a text is in (py3langid, after Lui and Baldwin 2012)."""

from __future__ import annotations

import re
from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from ingest.parsing.vocabulary.word_frequency import zipf_frequency

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


def commonest_language(text: str, language: str) -> str:
    """The language in which the words of a line are commonest, "" where that is `language` or there are too few.

    >>> commonest_language("The accounts of water in the upper valley", "es")
    'en'
    """
    means = _commonness(text)
    best = max(means, key=lambda code: means[code], default="")
    return best if best != language else ""


def _commonness(text: str) -> dict[str, float]:
    words = re.findall(r"[^\W\d_]+", text.lower())
    if len(words) < MIN_WORDS:
        return {}
    return {code: sum(zipf_frequency(word, code) for word in words) / len(words) for code in OF_CUES}


def is_foreign(text: str, language: str) -> bool:
    """Are the words of a line, too short for the model, far commoner in another language than in `language`?

    >>> is_foreign("The accounts of water in the upper valley", "es"), is_foreign("Los pozos del valle", "es")
    (True, False)
    """
    means = _commonness(text)
    return language in means and max(means.values()) - means[language] >= FOREIGN
