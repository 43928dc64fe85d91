"""What a query is once it is read: words, phrases and conditions, joined by and, or, not.

Pure values. Each knows how it is written (`str()` of a node is full notation that reads back as the same
node), and which words it asks for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from search.analysis import MAX_PARTS, spanning, stem_term, unstemmed
from search.stemming import STEMMED, is_stemmable

Mode = Literal["stem", "exact", "prefix", "fuzzy"]
OPERATOR_WORDS = ("AND", "OR", "NOT")
MIN_FUZZY_LENGTH = 3
MARKS_BEFORE: dict[Mode, str] = {"stem": "", "exact": "=", "prefix": "", "fuzzy": ""}
MARKS_AFTER: dict[Mode, str] = {"stem": "", "exact": "", "prefix": "*", "fuzzy": "~"}


@dataclass(frozen=True)
class Unit:
    """One form to look up. Two of them are the same search when form, mode and is_stemmed are equal."""

    form: str
    mode: Mode
    is_stemmed: bool

    @cached_property
    def terms(self) -> dict[int, tuple[str, ...]]:
        """For each span the index terms it stands for, of which no two stand at one place.

        By stem: the stems in all languages, and the form where it has no stem. Else the form, with and
        without one. Not for prefix and fuzzy units.
        """
        bare = [unstemmed(self.form)]
        if self.is_stemmed:
            bare += [stem_term(self.form, language) for language in STEMMED]
        else:
            bare.append(self.form)
        return {span: tuple(spanning(term, span) for term in bare) for span in range(1, MAX_PARTS + 1)}

    def accepts(self, form: str) -> bool:
        """Whether a prefix or fuzzy unit stands for this form."""
        if self.mode == "prefix":
            return form.startswith(self.form)
        return form[:2] == self.form[:2] and is_one_edit_away(self.form, form)


@dataclass(frozen=True)
class Word:
    """A word as written, with the forms of its parts: ("neo", "liberal") for "neo-liberal"."""

    text: str
    forms: tuple[str, ...]
    mode: Mode = "stem"
    is_acronym: bool = False

    def __str__(self) -> str:
        return f"{MARKS_BEFORE[self.mode]}{self.text}{MARKS_AFTER[self.mode]}"

    @cached_property
    def alternatives(self) -> tuple[tuple[Unit, ...], ...]:
        """Sequences of units, each of which is this word: the joined form, then its parts one by one."""
        whole = "".join(self.forms)
        joined: tuple[tuple[Unit, ...], ...] = ((self._unit(whole, self.mode),),)
        if self.mode == "fuzzy":
            joined += ((self._unit(whole, "stem"),),)
        if len(self.forms) == 1:
            return joined
        first_mode: Mode = "exact" if self.mode in ("exact", "fuzzy") else "stem"
        parts = tuple(self._unit(form, first_mode) for form in self.forms[:-1])
        return (*joined, (*parts, self._unit(self.forms[-1], self.mode)))

    def _unit(self, form: str, mode: Mode) -> Unit:
        return Unit(form, mode, mode == "stem" and not self.is_acronym and is_stemmable(form))


@dataclass(frozen=True)
class Term:
    """A word, a phrase, or words near each other (`slop` other words may stand between), in one field.

    `field` "" is the whole article with its record.
    """

    words: tuple[Word, ...]
    field: str = ""
    slop: int | None = None

    def __str__(self) -> str:
        field = f"{self.field}:" if self.field else ""
        if len(self.words) == 1:
            written = str(self.words[0])
            return f'{field}"{written}"' if written in OPERATOR_WORDS else f"{field}{written}"
        nearness = "" if self.slop is None else f"~{self.slop}"
        if all(word.mode == "exact" for word in self.words):
            return f'{field}="{" ".join(word.text for word in self.words)}"{nearness}'
        return f'{field}"{" ".join(map(str, self.words))}"{nearness}'


@dataclass(frozen=True)
class Years:
    """Published in these years, both included; None is open."""

    first: int | None
    last: int | None

    def __str__(self) -> str:
        if self.first == self.last:
            return f"year:{self.first}"
        first, last = ("" if year is None else str(year) for year in (self.first, self.last))
        return f"year:{first}..{last}"


@dataclass(frozen=True)
class Language:
    """Written in this language: a main language, "en"."""

    code: str

    def __str__(self) -> str:
        return f"language:{self.code}"


@dataclass(frozen=True)
class Not:
    node: Node

    def __str__(self) -> str:
        return f"NOT {_inner(self.node)}"


@dataclass(frozen=True)
class And:
    nodes: tuple[Node, ...]

    def __str__(self) -> str:
        return " AND ".join(_inner(node) for node in self.nodes if not isinstance(node, Optional))


@dataclass(frozen=True)
class Optional:
    """What raises an article that has it, among other nodes of an And; it asks for nothing. `weight`: how much.

    Made by `search.function_words`, `search.raising` and `search.feedback`, never read from a string.
    """

    node: Node
    weight: float = 1.0

    def __str__(self) -> str:
        return str(self.node)


@dataclass(frozen=True)
class Akin:
    """Words that stand where a query is spoken of, as terms of the index, and how much each counts.

    Made by `search.feedback`, never read from a string; it stands in an Optional and asks for nothing.
    """

    terms: tuple[tuple[str, float], ...]

    def __str__(self) -> str:
        return ""


@dataclass(frozen=True)
class AtLeast:
    """Any `least` of the nodes: what has more of them, and rarer ones, comes first.

    `weights`: what each of them counts beside the others; none where all count alike. Made by
    `search.most_words`, never read from a string; it is written as the And that the reader wrote.
    """

    nodes: tuple[Node, ...]
    least: int
    weights: tuple[float, ...] = ()

    def __str__(self) -> str:
        return str(And(self.nodes))


@dataclass(frozen=True)
class Or:
    nodes: tuple[Node, ...]

    def __str__(self) -> str:
        return " OR ".join(_inner(node) for node in self.nodes)


@dataclass(frozen=True)
class Expanded:
    """A part of a query with what else it is found by: `strong` counts as much, `weak` comes after it.

    Made by `search.query_expansion`, never read from a string; it is written as the reader wrote it.
    """

    node: Node
    strong: tuple[Term, ...] = ()
    weak: tuple[Term, ...] = ()

    def __str__(self) -> str:
        return str(self.node)


@dataclass(frozen=True)
class Narrowing:
    """Documents with one of these whole values in a field, or with one from `first` to `last`.

    What the reader chose in a facet, or a filter of haystack's; never read from a string.
    """

    field: str
    values: tuple[str | int, ...] = ()
    first: int | None = None
    last: int | None = None

    def accepts(self, value: object) -> bool:
        if self.first is not None or self.last is not None:
            return (
                isinstance(value, int)
                and (self.first is None or value >= self.first)
                and (self.last is None or value <= self.last)
            )
        return value in self.values


Node = Term | Years | Language | Not | And | Or | Optional | Akin | AtLeast | Expanded | Narrowing


def _inner(node: Node) -> str:
    return f"({node})" if isinstance(node, And | AtLeast | Or) else str(node)


def terms_of(node: Node | None, *, wanted: bool = True) -> Iterator[Term]:
    """The terms an article is found by, in order; not those under a NOT."""
    match node:
        case Term() if wanted:
            yield node
        case Not(inner):
            yield from terms_of(inner, wanted=not wanted)
        case And(nodes) | Or(nodes) | AtLeast(nodes):
            for inner in nodes:
                yield from terms_of(inner, wanted=wanted)
        case Expanded(inner, strong, weak) if wanted:
            yield from terms_of(inner)
            yield from (*strong, *weak)


def without_optional(node: Node) -> Node:
    """What is asked for, without the words that only rank."""
    if not isinstance(node, And):
        return node
    asked = tuple(inner for inner in node.nodes if not isinstance(inner, Optional))
    return And(asked) if len(asked) > 1 else asked[0]


def map_words(node: Node, change: Callable[[Word], Word]) -> Node:
    """The same query with every word changed."""
    match node:
        case Term(words):
            return replace(node, words=tuple(change(word) for word in words))
        case Not(inner):
            return Not(map_words(inner, change))
        case And(nodes):
            return And(tuple(map_words(inner, change) for inner in nodes))
        case Or(nodes):
            return Or(tuple(map_words(inner, change) for inner in nodes))
    return node


def with_mode(node: Node, mode: Mode) -> Node:
    """The same with every word that is read by its stem taken in another mode, where it is long enough."""

    def change(word: Word) -> Word:
        is_short = mode == "fuzzy" and len("".join(word.forms)) < MIN_FUZZY_LENGTH
        return word if word.mode != "stem" or is_short else replace(word, mode=mode)

    return map_words(node, change)


def replace_words(node: Node, replaced: Mapping[str, str]) -> Node:
    """The same with some words, by their text, replaced by other forms."""

    def change(word: Word) -> Word:
        form = replaced.get(word.text)
        return word if form is None else Word(form, (form,), word.mode)

    return map_words(node, change)


def words_in(node: Node | None) -> Iterator[Word]:
    """The words an article is found by."""
    for term in terms_of(node):
        yield from term.words


def is_one_edit_away(one: str, other: str) -> bool:
    """Whether two forms are equal or differ by one letter added, left out, changed, or two swapped."""
    if one == other:
        return True
    shorter, longer = sorted((one, other), key=len)
    if len(longer) - len(shorter) > 1:
        return False
    start = 0
    while start < len(shorter) and shorter[start] == longer[start]:
        start += 1
    if len(shorter) < len(longer):
        return shorter[start:] == longer[start + 1 :]
    rest, other_rest = shorter[start:], longer[start:]
    swapped = len(rest) > 1 and rest[1::-1] == other_rest[:2] and rest[2:] == other_rest[2:]
    return swapped or rest[1:] == other_rest[1:]
