"""Where in a text a word of the query may begin: a pattern of its first letters, in any spelling.

Every form begins as its stem does (`analysis.stem` sees to it), so looking for the first letters finds all
places worth a closer look, a hundred times faster than reading every word. The pattern may match too much,
never too little; texts with rare letters for which that cannot be said are read in full.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from search.folding import fold_word
from search.query_nodes import Unit
from search.stemming import skeleton, stem, stem_prefix

MAX_PREFIX_LENGTH = 6
MIN_LETTERS = 2  # with less, so many words begin so that reading them all is no slower
FIXED_LETTERS = 2  # of a word taken loosely
KNOWN_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789")
# What may stand between two letters of a form: "neo-liberal", "O'Brien", "U.S.", "1,000". Of the characters
# beyond ASCII all that are no letters or digits may: curly apostrophes, other hyphens, accents as marks.
_BETWEEN, _BETWEEN_OPEN = "-'`.,\n", "-'`.,\n "  # the second for "neo liberal" too
_SPECIAL = re.compile("[^\x00-\x7f]")


# What this process has met in texts, beyond ASCII: so that a pattern is seldom made twice.
_folded: dict[str, str] = {}  # letters -> what they are folded to, of KNOWN_LETTERS; no letters -> ""
_odd: set[str] = set()  # folded to known letters together with something else
_irrelevant: set[str] = set()  # letters of other scripts


def _learn(characters: set[str]) -> None:
    for character in characters - _folded.keys() - _odd - _irrelevant:
        folded = fold_word(character)
        if not character.isalnum():
            _folded[character] = ""
        elif KNOWN_LETTERS.isdisjoint(folded):
            _irrelevant.add(character)
        elif KNOWN_LETTERS.issuperset(folded):
            _folded[character] = folded
        else:
            _odd.add(character)


class FirstLetters:
    """The pattern for some units in a language, with the letters that the texts so far have.

    `places` has no answer for texts, and for units, with letters that cannot be told apart so.
    """

    def __init__(self, units: Iterable[Unit], language: str, *, may_be_open: bool) -> None:
        self.prefixes = sorted({_prefix(unit, language) for unit in units})
        self.is_able = all(
            len(prefix) >= MIN_LETTERS and KNOWN_LETTERS.issuperset(prefix) for prefix in self.prefixes
        )
        self.language = language
        self.between = _BETWEEN_OPEN if may_be_open else _BETWEEN
        self.special: dict[str, str] = {}
        self.pattern: re.Pattern[str] | None = None

    def places(self, text: str) -> Iterator[re.Match[str]] | None:
        """Matches of one character, with which a word or a part of one may begin that a unit asks for."""
        if not self.is_able:
            return None
        if not self.prefixes:
            return iter(())
        if not text.isascii():
            special = set(_SPECIAL.findall(text))
            _learn(special)
            if not special.isdisjoint(_odd):
                return None
            if not special.isdisjoint(_folded.keys() - self.special.keys()):
                self.pattern = None
        if self.pattern is None:
            self.special = {c: skeleton(folded, self.language) for c, folded in dict(_folded).items()}
            self.pattern = self._compile()
        return self.pattern.finditer(text)

    def _compile(self) -> re.Pattern[str]:
        firsts = {first for prefix in self.prefixes for first in self._spellings(prefix)}
        ways = "|".join(self._way(prefix) for prefix in self.prefixes)
        return re.compile(f"[{''.join(sorted(firsts))}](?:{ways})")

    def _way(self, prefix: str) -> str:
        """After its first letter, the others: as a look ahead, so that the next candidate may begin inside."""
        return "|".join(
            rf"(?<={written})(?={self._letters(prefix[covered:])})"
            for written, covered in self._spellings(prefix).items()
        )

    def _letters(self, rest: str) -> str:
        """A pattern of letters one after the other, where ligatures may stand for several."""
        if not rest:
            return ""
        spellings = self._spellings(rest)
        single = "".join(written for written, covered in spellings.items() if covered == 1)
        ways = [f"[{single}]{self._letters(rest[1:])}"]
        ways += [
            f"{written}{self._letters(rest[covered:])}"
            for written, covered in spellings.items()
            if covered > 1
        ]
        return f"{self._gap()}(?:{'|'.join(ways)})"

    def _gap(self) -> str:
        """What may stand before the next letter; in German an "e" that makes an umlaut of the one before."""
        between = f"[{self.between}{''.join(c for c, folded in self.special.items() if not folded)}]*"
        if self.language != "de":
            return between
        return f"{between}(?:[{''.join(self._spellings('e'))}]{between})?"

    def _spellings(self, prefix: str) -> dict[str, int]:
        """The characters it may begin with, and how many of its letters each stands for."""
        found = {prefix[0]: 1, prefix[0].upper(): 1}
        for character, folded in self.special.items():
            if folded and (folded.startswith(prefix) or prefix.startswith(folded)):
                found[character] = len(folded)
        return found


def _prefix(unit: Unit, language: str) -> str:
    """The letters that every spelling a unit stands for begins with, in the skeleton of the language."""
    if unit.mode == "fuzzy":
        return skeleton(unit.form, language)[:1] if language == "de" else unit.form[:FIXED_LETTERS]
    if unit.mode == "stem" and unit.is_stemmed and language:
        return stem_prefix(stem(unit.form, language), language)
    whole = skeleton(unit.form, language)
    return whole[: min(MAX_PREFIX_LENGTH, max(1, len(whole) - (language == "de")))]
