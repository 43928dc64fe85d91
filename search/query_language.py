"""The reader's string -> Query. Nothing a reader can type raises: a problem is told, with its position.

What cannot be followed is searched as plain words. The notation is one table, OPERATORS, which the search
tips and the README show; the fields are one table, FIELDS. Limits keep every query within its second.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from search.analysis import COMBINING_FORMS, is_acronym, scan
from search.folding import fold
from search.query_nodes import And, Language, Mode, Node, Not, Or, Term, Word, Years, terms_of, with_mode
from search.query_tokens import Piece, read_pieces
from search.stemming import STEMMED

LONGEST_QUERY = 512  # characters
MOST_WORDS = 32
DEEPEST_NESTING = 8
LONGEST_WORD = 64
FEWEST_LETTERS = 3  # before *, and in a word taken loosely
WIDEST_NEARNESS = 50
FIRST_YEAR, LAST_YEAR = 1, 9999


class Operator(NamedTuple):
    syntax: str
    example: str
    meaning: str


OPERATORS: tuple[Operator, ...] = (
    Operator("word word", "social integration", "articles with both words, in any of their forms"),
    Operator('"phrase"', '"social integration"', "the words in this order, also over a line or page end"),
    Operator('"words"~N', '"trade poverty"~5', "the words near each other, at most N words between them"),
    Operator("OR", "treaty OR agreement", "either word"),
    Operator("AND", "treaty AND agreement", "both, as without it"),
    Operator("NOT", "treaty NOT tariff", "not the word that follows"),
    Operator("-word", "treaty -tariff", "the same, shorter"),
    Operator("( )", "(treaty OR pact) tariff", "what belongs together"),
    Operator("word*", "integrat*", "all words that begin so; at least three letters before the star"),
    Operator("word~", "goverment~", "also with one letter wrong, as in old scans; the first two are taken as right"),
    Operator("=word", "=nations", "this form alone: nations, not nation"),
    Operator("author:", "author:pradera", "in the names of the authors"),
    Operator("title:", 'title:"social policy"', "in the title"),
    Operator("journal:", "journal:quarterly", "in the name of the journal"),
    Operator("subject:", "subject:trade", "among the subjects"),
    Operator("heading:", "heading:conclusions", "in the headings of sections"),
    Operator("year:", "year:2005", "published in that year"),
    Operator("year:A..B", "year:2005..2007", "published from A to B; one of the two may be left out"),
    Operator("language:", "language:es", "written in that language"),
    Operator("acronyms:off", "ALBA acronyms:off", "not also the other form of an acronym that the archive explains"),
    Operator("near:off", "tariff near:off", "not also near spellings that a machine may have misread"),
)  # fmt: skip

# Name as typed -> field of the index. Year and language have values, the others have words.
FIELDS: dict[str, str] = {
    "author": "author", "title": "title", "journal": "journal", "subject": "subject",
    "heading": "heading", "section": "heading", "year": "year", "language": "language", "lang": "language",
    "acronyms": "acronyms", "near": "near",
}  # fmt: skip
SWITCHES = ("acronyms", "near")  # fields that say how to search, not for what: see search.widening
LANGUAGE_NAMES = {name: code for code, name in STEMMED.items()}


@dataclass(frozen=True)
class Problem:
    """What could not be followed and where, counted in characters from 0."""

    message: str
    position: int


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


class UnreadableError(Exception):
    """Raised inside this module only; `read` answers it."""

    def __init__(self, message: str, position: int) -> None:
        super().__init__(message)
        self.problem = Problem(message, position)


def read(text: str) -> Query:
    """Read a query. An unreadable one becomes its plain words, all of which must occur."""
    text = (
        " ".join(text.replace("\x00", " ").split())
        if "\n" in text or "\t" in text
        else text.replace("\x00", " ")
    )
    if len(text) > LONGEST_QUERY:
        message = f"A query may have {LONGEST_QUERY} characters; the rest was left out and this part searched as plain words."
        return Query(text, _plain(text[:LONGEST_QUERY]), Problem(message, LONGEST_QUERY))
    reader = _Reader(read_pieces(text))
    try:
        root = reader.read_all()
    except UnreadableError as error:
        message = f"{error.problem.message} It was searched as plain words."
        return Query(text, _plain(text), Problem(message, error.problem.position))
    if root is None and text.strip():
        return Query(text, None, reader.hint or Problem("There is no word in it to search for.", 0))
    return Query(text, root, reader.hint, frozenset(reader.off))


def _plain(text: str) -> Node | None:
    """All words of a text, in any notation, joined by and; at most MOST_WORDS."""
    text = re.sub(rf"\b(?:AND|OR|NOT)\b|\b(?:{'|'.join(SWITCHES)}):\S+", " ", text)
    words = [word for chunk in text.split() for word in words_of(chunk)]
    nodes = tuple(dict.fromkeys(Term((word,)) for word in words[:MOST_WORDS]))
    return And(nodes) if len(nodes) > 1 else (nodes[0] if nodes else None)


def words_of(text: str, mode: Mode = "stem") -> list[Word]:
    """The words of a text. Spellings in parts are one word; only the last is taken as a prefix or loosely."""
    words: list[Word] = []
    tokens = [token for token in scan(text) if token.span == 1]
    spans = {token.position: token.span for token in sorted(scan(text), key=lambda token: token.span)}
    index = 0
    while index < len(tokens):
        span = spans[tokens[index].position]
        parts = tokens[index : index + span]
        raw = text[parts[0].start : parts[-1].end]
        written = raw if span == 1 or " " not in raw else "-".join(raw.split())
        words.append(
            Word(written[:LONGEST_WORD], tuple(part.form for part in parts), "stem", is_acronym(raw))
        )
        index += span
    if words and mode != "stem":
        for position in range(len(words)) if mode == "exact" else (len(words) - 1,):
            words[position] = Word(words[position].text, words[position].forms, mode)
    return words


def join_combining(words: list[Word]) -> list[Word]:
    """ "neo liberal" inside a phrase is one word, as "neo-liberal" is."""
    joined: list[Word] = []
    for word in words:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.mode == "stem"
            and word.mode != "exact"
            and not before.is_acronym
            and len(before.forms) == 1
            and before.forms[0] in COMBINING_FORMS
            and word.text.isalpha()
        ):
            joined[-1] = Word(f"{before.text}-{word.text}", (*before.forms, *word.forms), word.mode)
        else:
            joined.append(word)
    return joined


class _Reader:
    """Recursive descent over the pieces: or < and < not < field < term."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.index = 0
        self.depth = 0
        self.words = 0
        self.hint: Problem | None = None
        self.off: set[str] = set()

    def read_all(self) -> Node | None:
        node = self.read_or("")
        if (piece := self.next_piece()) is not None:
            raise UnreadableError("There is a closing bracket too many.", piece.start)
        return node

    def next_piece(self) -> Piece | None:
        return self.pieces[self.index] if self.index < len(self.pieces) else None

    def take(self, kind: str) -> Piece | None:
        piece = self.next_piece()
        if piece is None or piece.kind != kind:
            return None
        self.index += 1
        return piece

    def read_or(self, field: str) -> Node | None:
        nodes = [self.read_and(field)]
        while (operator := self.take("or")) is not None:
            nodes.append(self.read_and(field))
            if nodes[-1] is None or nodes[0] is None:
                raise UnreadableError("OR needs a word on both sides.", operator.start)
        return _join(Or, nodes)

    def read_and(self, field: str) -> Node | None:
        nodes: list[Node | None] = []
        while (piece := self.next_piece()) is not None and piece.kind not in ("or", "close"):
            if self.take("and"):
                following = self.next_piece()
                if not nodes or following is None or following.kind in ("and", "or", "close"):
                    raise UnreadableError("AND needs a word on both sides.", piece.start)
                continue
            nodes.append(self.read_not(field))
        return _join(And, nodes)

    def read_not(self, field: str) -> Node | None:
        negations = 0
        first = self.next_piece()
        while self.take("not"):
            negations += 1
        piece = self.next_piece()
        if negations and first is not None and (piece is None or piece.kind in ("and", "or", "close")):
            raise UnreadableError("NOT needs a word after it.", first.start)
        node = self.read_operand(field)
        if node is None or negations % 2 == 0:
            return node
        return node.node if isinstance(node, Not) else Not(node)

    def read_operand(self, field: str) -> Node | None:
        if (piece := self.take("field")) is not None:
            following = self.next_piece()
            if following is None or following.kind not in ("word", "phrase", "open"):
                raise UnreadableError(f"There is nothing after “{piece.text}:”.", piece.start)
            return self.read_operand(FIELDS[piece.text])
        if (piece := self.take("open")) is not None:
            return self.read_group(field, piece)
        piece = self.pieces[self.index]
        self.index += 1
        if field in SWITCHES:
            self.read_switch(field, piece)
            return None
        if field == "year":
            return self.read_years(piece)
        if field == "language":
            code = LANGUAGE_NAMES.get(fold(piece.text), fold(piece.text))
            return Language(code.split("-")[0])
        return self.read_term(piece, field)

    def read_group(self, field: str, opening: Piece) -> Node | None:
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise UnreadableError(f"Brackets may stand {DEEPEST_NESTING} deep.", opening.start)
        node = self.read_or(field)
        if self.take("close") is None:
            raise UnreadableError("A closing bracket is missing.", opening.start)
        self.depth -= 1
        return node

    def read_switch(self, name: str, piece: Piece) -> None:
        if fold(piece.text) == "off":
            self.off.add(name)
        elif fold(piece.text) != "on":
            raise UnreadableError(f"“{name}:” is followed by on or off.", piece.start)

    def read_years(self, piece: Piece) -> Node:
        match = re.fullmatch(r"(\d{1,4})?(?:(\.\.|[-–])(\d{1,4})?)?", piece.text)
        if match is None or not (match[1] or match[3]):
            raise UnreadableError("A year is written 2005, several 2005..2007.", piece.start)
        first = int(match[1]) if match[1] else None
        last = (int(match[3]) if match[3] else None) if match[2] else first
        if first is not None and last is not None and first > last:
            first, last = last, first
        return Years(first, last)

    def read_term(self, piece: Piece, field: str) -> Node | None:
        if piece.kind == "unclosed":
            raise UnreadableError("A closing quote is missing.", piece.start)
        words = join_combining(self.read_phrase(piece) if piece.kind == "phrase" else self.read_word(piece))
        left = MOST_WORDS - self.words
        if len(words) > left:
            self.tell(f"A query may have {MOST_WORDS} words; those after it were left out.", piece.start)
            words = words[:left]
        self.words += len(words)
        if not words:
            return None
        slop = min(piece.slop, WIDEST_NEARNESS) if piece.slop is not None and len(words) > 1 else None
        return Term(tuple(words), field, slop)

    def read_phrase(self, piece: Piece) -> list[Word]:
        if piece.is_exact:
            return [word for text in piece.text.split() for word in words_of(text, "exact")]
        words: list[Word] = []
        for inner in piece.inner:
            words += self.read_word(inner)
        return words

    def read_word(self, piece: Piece) -> list[Word]:
        mode: Mode = "exact" if piece.is_exact else piece.mode
        words = words_of(piece.text, mode)
        if mode in ("prefix", "fuzzy") and words and len("".join(words[-1].forms)) < FEWEST_LETTERS:
            mark = "*" if mode == "prefix" else "~"
            self.tell(
                f"At least {FEWEST_LETTERS} letters must stand before {mark}; it was left out.", piece.start
            )
            words = words_of(piece.text, "stem")
        if (wildcard := re.search(r"\w([*?])\w|^([*?])\w", piece.text)) is not None:
            self.tell(f"{wildcard[1] or wildcard[2]} may stand only at the end of a word.", piece.start)
        return words

    def tell(self, message: str, position: int) -> None:
        if self.hint is None:
            self.hint = Problem(message, position)


def _join(kind: type[And] | type[Or], nodes: list[Node | None]) -> Node | None:
    """Nodes of one kind in one node, without what is empty, each once."""
    flat: dict[Node, None] = {}
    for node in nodes:
        if isinstance(node, kind):
            flat.update(dict.fromkeys(node.nodes))
        elif node is not None:
            flat[node] = None
    found = tuple(flat)
    return kind(found) if len(found) > 1 else (found[0] if found else None)
