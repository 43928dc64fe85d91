"""Queries of all operators, from a seed: what every engine must find alike."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence

from search.engine_protocol import Entry, Question
from search.query_fields import CONTENT
from search.query_language import read
from search.query_nodes import AtLeast, Expanded, Narrowing

WORD = re.compile(r"[^\W\d_]{2,}(?:[-’][^\W\d_]+)*")


def texts_of(entries: Sequence[Entry]) -> list[list[str]]:
    """The words of each whole text that has some."""
    found = (WORD.findall(entry.words[CONTENT]) for entry in entries)
    return [words for words in found if len(words) > 1]


def questions(seed: int, count: int, texts: Sequence[Sequence[str]]) -> Iterator[tuple[str, Question]]:
    """Each with how it may be told."""
    random_ = random.Random(seed)
    makers = [_single] * 4 + [_joined] * 3 + [_conditioned] * 2
    for number in range(count):
        if number % 10 == 9:
            yield _of_nodes(random_, texts)
            continue
        text = random_.choice(makers)(random_, texts)
        narrowings = []
        if number % 10 == 8:
            narrowings = [
                Narrowing("year", first=random_.randint(1990, 2010)),
                Narrowing("language", ("en", "es")),
            ]
        yield f"{text} {narrowings or ''}", Question(read(text).root, narrowings)


def _run(random_: random.Random, texts: Sequence[Sequence[str]], length: int) -> list[str]:
    """Words that stand side by side somewhere."""
    words = random_.choice(texts)
    at = random_.randrange(max(1, len(words) - length))
    return list(words[at : at + length])


def _single(random_: random.Random, texts: Sequence[Sequence[str]]) -> str:
    (word,) = _run(random_, texts, 1)
    letter = random_.randrange(len(word))
    return random_.choice(
        (
            word,
            f"={word}",
            f"{word[: random_.randint(3, 6)]}*",
            f"{word[:letter]}{random_.choice('aeinrst')}{word[letter + 1 :]}~",
            f'"{" ".join(_run(random_, texts, random_.randint(2, 4)))}"',
            f'="{" ".join(_run(random_, texts, 2))}"',
            f'"{" ".join(_run(random_, texts, 2)[::-1])}"~{random_.randint(0, 6)}',
            f'"{" ".join(_run(random_, texts, 3))}"~{random_.randint(0, 6)}',
            f'"{word} {random_.choice(("of", "the", "de", "and"))}"',
            f"title:{word}",
            f"author:{word}",
        )
    )


def _joined(random_: random.Random, texts: Sequence[Sequence[str]]) -> str:
    one, other, third = (_single(random_, texts) for _ in range(3))
    return random_.choice(
        (
            f"{one} {other}",
            f"{one} OR {other}",
            f"{one} AND NOT {other}",
            f"{one} -{_run(random_, texts, 1)[0]}",
            f"({one} OR {other}) AND {third}",
            f"NOT ({one} OR {other})",
            f"{one} {other} {third}",
        )
    )


def _conditioned(random_: random.Random, texts: Sequence[Sequence[str]]) -> str:
    year = random_.randint(1990, 2010)
    condition = random_.choice(
        (f"year:{year}", f"year:{year}..", f"year:..{year}", "language:en", "language:es", "-language:en")
    )
    return f"{_single(random_, texts)} {condition}"


def _of_nodes(random_: random.Random, texts: Sequence[Sequence[str]]) -> tuple[str, Question]:
    """What no reader writes: most of some words, and a word with others that it stands for."""
    words = _run(random_, texts, 5)
    terms = [term for word in words for term in read(word).terms]
    if random_.random() < 0.5 and len(terms) > 2:
        return f"two of {words}", Question(AtLeast(tuple(terms), 2))
    strong, weak = (tuple(read(_run(random_, texts, 1)[0]).terms) for _ in range(2))
    return f"{words[0]} or {strong}, {weak}", Question(Expanded(terms[0], strong, weak))
