"""Verbatim characters -> characters fit for reading and searching.

The raw text is kept elsewhere; nothing here can lose a letter. One line in, one line out: a line
that broke a word at a soft hyphen ends in SOFT_HYPHEN, one that broke it at a printed hyphen in "-".
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ingest.parsing.vocabulary.word_frequency import zipf_frequency

SOFT_HYPHEN = "\u00ad"
LIGATURES = {
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "st",
    "\ufb06": "st",
}
# U+FFFE is how pdfium writes a line-end hyphen, U+2E17 the double hyphen of black letter
HYPHENS = {"\u2010": "-", "\u2011": "-", "\u2e17": "-", "\ufffe": "-"}
INVISIBLE = ("\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\x00")

ACCENTS = {  # set before their letter as signs of their own, as TeX does: "B¨uscher"
    "¨": "\u0308",
    "´": "\u0301",
    "¸": "\u0327",
    "ˇ": "\u030c",
    "ˆ": "\u0302",
    "˜": "\u0303",
    "˚": "\u030a",
}
_accented = re.compile(rf"(?P<accent>[{''.join(ACCENTS)}])(?P<letter>[^\W\d_])")
_acute = re.compile(
    r"(?<![^\W\d_´])(?P<elided>qu|[ldcjmnst])´(?P<rest>[^\W\d_]+(?:´[^\W\d_]+)*)"  # "l´eau", "qu´un"
    r"|(?P<genitive>´s(?![^\W\d_]))"  # "it´s"
    r"|´[^\W\d_]",
    re.I,
)
ELIDING = ("fr", "it", "ca", "es", "pt")  # the languages whose words tell an apostrophe from an accent


def _presentation_forms() -> dict[str, str]:
    """Hebrew and Arabic letters that old files write by their shapes, as the letters."""
    shapes = map(chr, (*range(0xFB1D, 0xFDFE), *range(0xFE70, 0xFEFD)))
    letters = {shape: unicodedata.normalize("NFKC", shape) for shape in shapes}
    return {shape: letter for shape, letter in letters.items() if letter != shape and " " not in letter}


_table = str.maketrans({**LIGATURES, **_presentation_forms(), **HYPHENS})
_control = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_unseen = re.compile(rf"{_control.pattern}|[{''.join(INVISIBLE)}]")
_blank = re.compile(r"\s+")
_inner_break = re.compile("[\ufffe\u00ad](?=\\w)")
# A word with "¬" in it or at its end, as OCR programs write a soft hyphen; before a letter it denies in logic.
_with_not_signs = re.compile(r"(?<![^\W\d_¬])[^\W\d_]{2,}(?:¬[^\W\d_]+)*(?:¬(?=$|\s))?")
_inner_soft_hyphen = re.compile(f"{SOFT_HYPHEN}(?!$)")


def normalise(text: str) -> str:
    """One line or word, cleaned; outer blanks gone, inner ones single.

    >>> normalise("de\\ufb01ni\\u00adtions  of\\x0c trade-\\u00ad ")
    'definitions of trade\\xad'
    """
    if text.isascii():
        cleaned = _control.sub("", text)
        return " ".join(cleaned.replace("\x00", "").split())
    text = _unseen.sub("", text)  # first: what it stands between may belong together
    text = _inner_break.sub("", text)  # a break mark inside a line marks no break any more
    text = unicodedata.normalize("NFC", text.translate(_table))
    text = _set_acutes(text) if "´" in text else _accented.sub(_set_accent, text)
    text = _blank.sub(" ", unicodedata.normalize("NFC", text)).strip()
    if "¬" in text:
        text = _with_not_signs.sub(_soft_hyphens, _inner_soft_hyphen.sub("", text))
    if SOFT_HYPHEN in text:
        head = text.rstrip(SOFT_HYPHEN)
        ended = len(head) < len(text)
        head = " ".join(head.replace(SOFT_HYPHEN, "").split())
        text = (head.removesuffix("-") + SOFT_HYPHEN) if ended and head else head
    return text


def _soft_hyphens(word: re.Match[str]) -> str:
    ended = SOFT_HYPHEN if word[0].endswith("¬") else ""
    return word[0].replace("¬", "") + ended


def _set_acutes(text: str) -> str:
    """The accents set where an acute may be an apostrophe: "Ren´e" is a name, "l´eau" and "it´s" stay."""
    parts: list[str] = []
    end = 0
    for found in _acute.finditer(text):
        kept = found["genitive"] or ""
        if found["elided"] and not _is_accented_word(found):
            kept = f"{found['elided']}´"
        if kept:
            parts += [_accented.sub(_set_accent, text[end : found.start()]), kept]
            end = found.start() + len(kept)
    return "".join([*parts, _accented.sub(_set_accent, text[end:])])


def _is_accented_word(found: re.Match[str]) -> bool:
    """Is "m´ethode" one word, rather than two as "l´eau"?"""
    rest = _accented.sub(_set_accent, found["rest"])
    word = _accented.sub(_set_accent, found[0])
    return _frequency(word) > _frequency(rest)


def _frequency(word: str) -> float:
    return max(zipf_frequency(word.lower(), code) for code in ELIDING)


def _set_accent(match: re.Match[str]) -> str:
    """The letter under its accent, where the two make a letter."""
    letter = {"ı": "i", "ȷ": "j"}.get(match["letter"], match["letter"])
    composed = unicodedata.normalize("NFC", letter + ACCENTS[match["accent"]])
    return composed if len(composed) == 1 else match[0]


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower case without accents, for comparing with cue words: "Référence" -> "reference"."""
    if text.isascii():
        return text.lower()
    plain = unicodedata.normalize("NFKD", text)
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold().replace("’", "'")


def word_set(text: str) -> frozenset[str]:
    """The words of a table that is written as running text."""
    return frozenset(text.split())
