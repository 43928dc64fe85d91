"""Lines that may be a running head with a folio, or a folio alone: "GSP Forum 269", "ii", "[4]"."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_LENGTH = 90
FIRST_YEAR, LAST_YEAR = 1500, 2100  # numbers between them may be years rather than folios
_ROMAN = r"(?=[ivxlc])(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})"
_BARE = re.compile(rf"[\[(—–\-.·•\s]*(?P<number>\d{{1,4}}|{_ROMAN})[\])—–\-.·•\s]*")
_FIRST = re.compile(rf"[\[(]?(?P<number>\d{{1,4}}|{_ROMAN})[\])]?\s+(?:[|•·–—]\s+)?(?P<head>\S.*)")
_LAST = re.compile(rf"(?P<head>.*\S)\s+(?:[|•·–—]\s+)?[\[(]?(?P<number>\d{{1,4}}|{_ROMAN})[\])]?")
_COUNTED = re.compile(  # "Valley Forum | Page 3 of 10"
    r"(?:(?P<head>.*\S)\s+(?:[|•·–—]\s+)?)?(?:page|p[aá]gina|p[aá]g|seite|p)\.?\s*(?P<number>\d{1,4})\s*"
    r"(?:of|de|/|sur|von)\s*\d{1,4}",
    re.IGNORECASE,
)
# What is numbered without being a page.
_OTHER = re.compile(
    r"(?:chapter|part|section|book|volume|vol|no|number|table|figure|fig|box|appendix|note|step|example|"
    r"cap[ií]tulo|parte|secci[oó]n|libro|tabla|cuadro|figura|lecci[oó]n|anexo|ejemplo|"
    r"chapitre|partie|tableau|annexe|exemple|kapitel|teil|abschnitt|tabelle|abbildung|"
    r"quadro|tabela|se[cç][aã]o|january|february|march|april|may|june|july|august|september|october|november|december)"
    r"\.?(?:\s|$)",
    re.IGNORECASE,
)
_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True, slots=True)
class Folio:
    """A line read as furniture. `head` is "" for a folio alone."""

    number: int
    is_roman: bool
    head: str


def read_folio(line: str) -> Folio | None:
    """The folio of a line, or None for a line that is no furniture.

    >>> read_folio("GSP Forum 269")
    Folio(number=269, is_roman=False, head='GSP Forum')
    """
    line = line.strip()
    if not line or len(line) > MAX_LENGTH:
        return None
    counted = _COUNTED.fullmatch(line)
    if counted and (not counted["head"] or _is_head(counted["head"])):
        return _folio(counted["number"], counted["head"] or "")
    bare = _BARE.fullmatch(line)
    if bare:
        return _folio(bare["number"], "")
    for pattern in (_FIRST, _LAST):
        match = pattern.fullmatch(line)
        if match and _is_head(match["head"]):
            return _folio(match["number"], match["head"])
    return None


def _folio(number: str, head: str) -> Folio:
    if number.isdecimal():
        return Folio(int(number), False, head)
    return Folio(roman_value(number), True, head)


def roman_value(numeral: str) -> int:
    values = [_VALUES[letter] for letter in numeral.lower()]
    return sum(
        -value if value < following else value
        for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def _is_head(head: str) -> bool:
    """A running head begins with a capital or a digit and is no sentence, and no other numbered thing."""
    first = head.lstrip("[(“‘'\"")[:1]
    if not (first.isupper() or first.isdigit()) or head[-1] in ".!?;:,&=+":
        return False
    return not _OTHER.match(head)
