"""Letter-spaced words closed up: "J u l i a" is Julia, "T H E  B A R G E" is THE BARGE.

Printers set headings so, and German ones what roman type sets in italics. Where the file holds no blanks the
gaps alone show it. Where it holds them, as in plain text, the letters may be those of a formula or a figure
too: then they must make words.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from ingest.parsing.vocabulary.word_frequency import zipf_frequency

LANGUAGES = (
    "en",
    "de",
    "es",
    "fr",
    "pt",
)  # whose common words tell letters that make words from those that do not
MIN_LETTERS = 4  # fewer are initials, or variables
MIN_IN_LINE = 5  # letters of a line that is letter-spaced as a whole
MIN_UNKNOWN = 7  # letters of a word that no list need know, within a line
MAX_UNKNOWN = 16  # letters of one without a gap, by itself on its line
WORD_GAP = 1.5  # times the usual gap: a wider one parts words
MAX_GAP = 3.0  # times the usual gap within a line that is not spaced as a whole
KNOWN = 2.5  # Zipf frequency (log10 of uses in 10^9 words) from which a word is no accident of letters
KNOWN_BY_LENGTH = {1: 6.0, 2: 4.5}  # nearly all short ones are somebody's abbreviation
BILLION = 9  # log10 of the words that Zipf frequencies are counted in
MAX_WORD = 20  # letters tried as one word where no gap parts them
VOWELS = frozenset("aeiouyæœøı")
MIN_VOWELS, MAX_VOWELS = 0.12, 0.7  # share of them in words
# A letter by itself, or the last one of a word with what closes the sentence, or the first in its quotes.
_letter = re.compile(r"([\"'“‘«„(¿¡]*)([^\W\d_][\u0300-\u036f]?)([\"'”’»“),.;:!?]*)")


class Word(NamedTuple):
    """Where a closed-up word stands: from `first` to before `end`, as indexes of what was printed."""

    first: int
    end: int


def find_spaced_words(texts: Sequence[str], gaps: Sequence[float]) -> list[Word]:
    """The words that the letter-spaced ones among `texts` make; `gaps[i]` is the white before `texts[i]`.

    >>> find_spaced_words(["The", "B", "a", "r", "g", "e"], [0, 1, 1, 1, 1, 1])
    [Word(first=1, end=6)]
    """
    found: list[Word] = []
    for first, end in _runs(texts):
        is_whole = first == 0 and end == len(texts)
        if end - first >= (MIN_IN_LINE if is_whole else MIN_LETTERS):
            letters = [_core(text) for text in texts[first:end]]
            words = _words(letters, gaps[first + 1 : end], is_whole=is_whole)
            found += [Word(first + word.first, first + word.end) for word in words]
    return found


def part_by_gaps(gaps: Sequence[float]) -> list[Word]:
    """Letters parted into words where the gap is wider than the usual one. `gaps` stand between letters."""
    usual = median(gaps)
    starts = [0, *(i for i, gap in enumerate(gaps, 1) if gap > WORD_GAP * usual)]
    return [Word(first, end) for first, end in pairwise([*starts, len(gaps) + 1])]


def _runs(texts: Sequence[str]) -> list[tuple[int, int]]:
    """Stretches of single letters; quotation marks open one and punctuation closes one."""
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for i, text in enumerate(texts):
        match = _letter.fullmatch(text)
        if start is not None and (match is None or match[1]):
            runs.append((start, i))
            start = None
        if match and start is None:
            start = i
        if match and match[3] and start is not None:
            runs.append((start, i + 1))
            start = None
    return [*runs, (start, len(texts))] if start is not None else runs


def _core(text: str) -> str:
    match = _letter.fullmatch(text)
    return match[2] if match else ""


def _words(letters: Sequence[str], gaps: Sequence[float], *, is_whole: bool) -> list[Word]:
    if not is_whole and max(gaps) > MAX_GAP * max(median(gaps), 0.1):
        return []
    parts = part_by_gaps(gaps)
    if len(parts) == 1:
        return _without_gaps("".join(letters), is_whole=is_whole)
    spelt = ["".join(letters[part.first : part.end]) for part in parts]
    return parts if _make_words(spelt, is_whole=is_whole) else []


def _make_words(words: Sequence[str], *, is_whole: bool) -> bool:
    """In a line of nothing else it is enough that they can be spoken, as names can."""
    long = [word for word in words if len(word) > 1]
    if is_whole:
        return bool(long) and all(map(_is_speakable, long))
    return bool(long) and all(_is_word(word) for word in long)


def _without_gaps(letters: str, *, is_whole: bool) -> list[Word]:
    """One word, an article and a word, or, in a line of nothing else, as many as are known."""
    if _is_known(letters):
        return [Word(0, len(letters))]
    if (
        len(letters) > MIN_LETTERS
        and _is_known(letters[1:])
        and frequency_of(letters[0]) >= KNOWN_BY_LENGTH[1]
    ):
        return [Word(1, len(letters))]
    parts = _divide(_plain(letters)) if is_whole else []
    is_one = len(letters) <= MAX_UNKNOWN if is_whole else len(letters) >= MIN_UNKNOWN
    return parts or ([Word(0, len(letters))] if is_one and _is_speakable(letters) else [])


def _is_word(letters: str) -> bool:
    return _is_known(letters) or (len(letters) >= MIN_UNKNOWN and _is_speakable(letters))


def _is_known(letters: str) -> bool:
    return not _is_alphabet(letters) and frequency_of(letters) >= KNOWN_BY_LENGTH.get(len(letters), KNOWN)


def _is_speakable(letters: str) -> bool:
    plain = _plain(letters)
    if not plain.isascii():
        return plain.isalpha()  # Greek, Cyrillic: nothing is known of their vowels here
    share = sum(letter in VOWELS for letter in plain) / len(plain)
    return not _is_alphabet(letters) and len(set(plain)) > 1 and MIN_VOWELS <= share <= MAX_VOWELS


def _is_alphabet(letters: str) -> bool:
    """ "A B C D" name the corners of a figure."""
    return all(ord(b) - ord(a) == 1 for a, b in pairwise(letters.lower()))


def _plain(letters: str) -> str:
    decomposed = unicodedata.normalize("NFKD", letters)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def _divide(letters: str) -> list[Word]:
    """Letters without gaps as the likeliest words of one language; [] where some part is none."""
    divided = (_divided(letters, language) for language in LANGUAGES)
    best = max(divided, key=lambda each: each[0])
    return [] if best[0] == -math.inf else best[1]


def _divided(letters: str, language: str) -> tuple[float, list[Word]]:
    """The logarithm of how likely the words are, one by one, and the words (Viterbi, 1967)."""
    best: list[tuple[float, list[Word]]] = [(0.0, [])]
    for end in range(1, len(letters) + 1):
        tried: list[tuple[float, list[Word]]] = [(-math.inf, [])]
        for first in range(max(0, end - MAX_WORD), end):
            frequency = _zipf(letters[first:end], language)
            least = KNOWN_BY_LENGTH.get(end - first, KNOWN)
            if frequency >= least and best[first][0] > -math.inf:
                tried.append((best[first][0] + frequency - BILLION, [*best[first][1], Word(first, end)]))
        best.append(max(tried, key=lambda each: each[0]))
    return best[-1]


def frequency_of(letters: str) -> float:
    """The Zipf frequency of a word in that of the LANGUAGES which uses it most, 0 where none does often."""
    return max(_zipf(letters.lower().replace("ſ", "s"), language) for language in LANGUAGES)


@lru_cache(maxsize=1 << 14)
def _zipf(word: str, language: str) -> float:
    return zipf_frequency(word, language, wordlist="small")
