"""Words that the archive itself translates: articles give their keywords in two languages, in one order.

"Keywords: water, rights" beside "Palabras clave: agua, derechos" says what water is in Spanish. Lists in
alphabetical order, or of unequal length, say nothing of which word answers to which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from search.folding import fold_word

CUES = {
    "en": ("keywords", "key words", "index terms"),
    "es": ("palabras clave", "palabras claves", "descriptores"),
    "pt": ("palavras-chave", "palavras chave", "descritores"),
    "fr": ("mots-clés", "mots clés", "mots-clefs"),
    "de": ("schlüsselwörter", "schlagwörter", "stichwörter"),
}
MIN_KEYWORDS = 2
MAX_LENGTH = 600  # characters of a list
MAX_WORDS = 4  # of a keyword
BETWEEN = "\t"  # a keyword and its translation; none has one
_LANGUAGE_OF = {fold_word(cue): language for language, cues in CUES.items() for cue in cues}
_CUE = re.compile(
    rf"\b({'|'.join(re.escape(cue) for cues in CUES.values() for cue in cues)})\s*[:.—–-]\s*", re.IGNORECASE
)
_END = re.compile(r"\n\s*\n|\f|\.\s*(?:\n|$)")
_BETWEEN = re.compile(r"\s*[;,·•|/]\s*")


def keyword_lists(text: str) -> dict[str, tuple[str, ...]]:
    """The first list of each language in a text, folded."""
    found: dict[str, tuple[str, ...]] = {}
    cues = list(_CUE.finditer(text))
    for cue, following in zip(cues, [*cues[1:], None], strict=True):
        last = min(cue.end() + MAX_LENGTH, following.start() if following else len(text))
        listed = _END.split(text[cue.end() : last], 1)[0]
        words = tuple(" ".join(fold_word(each).split()).rstrip(".") for each in _BETWEEN.split(listed))
        found.setdefault(_LANGUAGE_OF[fold_word(cue[1])], tuple(filter(None, words)))
    return found


def pairs(lists: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """What says the same in two languages, both ways."""
    for one, other in combinations(lists.values(), 2):
        if len(one) != len(other) or len(one) < MIN_KEYWORDS or _is_sorted(one) or _is_sorted(other):
            continue
        for word, translation in zip(one, other, strict=True):
            if word != translation and max(len(word.split()), len(translation.split())) <= MAX_WORDS:
                yield word, translation
                yield translation, word


def _is_sorted(words: tuple[str, ...]) -> bool:
    return len(words) > 2 and list(words) == sorted(words)


def pairs_of(text: str) -> list[str]:
    """What an article translates, each keyword with what it is in another language: "water\\tagua"."""
    lowered = text.lower()
    if sum(any(cue in lowered for cue in cues) for cues in CUES.values()) < 2:  # sooner seen than read
        return []
    return sorted({f"{word}{BETWEEN}{other}" for word, other in pairs(keyword_lists(text))})


def translations(counts: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """By keyword what it is in other languages, what most articles say first; `counts` of what `pairs_of` gives."""
    found: dict[str, list[str]] = {}
    for pair in sorted(counts, key=lambda pair: (-counts[pair], pair)):
        word, _, other = pair.partition(BETWEEN)
        found.setdefault(word, []).append(other)
    return {word: tuple(others) for word, others in found.items()}
