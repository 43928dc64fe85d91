"""Numbers in the text of a variable: what is numeric, what is plural, ordinals, Roman numerals."""

from __future__ import annotations

import re
from itertools import pairwise

from archive.citations.csl.locale import Locale

# A number with its prefix and suffix: "D2", "2b", "L2d".
_NUMBER = r"[^\W\d_]*\d+[^\W\d_]*"
_NUMERIC = re.compile(rf"\s*{_NUMBER}(?:\s*[,&–-]\s*{_NUMBER})*\s*")
_SEPARATOR = re.compile(r"(\s*(?:[,;&–-]|\\-)\s*|\s+)")
_ROMAN = re.compile(r"[ivxlcdm]+\.?", re.IGNORECASE)
_WITH_PAGES = re.compile(r"(?P<number>\d+),\s*pp?\.\s*(?P<pages>\d+(?:\s*[-–]\s*\d+)?)")
_NUMERALS = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"),
    (50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def is_numeric(text: str) -> bool:
    """Whether the text is made of numbers alone ("Choose", is-numeric).

    >>> is_numeric("2nd"), is_numeric("2, 3"), is_numeric("second"), is_numeric("2nd edition")
    (True, True, False, False)
    """
    return bool(_NUMERIC.fullmatch(text))


def is_plural(text: str) -> bool:
    """Whether the text names more than one number: a comma, an ampersand, or a range.

    >>> is_plural("12–14"), is_plural("3 & 5"), is_plural("a-7"), is_plural("12"), is_plural("xi-xv")
    (True, True, False, False, True)
    """
    if re.search(r"[,&]|\d\s+(?:and|et|und|y|e)\s+\w*\d", text):
        return True
    parts = re.split(r"\s*(?<!\\)[-–]\s*", text.strip())
    return any(_is_unit(a) and _is_unit(b) for a, b in pairwise(parts))


def _is_unit(text: str) -> bool:
    return bool(text) and (text[-1].isdigit() or bool(_ROMAN.fullmatch(text)))


def to_roman(number: int) -> str:
    """Lower-case Roman numerals up to 3999; other numbers as they are."""
    if not 0 < number < 4000:
        return str(number)
    out = ""
    for value, letters in _NUMERALS:
        while number >= value:
            out += letters
            number -= value
    return out


def to_ordinal(number: int, locale: Locale, gender: str = "") -> str:
    """ "3rd": the number with the suffix of the language ("Ordinal Suffixes")."""
    return f"{number}{_ordinal_suffix(number, locale, gender)}"


def _ordinal_suffix(number: int, locale: Locale, gender: str) -> str:
    exact = locale.term(f"ordinal-{number:02d}", gender=gender) if number < 100 else None
    if exact is not None:
        return exact.single
    for digits, default in ((number % 100, "last-two-digits"), (number % 10, "last-digit")):
        term = locale.term(f"ordinal-{digits:02d}", gender=gender)
        if term is not None and (term.match or _default_match(digits)) == default:
            return term.single
    term = locale.term("ordinal", gender=gender)
    return term.single if term is not None else ""


def _default_match(digits: int) -> str:
    return "last-digit" if digits < 10 else "last-two-digits"


def to_long_ordinal(number: int, locale: Locale, gender: str = "") -> str:
    """ "third" for the numbers that have a word, else "11th"."""
    term = locale.term(f"long-ordinal-{number:02d}", gender=gender) if 1 <= number <= 10 else None
    return term.single if term is not None else to_ordinal(number, locale, gender)


def format_numbers(text: str, form: str, locale: Locale, gender: str = "") -> str:
    """The numbers of the text in `form`, with the separators set as the specification has them ("Number")."""
    if not is_numeric(text):
        return _format_with_pages(text, form, locale, gender)
    out = []
    for n, part in enumerate(_SEPARATOR.split(text.strip())):
        out.append(_separator(part) if n % 2 else _one_number(part, form, locale, gender))
    return "".join(out)


def _format_with_pages(text: str, form: str, locale: Locale, gender: str) -> str:
    """A number with pages of its own, "7, p. 3-8": "7th, pp. 3–8". Other texts as they are."""
    found = _WITH_PAGES.fullmatch(text)
    if not found:
        return text
    label = locale.text("page", "short", is_plural(found["pages"]))
    pages = re.sub(r"\s*[-–]\s*", "–", found["pages"])
    return f"{_one_number(found['number'], form, locale, gender)}, {label} {pages}"


def _separator(text: str) -> str:
    sign = text.strip()
    return {"": " ", ",": ", ", ";": "; ", "&": " & "}.get(sign, "–" if sign in {"-", "–"} else sign)


def _one_number(text: str, form: str, locale: Locale, gender: str) -> str:
    if not text.isdecimal():
        return text
    number = int(text)
    if form == "ordinal":
        return to_ordinal(number, locale, gender)
    if form == "long-ordinal":
        return to_long_ordinal(number, locale, gender)
    return to_roman(number) if form == "roman" else text
