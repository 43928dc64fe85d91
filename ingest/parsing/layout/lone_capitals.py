"""Drop capitals in plain text and in recognised text, where no glyph tells its size: a letter by itself on the
line before its paragraph, or before the rest of its word.

"T / he harbour", "T he harbour" and "T HE HARBOUR" are "The harbour" if the words of five languages say so; "A
ledger", "I went", "T cells" and the letters of an index stay as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from ingest.parsing.layout.drop_caps import ONE_LETTER_WORDS
from ingest.parsing.layout.letter_spacing import BILLION, KNOWN, LANGUAGES
from ingest.parsing.layout.words import spell
from ingest.parsing.vocabulary.word_frequency import zipf_frequency

if TYPE_CHECKING:
    from ingest.parsing.layout.rows import SourceRow
    from ingest.parsing.records import Word

RARER = 1.0  # orders of magnitude by which the whole word may be rarer than what is left without its letter
LIKELIER = 3.0  # by which one word must be likelier than two where the letter is a word too
LONG = 0.6  # of the measure: a line of text, not of an index
OPENING = 0.5  # pitches of white above the first line of a paragraph
LONG_WORD, MIN_LONG_WORDS, MOSTLY = 3, 2, 0.7  # letters; words; share of them that are known
AROUND = ".,;:!?()[]“”‘’\"'«»"
TOUCH = 0.3  # of the height of a line: how far a letter may reach into it
_cap = re.compile(r"[\"'“‘«„¿¡—]{0,2}(?P<letter>[^\W\d_])")
_rest = re.compile(r"(?:[^\W\d_]+|[’'][^\W\d_]+)")


def set_lone_capitals(rows: Sequence[SourceRow]) -> list[SourceRow]:
    """The rows of a page, each such letter at the head of its word."""
    out: list[SourceRow] = []
    held: SourceRow | None = None
    for i, row in enumerate(rows):
        if held is not None:
            out.append(_headed(row, held))
            held = None
        elif i + 1 < len(rows) and _is_above(row, rows[i + 1]):
            held = row
        elif _opens(rows, i) and _is_prose(row.words[2:]) and _is_head_of(row.text, row.words[1].text):
            out.append(_marked(replace(row, glued=row.glued | {1}, text=spell(row.words, row.glued | {1}))))
        else:
            out.append(row)
    return out


def _opens(rows: Sequence[SourceRow], i: int) -> bool:
    return i == 0 or rows[i].space >= OPENING or rows[i - 1].text.rstrip("\"'”’»)]")[-1:] in tuple(".!?:…")


def _is_above(row: SourceRow, below: SourceRow) -> bool:
    """A letter alone on its line, and right below, or beside it, the text that it begins."""
    if not _letter_of(row.text) or not _is_prose(below.words[1:]):
        return False
    following = below.words[0].text
    if row.source.box and below.source.box:
        x, y, width, height = row.source.box
        left, top, _, height_below = below.source.box
        is_beside = left >= x + width - TOUCH * height_below and y - height < top < y + height
        if not is_beside:
            return False
    elif below.is_first:
        return False
    return _is_head_of(row.text, following) or (below.fill > LONG and _stands_before(row.text, following))


def _is_prose(words: Sequence[Word]) -> bool:
    """Are the words behind of a text, and not of an index, a table, a formula?"""
    long = [text for word in words if len(text := word.text.strip(AROUND).lower()) >= LONG_WORD]
    known = sum(max(_frequency(text, language) for language in LANGUAGES) >= KNOWN for text in long)
    return len(long) >= MIN_LONG_WORDS and known >= MOSTLY * len(long)


def _letter_of(text: str) -> str:
    """The capital that is all of a text, but for a sign before it."""
    match = _cap.fullmatch(text)
    return match["letter"] if match and match["letter"].isupper() else ""


def _is_head_of(text: str, following: str) -> bool:
    """Does the capital that opens the text belong to the word that follows?"""
    letter, rest = _letter_of(text.split(" ", 1)[0]), _rest.match(following)
    if not letter or not rest or (following[:1].isupper() and (len(rest[0]) == 1 or not rest[0].isupper())):
        return False
    return rest[0][0] in "’'" or _is_one_word(letter.lower(), rest[0].lower())


def _stands_before(text: str, following: str) -> bool:
    """Is the capital a word by itself: "A / ledger"?"""
    letter = _letter_of(text).lower()
    return following[:1].islower() and any(letter in words for words in ONE_LETTER_WORDS.values())


@lru_cache(maxsize=1024)
def _is_one_word(letter: str, rest: str) -> bool:
    together = max(_frequency(letter + rest, language) for language in LANGUAGES)
    languages = [language for language, words in ONE_LETTER_WORDS.items() if letter in words]
    if together < KNOWN:
        return False
    if not languages:
        return together >= max(_frequency(rest, language) for language in LANGUAGES) - RARER
    if len(rest) == 1:
        return not any(rest in words for words in ONE_LETTER_WORDS.values())
    apart = max(_frequency(letter, language) + _frequency(rest, language) for language in languages)
    return together + BILLION - apart >= LIKELIER


def _frequency(word: str, language: str) -> float:
    return zipf_frequency(word, language)


def _headed(row: SourceRow, held: SourceRow) -> SourceRow:
    """The row with the letter before it, in one word or two."""
    words = (*held.words, *row.words)
    glued = frozenset(i + len(held.words) for i in row.glued)
    if _is_head_of(held.text, row.words[0].text):
        glued |= {len(held.words)}
    return _marked(replace(row, words=words, glued=glued, text=spell(words, glued), space=held.space))


def _marked(row: SourceRow) -> SourceRow:
    return replace(row, source=replace(row.source, has_drop_cap=True))
