"""The reader's string -> tokens: words, phrases, brackets, operators, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from search.analysis import COMBINING_FORMS, is_acronym
from search.folding import fold_word
from search.query_fields import FIELDS

Kind = Literal["word", "phrase", "unclosed", "open", "close", "and", "or", "not", "field"]

QUOTES = '"“”„«»‟'
_TOKEN = re.compile(
    rf"""\s*(?:
      (?P<open>\() | (?P<close>\))
    | (?P<operator>AND|OR|NOT)(?=[\s()]|$)
    | (?P<minus>-(?=[^\s\-)]))
    | (?P<field>{"|".join(FIELDS)}):(?=\S)
    | (?P<phrase>(?P<phrase_exact>=?)[{QUOTES}](?P<inner>[^{QUOTES}]*)[{QUOTES}](?:~(?P<slop>\d{{0,4}}))?)
    | (?P<unclosed>=?[{QUOTES}].*)
    | (?P<word>(?P<word_exact>=?)(?P<text>[^\s(){QUOTES}]+))
    )""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_OPERATORS: dict[str, Kind] = {"AND": "and", "OR": "or", "NOT": "not"}
DEFAULT_NEARNESS = 10


@dataclass(frozen=True)
class QueryToken:
    """`text` is without its marks; `inner` holds the words of a phrase; `start` counts characters."""

    kind: Kind
    text: str
    start: int
    mode: Literal["stem", "prefix", "fuzzy"] = "stem"
    is_exact: bool = False
    slop: int | None = None
    inner: tuple[QueryToken, ...] = ()


def read_tokens(text: str) -> list[QueryToken]:
    """All tokens of a query in order. Every character but spaces belongs to one."""
    tokens: list[QueryToken] = []
    position = 0
    while (match := _TOKEN.match(text, position)) is not None:
        tokens.append(_token(match))
        position = match.end()
    return _join_combining_forms(tokens, text)


def _token(match: re.Match[str]) -> QueryToken:
    found = {name: value for name, value in match.groupdict().items() if value is not None}
    if "open" in found:
        return QueryToken("open", "(", match.start("open"))
    if "close" in found:
        return QueryToken("close", ")", match.start("close"))
    if "operator" in found and found["operator"] in _OPERATORS:
        return QueryToken(_OPERATORS[found["operator"]], found["operator"], match.start("operator"))
    if "operator" in found:
        return QueryToken("word", found["operator"], match.start("operator"))
    if "minus" in found:
        return QueryToken("not", "-", match.start("minus"))
    if "field" in found:
        return QueryToken("field", found["field"].lower(), match.start("field"))
    if "phrase" in found:
        return _phrase(match, found)
    if "unclosed" in found:
        return QueryToken("unclosed", found["unclosed"], match.start("unclosed"))
    return _word(found["text"], match.start("word"), bool(found["word_exact"]))


def _phrase(match: re.Match[str], found: dict[str, str]) -> QueryToken:
    start = match.start("inner")
    inner = tuple(
        _word(word[2], start + word.start(), bool(word[1]))
        for word in re.finditer(r"(=?)(\S+)", found["inner"])
    )
    slop = int(found["slop"] or DEFAULT_NEARNESS) if "slop" in found else None
    return QueryToken(
        "phrase",
        found["inner"],
        match.start("phrase"),
        is_exact=bool(found["phrase_exact"]),
        slop=slop,
        inner=inner,
    )


def _word(text: str, start: int, is_exact: bool) -> QueryToken:
    if len(text) > 1 and text[-1] == "*":
        return QueryToken("word", text[:-1], start, "prefix", is_exact)
    loose = re.fullmatch(r"(.+?)~[12]?", text)
    if loose is not None:
        return QueryToken("word", loose[1], start, "fuzzy", is_exact)
    return QueryToken("word", text, start, "stem", is_exact)


def _join_combining_forms(tokens: list[QueryToken], text: str) -> list[QueryToken]:
    """ "neo liberal" is one word as "neo-liberal" is: found in all three spellings. "UN reform" is two."""
    joined: list[QueryToken] = []
    for token in tokens:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.kind == token.kind == "word"
            and before.mode == "stem"
            and not before.is_exact
            and not token.is_exact
            and fold_word(before.text) in COMBINING_FORMS
            and not is_acronym(before.text)
            and token.text.isalpha()
            and text[before.start + len(before.text) : token.start].isspace()
        ):
            joined[-1] = QueryToken("word", f"{before.text}-{token.text}", before.start, token.mode)
        else:
            joined.append(token)
    return joined
