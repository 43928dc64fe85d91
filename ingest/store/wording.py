"""Forms of names: for sorting, for addresses, and cut to what a column takes. Pure."""

import re
import unicodedata
from collections.abc import Container

from django.utils.text import slugify
from django.utils.translation import override

from archive.sort_keys import fold_name

CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def address_part(text: str, otherwise: str, longest: int) -> str:
    """The text as it stands in an address; `otherwise` where no Latin letter or digit is left.

    What parts words or numbers stays a hyphen: "7/3–4" → "7-3-4".
    """
    return slugify(re.sub(r"[^\w]+", "-", fold_name(text)))[:longest].strip("-_") or otherwise


def free_slug(wanted: str, taken: Container[str]) -> str:
    """`wanted`, or with the first free number: "ines-pradera-2"."""
    if wanted not in taken:
        return wanted
    number = 2
    while f"{wanted}-{number}" in taken:
        number += 1
    return f"{wanted}-{number}"


def cut(text: str, longest: int) -> str:
    """At most `longest` characters, an ellipsis last where something is gone."""
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"


def one_line(text: str) -> str:
    """White space, line breaks and control characters as single blanks."""
    return " ".join(CONTROL.sub(" ", text).split())


def file_name(name: str, longest: int = 255) -> str:
    """The last part of a path, fit to be shown: "..\\evil/../a b.pdf" → "a b.pdf"."""
    last = one_line(re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1])
    if not last.strip(". "):
        return "unnamed"
    stem, dot, ending = last.rpartition(".")
    if len(last) <= longest or not dot or len(ending) > 10:
        return last[:longest]
    return stem[: longest - len(ending) - 1] + dot + ending


def in_english(row: object) -> str:
    """ "Regional Affairs no. 14, 2010", whatever the language of who acts; "" for none."""
    with override("en"):
        return str(row or "")
