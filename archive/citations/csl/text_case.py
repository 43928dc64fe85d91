"""Text case (CSL 1.0.2, "Text-case"): over runs of text, some of which keep their case."""

from __future__ import annotations

import re
from collections.abc import Callable

# https://resource.citationstyles.org/schema/latest/styles/stop-words.json, and particles of names.
_STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "as",
        "at",
        "but",
        "by",
        "down",
        "for",
        "from",
        "in",
        "into",
        "nor",
        "of",
        "on",
        "onto",
        "or",
        "over",
        "so",
        "the",
        "till",
        "to",
        "up",
        "via",
        "with",
        "yet",
        "about",
        "van",
        "von",
        "de",
        "d",
        "l",
    ]
)
_WORD = re.compile(r"[^\W_]+")
_BREAKS = frozenset("-/–—")
_SENTENCE_ENDS = frozenset(".?!:")

Run = tuple[str, bool]  # a text, and whether it keeps its case


class _Place:
    """What stands before the next word: the head of the text, of a sentence, of a word, or the midst of one."""

    __slots__ = ("at_sentence", "at_start", "at_word", "before_stop", "ended")

    def __init__(self) -> None:
        self.at_start = True
        self.at_sentence = False
        self.at_word = True
        self.ended = False
        self.before_stop = False

    def pass_over(self, text: str) -> None:
        """Signs and blanks between two words."""
        for sign in text:
            if sign.isspace():
                self.at_sentence = self.at_sentence or self.ended
                self.at_word, self.ended = True, False
            elif sign in _SENTENCE_ENDS:
                self.ended, self.at_word = True, False
            elif sign in _BREAKS:
                self.at_word, self.ended = True, False
            # Other signs, such as brackets and quotes, leave the place as it is.

    def pass_word(self) -> None:
        self.at_start = self.at_sentence = self.at_word = self.ended = False


def change_case(runs: list[Run], case: str) -> list[str]:
    """The texts of the runs in the case that the style asks for.

    >>> change_case([("the pelagic shift: a view from <x>", False)], "title")
    ['The Pelagic Shift: A View from <X>']
    """
    if case in {"lowercase", "uppercase"}:
        return [text if is_kept else _WHOLE[case](text) for text, is_kept in runs]
    change = _BY_WORD.get(case)
    if change is None:
        return [text for text, _ in runs]
    place = _Place()
    last = _last_word(runs) if case == "title" else (-1, -1)
    return [_change_run(n, run, change, place, last) for n, run in enumerate(runs)]


def _change_run(n: int, run: Run, change: WordChange, place: _Place, last: tuple[int, int]) -> str:
    text, is_kept = run
    out: list[str] = []
    end = 0
    for found in _WORD.finditer(text):
        between = text[end : found.start()]
        place.pass_over(between)
        out.append(between)
        word = found[0]
        place.before_stop = text[found.end() : found.end() + 1] == "."
        out.append(word if is_kept else change(word, place, (n, found.start()) == last))
        place.pass_word()
        end = found.end()
    place.pass_over(text[end:])
    out.append(text[end:])
    return "".join(out)


def _last_word(runs: list[Run]) -> tuple[int, int]:
    for n in range(len(runs) - 1, -1, -1):
        words = list(_WORD.finditer(runs[n][0]))
        if words:
            return n, words[-1].start()
    return -1, -1


# ------------------------------------------------------------------ one word
WordChange = Callable[[str, _Place, bool], str]


def _capitalised(word: str) -> str:
    return word[0].upper() + word[1:]


def _first(word: str, place: _Place, is_last: bool) -> str:
    return _capitalised(word) if place.at_start and word.islower() else word


def _every(word: str, place: _Place, is_last: bool) -> str:
    return _capitalised(word) if place.at_word and word.islower() else word


def _sentence(word: str, place: _Place, is_last: bool) -> str:
    """Capitals at the head of a word go, those within it, as of abbreviations, stay."""
    if place.at_start:
        return _capitalised(word)
    return word.lower() if word[1:].islower() or len(word) == 1 else word


def _title(word: str, place: _Place, is_last: bool) -> str:
    if not place.at_word and not place.at_start:
        return word
    if place.at_start or place.at_sentence or (is_last and len(word) > 1):
        return _capitalised(word) if word.islower() else word
    if word.lower() in _STOP_WORDS:
        is_initial = word.isupper() and (len(word) > 1 or place.before_stop)
        return word if is_initial else word.lower()
    return _capitalised(word) if word.islower() and len(word) > 1 else word


_BY_WORD: dict[str, WordChange] = {
    "capitalize-first": _first,
    "capitalize-all": _every,
    "sentence": _sentence,
    "title": _title,
}
_WHOLE: dict[str, Callable[[str], str]] = {"lowercase": str.lower, "uppercase": str.upper}
