"""Which language a text is in (py3langid, after Lui and Baldwin 2012)."""

from __future__ import annotations

from functools import lru_cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

LEAST_LETTERS = 40
READ_LETTERS = 6000


@lru_cache(maxsize=1)
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


@lru_cache(maxsize=4096)
def identify_language(text: str) -> tuple[str, float]:
    """(ISO 639-1 code, probability), ("", 0.0) where there is too little text to tell."""
    letters = sum(c.isalpha() for c in text)
    if letters < LEAST_LETTERS:
        return "", 0.0
    code, probability = _identifier().classify(text[:READ_LETTERS])
    return str(code), float(probability)
