"""A passage named in few characters, for a footnote: its place, and fingerprints in the place of its words. Pure.

"1.53.2f.01k4mb2h0000x2q7" is page 1, position and length, punctuation at both ends, and fingerprints of the words
(of a long passage, of its beginning and its end) and of what stands before and after. All in the characters of
identifiers, which are not taken for one another. A fingerprint is that of Karp and Rabin (1987): along a text,
that of each next place follows from the last.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from archive.identifiers import ALPHABET

EDGE = 40  # of a long passage, folded characters kept of its beginning and of its end
SLACK = 0.1  # of a long passage, the share of its length that may come or go between its edges
NEAR = 8  # folded characters before and after the passage that tell it from others in the same words
MODULUS, BASE = 2**61 - 1, 1_000_003
WORDS, END, BESIDE = 6, 4, 2  # characters of a fingerprint: 6 tell some 600 million texts apart
_LETTER = f"[{ALPHABET}]"
CODE = re.compile(
    rf"({_LETTER}{{1,4}})\.({_LETTER}{{1,6}})\.({_LETTER}{{1,6}})\.({_LETTER})({_LETTER})"
    rf"({_LETTER}{{{WORDS}}})({_LETTER}{{{END}}})({_LETTER}{{{BESIDE}}})({_LETTER}{{{BESIDE}}})"
)


@dataclass(frozen=True)
class CodedPassage:
    """The numbers are those of `passages.QuotedPassage`, what it has of words are fingerprints."""

    sequence: int
    position: int
    length: int
    lead: int
    tail: int
    opening: str
    closing: str
    before: str
    after: str

    def __str__(self) -> str:
        place = ".".join(map(_written, (self.sequence, self.position, self.length)))
        ends = _written(self.lead) + _written(self.tail)
        return f"{place}.{ends}{self.opening}{self.closing}{self.before}{self.after}"

    def places(self, text: str, due: int) -> Iterator[tuple[int, int]]:
        """(first, last) of each place in the folded text that says what the passage says.

        The one at `due` alone, where that says it and stands in the same words.
        """
        width = EDGE if self._is_long else self.length
        last = self._last(text, due) if _fingerprint(text[due : due + width], WORDS) == self.opening else None
        if last and self.agreement(text, due, last) == 2 * NEAR:
            yield due, last
            return
        wanted, most = _number(self.opening), len(ALPHABET) ** WORDS
        for first, found in _along(text, width):
            last = self._last(text, first) if found % most == wanted else None
            if last:
                yield first, last

    def agreement(self, text: str, first: int, last: int) -> int:
        """How many characters next to the place agree with those that stood around the passage."""
        same = (
            _fingerprint(text[max(0, first - NEAR) : first], BESIDE) == self.before,
            _fingerprint(text[last : last + NEAR], BESIDE) == self.after,
        )
        return NEAR * sum(same)

    @property
    def _is_long(self) -> bool:
        return self.length > 2 * EDGE

    def _last(self, text: str, first: int) -> int | None:
        """Where a passage that begins there ends: of a long one, where its end is found nearest to its length."""
        due = first + self.length
        if not self._is_long:
            return due
        slack = int(self.length * SLACK)
        for last in sorted(range(due - slack, due + slack + 1), key=lambda last: abs(last - due)):
            if last <= len(text) and _fingerprint(text[last - EDGE : last], END) == self.closing:
                return last
        return None


def encode(place: tuple[int, int, int, int, int], said: str, before: str, after: str) -> CodedPassage:
    """Of the folded words of a passage and those around it."""
    is_long = len(said) > 2 * EDGE
    return CodedPassage(
        *place,
        opening=_fingerprint(said[:EDGE] if is_long else said, WORDS),
        closing=_fingerprint(said[-EDGE:] if is_long else "", END),
        before=_fingerprint(before[-NEAR:], BESIDE),
        after=_fingerprint(after[:NEAR], BESIDE),
    )


def read_code(code: str) -> CodedPassage | None:
    """None where it is none; capitals are as good."""
    found = CODE.fullmatch(code.lower())
    if found is None:
        return None
    place, prints = found.groups()[:5], found.groups()[5:]
    passage = CodedPassage(*map(_number, place), *prints)
    return passage if passage.length else None


def _written(number: int) -> str:
    """
    >>> _written(29), _written(0)
    ('10', '0')
    """
    digits = ALPHABET[number % len(ALPHABET)]
    while number := number // len(ALPHABET):
        digits = ALPHABET[number % len(ALPHABET)] + digits
    return digits


def _number(written: str) -> int:
    number = 0
    for digit in written:
        number = number * len(ALPHABET) + ALPHABET.index(digit)
    return number


def _fingerprint(text: str, size: int) -> str:
    found = 0
    for character in text:
        found = (found * BASE + ord(character)) % MODULUS
    return _in_letters(found, size)


def _in_letters(found: int, size: int) -> str:
    return _written(found % len(ALPHABET) ** size).rjust(size, ALPHABET[0])


def _along(text: str, width: int) -> Iterator[tuple[int, int]]:
    """(start, fingerprint as a number) of each part of the text that is so wide."""
    found, highest = 0, pow(BASE, width, MODULUS)
    for place, character in enumerate(text):
        gone = ord(text[place - width]) * highest if place >= width else 0
        found = (found * BASE + ord(character) - gone) % MODULUS
        if place + 1 >= width:
            yield place + 1 - width, found
