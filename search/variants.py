"""Other spellings of a word, what it is in other languages, and how other scripts write it.

Pure: what stands in the archive comes in as a function. Rules only propose (`spellings`, `cognates`,
`transliteration`): what counts is a word of the language by its word list, and stands in the archive. The
lists of languages that no article has are read for rare words alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from search.cognates import LANGUAGES, cognates
from search.lexicon import is_common, is_own_word
from search.spellings import respelt
from search.stemming import STEMMED, stem
from search.transliteration import in_latin_letters, in_other_letters

SWITCH = "variants"
MIN_LENGTH = 3
MIN_NAME = 5  # letters of a name, a rare word, that another script may write
MAX_VARIANTS = 6  # of a word


def variants_of(form: str, languages: Sequence[str], stands: Callable[[str], bool]) -> tuple[str, ...]:
    """Those of a folded form that the archive has. What the stem of the word finds anyway is none.

    `languages` are those of the archive.
    """
    if len(form) < MIN_LENGTH or not form.isalpha():
        return ()
    found: list[str] = []
    for candidate in dict.fromkeys(_candidates(form, languages)):
        if not _have_one_stem(candidate, form, languages) and stands(candidate):
            found.append(candidate)
            if len(found) == MAX_VARIANTS:
                break
    return tuple(found)


def _have_one_stem(one: str, other: str, languages: Sequence[str]) -> bool:
    return one == other or any(
        stem(one, language) == stem(other, language) for language in languages if language in STEMMED
    )


def _candidates(form: str, languages: Sequence[str]) -> Iterator[str]:
    for language in languages:
        yield from _in_its_language(form, language, languages)
    is_rare = not is_common(form, languages)
    for language in LANGUAGES if is_rare else languages:
        if is_own_word(form, language, languages):
            yield from _in_others(form, language, languages)
    if is_rare and len(form) >= MIN_NAME:
        yield from in_latin_letters(form)
        yield from in_other_letters(form)


def _in_its_language(form: str, language: str, languages: Sequence[str]) -> Iterator[str]:
    for other, words in respelt(form, language):
        are_words = all(is_own_word(word, language, languages) for word in words)
        if are_words and stem(other, language) != stem(form, language):
            yield other


def _in_others(form: str, language: str, languages: Sequence[str]) -> Iterator[str]:
    for other, its_own in cognates(form, language):
        is_known = its_own in languages and is_own_word(other, its_own, languages)
        if is_known and stem(other, its_own) != stem(form, its_own):
            yield other
