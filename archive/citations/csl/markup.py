"""Text of a field with its markup: the tags of CSL-JSON, and quotation marks and apostrophes turned.

Tags: <i>, <b>, <u>, <sc>, <sup>, <sub>, <span class="nocase">, <span style="font-variant: small-caps;">.
A tag or quotation mark without its partner is text.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache

from archive.citations.csl.nodes import Formatting, Joined, Node, Rendered

_RAISED_SIGNS = (
    "\u00aa\u00b2\u00b3\u00b9\u00ba\u02b0-\u02b8\u02e0-\u02e4\u1d2c-\u1d61\u2070-\u207f\u2120\u2122"
)
_SPECIAL = re.compile(f"[<'\"’“”‘«»„‹›{_RAISED_SIGNS}]")

_TAGS = {
    "<i>": ("</i>", Formatting(font_style="italic")),
    "<b>": ("</b>", Formatting(font_weight="bold")),
    "<u>": ("</u>", Formatting(text_decoration="underline")),
    "<sc>": ("</sc>", Formatting(font_variant="small-caps", no_case=True)),
    "<sup>": ("</sup>", Formatting(vertical_align="sup", no_case=True)),
    "<sub>": ("</sub>", Formatting(vertical_align="sub", no_case=True)),
}
_NO_CASE = Formatting(no_case=True)
_NO_DECORATION = Formatting(font_style="normal", font_variant="normal", font_weight="normal", no_case=True)
_SPANS = (
    (re.compile(r'<span\s+class="nocase"\s*>'), _NO_CASE),
    (re.compile(r'<span\s+class="nodecor"\s*>'), _NO_DECORATION),
    (re.compile(r'<span\s+style="font-variant:\s*small-caps;?\s*"\s*>'), _TAGS["<sc>"][1]),
)
_QUOTED = Formatting(quotes=True)
_PAIRS = {"“": "”", "‘": "’", "«": "»", "„": "“", "‹": "›"}
_CLOSING = {"”", "’", "»", "›", '"', "'"}

_TOKEN = re.compile(r"</?(?:i|b|u|sc|sup|sub)>|<span\s[^<>]*>|</span>|[\"'’“”‘«»„‹›]|[^<\"'’“”‘«»„‹›]+|<")

# Raised letters and signs: "²", "ᵉ", "™". They are written as what they are made of, raised.
_RAISED = re.compile(f"([{_RAISED_SIGNS}])")
_SUPERSCRIPT = _TAGS["<sup>"][1]


class _Frame:
    """An open tag or quotation mark with what has been read since."""

    __slots__ = ("children", "close", "formatting", "open")

    def __init__(self, opened: str = "", close: str = "", formatting: Formatting | None = None) -> None:
        self.open = opened
        self.close = close
        self.formatting = formatting
        self.children: list[Rendered] = []

    @property
    def is_quote(self) -> bool:
        return self.formatting is _QUOTED


def parse_affix(text: str) -> Rendered:
    """A prefix or suffix of a style: tags are read, quotation marks stand as they are typed.

    >>> parse_affix(" '"), parse_affix("à l'adresse")
    (" '", 'à l’adresse')
    """
    if "<" in text:
        return parse_markup(text)
    return re.sub(r"(?<=\w)'(?=\w)", "’", text)


@lru_cache(maxsize=4096)
def parse_markup(text: str) -> Rendered:
    """The text as it is where nothing in it is special; else a tree, whose inner seams are not touched."""
    if not _SPECIAL.search(text):
        return text
    tokens = _TOKEN.findall(text)
    stack = [_Frame()]
    position = 0
    for piece in tokens:
        before = text[position - 1 : position]
        position += len(piece)
        _take(stack, piece, before, text[position : position + 1], text[position:])
    while len(stack) > 1:
        _give_up(stack)
    return _joined(stack[0].children)


def _take(stack: list[_Frame], piece: str, before: str, after: str, rest: str) -> None:
    if piece in _TAGS:
        stack.append(_Frame(piece, *_TAGS[piece]))
    elif piece.startswith("<span"):
        formatting = next((each for pattern, each in _SPANS if pattern.fullmatch(piece)), None)
        stack.append(_Frame(piece, "</span>", formatting))
    elif piece.startswith("</"):
        _close_tag(stack, piece)
    elif len(piece) == 1 and piece in "\"'’“”‘«»„‹›":
        _take_quote(stack, piece, before, after, rest)
    else:
        _add_text(stack[-1], piece)


def _add_text(frame: _Frame, text: str) -> None:
    for part in _RAISED.split(text):
        if part:
            frame.children.append(_raised(part) if _RAISED.fullmatch(part) else part)


def _raised(sign: str) -> Rendered:
    """ "ᵉ" as a raised "e"."""
    made_of = unicodedata.decomposition(sign).split()
    if not made_of or made_of[0] != "<super>":
        return sign
    letters = "".join(chr(int(code, 16)) for code in made_of[1:])
    return Node([letters], replace(_SUPERSCRIPT, sign=sign))


def _close_tag(stack: list[_Frame], token: str) -> None:
    """Closes the innermost tag of this name; quotation marks left open in it are text."""
    if not any(frame.close == token for frame in stack):
        stack[-1].children.append(token)
        return
    while stack[-1].close != token:
        _give_up(stack)
    _finish(stack)


def _take_quote(stack: list[_Frame], mark: str, before: str, after: str, rest: str) -> None:
    if mark in _CLOSING and _closes(stack, mark, before, after):
        while stack[-1].close != mark:
            _give_up(stack)
        _finish(stack)
    elif _opens(mark, before, after, rest):
        stack.append(_Frame(mark, _PAIRS.get(mark, mark), _QUOTED))
    else:
        stack[-1].children.append("’" if mark == "'" else mark)


def _closes(stack: list[_Frame], mark: str, before: str, after: str) -> bool:
    if mark in "'’" and after.isalnum():
        return False
    for frame in reversed(stack):
        if frame.close == mark:
            return bool(frame.children) and not (mark in "'\"" and before.isspace())
        if not frame.is_quote:
            return False
    return False


def _opens(mark: str, before: str, after: str, rest: str) -> bool:
    if mark in _PAIRS:
        return _PAIRS[mark] in rest
    if mark not in "\"'" or not after or after.isspace() or mark not in rest:
        return False
    return not before.isalnum()


def _give_up(stack: list[_Frame]) -> None:
    """The innermost frame was not closed: its mark is text."""
    frame = stack.pop()
    stack[-1].children += ["’" if frame.open == "'" else frame.open, *frame.children]


def _finish(stack: list[_Frame]) -> None:
    frame = stack.pop()
    if frame.children:
        children = frame.children if frame.formatting else [frame.open, *frame.children, frame.close]
        if frame.formatting:
            stack[-1].children.append(Node(children, frame.formatting))
        else:
            stack[-1].children += children


def _joined(children: list[Rendered]) -> Rendered:
    """One node whose texts, the first aside, are joined to what stands before them."""
    merged = _merged(children)
    if len(merged) == 1 and isinstance(merged[0], str):
        return merged[0]
    node = Node(merged)
    _mark_joined(node, [True])
    return node


def _merged(children: list[Rendered]) -> list[Rendered]:
    out: list[Rendered] = []
    for each in children:
        if isinstance(each, Node):
            each.children = _merged(each.children)
            out.append(each)
        elif out and isinstance(out[-1], str):
            out[-1] += each
        else:
            out.append(each)
    return out


def _mark_joined(node: Node, is_first: list[bool]) -> None:
    for n, each in enumerate(node.children):
        if isinstance(each, Node):
            _mark_joined(each, is_first)
        elif is_first[0]:
            is_first[0] = False
        else:
            node.children[n] = Joined(each)
