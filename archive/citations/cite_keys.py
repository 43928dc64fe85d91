"""Cite keys: "pradera2007integration", ASCII, the same for the same record in every export."""

from __future__ import annotations

import re
import unicodedata

from archive.citations.record import CitationRecord, Organisation

# Letters that have no decomposition into ASCII and a mark.
_ASCII_FOR = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)
# Articles and the like at the head of a title say nothing; in the languages of the archive.
EMPTY_WORDS = frozenset(
    (  # noqa: SIM905  (a list of words reads better as words)
        "a an the on of in and to for "
        "el la los las un una unos unas de del y en "
        "le les l des du et au aux o os as um uma do da dos das e em no na "
        "der die das ein eine und il lo gli i"
    ).split()
)


def to_ascii(text: str) -> str:
    """Lower-case letters and digits only, words parted by single blanks: "Berrón & Cía" is "berron cia"."""
    return " ".join(re.findall("[a-z0-9]+", _folded(text)))


def to_words(text: str) -> str:
    """The same for letters of every script: "«Вода» и право, 2ª" is "вода и право 2a"."""
    return " ".join(re.findall(r"[^\W_]+", _folded(text)))


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text.lower().translate(_ASCII_FOR))
    return "".join(c for c in folded if not unicodedata.combining(c))


def cite_key(record: CitationRecord) -> str:
    """First author, year, first telling word of the title; the identifier where a title is missing.

    A record without author is "anon", without year "nd"; names in other scripts count as unknown.
    """
    return f"{_author_part(record)}{_year_part(record)}{_title_part(record)}"


def _author_part(record: CitationRecord) -> str:
    if not record.author:
        return "anon"
    first = record.author[0]
    name = first.literal if isinstance(first, Organisation) else first.full_family or first.given
    words = to_ascii(name).split()
    if isinstance(first, Organisation):
        words = [word for word in words if word not in EMPTY_WORDS][:1] or words[:1]
    return "".join(words)[:30] or "anon"


def _year_part(record: CitationRecord) -> str:
    return str(record.issued.year) if record.issued else "nd"


def _title_part(record: CitationRecord) -> str:
    words = to_ascii(record.title).split()
    telling = next((word for word in words if word not in EMPTY_WORDS), "")
    return telling[:20] or f"-{to_ascii(record.id).replace(' ', '')}"


class KeyRing:
    """Hands out keys of one export: the first record keeps its key, the next get a, b, … z, aa.

    Remembers one short string a record, nothing else of it.
    """

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}  # of keys met more than once

    def key_for(self, record: CitationRecord) -> str:
        stem = key = cite_key(record)
        while key in self._taken:
            number = self._next.get(stem, 0)
            self._next[stem] = number + 1
            key = stem + letters(number)
        self._taken.add(key)
        return key


def letters(number: int) -> str:
    """0 is "a", 25 "z", 26 "aa", as columns of a spreadsheet."""
    written = ""
    number += 1
    while number:
        number, letter = divmod(number - 1, 26)
        written = chr(ord("a") + letter) + written
    return written
