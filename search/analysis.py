"""What counts as the same word: one analysis for index, query, snippet and mark.

A text becomes tokens. A token stands at a position (words are counted from 0), covers the characters
`start` to `end`, and has terms, the strings that are looked up in the index:

- its form: case, accents, ligatures, apostrophes and possessives never matter
  ("Berrón’s" -> "berron", "ﬁscal" -> "fiscal", "l’intégration" -> "integration");
- in English, Spanish, Portuguese, French and German also its stem, ":en:integr"; where a word has no stem
  its form ends in "!", so that a form with and one without a stem are never looked up together;
- a spelling in several parts also joined, with the number of positions it takes:
  "neo-liberal" and "neo liberal" -> "neo", "liberal" and "neoliberal+2". So a query for "neoliberal"
  finds all three spellings, one for "liberal" finds the parts, and phrases run through them. "O’Brien"
  is such a spelling too.

Numbers and acronyms (two to five capitals) have no stem: "AIDS" is not "aid".
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from search.folding import fold_word
from search.stemming import STEMMED, is_stemmable, stem

PAGE_BREAK = "\f"  # words go on over it as over a line end
PART_BREAK = "\x1e"  # no phrase and no nearness goes over it
PART_GAP = 64  # positions left free at a PART_BREAK
MAX_FORM_LENGTH = 64  # letters; what is longer is no word and is cut
MAX_PARTS = 4  # of a spelling in parts that is also indexed joined

# Forms that make one word with the next, whether printed joined, with a hyphen or with a space. Left out are
# those that stand alone in some language: Spanish "contra", "para", "un", English "over", "under", "pro".
COMBINING_FORMS = frozenset({
    "anti", "bi", "co", "counter", "hyper", "infra", "inter", "intra", "macro", "mega", "micro",
    "mini", "multi", "neo", "non", "poly", "post", "pre", "proto", "pseudo", "quasi", "retro",
    "semi", "socio", "sub", "super", "supra", "trans", "tri", "ultra", "vice",
})  # fmt: skip
JOINING_GAPS = frozenset((" ", "\n", "\u00a0", "  "))

# Articles and particles that French, Italian and Catalan write before a vowel with an apostrophe.
ELISIONS = frozenset({
    "c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "all",
    "dall", "dell", "nell", "sull",
})  # fmt: skip


def _inside_words() -> str:
    """All combining marks and the invisible characters inside words, as the body of a character class."""
    ranges: list[list[int]] = []
    for code in (*range(0x300, 0x3000), *range(0xA670, 0xABFF), *range(0xFE20, 0xFE30), 0xAD):
        if unicodedata.category(chr(code)) in {"Mn", "Mc"} or code in {0xAD, 0x200B, 0x200C, 0x200D, 0x2060}:
            if ranges and ranges[-1][1] == code - 1:
                ranges[-1][1] = code
            else:
                ranges.append([code, code])
    return "".join(f"{re.escape(chr(first))}-{re.escape(chr(last))}" for first, last in ranges)


INSIDE_WORDS = _inside_words()
# Scripts written without spaces: every character is a token of its own.
_UNSPACED = "\u3005-\u3007\u3041-\u309f\u30a1-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_RAISED = "²³¹⁰-\u207f₊-₟ªº"  # numbers of notes set against a word; lowered ones belong to it: "H₂O"
_LETTER = rf"[^\W_{_RAISED}{_UNSPACED}]"
_WORD = rf"{_LETTER}+(?:[{INSIDE_WORDS}]+{_LETTER}*)*"
LETTER_APOSTROPHE = "ʼ"  # of those below the one that is a letter to Unicode
APOSTROPHES = "'’ʼ‘`´ʹ＇"
HYPHENS = "-‐‑–−"
# A chunk: a word with all that is joined to it by apostrophes and hyphens, even at a line end. The first
# line is a shorter way to what the third finds too: it makes the search three times faster in Latin script.
CHUNK = re.compile(
    rf"[A-Za-z]{{2,}}+(?![{HYPHENS}{APOSTROPHES}\w{INSIDE_WORDS}])"
    rf"|[^\W\d_{_UNSPACED}](?:\.[^\W\d_{_UNSPACED}])+(?!{_LETTER})"  # U.S.A
    rf"|\d{{1,3}}(?:[.,]\d{{3}})+(?![\d])"  # 1,000,000
    rf"|{_WORD}(?:(?:[{APOSTROPHES}]|[{HYPHENS}]\n?){_WORD})*"
    rf"|[{_UNSPACED}]"
)
# A combining form before a gap over which it joins with the next word.
_OPEN_COMBINING = re.compile(
    rf"(?<!{_LETTER})(?:{'|'.join(sorted(COMBINING_FORMS))})(?=(?:  ?|[\n\u00a0]){_LETTER})",
    re.IGNORECASE,
)
# "O" before an apostrophe is a word of its own: O’Brien is also Brien, as Neo-Liberal is also liberal.
_PIECE = re.compile(
    rf"(?<![^{HYPHENS}])[Oo](?=[{APOSTROPHES}]{_LETTER}{{2}})|[^{HYPHENS}{APOSTROPHES}\s.,][^{HYPHENS}\s.,]*"
)
_APOSTROPHE = re.compile(f"[{APOSTROPHES}]")


class Part(NamedTuple):
    """A token of a chunk: characters and position counted from the chunk's first."""

    start: int
    end: int
    position: int
    span: int  # positions it takes: 1, or the number of its parts when joined
    form: str
    terms: tuple[str, ...]


class Chunk(NamedTuple):
    """A word, or several joined by hyphens. `width` is the number of its words."""

    width: int
    parts: tuple[Part, ...]
    is_combining: bool  # may join with the next chunk: see COMBINING_FORMS


class Token(NamedTuple):
    start: int  # characters of the text
    end: int
    position: int
    span: int
    form: str
    terms: tuple[str, ...]


def is_acronym(raw: str) -> bool:
    return 2 <= len(raw) <= 5 and raw.isupper() and raw.isalpha()


def stem_term(form: str, language: str) -> str:
    """The term that stands for all forms of a word in a language."""
    return f":{language}:{stem(form, language)}"


def unstemmed(form: str) -> str:
    """The term of a form that has no stem where it stands."""
    return f"{form}!"


def bare_form(term: str) -> str:
    """The form of a term that is no stem: "neoliberal" for "neoliberal!+2"."""
    return term.partition("+")[0].rstrip("!")


def spanning(term: str, span: int) -> str:
    """The term of a joined spelling that takes `span` positions: "neoliberal+2"."""
    return term if span == 1 else f"{term}+{span}"


def _terms(form: str, span: int, language: str, is_stemmed: bool) -> tuple[str, ...]:
    if is_stemmed and language in STEMMED and is_stemmable(form):
        return (spanning(form, span), spanning(stem_term(form, language), span))
    return (spanning(unstemmed(form), span),)


class _Piece(NamedTuple):
    """A word between hyphens: where it begins, its form, and whether letters were left out on either side."""

    offset: int
    form: str
    is_elided: bool  # "l’État"
    is_possessive: bool  # "people’s"


def _read_piece(raw: str) -> _Piece:
    if raw.isalnum() and LETTER_APOSTROPHE not in raw:
        return _Piece(0, fold_word(raw)[:MAX_FORM_LENGTH], False, False)
    words = _APOSTROPHE.split(raw)
    is_elided = len(words) > 1 and fold_word(words[0]) in ELISIONS and len(words[-1]) > 1
    offset = len(words[0]) + 1 if is_elided else 0
    words = words[is_elided:]
    is_possessive = len(words) > 1 and words[-1] in {"s", "S"}
    words = words[:-1] if is_possessive else words
    return _Piece(
        offset, "".join(fold_word(word) for word in words)[:MAX_FORM_LENGTH], is_elided, is_possessive
    )


@lru_cache(maxsize=1 << 13)
def read_chunk(chunk: str, language: str) -> Chunk:
    """The tokens of a word, or of words joined by hyphens; single ones in order, then joined ones."""
    if chunk.isalnum() and LETTER_APOSTROPHE not in chunk:
        return _read_word(chunk, language)
    parts: list[Part] = []
    pieces: list[_Piece] = []
    for match in _PIECE.finditer(chunk):
        piece = _read_piece(match.group())
        if piece.form:
            terms = _terms(piece.form, 1, language, not is_acronym(match.group()))
            start = match.start() + piece.offset
            parts.append(Part(start, match.end(), len(parts), 1, piece.form, terms))
            pieces.append(piece)
    is_combining = len(parts) == 1 and chunk.lower() in COMBINING_FORMS
    return Chunk(len(parts), (*parts, *_joined_parts(chunk, parts, pieces, language)), is_combining)


def _read_word(word: str, language: str) -> Chunk:
    """The one token of most chunks: letters and digits alone."""
    form = fold_word(word)[:MAX_FORM_LENGTH]
    if not form:
        return Chunk(0, (), False)
    terms = _terms(form, 1, language, not is_acronym(word))
    return Chunk(1, (Part(0, len(word), 0, 1, form, terms),), word.lower() in COMBINING_FORMS)


def _joined_parts(chunk: str, parts: list[Part], pieces: list[_Piece], language: str) -> Iterator[Part]:
    """The parts joined, all of them and each run of them: "stateoftheart+4", "ofthe+2"."""
    is_number = "," in chunk or "." in chunk  # 1,000 is a number, 265-269 is none
    for first in range(len(parts)):
        for last in range(first + 1, min(first + MAX_PARTS, len(parts))):
            if pieces[last].is_elided or pieces[last - 1].is_possessive:
                break  # what is left out between them would be in the word
            run = parts[first : last + 1]
            form = "".join(part.form for part in run)[:MAX_FORM_LENGTH]
            if is_number or not form.isdigit():
                is_stemmed = max(len(part.form) for part in run) > 1
                terms = _terms(form, len(run), language, is_stemmed)
                yield Part(run[0].start, run[-1].end, first, len(run), form, terms)


def joined_open(form: str, chunk: Chunk, language: str) -> tuple[str, tuple[str, ...]] | None:
    """A combining form with the chunk after it: the form of both and its terms; None if they do not join."""
    if not chunk.parts or len(chunk.parts[0].form) < 2 or not chunk.parts[0].form.isalpha():
        return None
    both = (form + chunk.parts[0].form)[:MAX_FORM_LENGTH]
    return both, _terms(both, 2, language, True)


def scan(text: str, language: str = "") -> Iterator[Token]:
    """The tokens of a text without PART_BREAK, in order of their first position.

    `language` is a main language ("en"); words of languages that are not STEMMED have forms only.
    """
    language = language if language in STEMMED else ""
    position = 0
    before: Token | None = None  # a combining form that may join with what follows
    for match in CHUNK.finditer(text):
        start = match.start()
        chunk = read_chunk(match.group(), language)
        for part in chunk.parts:
            yield Token(
                start + part.start,
                start + part.end,
                position + part.position,
                part.span,
                part.form,
                part.terms,
            )
        if before is not None and text[before.end : start] in JOINING_GAPS:
            joined = joined_open(before.form, chunk, language)
            if joined is not None:
                yield Token(before.start, start + chunk.parts[0].end, before.position, 2, *joined)
        before = (
            Token(start, match.end(), position, 1, chunk.parts[0].form, ()) if chunk.is_combining else None
        )
        position += chunk.width


def term_positions(text: str, language: str = "") -> tuple[dict[str, list[int]], int, int]:
    """For each term of a text with its parts the positions where it stands, ascending.

    Besides the number of words, and the number of positions taken including the gaps between parts.
    The same tokens as those of `scan`, gathered by spelling because most spellings come back.
    """
    language = language if language in STEMMED else ""
    positions: dict[str, list[int]] = {}
    unordered: set[str] = set()
    base = words = 0
    for part in text.split(PART_BREAK):
        width = _gather(part, language, base, positions, unordered)
        words += width
        base += width + PART_GAP
    for term in unordered:
        positions[term] = sorted(set(positions[term]))
    return positions, words, base


def _gather(text: str, language: str, base: int, positions: dict[str, list[int]], unordered: set[str]) -> int:
    """Add the terms of one part, which begins at position `base`; the number of its words."""
    by_spelling: dict[str, list[int]] = {}
    chunks: dict[str, Chunk] = {}
    position = base
    cuts = [0, *(match.end() for match in _OPEN_COMBINING.finditer(text)), len(text)]
    before: tuple[str, int] | None = None  # a combining form before a cut, and its position
    chunk: Chunk | None = None
    for start, end in pairwise(cuts):
        for spelling in CHUNK.findall(text, start, end):
            chunk = chunks.get(spelling)
            if chunk is None:
                chunk = chunks[spelling] = read_chunk(spelling, language)
                by_spelling[spelling] = [position]
            else:
                by_spelling[spelling].append(position)
            if before is not None:
                joined = joined_open(before[0], chunk, language)
                for term in joined[1] if joined else ():
                    _extend(positions, unordered, term, [before[1]])
                before = None
            position += chunk.width
        if end < len(text) and chunk is not None and chunk.is_combining:
            before = (chunk.parts[0].form, position - 1)
    for spelling, found in by_spelling.items():
        for part in chunks[spelling].parts:
            own = [place + part.position for place in found] if part.position else found
            for term in part.terms:
                _extend(positions, unordered, term, own)
    return position - base


def _extend(positions: dict[str, list[int]], unordered: set[str], term: str, found: list[int]) -> None:
    """Lists are shared between the terms of a spelling, so a longer one is a new one."""
    known = positions.get(term)
    if known is None:
        positions[term] = found
    else:
        positions[term] = known + found
        unordered.add(term)
