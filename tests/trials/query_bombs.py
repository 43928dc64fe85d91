"""Questions made to cost as much as a question may, for trials of the time that one takes."""

import random
from collections.abc import Iterator

COMMON = ("government", "people", "water", "trade", "policy", "world", "state", "social", "national", "new")
FUNCTION_WORDS = ("the", "of", "and", "in", "to", "a", "that", "is", "for", "on")
LETTERS = "abcdefghilmnoprstuvw"
MAX_LENGTH = 512  # characters of a question that are read


def bombs(seed: int, count: int) -> Iterator[str]:
    """As many, each kind in turn; the same for the same seed."""
    chance = random.Random(seed)
    kinds = (
        _prefixes,
        _fuzzy_words,
        _far_apart,
        _function_phrases,
        _deep,
        _negations,
        _most_words,
        _no_such_words,
        _fields,
        _same_word,
        _dear_and_nothing,
    )
    for number in range(count):
        yield kinds[number % len(kinds)](chance)[:MAX_LENGTH]


def _some(chance: random.Random, words: tuple[str, ...], count: int) -> list[str]:
    return [chance.choice(words) for _ in range(count)]


def _prefixes(chance: random.Random) -> str:
    return " OR ".join("".join(chance.choices(LETTERS, k=3)) + "*" for _ in range(25))


def _fuzzy_words(chance: random.Random) -> str:
    return " OR ".join(f"{word}{chance.choice(LETTERS)}~" for word in _some(chance, COMMON, 25))


def _far_apart(chance: random.Random) -> str:
    return " ".join(f'"{" ".join(_some(chance, FUNCTION_WORDS, 3))}"~64' for _ in range(16))


def _function_phrases(chance: random.Random) -> str:
    return " OR ".join(f'"{" ".join(_some(chance, FUNCTION_WORDS, 2))}"' for _ in range(16))


def _deep(chance: random.Random) -> str:
    return "(" * 7 + " OR ".join(_some(chance, COMMON, 20)) + ")" * 7


def _negations(chance: random.Random) -> str:
    return "the " + " ".join(f"-{word}*" for word in _some(chance, COMMON, 20))


def _most_words(chance: random.Random) -> str:
    return " ".join(_some(chance, COMMON + FUNCTION_WORDS, 30))


def _no_such_words(chance: random.Random) -> str:
    return " ".join("".join(chance.choices(LETTERS, k=9)) for _ in range(8))


def _fields(chance: random.Random) -> str:
    names = ("title", "author", "subject", "abstract", "heading")
    return " OR ".join(f"{chance.choice(names)}:{''.join(chance.choices(LETTERS, k=3))}*" for _ in range(20))


def _same_word(chance: random.Random) -> str:
    word = chance.choice(COMMON)
    return " OR ".join(f'"{word} {other}"~20' for other in _some(chance, COMMON, 18))


def _dear_and_nothing(chance: random.Random) -> str:
    """Nothing is found, so that each part is counted for the ways on."""
    dear = " ".join(f'"{" ".join(_some(chance, FUNCTION_WORDS, 2))}"~64' for _ in range(6))
    return f"{dear} {''.join(chance.choices(LETTERS, k=12))}"
