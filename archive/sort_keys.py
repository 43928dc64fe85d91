"""How names are sorted: without case, diacritics and signs, the family name first."""

import re
import unicodedata

# Letters that Unicode does not take apart into a base letter and a mark.
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)


def fold_name(text: str) -> str:
    """ "Berrón" is "berron", "Łódź" "lodz", "Straße" "strasse"."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN_LETTERS))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def sort_key(family: str, given: str, literal: str = "", suffix: str = "") -> str:
    """("Berrón", "Gonzalo") is "berron gonzalo": letters and digits alone, at most 400 characters."""
    return " ".join(re.findall(r"\w+", fold_name(literal or f"{family} {given} {suffix}")))[:400]
