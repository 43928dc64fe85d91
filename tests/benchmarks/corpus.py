"""Articles for benchmarks: words of five languages by their real frequency, some set phrases, errors of
machine reading, and a planted word.

Made from a fixed seed, so that every run measures the same text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from wordfreq import top_n_list, word_frequency

WORDS_OF_A_PAGE = 450
PAGES_OF_AN_ARTICLE = 10
NOISE = 0.012  # share of words with a letter read wrong
PHRASES = (
    "social policy",
    "free trade area",
    "regional integration",
    "civil society",
    "trade union movement",
)
PHRASE_SHARE = 0.004
AUTHORS = 400
JOURNALS = ("Quarterly of Ports", "Annals of Trade", "Review of Towns", "Letters on Labour")
LANGUAGES = {"en": 0.7, "es": 0.15, "pt": 0.05, "fr": 0.05, "de": 0.05}  # shares of the articles
PLANTED = "lanternfish"  # one article in PLANTED_EVERY has it, once
PLANTED_EVERY = 250


@dataclass(frozen=True)
class Article:
    number: int
    title: str
    authors: tuple[str, ...]
    journal: str
    year: int
    pages: tuple[str, ...]
    language: str = "en"


def make_articles(count: int, seed: int = 1) -> Iterator[Article]:
    random = np.random.default_rng(seed)
    vocabularies = {code: _vocabulary(code) for code in LANGUAGES}
    languages = random.choice(list(LANGUAGES), count, p=list(LANGUAGES.values())).tolist()
    for number, language in enumerate(languages):
        words, weights = vocabularies[language]
        drawn = random.choice(words, WORDS_OF_A_PAGE * PAGES_OF_AN_ARTICLE, p=weights).tolist()
        _misread(drawn, random)
        if language == "en":
            _say_phrases(drawn, random)
        if number % PLANTED_EVERY == 0:
            drawn[len(drawn) // 2] = PLANTED
        pages = tuple(
            _page(drawn[first : first + WORDS_OF_A_PAGE]) for first in range(0, len(drawn), WORDS_OF_A_PAGE)
        )
        yield Article(
            number,
            " ".join(drawn[:6]).capitalize(),
            tuple(f"author-{n}" for n in random.integers(0, AUTHORS, random.integers(1, 4)).tolist()),
            JOURNALS[number % len(JOURNALS)],
            int(1950 + random.integers(0, 70)),
            pages,
            language,
        )


def _vocabulary(language: str) -> tuple[np.ndarray, np.ndarray]:
    """The words of a language and their shares."""
    words = np.array([word for word in top_n_list(language, 30_000) if word.isalpha()])
    weights = np.array([word_frequency(word, language) for word in words])
    return words, weights / weights.sum()


def _misread(words: list[str], random: np.random.Generator) -> None:
    for at in np.flatnonzero(random.random(len(words)) < NOISE).tolist():
        letter = int(random.integers(0, len(words[at])))
        wrong = "abcdefghijklmnopqrstuvwxyz"[int(random.integers(0, 26))]
        words[at] = words[at][:letter] + wrong + words[at][letter + 1 :]


def _say_phrases(words: list[str], random: np.random.Generator) -> None:
    for at in np.flatnonzero(random.random(len(words) - 4) < PHRASE_SHARE).tolist():
        phrase = PHRASES[int(random.integers(0, len(PHRASES)))].split()
        words[at : at + len(phrase)] = phrase


def _page(words: list[str]) -> str:
    """Sentences of 15 words, paragraphs of 90."""
    parts = []
    for first in range(0, len(words), 15):
        sentence = " ".join(words[first : first + 15])
        parts.append(sentence.capitalize() + (".\n\n" if first % 90 == 75 else ". "))
    return "".join(parts).strip()
