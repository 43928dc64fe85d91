"""The tokens of a query -> its tree, by recursive descent: or < and < not < field < term."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches

from search.folding import fold_word
from search.query_fields import FIELDS, QueryField
from search.query_nodes import And, Language, Mode, Node, Not, Or, Term, Word, Years
from search.query_problems import QueryProblem, UnreadableError
from search.query_tokens import QueryToken
from search.query_words import join_combining, words_of
from search.stemming import STEMMED

MAX_WORDS = 32
MAX_NESTING = 8
MIN_LETTERS = 3  # before *, and in a word taken loosely
MAX_NEARNESS = 50
NEAR_NAME = 0.75  # likeness from which an unknown field is taken for a known one mistyped
SMALL_ORS = {"or", "o", "ou", "oder"}  # in English, Spanish, French and Portuguese, German
SMALL_OTHERS = {"and", "not", "y", "no"}
MAX_WORDS_ABOUT_OR = 5  # in a longer query it is a word of a sentence
# What other languages write for AND and NOT, in capitals; for OR see SMALL_ORS.
CAPITALS = dict.fromkeys(("Y", "E", "ET", "UND"), "AND") | dict.fromkeys(("NO", "NON", "NÃO", "NICHT"), "NOT")
BEFORE_OPERATOR, AFTER_OPERATOR = ("word", "phrase", "close"), ("word", "phrase", "open", "field")

LANGUAGE_NAMES = {name: code for code, name in STEMMED.items()}


class QueryReader:
    """Recursive descent over the tokens: or < and < not < field < term."""

    def __init__(self, tokens: list[QueryToken]) -> None:
        self.tokens = tokens
        self.index = 0
        self.depth = 0
        self.words = 0
        self.hint: QueryProblem | None = None
        self.off: set[str] = set()

    def read_all(self) -> Node | None:
        node = self.read_or(None)
        self.tell_small_or()
        self.tell_capitals()
        if (token := self.next_token()) is not None:
            raise UnreadableError("closing bracket too many", token.start)
        return node

    def tell_small_or(self) -> None:
        if all(token.kind == "word" for token in self.tokens) and len(self.tokens) <= MAX_WORDS_ABOUT_OR:
            for before, token, after in zip(self.tokens, self.tokens[1:], self.tokens[2:], strict=False):
                if token.text.lower() in SMALL_ORS and not {before.text, after.text} & SMALL_OTHERS:
                    self.tell("small or", token.start, token.text)

    def tell_capitals(self) -> None:
        """Operators of a language that is not the reader's. In a query all in capitals a word is a word."""
        if all(token.text.isupper() for token in self.tokens if token.kind == "word"):
            return
        for before, token, after in zip(self.tokens, self.tokens[1:], self.tokens[2:], strict=False):
            stands_between = before.kind in BEFORE_OPERATOR and after.kind in AFTER_OPERATOR
            if token.kind == "word" and token.text.isupper() and stands_between:
                if token.text.lower() in SMALL_ORS:
                    self.tell("small or", token.start, token.text)
                elif token.text in CAPITALS:
                    self.tell("other operator", token.start, token.text, CAPITALS[token.text])

    def next_token(self) -> QueryToken | None:
        return self.tokens[self.index] if self.index < len(self.tokens) else None

    def take(self, kind: str) -> QueryToken | None:
        token = self.next_token()
        if token is None or token.kind != kind:
            return None
        self.index += 1
        return token

    def read_or(self, field: QueryField | None) -> Node | None:
        nodes = [self.read_and(field)]
        while (operator := self.take("or")) is not None:
            nodes.append(self.read_and(field))
            if nodes[-1] is None or nodes[0] is None:
                raise UnreadableError("or without words", operator.start)
        return _join(Or, nodes)

    def read_and(self, field: QueryField | None) -> Node | None:
        nodes: list[Node | None] = []
        while (token := self.next_token()) is not None and token.kind not in ("or", "close"):
            if self.take("and"):
                following = self.next_token()
                if not nodes or following is None or following.kind in ("and", "or", "close"):
                    raise UnreadableError("and without words", token.start)
                continue
            nodes.append(self.read_not(field))
        return _join(And, nodes)

    def read_not(self, field: QueryField | None) -> Node | None:
        negations = 0
        first = self.next_token()
        while self.take("not"):
            negations += 1
        token = self.next_token()
        if negations and first is not None and (token is None or token.kind in ("and", "or", "close")):
            raise UnreadableError("not without word", first.start)
        node = self.read_operand(field)
        if node is None or negations % 2 == 0:
            return node
        return node.node if isinstance(node, Not) else Not(node)

    def read_operand(self, field: QueryField | None) -> Node | None:
        if (token := self.take("field")) is not None:
            following = self.next_token()
            if following is None or following.kind not in ("word", "phrase", "open"):
                raise UnreadableError("field without words", token.start, token.text)
            return self.read_operand(FIELDS[token.text])
        if (token := self.take("open")) is not None:
            return self.read_group(field, token)
        token = self.tokens[self.index]
        self.index += 1
        if field is None and token.kind == "word" and self.tell_unknown_field(token):
            parts = [replace(token, text=part) for part in token.text.split(":", 1) if part]
            return _join(And, [self.read_term(part, "") for part in parts])
        return self.read_value(token, field) if field else self.read_term(token, "")

    def read_value(self, token: QueryToken, field: QueryField) -> Node | None:
        match field.kind:
            case "switch":
                self.read_switch(field.name, token)
                return None
            case "year":
                return self.read_years(token)
            case "language":
                code = LANGUAGE_NAMES.get(fold_word(token.text), fold_word(token.text))
                return Language(code.split("-")[0])
            case "words":
                return self.read_term(token, field.name)

    def read_group(self, field: QueryField | None, opening: QueryToken) -> Node | None:
        self.depth += 1
        if self.depth > MAX_NESTING:
            raise UnreadableError("brackets too deep", opening.start, str(MAX_NESTING))
        node = self.read_or(field)
        if self.take("close") is None:
            raise UnreadableError("closing bracket missing", opening.start)
        self.depth -= 1
        return node

    def read_switch(self, name: str, token: QueryToken) -> None:
        if fold_word(token.text) == "off":
            self.off.add(name)
        elif fold_word(token.text) != "on":
            raise UnreadableError("neither on nor off", token.start, name)

    def read_years(self, token: QueryToken) -> Node:
        match = re.fullmatch(r"(\d{1,4})?(?:(\.\.|[-–])(\d{1,4})?)?", token.text)
        if match is None or not (match[1] or match[3]):
            raise UnreadableError("no year", token.start)
        first = int(match[1]) if match[1] else None
        last = (int(match[3]) if match[3] else None) if match[2] else first
        if first is not None and last is not None and first > last:
            first, last = last, first
        return Years(first, last)

    def read_term(self, token: QueryToken, field: str) -> Node | None:
        if token.kind == "unclosed":
            raise UnreadableError("closing quote missing", token.start)
        words = join_combining(self.read_phrase(token) if token.kind == "phrase" else self.read_word(token))
        left = MAX_WORDS - self.words
        if len(words) > left:
            self.tell(
                "too many words",
                token.start,
                str(MAX_WORDS),
            )
            words = words[:left]
        self.words += len(words)
        if not words:
            return None
        slop = min(token.slop, MAX_NEARNESS) if token.slop is not None and len(words) > 1 else None
        return Term(tuple(words), field, slop)

    def read_phrase(self, token: QueryToken) -> list[Word]:
        if token.is_exact:
            return [word for text in token.text.split() for word in words_of(text, "exact")]
        words: list[Word] = []
        for inner in token.inner:
            words += self.read_word(inner)
        return words

    def read_word(self, token: QueryToken) -> list[Word]:
        mode: Mode = "exact" if token.is_exact else token.mode
        words = words_of(token.text, mode)
        if mode in ("prefix", "fuzzy") and words and len("".join(words[-1].forms)) < MIN_LETTERS:
            mark = "*" if mode == "prefix" else "~"
            self.tell("too few letters", token.start, mark)
            words = words_of(token.text, "stem")
        if (wildcard := re.search(r"\w([*?])\w|^([*?])\w", token.text)) is not None:
            self.tell("wildcard inside", token.start, wildcard[1] or wildcard[2])
        return words

    def tell_unknown_field(self, token: QueryToken) -> bool:
        """Whether "autr:pradera" or "foo:bar" was written: it is searched as two words. A time or an address is none."""
        name, colon, rest = token.text.partition(":")
        if not colon or not name.isalpha():
            return False
        if not rest and name in FIELDS:  # "Title: a history" was pasted
            self.tell("blank after colon", token.start, f"{name}:")
            return False
        following = self.next_token()
        is_followed = (
            following is not None
            and following.kind in ("phrase", "open")
            and following.start == token.start + len(token.text)
        )
        if rest.startswith("/") or not (rest or is_followed):
            return False
        nearest = get_close_matches(fold_word(name), FIELDS, 1, NEAR_NAME)
        if nearest:
            self.tell("unknown field", token.start, f"{name}:", f"{nearest[0]}:")
        else:
            self.tell("no such field", token.start, f"{name}:")
        return True

    def tell(self, code: str, position: int, detail: str, instead: str = "") -> None:
        if self.hint is None:
            self.hint = QueryProblem(code, position, detail, instead=instead)


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
