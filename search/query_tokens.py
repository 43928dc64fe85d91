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
    | (?P<operator>AND|OR|NOT|Y|O|NO)(?=[\s()]|$)
    | (?P<minus>-(?=[^\s\-)]))
    | (?P<field>{"|".join(FIELDS)}):(?:(?=\S)|(?P<blank>\s+)(?=\S))
    | (?P<phrase>(?P<phrase_exact>=?)[{QUOTES}](?P<inner>[^{QUOTES}]*)[{QUOTES}](?:~(?P<slop>\d{{0,4}}))?)
    | (?P<unclosed>=?[{QUOTES}].*)
    | (?P<word>(?P<word_exact>=?)(?P<text>[^\s(){QUOTES}]+))
    )""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_ENGLISH: dict[str, Kind] = {"AND": "and", "OR": "or", "NOT": "not"}
# Operators by the language of the reader: in English NO is a word, and Y a chromosome.
_OPERATORS: dict[str, dict[str, Kind]] = {"es": _ENGLISH | {"Y": "and", "O": "or", "NO": "not"}}
_LINE_END = re.compile(r"(?<=[^\W\d_])-\s+(?=[^\W\d_A-Z])")
AND_AND_OR = ("and", "or", "to", "y", "e", "o", "u", "et", "ou", "und", "oder", "bis")  # no rest of a word
DEFAULT_NEARNESS = 10
MAY_STAND_APART = ("year",)  # kinds of fields of which a blank may follow the colon


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


def read_tokens(text: str, language: str = "") -> list[QueryToken]:
    """All tokens of a query in order. Every character but spaces belongs to one. `language` is the reader's."""
    operators = _OPERATORS.get(language, _ENGLISH)
    tokens: list[QueryToken] = []
    position = 0
    while (match := _TOKEN.match(text, position)) is not None:
        token = _token(match, operators)
        tokens.append(token)
        is_word = token.kind == "word" and match["field"] is not None
        position = match.end("field") + 1 if is_word else match.end()
    return _join_words(tokens, text)


def _token(match: re.Match[str], operators: dict[str, Kind]) -> QueryToken:
    found = {name: value for name, value in match.groupdict().items() if value is not None}
    if "open" in found:
        return QueryToken("open", "(", match.start("open"))
    if "close" in found:
        return QueryToken("close", ")", match.start("close"))
    if "operator" in found and found["operator"] in operators:
        return QueryToken(operators[found["operator"]], found["operator"], match.start("operator"))
    if "operator" in found:
        return QueryToken("word", found["operator"], match.start("operator"))
    if "minus" in found:
        return QueryToken("not", "-", match.start("minus"))
    if "field" in found and "blank" in found and FIELDS[found["field"].lower()].kind not in MAY_STAND_APART:
        # A title pasted: "Language: A Reader".
        return QueryToken("word", f"{found['field']}:", match.start("field"))
    if "field" in found:
        return QueryToken("field", found["field"].lower(), match.start("field"))
    if "phrase" in found:
        return _phrase(match, found)
    if "unclosed" in found:
        return QueryToken("unclosed", found["unclosed"], match.start("unclosed"))
    return _word(found["text"], match.start("word"), bool(found["word_exact"]))


def _phrase(match: re.Match[str], found: dict[str, str]) -> QueryToken:
    start = match.start("inner")
    # What was copied from a page keeps the hyphen of its line end: "bar- rels".
    inner_text = _LINE_END.sub(lambda broken: broken[0].strip() + "\0" * (len(broken[0]) - 1), found["inner"])
    inner = tuple(
        _word(word[2].replace("\0", ""), start + word.start(), bool(word[1]))
        for word in re.finditer(r"(=?)(\S+)", inner_text)
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


def _join_words(tokens: list[QueryToken], text: str) -> list[QueryToken]:
    """Two words that are one: after a combining form, and where a hyphen stood at a line end.

    "neo liberal" is one word as "neo-liberal" is: found in all three spellings. "UN reform" is two.
    """
    joined: list[QueryToken] = []
    for token in tokens:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.kind == token.kind == "word"
            and before.mode == "stem"
            and not before.is_exact
            and not token.is_exact
            and text[before.start + len(before.text) : token.start].isspace()
            and (_is_combining(before.text, token.text) or _is_broken(before.text, token.text))
        ):
            both = f"{before.text.removesuffix('-')}-{token.text}"
            joined[-1] = QueryToken("word", both, before.start, token.mode)
        else:
            joined.append(token)
    return joined


def _is_combining(first: str, second: str) -> bool:
    return fold_word(first) in COMBINING_FORMS and not is_acronym(first) and second.isalpha()


def _is_broken(first: str, second: str) -> bool:
    """Whether both are one word, printed over a line end: "bar- rels"; not "vor- und nachher"."""
    return _LINE_END.match(f"{first} {second}", len(first) - 1) is not None and second not in AND_AND_OR
