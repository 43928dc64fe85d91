"""The reader's string -> Query. Nothing a reader can type raises: a problem is told, with its position.

What cannot be followed is searched as plain words. The notation is one table, OPERATORS, which the search
tips and the papers show; the fields are one table, `query_fields.QUERY_FIELDS`. Limits keep every query within its
second.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property

from search.query_fields import HEADING, QUERY_FIELDS, SWITCH_NAMES, SWITCHES, Operator
from search.query_nodes import And, Mode, Node, Or, Term, terms_of, with_mode
from search.query_problems import QueryProblem, UnreadableError
from search.query_reader import MAX_WORDS, QueryReader
from search.query_tokens import read_tokens
from search.query_words import words_of

MAX_QUERY_LENGTH = 512  # characters


OPERATORS: tuple[Operator, ...] = (
    Operator("word word", lambda _: _("social integration"), lambda _: _("articles with both words, in any of their forms")),
    Operator('"phrase"', lambda _: _('"social integration"'), lambda _: _("the words in this order, also over a line or page end")),
    Operator('"words"~N', lambda _: _('"trade poverty"~5'), lambda _: _("the words near each other, at most N words between them")),
    Operator("OR", lambda _: _("treaty OR agreement"), lambda _: _("either word")),
    Operator("AND", lambda _: _("treaty AND agreement"), lambda _: _("both, as without it")),
    Operator("NOT", lambda _: _("treaty NOT tariff"), lambda _: _("not the word that follows")),
    Operator("-word", lambda _: _("treaty -tariff"), lambda _: _("the same, shorter")),
    Operator("( )", lambda _: _("(treaty OR pact) tariff"), lambda _: _("what belongs together")),
    Operator("word*", lambda _: _("integrat*"), lambda _: _("all words that begin so; at least three letters before the star")),
    Operator("word~", lambda _: _("goverment~"), lambda _: _("also with one letter wrong, as in old scans; the first two are taken as right")),
    Operator("=word", lambda _: _("=nations"), lambda _: _("this form alone: nations, not nation")),
)  # fmt: skip
OPERATORS += tuple(operator for field in QUERY_FIELDS for operator in field.operators)


@dataclass(frozen=True)
class Query:
    """A query as typed and as read. `root` None asks for nothing; `off` names the SWITCHES turned off."""

    text: str
    root: Node | None
    problem: QueryProblem | None = None
    off: frozenset[str] = frozenset()

    def describe(self) -> str:
        """How the query was read, in full notation; reading that again gives the same."""
        return "" if self.root is None else self._written(self.root)

    def _written(self, root: Node) -> str:
        switches = "".join(f" {name}:off" for name in SWITCHES if name in self.off)
        return f"({root}){switches}" if switches and isinstance(root, Or) else f"{root}{switches}"

    def switched_off(self, name: str) -> str:
        """The query as typed, with one of the SWITCHES turned off."""
        return f"{self.text} {name}:off"

    @cached_property
    def terms(self) -> tuple[Term, ...]:
        """The terms an article is found by, each once, without those under a NOT."""
        return tuple(dict.fromkeys(terms_of(self.root)))

    @cached_property
    def page_terms(self) -> tuple[Term, ...]:
        """The terms that can be found on a page."""
        return tuple(term for term in self.terms if not term.field)

    @cached_property
    def heading_terms(self) -> tuple[Term, ...]:
        """The terms that can be found in the headings on a page."""
        return tuple(term for term in self.terms if term.field == HEADING)

    @property
    def loose(self) -> Node | None:
        """The query with every plain word taken loosely."""
        return None if self.root is None else with_mode(self.root, "fuzzy")

    def in_mode(self, mode: Mode) -> str:
        """The query in full notation with every plain word taken exactly, or loosely."""
        return "" if self.root is None else self._written(with_mode(self.root, mode))


def read(text: str, language: str = "") -> Query:
    """Read a query, with the operators of the reader's language beside the English ones.

    An unreadable one becomes its plain words, all of which must occur.
    """
    text = (
        " ".join(text.replace("\x00", " ").split())
        if "\n" in text or "\t" in text
        else text.replace("\x00", " ")
    )
    if len(text) > MAX_QUERY_LENGTH:
        too_long = QueryProblem(
            "too long",
            MAX_QUERY_LENGTH,
            str(MAX_QUERY_LENGTH),
            is_plain=True,
        )
        return Query(text, _plain(text[:MAX_QUERY_LENGTH]), too_long)
    reader = QueryReader(read_tokens(text, language))
    try:
        root = reader.read_all()
    except UnreadableError as error:
        return Query(text, _plain(text), replace(error.problem, is_plain=True))
    if root is None and text.strip():
        nothing = QueryProblem("no word", 0)
        return Query(text, None, reader.hint or nothing)
    return Query(text, root, reader.hint, frozenset(reader.off))


def _plain(text: str) -> Node | None:
    """All words of a text, in any notation, joined by and; at most MAX_WORDS."""
    text = re.sub(rf"\b(?:AND|OR|NOT)\b|\b(?:{'|'.join(SWITCH_NAMES)}):\S+", " ", text)
    words = [word for chunk in text.split() for word in words_of(chunk)]
    nodes = tuple(dict.fromkeys(Term((word,)) for word in words[:MAX_WORDS]))
    return And(nodes) if len(nodes) > 1 else (nodes[0] if nodes else None)
