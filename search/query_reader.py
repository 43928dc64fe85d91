"""The pieces of a query -> its tree, by recursive descent: or < and < not < field < term."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from search.folding import fold
from search.messages import mark as _
from search.query_nodes import And, Language, Mode, Node, Not, Or, Term, Word, Years
from search.query_tokens import Piece
from search.query_words import join_combining, words_of
from search.stemming import STEMMED

MOST_WORDS = 32
DEEPEST_NESTING = 8
FEWEST_LETTERS = 3  # before *, and in a word taken loosely
WIDEST_NEARNESS = 50

SEARCHED_PLAINLY = _("It was searched as plain words.")

# Name as typed -> field of the index. Year and language have values, the others have words.
FIELDS: dict[str, str] = {
    "author": "author", "title": "title", "journal": "journal", "subject": "subject",
    "heading": "heading", "section": "heading", "year": "year", "language": "language", "lang": "language",
    "acronyms": "acronyms", "near": "near",
}  # fmt: skip
SWITCHES = ("acronyms", "near")  # fields that say how to search, not for what: see search.query_expansion
LANGUAGE_NAMES = {name: code for code, name in STEMMED.items()}


@dataclass(frozen=True)
class Problem:
    """What could not be followed and where, counted in characters from 0.

    `sentence` is in English and may have one %(detail)s, for `detail`. `is_plain`: the query was then searched
    as plain words.
    """

    sentence: str
    position: int
    detail: str = ""
    is_plain: bool = False

    @property
    def message(self) -> str:
        return self.told(str)

    def told(self, translate: Callable[[str], str]) -> str:
        """In the language of `translate`."""
        said = translate(self.sentence) % {"detail": self.detail}
        return f"{said} {translate(SEARCHED_PLAINLY)}" if self.is_plain else said


class UnreadableError(Exception):
    """`query_language.read` answers it."""

    def __init__(self, sentence: str, position: int, detail: str = "") -> None:
        super().__init__(sentence)
        self.problem = Problem(sentence, position, detail)


class Reader:
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
            raise UnreadableError(_("There is a closing bracket too many."), piece.start)
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
                raise UnreadableError(_("OR needs a word on both sides."), operator.start)
        return _join(Or, nodes)

    def read_and(self, field: str) -> Node | None:
        nodes: list[Node | None] = []
        while (piece := self.next_piece()) is not None and piece.kind not in ("or", "close"):
            if self.take("and"):
                following = self.next_piece()
                if not nodes or following is None or following.kind in ("and", "or", "close"):
                    raise UnreadableError(_("AND needs a word on both sides."), piece.start)
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
            raise UnreadableError(_("NOT needs a word after it."), first.start)
        node = self.read_operand(field)
        if node is None or negations % 2 == 0:
            return node
        return node.node if isinstance(node, Not) else Not(node)

    def read_operand(self, field: str) -> Node | None:
        if (piece := self.take("field")) is not None:
            following = self.next_piece()
            if following is None or following.kind not in ("word", "phrase", "open"):
                raise UnreadableError(_("There is nothing after “%(detail)s:”."), piece.start, piece.text)
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
            raise UnreadableError(
                _("Brackets may stand %(detail)s deep."), opening.start, str(DEEPEST_NESTING)
            )
        node = self.read_or(field)
        if self.take("close") is None:
            raise UnreadableError(_("A closing bracket is missing."), opening.start)
        self.depth -= 1
        return node

    def read_switch(self, name: str, piece: Piece) -> None:
        if fold(piece.text) == "off":
            self.off.add(name)
        elif fold(piece.text) != "on":
            raise UnreadableError(_("“%(detail)s:” is followed by on or off."), piece.start, name)

    def read_years(self, piece: Piece) -> Node:
        match = re.fullmatch(r"(\d{1,4})?(?:(\.\.|[-–])(\d{1,4})?)?", piece.text)
        if match is None or not (match[1] or match[3]):
            raise UnreadableError(_("A year is written 2005, several 2005..2007."), piece.start)
        first = int(match[1]) if match[1] else None
        last = (int(match[3]) if match[3] else None) if match[2] else first
        if first is not None and last is not None and first > last:
            first, last = last, first
        return Years(first, last)

    def read_term(self, piece: Piece, field: str) -> Node | None:
        if piece.kind == "unclosed":
            raise UnreadableError(_("A closing quote is missing."), piece.start)
        words = join_combining(self.read_phrase(piece) if piece.kind == "phrase" else self.read_word(piece))
        left = MOST_WORDS - self.words
        if len(words) > left:
            self.tell(
                _("A query may have %(detail)s words; those after it were left out."),
                piece.start,
                str(MOST_WORDS),
            )
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
                _("At least three letters must stand before %(detail)s; it was left out."), piece.start, mark
            )
            words = words_of(piece.text, "stem")
        if (wildcard := re.search(r"\w([*?])\w|^([*?])\w", piece.text)) is not None:
            self.tell(
                _("%(detail)s may stand only at the end of a word."), piece.start, wildcard[1] or wildcard[2]
            )
        return words

    def tell(self, sentence: str, position: int, detail: str) -> None:
        if self.hint is None:
            self.hint = Problem(sentence, position, detail)


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
