"""Words that the archive's titles in two languages translate: "Land and water" beside "La tierra y el agua".

What both titles have in common is taken out: the same words, names most of all, and words of learned origin that
answer to each other (`search.cognates`). One word left on either side says what the other is. Where a few are left,
many titles together say it: a word and what stands beside it each time, and beside nothing else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from search.analysis import scan
from search.cognates import cognates
from search.function_words import FUNCTION_WORDS
from search.keyword_pairs import BETWEEN

MIN_LENGTH = 3  # letters of a word
MAX_LEFT = 5  # words of a title without an answer: of more, most are no translation
MIN_TITLES = 2  # that have a word and its translation, where each has other words besides
MIN_TOGETHER = 0.6  # Dice's coefficient of the two


class Title(NamedTuple):
    language: str  # "en"
    text: str


class Meeting(NamedTuple):
    """Words that stand in two titles of an article, one in each; one of them is "" where a word is counted alone."""

    languages: str  # "en es", in order of the alphabet
    word: str
    other: str


def pairs_of_titles(titles: Sequence[Title]) -> list[str]:
    """What the titles of an article translate, both ways: "water\\tagua"."""
    left = [(words, others) for _, words, others in _left(titles) if len(words) == len(others) == 1]
    pairs = {pair for (word,), (other,) in left for pair in _both_ways(word, other)}
    return sorted(pairs)


def meetings_of_titles(titles: Sequence[Title]) -> list[str]:
    """What they may translate: each word, and every two of them; "en es\\twater\\t", "en es\\twater\\tagua"."""
    met = [
        Meeting(languages, word, other)
        for languages, words, others in _left(titles)
        if 1 < max(len(words), len(others)) <= MAX_LEFT
        for word in ("", *words)
        for other in ("", *others)
    ]
    return sorted(BETWEEN.join(each) for each in met if each.word or each.other)


def pairs_that_meet(counts: Mapping[str, int]) -> dict[str, int]:
    """Translations, both ways, and how many articles say so; `counts` of what `meetings_of_titles` gives."""
    met = {Meeting(*value.split(BETWEEN)): count for value, count in counts.items()}
    near: dict[Meeting, float] = {}
    for each, count in met.items():
        languages, word, other = each
        if word and other and count >= MIN_TITLES:
            near[each] = 2 * count / (met[Meeting(languages, word, "")] + met[Meeting(languages, "", other)])
    likely = {each: nearness for each, nearness in near.items() if nearness >= MIN_TOGETHER}
    sure = _nearest(likely, lambda each: (each.languages, each.word))
    sure &= _nearest(likely, lambda each: (each.languages, each.other))
    return {pair: met[each] for each in sure for pair in _both_ways(each.word, each.other)}


def _nearest(nearness: Mapping[Meeting, float], side: Callable[[Meeting], tuple[str, str]]) -> set[Meeting]:
    """For each word of one side what is nearer to it than all else."""
    rivals: dict[tuple[str, str], list[Meeting]] = defaultdict(list)
    for each in sorted(nearness, key=lambda each: -nearness[each]):
        rivals[side(each)].append(each)
    return {
        found[0] for found in rivals.values() if len(found) == 1 or nearness[found[0]] > nearness[found[1]]
    }


def _both_ways(word: str, other: str) -> tuple[str, str]:
    return f"{word}{BETWEEN}{other}", f"{other}{BETWEEN}{word}"


def _left(titles: Sequence[Title]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Of each two titles the languages, and on either side the words to which nothing on the other answers."""
    known = sorted(title for title in titles if title.language in FUNCTION_WORDS and title.text)
    for one, other in combinations(known, 2):
        if one.language != other.language:
            words, others = _words(one), _words(other)
            answers = {
                word: {
                    word,
                    *(form for form, language in cognates(word, one.language) if language == other.language),
                }
                for word in words
            }
            answered = {form for forms in answers.values() for form in forms}
            yield (
                f"{one.language} {other.language}",
                [word for word in words if answers[word].isdisjoint(others)],
                [word for word in others if word not in answered],
            )


def _words(title: Title) -> list[str]:
    """Those that say something, once each."""
    forms = dict.fromkeys(token.form for token in scan(title.text) if token.span == 1)
    idle = FUNCTION_WORDS[title.language]
    return [form for form in forms if form.isalpha() and len(form) >= MIN_LENGTH and form not in idle]
