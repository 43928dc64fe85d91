"""The fields of the advanced search -> a query in the notation of the search box. Pure.

PARTS is the whole form: a row is a field with its label, an example of what one types, and how it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from search.query_nodes import OPERATOR_WORDS
from search.query_problems import Sentence
from search.query_reader import MAX_NEARNESS
from search.query_tokens import DEFAULT_NEARNESS, QUOTES

MAX_LENGTH = 300  # characters of one field
_ITEM = re.compile(rf"[{QUOTES}]([^{QUOTES}]+)[{QUOTES}]|([^\s()]+)")
_SIGNS = re.compile(rf"[{QUOTES}()]")

Write = Callable[[str, int], str]  # what was typed, how many words may stand between; the query it makes


@dataclass(frozen=True)
class Part:
    """One field. `example` is what one types, `group` where it stands: words, or fields of the record."""

    name: str
    label: Sentence
    example: Sentence
    write: Write
    group: str = "words"

    def written(self, example: str) -> str:
        """How the example is written in the search box."""
        return self.write(example, DEFAULT_NEARNESS)


def _items(text: str) -> list[str]:
    """Words, and phrases in quotation marks, each as a query has it."""
    found = []
    for phrase, word in _ITEM.findall(_balanced(text)):
        if phrase.strip():
            found.append(f'"{" ".join(phrase.split())}"')
        elif word := re.sub(r"^[-=~*:]+", "", word):
            found.append(f'"{word}"' if word in (*OPERATOR_WORDS, "Y", "O", "NO") else word)
    return found


def _balanced(text: str) -> str:
    """A quotation mark too many belongs to nothing."""
    return text if sum(text.count(mark) for mark in QUOTES) % 2 == 0 else re.sub(f"[{QUOTES}]", " ", text)


def _plain(text: str) -> str:
    return " ".join(_SIGNS.sub(" ", text).split())


def _all(text: str, within: int) -> str:
    return " ".join(_items(text))


def _phrase(text: str, within: int) -> str:
    return f'"{plain}"' if (plain := _plain(text)) else ""


def _any(text: str, within: int) -> str:
    items = _items(text)
    return f"({' OR '.join(items)})" if len(items) > 1 else "".join(items)


def _none(text: str, within: int) -> str:
    return " ".join(f"-{item}" for item in _items(text))


def _near(text: str, within: int) -> str:
    plain = _plain(text)
    return f'"{plain}"~{within}' if " " in plain else plain


def _forms(text: str, within: int) -> str:
    return " ".join(f"={item}" for item in _items(text))


def _in(field: str) -> Write:
    return lambda text, within: " ".join(f"{field}:{item}" for item in _items(text))


PARTS: tuple[Part, ...] = (
    Part("all", lambda _: _("All of these words"), lambda _: _("social integration"), _all),
    Part("phrase", lambda _: _("This exact phrase"), lambda _: _("free trade area"), _phrase),
    Part("any", lambda _: _("Any of these"), lambda _: _("treaty agreement"), _any),
    Part("none", lambda _: _("None of these"), lambda _: _("tariff"), _none),
    Part("near", lambda _: _("Near each other"), lambda _: _("trade poverty"), _near),
    Part("forms", lambda _: _("In this form alone"), lambda _: _("nations"), _forms),
    Part("title", lambda _: _("In the title"), lambda _: _("policy"), _in("title"), "record"),
    Part("author", lambda _: _("Author"), lambda _: _("pradera"), _in("author"), "record"),
    Part("journal", lambda _: _("Journal"), lambda _: _("quarterly"), _in("journal"), "record"),
    Part("subject", lambda _: _("Subject"), lambda _: _("trade"), _in("subject"), "record"),
    Part("heading", lambda _: _("In a heading"), lambda _: _("conclusions"), _in("heading"), "record"),
)


def write(
    typed: Mapping[str, str],
    *,
    within: int = DEFAULT_NEARNESS,
    language: str = "",
    years: tuple[int | None, int | None] = (None, None),
) -> str:
    """The query that asks for all that was typed, by name of the part.

    >>> write({"all": "water", "none": "“tap water” sea"}, language="es", years=(2005, None))
    'water -"tap water" -sea language:es year:2005..'
    """
    return " ".join(_written(typed, min(max(within, 1), MAX_NEARNESS), language, years))


def _written(
    typed: Mapping[str, str], within: int, language: str, years: tuple[int | None, int | None]
) -> Iterator[str]:
    for part in PARTS:
        if query := part.write(typed.get(part.name, "")[:MAX_LENGTH], within):
            yield query
    if language:
        yield f"language:{language}"
    first, last = years
    if first and first == last:
        yield f"year:{first}"
    elif first or last:
        yield f"year:{first or ''}..{last or ''}"
