"""From the tree to a row of tokens, and the punctuation at the seams of its texts.

Where two texts meet, each with punctuation at its edge, one of the two may go: "Who rules?" and ". "
make "Who rules? ". Where the language asks for it, a stop or comma moves inside of closing quotes.
"""

from __future__ import annotations

from archive.citations.csl.nodes import Formatting, Joined, Rendered
from archive.citations.csl.text_case import change_case

FIRST, SECOND = 1, 2

# What stays where the first sign meets the second; both do where nothing is said.
_SEAMS = {
    "!": {".": FIRST, ":": FIRST, "!": FIRST},
    "?": {".": FIRST, ":": FIRST, "?": FIRST},
    ".": {".": FIRST},
    ":": {"!": SECOND, "?": SECOND, ".": FIRST, ":": FIRST},
    ",": {",": FIRST},
    ";": {"!": SECOND, "?": SECOND, ":": FIRST, ".": FIRST, ";": FIRST},
    " ": {" ": SECOND, ",": SECOND, ".": SECOND},
}
_MOVABLE = frozenset(".,!?")
_SPARES_DELIMITER = frozenset(",;.")
_CLOSING_MARKS = "\"'”’»›"


class Mark:
    """The beginning or the end of a stretch with a formatting."""

    __slots__ = ("formatting", "is_end", "kind")

    def __init__(self, kind: str, formatting: Formatting, is_end: bool) -> None:
        self.kind = kind  # "quotes", "inner-quotes", "style", "display", "link", "no-case"
        self.formatting = formatting
        self.is_end = is_end


Token = str | Mark


def flatten(rendered: Rendered) -> list[Token]:
    """The texts of the tree in their order, with delimiters, affixes and marks of formatting."""
    if isinstance(rendered, str):
        return [rendered] if rendered else []
    formatting = rendered.formatting
    if formatting is None:
        out: list[Token] = []
        for each in rendered.children:
            if isinstance(each, str):
                if each:
                    out.append(each)
            else:
                out += flatten(each)
        return out
    return _formatted(_delimited(rendered.children, formatting.delimiter), formatting)


def _delimited(children: list[Rendered], delimiter: str) -> list[Token]:
    """With the delimiter between the parts, unless a part brings its own punctuation."""
    out: list[Token] = []
    for each in children:
        part = flatten(each)
        if not part:
            continue
        if delimiter and out and first_letter(part) not in _SPARES_DELIMITER:
            out.append(delimiter)
        out += part
    return out


def first_letter(tokens: list[Token]) -> str:
    return next((token[0] for token in tokens if isinstance(token, str)), "")


def _formatted(tokens: list[Token], formatting: Formatting) -> list[Token]:
    if not tokens:
        return []
    if formatting.strip_periods:
        tokens = _without_periods(tokens)
    if formatting.affixes_inside:
        tokens = _affixed(tokens, formatting)
    if formatting.text_case:
        _change_case(tokens, formatting.text_case)
    if formatting.no_case:
        tokens = _marked(tokens, "no-case", formatting)
    if _is_styled(formatting):
        tokens = _marked(tokens, "style", formatting)
    if formatting.link:
        tokens = _marked(tokens, "link", formatting)
    if formatting.quotes:
        tokens = _marked(tokens, "quotes", formatting)
    if formatting.inner_quotes:
        tokens = _marked(tokens, "inner-quotes", formatting)
    if not formatting.affixes_inside:
        tokens = _affixed(tokens, formatting)
    return _marked(tokens, "display", formatting) if formatting.display else tokens


def _is_styled(formatting: Formatting) -> bool:
    return bool(
        formatting.font_style
        or formatting.font_weight
        or formatting.font_variant
        or formatting.text_decoration
        or formatting.vertical_align
    )


def _marked(tokens: list[Token], kind: str, formatting: Formatting) -> list[Token]:
    return [Mark(kind, formatting, False), *tokens, Mark(kind, formatting, True)]


def _affixed(tokens: list[Token], formatting: Formatting) -> list[Token]:
    if not formatting.prefix and not formatting.suffix:
        return tokens
    return [*flatten(formatting.prefix), *tokens, *flatten(formatting.suffix)]


def _without_periods(tokens: list[Token]) -> list[Token]:
    stripped: list[Token] = []
    for token in tokens:
        if not isinstance(token, str):
            stripped.append(token)
        elif text := token.replace(".", ""):
            stripped.append(Joined(text) if isinstance(token, Joined) else text)
    return stripped


def _change_case(tokens: list[Token], case: str) -> None:
    """In place: the texts, those aside that keep their case."""
    places: list[int] = []
    runs: list[tuple[str, bool]] = []
    kept = 0
    for n, token in enumerate(tokens):
        if isinstance(token, str):
            places.append(n)
            runs.append((token, kept > 0))
        elif token.kind == "no-case":
            kept += -1 if token.is_end else 1
    for n, text in zip(places, change_case(runs, case), strict=True):
        tokens[n] = Joined(text) if isinstance(tokens[n], Joined) else text


# ------------------------------------------------------------------ the seams
def settle(tokens: list[Token], punctuation_in_quotes: bool) -> list[Token]:
    """The tokens with the punctuation at their seams settled; texts that are used up are gone."""
    row = _Row(punctuation_in_quotes)
    for token in tokens:
        if not isinstance(token, str):
            row.out.append(token)
        elif isinstance(token, Joined):
            row.add(token)
        else:
            row.meet(token)
    return row.out


class _Row:
    """What has been settled, and where its texts stand."""

    def __init__(self, punctuation_in_quotes: bool) -> None:
        self.out: list[Token] = []
        self.texts: list[int] = []
        self.punctuation_in_quotes = punctuation_in_quotes

    def add(self, text: str) -> None:
        if text:
            self.texts.append(len(self.out))
            self.out.append(str(text))

    def meet(self, text: str) -> None:
        """Adds a text whose first sign may go, or make the last sign before it go, or move."""
        while text and self.texts:
            last = str(self.out[self.texts[-1]])
            ends_in = _end(last, text[0])
            kept = _SEAMS.get(ends_in, _NO_SEAMS).get(text[0])
            if kept == SECOND and last.endswith(ends_in):
                self._trim(ends_in)
            elif kept == FIRST:
                text = text.lstrip(text[0])
            elif self.punctuation_in_quotes and text[0] in _MOVABLE and self._closes_quotes():
                self.out[self.texts[-1]] = last + text[0]
                text = text[1:]
            else:
                break
        self.add(text)

    def _trim(self, sign: str) -> None:
        left = str(self.out[self.texts[-1]]).rstrip(sign)
        if left:
            self.out[self.texts[-1]] = left
        else:
            self.out[self.texts.pop()] = _EMPTY

    def _closes_quotes(self) -> bool:
        return any(
            isinstance(token, Mark) and token.kind == "quotes" and token.is_end
            for token in self.out[self.texts[-1] + 1 :]
        )


_NO_SEAMS: dict[str, int] = {}
_EMPTY = Mark("nothing", Formatting(), False)


def _end(text: str, meets: str) -> str:
    """The sign at the end; where a stop follows, the one before closing quotation marks."""
    if meets == "." and text[-1] in _CLOSING_MARKS:
        return text.rstrip(_CLOSING_MARKS + " ")[-1:] or text[-1]
    return text[-1]
