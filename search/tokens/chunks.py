"""Texts cut into chunks, and the chunks numbered: what the index and the token store are made of, in one pass.

A chunk is a word with all that is joined to it (`search.analysis.CHUNK`). Which terms it has depends on its
spelling and the language alone, so each spelling is analysed once and stands as a number from then on.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from search.analysis import CHUNK, JOINING_GAPS, PART_BREAK, Chunk, Part, joined_open, read_chunk
from search.stemming import STEMMED, main_language

_CUT = re.compile(f"({CHUNK.pattern})", CHUNK.flags)
LONG = 1000  # characters: a shorter text is sooner cut again

Pieces = Sequence[
    str
]  # what stands before the first chunk, the chunk, what stands between it and the next, …


def cut(text: str) -> Pieces:
    """A text in pieces; an odd number of them."""
    return _CUT.split(text) if len(text) < LONG else _cut_long(text)


@lru_cache(maxsize=4)
def _cut_long(text: str) -> Pieces:
    """Kept for who reads the same text next: the token store reads the pages that the index has just read."""
    return _CUT.split(text)


def cut_parts(text: str) -> list[Pieces]:
    """The parts of a text between which no phrase goes, each in pieces."""
    return [cut(part) for part in text.split(PART_BREAK)]


def stemmed(language: str) -> str:
    """The main language of a tag, "" for one without stems."""
    main = main_language(language)
    return main if main in STEMMED else ""


class Numbered(NamedTuple):
    """A part of a text: the numbers of its chunks, and how many words they are.

    `joined`: where a chunk makes one word with the next over a gap, "neo liberal", and the number of both.
    """

    numbers: Sequence[int]
    width: int
    joined: Sequence[tuple[int, int]]


class _Numbers(dict[str, int]):
    """By spelling in one language; a new one is taken up when it is asked for."""

    def __init__(self, vocabulary: Vocabulary, language: str) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.language = language

    def __missing__(self, spelling: str) -> int:
        number = self.vocabulary.add(spelling, self.language, read_chunk(spelling, self.language))
        self[spelling] = number
        return number


class Vocabulary:
    """The spellings of many texts by number, each once a language, with the terms that they have.

    `terms` by term their numbers. `rows` go side by side: a chunk, a term of it, and at which of its words.
    """

    def __init__(self) -> None:
        self.spellings: list[str] = []
        self.languages: list[str] = []
        self.widths = array("I")
        self.terms: dict[str, int] = {}
        self.rows = (array("I"), array("I"), array("I"))
        self._by_language: dict[str, _Numbers] = {}
        self._combining: set[int] = set()
        self._joined: dict[tuple[int, int], int | None] = {}

    def __len__(self) -> int:
        return len(self.spellings)

    def add(self, spelling: str, language: str, chunk: Chunk) -> int:
        number = len(self.spellings)
        self.spellings.append(spelling)
        self.languages.append(language)
        self.widths.append(chunk.width)
        if chunk.is_combining:
            self._combining.add(number)
        chunks, terms, shifts = self.rows
        for part in chunk.parts:
            for term in part.terms:
                chunks.append(number)
                terms.append(self.terms.setdefault(term, len(self.terms)))
                shifts.append(part.position)
        return number

    def number_of(self, spelling: str, language: str) -> int:
        """The number of a spelling in a main language, "" for those without stems."""
        return self._of_language(language)[spelling]

    def numbers(self, pieces: Pieces, language: str) -> list[int]:
        """The numbers of the chunks of a text in pieces."""
        return [*map(self._of_language(stemmed(language)).__getitem__, pieces[1::2])]

    def read(self, pieces: Pieces, language: str) -> Numbered:
        """The same with the words they are."""
        numbers = self.numbers(pieces, language)
        is_open = not self._combining.isdisjoint(numbers)
        joined = self._open(pieces, numbers, stemmed(language)) if is_open else []
        return Numbered(numbers, sum(map(self.widths.__getitem__, numbers)), joined)

    def _of_language(self, language: str) -> _Numbers:
        known = self._by_language.get(language)
        if known is None:
            known = self._by_language[language] = _Numbers(self, language)
        return known

    def _open(self, pieces: Pieces, numbers: Sequence[int], language: str) -> list[tuple[int, int]]:
        found = []
        for at, number in enumerate(numbers[:-1]):
            if number in self._combining and pieces[2 * at + 2] in JOINING_GAPS:
                both = self._both(number, numbers[at + 1], language)
                if both is not None:
                    found.append((at, both))
        return found

    def _both(self, number: int, following: int, language: str) -> int | None:
        """The number of a combining form and the chunk after it as one; None where they do not join."""
        key = (number, following)
        if key not in self._joined:
            first, second = (read_chunk(self.spellings[each], language) for each in key)
            joined = joined_open(first.parts[0].form, second, language)
            self._joined[key] = None
            if joined is not None:
                form, terms = joined
                chunk = Chunk(0, (Part(0, 0, 0, 2, form, terms),), False)
                self._joined[key] = self.add("", language, chunk)
        return self._joined[key]
