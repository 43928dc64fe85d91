"""Names and words written in Cyrillic or Greek, and in Latin letters.

There are several ways to write Cyrillic in Latin letters (Достоевский: Dostoevskii, Dostoevsky, Dostoyevsky), so
each letter has more than one answer; what is made so counts only where it stands in the archive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice, product

from search.folding import fold_word

MAX_WAYS = 24  # of writing one word
CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g h", "д": "d", "е": "e ye", "ж": "zh z", "з": "z", "и": "i", "і": "i",
    "ї": "i yi", "й": "i y j", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh h ch", "ц": "ts c", "ч": "ch c", "ш": "sh s", "щ": "shch sc",
    "ы": "y", "э": "e", "ю": "yu iu ju", "я": "ya ia ja", "є": "ye ie je", "ъ": "", "ь": "",
}  # fmt: skip
CYRILLIC_ENDINGS = {
    "ский": ("skii", "sky", "skij", "ski"),
    "ий": ("ii", "y", "ij", "i"),
    "ый": ("yi", "y", "yj"),
}
GREEK = {
    "α": "a", "β": "v b", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i e", "θ": "th", "ι": "i", "κ": "k",
    "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t",
    "υ": "y u", "φ": "ph f", "χ": "ch kh", "ψ": "ps", "ω": "o",
}  # fmt: skip


def in_latin_letters(form: str) -> Iterator[str]:
    """The ways to write a Cyrillic or Greek form; nothing for others."""
    for table, endings in ((_CYRILLIC, CYRILLIC_ENDINGS), (_GREEK, {})):
        if form and all(letter in table for letter in form):
            ending = next((each for each in endings if form.endswith(fold_word(each))), "")
            own = [tuple(table[letter]) for letter in form[: len(form) - len(ending)]]
            ways = product(*own, endings.get(ending, ("",)))
            yield from dict.fromkeys("".join(way) for way in islice(ways, MAX_WAYS))


def _folded(table: Mapping[str, str]) -> dict[str, list[str]]:
    """Some letters are one where accents do not matter."""
    made: dict[str, list[str]] = {}
    for letter, ways in table.items():
        made.setdefault(fold_word(letter), []).extend(ways.split() or [""])
    return made


_CYRILLIC, _GREEK = _folded(CYRILLIC), _folded(GREEK)


def in_other_letters(form: str) -> Iterator[str]:
    """The ways to write a Latin form in Cyrillic, then in Greek letters."""
    for table, endings in ((_LATIN_TO_CYRILLIC, _LATIN_ENDINGS), (_LATIN_TO_GREEK, {})):
        yield from islice(_ways(form, table, endings), MAX_WAYS)


def _ways(form: str, table: Mapping[str, list[str]], endings: Mapping[str, str]) -> Iterator[str]:
    """The longest letters first: "shch" before "s"."""
    if not form:
        yield ""
    if form in endings:
        yield endings[form]
    for length in (4, 3, 2, 1):
        for letter in table.get(form[:length], ()) if len(form) >= length else ():
            for rest in _ways(form[length:], table, endings):
                yield letter + rest


def _turned(table: Mapping[str, list[str]]) -> dict[str, list[str]]:
    made: dict[str, list[str]] = {}
    for letter, ways in table.items():
        for way in filter(None, ways):
            made.setdefault(way, []).append(letter)
    return made


_LATIN_TO_CYRILLIC, _LATIN_TO_GREEK = _turned(_CYRILLIC), _turned(_GREEK)
_LATIN_ENDINGS = {
    way: fold_word(ending) for ending, ways in reversed(CYRILLIC_ENDINGS.items()) for way in ways
}
