"""Words of six languages for things that every language has a word for: water, Wasser, agua.

Linguists ask for such words with lists of concepts. The package `pysem` ships what the lists that Concepticon
gathers call each concept; its file is read as data, none of its code is run. Here it brings German to the
wordnets, which lack it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from typing import NamedTuple
from zipfile import ZipFile

from search.folding import fold_word

MIN_LENGTH = 3
_BETWEEN = re.compile(r"\s*[,;/]\s*|\s+or\s+", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_BEFORE_A_WORD = re.compile(
    r"^(?:the|an?|to|der|die|das|eine?|el|la|los|las|una?|os?|as?|uma?|les?|une|il|lo|gli|l['’])\s+",
    re.IGNORECASE,
)


class Named(NamedTuple):
    """A word as it is printed, the number of a concept that it is for, and how many lists say so."""

    word: str
    concept: int
    lists: int


def concepts(language: str) -> Iterator[Named]:
    with ZipFile(BytesIO((files("pysem") / "data" / "concepticon.zip").read_bytes())) as archive:
        listed = json.loads(archive.read("concepticon.json"))[language]
    for called, found in listed.items():
        for word in _words(called):
            for concept, _name, lists, *_rest in found:
                yield Named(word, int(concept), max(1, lists))


def _words(called: str) -> Iterator[str]:
    """Those that are one word: "the river, stream" gives two."""
    for each in _BETWEEN.split(_IN_BRACKETS.sub(" ", called)):
        word = _BEFORE_A_WORD.sub("", each.strip())
        if word.isalpha() and len(fold_word(word)) >= MIN_LENGTH:
            yield word.lower() if word.isupper() else word
