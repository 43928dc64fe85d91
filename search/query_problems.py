"""What cannot be followed in a query, by code, and the sentence that says it to the reader."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Translate = Callable[[str], str]
Sentence = Callable[[Translate], str]  # what is said, in the language of whoever shows it: gettext, or str

# Each may have %(detail)s and %(instead)s, for the detail of the problem and what may be meant.
SENTENCES: dict[str, Sentence] = {
    "too long": lambda _: _("A query may have %(detail)s characters; the rest was left out."),
    "too many words": lambda _: _("A query may have %(detail)s words; those after it were left out."),
    "no word": lambda _: _("There is no word in it to search for."),
    "closing bracket too many": lambda _: _("There is a closing bracket too many."),
    "closing bracket missing": lambda _: _("A closing bracket is missing."),
    "closing quote missing": lambda _: _("A closing quote is missing."),
    "brackets too deep": lambda _: _("Brackets may stand %(detail)s deep."),
    "or without words": lambda _: _("OR needs a word on both sides."),
    "and without words": lambda _: _("AND needs a word on both sides."),
    "not without word": lambda _: _("NOT needs a word after it."),
    "field without words": lambda _: _("There is nothing after “%(detail)s:”."),
    "neither on nor off": lambda _: _("“%(detail)s:” is followed by on or off."),
    "no year": lambda _: _("A year is written 2005, several 2005..2007."),
    "too few letters": lambda _: _("At least three letters must stand before %(detail)s; it was left out."),
    "unknown field": lambda _: _("There is no field “%(detail)s”; there is “%(instead)s”."),
    "no such field": lambda _: _("There is no field “%(detail)s”; it was searched as a word."),
    "blank after colon": lambda _: _(
        "To search in a field, write “%(detail)s” and the word without a blank."
    ),
    "small or": lambda _: _("“%(detail)s” was taken for a word; OR in capitals finds either of two."),
    "other operator": lambda _: _("“%(detail)s” was taken for a word; here it is written %(instead)s."),
    "wildcard inside": lambda _: _("%(detail)s may stand only at the end of a word."),
}


def _searched_plainly(_: Translate) -> str:
    return _("It was searched as plain words.")


@dataclass(frozen=True)
class QueryProblem:
    """What could not be followed and where, counted in characters from 0. `code` is one of SENTENCES.

    `instead`: what may be meant. `is_plain`: the query was then searched as plain words.
    """

    code: str
    position: int
    detail: str = ""
    is_plain: bool = False
    instead: str = ""

    @property
    def sentence(self) -> str:
        return SENTENCES[self.code](str)

    @property
    def message(self) -> str:
        return self.told(str)

    def told(self, translate: Translate) -> str:
        """In the language of `translate`."""
        said = SENTENCES[self.code](translate) % {"detail": self.detail, "instead": self.instead}
        return f"{said} {_searched_plainly(translate)}" if self.is_plain else said


class UnreadableError(Exception):
    """`query_language.read` answers it."""

    def __init__(self, code: str, position: int, detail: str = "") -> None:
        super().__init__(code)
        self.problem = QueryProblem(code, position, detail)
