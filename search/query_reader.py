"""The pieces of a query -> its tree, by recursive descent: or < and < not < field < term."""

from __future__ import annotations

import re

from search.folding import fold
from search.query_fields import FIELDS, QueryField
from search.query_nodes import And, Language, Mode, Node, Not, Or, Term, Word, Years
from search.query_problems import QueryProblem, UnreadableError
from search.query_tokens import Piece
from search.query_words import join_combining, words_of
from search.stemming import STEMMED

MOST_WORDS = 32
DEEPEST_NESTING = 8
FEWEST_LETTERS = 3  # before *, and in a word taken loosely
WIDEST_NEARNESS = 50

LANGUAGE_NAMES = {name: code for code, name in STEMMED.items()}


class Reader:
    """Recursive descent over the pieces: or < and < not < field < term."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces
        self.index = 0
        self.depth = 0
        self.words = 0
        self.hint: QueryProblem | None = None
        self.off: set[str] = set()

    def read_all(self) -> Node | None:
        node = self.read_or(None)
        if (piece := self.next_piece()) is not None:
            raise UnreadableError("closing bracket too many", piece.start)
        return node

    def next_piece(self) -> Piece | None:
        return self.pieces[self.index] if self.index < len(self.pieces) else None

    def take(self, kind: str) -> Piece | None:
        piece = self.next_piece()
        if piece is None or piece.kind != kind:
            return None
        self.index += 1
        return piece

    def read_or(self, field: QueryField | None) -> Node | None:
        nodes = [self.read_and(field)]
        while (operator := self.take("or")) is not None:
            nodes.append(self.read_and(field))
            if nodes[-1] is None or nodes[0] is None:
                raise UnreadableError("or without words", operator.start)
        return _join(Or, nodes)

    def read_and(self, field: QueryField | None) -> Node | None:
        nodes: list[Node | None] = []
        while (piece := self.next_piece()) is not None and piece.kind not in ("or", "close"):
            if self.take("and"):
                following = self.next_piece()
                if not nodes or following is None or following.kind in ("and", "or", "close"):
                    raise UnreadableError("and without words", piece.start)
                continue
            nodes.append(self.read_not(field))
        return _join(And, nodes)

    def read_not(self, field: QueryField | None) -> Node | None:
        negations = 0
        first = self.next_piece()
        while self.take("not"):
            negations += 1
        piece = self.next_piece()
        if negations and first is not None and (piece is None or piece.kind in ("and", "or", "close")):
            raise UnreadableError("not without word", first.start)
        node = self.read_operand(field)
        if node is None or negations % 2 == 0:
            return node
        return node.node if isinstance(node, Not) else Not(node)

    def read_operand(self, field: QueryField | None) -> Node | None:
        if (piece := self.take("field")) is not None:
            following = self.next_piece()
            if following is None or following.kind not in ("word", "phrase", "open"):
                raise UnreadableError("field without words", piece.start, piece.text)
            return self.read_operand(FIELDS[piece.text])
        if (piece := self.take("open")) is not None:
            return self.read_group(field, piece)
        piece = self.pieces[self.index]
        self.index += 1
        return self.read_value(piece, field) if field else self.read_term(piece, "")

    def read_value(self, piece: Piece, field: QueryField) -> Node | None:
        match field.kind:
            case "switch":
                self.read_switch(field.name, piece)
                return None
            case "year":
                return self.read_years(piece)
            case "language":
                code = LANGUAGE_NAMES.get(fold(piece.text), fold(piece.text))
                return Language(code.split("-")[0])
            case "words":
                return self.read_term(piece, field.name)

    def read_group(self, field: QueryField | None, opening: Piece) -> Node | None:
        self.depth += 1
        if self.depth > DEEPEST_NESTING:
            raise UnreadableError("brackets too deep", opening.start, str(DEEPEST_NESTING))
        node = self.read_or(field)
        if self.take("close") is None:
            raise UnreadableError("closing bracket missing", opening.start)
        self.depth -= 1
        return node

    def read_switch(self, name: str, piece: Piece) -> None:
        if fold(piece.text) == "off":
            self.off.add(name)
        elif fold(piece.text) != "on":
            raise UnreadableError("neither on nor off", piece.start, name)

    def read_years(self, piece: Piece) -> Node:
        match = re.fullmatch(r"(\d{1,4})?(?:(\.\.|[-–])(\d{1,4})?)?", piece.text)
        if match is None or not (match[1] or match[3]):
            raise UnreadableError("no year", piece.start)
        first = int(match[1]) if match[1] else None
        last = (int(match[3]) if match[3] else None) if match[2] else first
        if first is not None and last is not None and first > last:
            first, last = last, first
        return Years(first, last)

    def read_term(self, piece: Piece, field: str) -> Node | None:
        if piece.kind == "unclosed":
            raise UnreadableError("closing quote missing", piece.start)
        words = join_combining(self.read_phrase(piece) if piece.kind == "phrase" else self.read_word(piece))
        left = MOST_WORDS - self.words
        if len(words) > left:
            self.tell(
                "too many words",
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
            self.tell("too few letters", piece.start, mark)
            words = words_of(piece.text, "stem")
        if (wildcard := re.search(r"\w([*?])\w|^([*?])\w", piece.text)) is not None:
            self.tell("wildcard inside", piece.start, wildcard[1] or wildcard[2])
        return words

    def tell(self, code: str, position: int, detail: str) -> None:
        if self.hint is None:
            self.hint = QueryProblem(code, position, detail)


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
