"""Other forms of authors' names, led to the one they are held under: "Quiroga, T., see Quiroga, Tomás"."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from archive.sort_keys import fold_name, sort_key

if TYPE_CHECKING:
    from archive.models import Author

MAX_NAMES = 60  # on one page; a letter more or a longer name finds the rest


class SeeReference(NamedTuple):
    form: str
    author: Author


def inverted(name: str) -> str:
    """ "T. Quiroga" is "Quiroga, T."; what has a comma or a single word stays as it is."""
    given, _, family = name.strip().rpartition(" ")
    return f"{family}, {given}" if given and "," not in name else name.strip()


def see_references(authors: Iterable[Author], letter: str = "", name: str = "") -> list[SeeReference]:
    """The forms under this letter, or with words that begin like those of `name`; in alphabetical order."""
    wanted = fold_name(name).split()
    forms = (SeeReference(inverted(form), author) for author in authors for form in author.variants)
    found = [
        (key, each)
        for each in forms
        if (key := sort_key(*_parts(each.form))).startswith(fold_name(letter))
        and all(any(part.startswith(word) for part in key.split()) for word in wanted)
    ]
    found.sort(key=lambda pair: (pair[0], pair[1].author.sort_key))
    return [each for key, each in found[:MAX_NAMES]]


def _parts(form: str) -> tuple[str, str]:
    family, _, given = form.partition(", ")
    return family, given
