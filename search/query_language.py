"""The reader's string -> Query. Nothing a reader can type raises: a problem is told, with its position.

What cannot be followed is searched as plain words. The notation is one table, OPERATORS, which the search
tips and the README show; the fields are one table, `query_reader.FIELDS`. Limits keep every query within its
second.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple

from search.messages import mark as _
from search.query_nodes import And, Mode, Node, Or, Term, terms_of, with_mode
from search.query_reader import MOST_WORDS, SWITCHES, Problem, Reader, UnreadableError
from search.query_tokens import read_pieces
from search.query_words import words_of

LONGEST_QUERY = 512  # characters


class Operator(NamedTuple):
    syntax: str
    example: str
    meaning: str


OPERATORS: tuple[Operator, ...] = (
    Operator("word word", "social integration", _("articles with both words, in any of their forms")),
    Operator('"phrase"', '"social integration"', _("the words in this order, also over a line or page end")),
    Operator('"words"~N', '"trade poverty"~5', _("the words near each other, at most N words between them")),
    Operator("OR", "treaty OR agreement", _("either word")),
    Operator("AND", "treaty AND agreement", _("both, as without it")),
    Operator("NOT", "treaty NOT tariff", _("not the word that follows")),
    Operator("-word", "treaty -tariff", _("the same, shorter")),
    Operator("( )", "(treaty OR pact) tariff", _("what belongs together")),
    Operator("word*", "integrat*", _("all words that begin so; at least three letters before the star")),
    Operator("word~", "goverment~", _("also with one letter wrong, as in old scans; the first two are taken as right")),
    Operator("=word", "=nations", _("this form alone: nations, not nation")),
    Operator("author:", "author:pradera", _("in the names of the authors")),
    Operator("title:", 'title:"social policy"', _("in the title")),
    Operator("journal:", "journal:quarterly", _("in the name of the journal")),
    Operator("subject:", "subject:trade", _("among the subjects")),
    Operator("heading:", "heading:conclusions", _("in the headings of sections")),
    Operator("year:", "year:2005", _("published in that year")),
    Operator("year:A..B", "year:2005..2007", _("published from A to B; one of the two may be left out")),
    Operator("language:", "language:es", _("written in that language")),
    Operator("acronyms:off", "ALBA acronyms:off", _("not also the other form of an acronym that the archive explains")),
    Operator("near:off", "tariff near:off", _("not also near spellings that a machine may have misread")),
)  # fmt: skip


@dataclass(frozen=True)
class Query:
    """A query as typed and as read. `root` None asks for nothing; `off` names the SWITCHES turned off."""

    text: str
    root: Node | None
    problem: Problem | None = None
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

    @property
    def loose(self) -> Node | None:
        """The query with every plain word taken loosely."""
        return None if self.root is None else with_mode(self.root, "fuzzy")

    def in_mode(self, mode: Mode) -> str:
        """The query in full notation with every plain word taken exactly, or loosely."""
        return "" if self.root is None else self._written(with_mode(self.root, mode))


def read(text: str) -> Query:
    """Read a query. An unreadable one becomes its plain words, all of which must occur."""
    text = (
        " ".join(text.replace("\x00", " ").split())
        if "\n" in text or "\t" in text
        else text.replace("\x00", " ")
    )
    if len(text) > LONGEST_QUERY:
        too_long = Problem(
            _("A query may have %(detail)s characters; the rest was left out."),
            LONGEST_QUERY,
            str(LONGEST_QUERY),
            is_plain=True,
        )
        return Query(text, _plain(text[:LONGEST_QUERY]), too_long)
    reader = Reader(read_pieces(text))
    try:
        root = reader.read_all()
    except UnreadableError as error:
        return Query(text, _plain(text), replace(error.problem, is_plain=True))
    if root is None and text.strip():
        nothing = Problem(_("There is no word in it to search for."), 0)
        return Query(text, None, reader.hint or nothing)
    return Query(text, root, reader.hint, frozenset(reader.off))


def _plain(text: str) -> Node | None:
    """All words of a text, in any notation, joined by and; at most MOST_WORDS."""
    text = re.sub(rf"\b(?:AND|OR|NOT)\b|\b(?:{'|'.join(SWITCHES)}):\S+", " ", text)
    words = [word for chunk in text.split() for word in words_of(chunk)]
    nodes = tuple(dict.fromkeys(Term((word,)) for word in words[:MOST_WORDS]))
    return And(nodes) if len(nodes) > 1 else (nodes[0] if nodes else None)
