"""Runs of text with their setting: what every writer reads.

Within italics, italics are roman; within quotation marks, the inner marks stand (CSL 1.0.2, "Quotes").
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from archive.citations.csl.locale import Locale
from archive.citations.csl.nodes import Rendered
from archive.citations.csl.seams import Mark, Token, flatten, settle


@dataclass(frozen=True, slots=True)
class Setting:
    """How a run stands on the page."""

    is_italic: bool = False
    is_bold: bool = False
    is_small_caps: bool = False
    is_underlined: bool = False
    vertical: str = ""  # "sup", "sub"
    link: str = ""
    display: str = ""  # "block", "left-margin", "right-inline", "indent"


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    setting: Setting = Setting()


def settled(rendered: Rendered, locale: Locale, raises_signs: bool = False) -> list[Token]:
    """The tokens of a tree as a writer takes them: seams settled, quotation marks written.

    Raised signs such as "²" stand as they are, or with `raises_signs` as raised letters.
    """
    tokens = list(_with_quotes(settle(flatten(rendered), locale.puts_punctuation_in_quotes), locale))
    return tokens if raises_signs else list(_with_signs(tokens))


def _with_signs(tokens: Iterable[Token]) -> Iterable[Token]:
    within = ""
    for token in tokens:
        if isinstance(token, Mark) and token.formatting.sign:
            if not within and not token.is_end:
                yield token.formatting.sign
            if token.kind == "style":
                within = "" if token.is_end else token.formatting.sign
        elif not within:
            yield token


def _with_quotes(tokens: Iterable[Token], locale: Locale) -> Iterable[Token]:
    depth = 0
    marks = locale.quotes
    for token in tokens:
        if not isinstance(token, Mark) or not token.kind.endswith("quotes"):
            yield token
        elif token.kind == "inner-quotes":
            depth += -1 if token.is_end else 1
        elif token.is_end:
            depth -= 1
            yield marks[depth % 2][1]
        else:
            yield marks[depth % 2][0]
            depth += 1


def runs(rendered: Rendered, locale: Locale) -> list[Run]:
    """The texts of a tree, neighbours of one setting together."""
    out: list[Run] = []
    stack = [Setting()]
    for token in settled(rendered, locale):
        if isinstance(token, Mark):
            if token.kind not in {"style", "link", "display"}:
                continue
            if token.is_end:
                stack.pop()
            else:
                stack.append(set_within(stack[-1], token))
        elif out and out[-1].setting == stack[-1]:
            out[-1] = Run(out[-1].text + token, stack[-1])
        else:
            out.append(Run(token, stack[-1]))
    return out


def set_within(outer: Setting, mark: Mark) -> Setting:
    """The setting of what stands within `mark`, which itself stands within `outer`."""
    formatting = mark.formatting
    if mark.kind == "link":
        return replace(outer, link=formatting.link)
    if mark.kind == "display":
        return replace(outer, display=formatting.display)
    return _styled(
        outer,
        formatting.font_style,
        formatting.font_weight,
        formatting.font_variant,
        formatting.text_decoration,
        formatting.vertical_align,
    )


@lru_cache(maxsize=512)
def _styled(outer: Setting, style: str, weight: str, variant: str, decoration: str, align: str) -> Setting:
    return replace(
        outer,
        is_italic=_turned(outer.is_italic, style, {"italic", "oblique"}),
        is_bold=_turned(outer.is_bold, weight, {"bold"}),
        is_small_caps=_turned(outer.is_small_caps, variant, {"small-caps"}),
        is_underlined=outer.is_underlined or decoration == "underline",
        vertical=_vertical(outer.vertical, align),
    )


def _turned(outer: bool, value: str, on: set[str]) -> bool:
    if value in on:
        return not outer
    return False if value in {"normal", "light"} else outer


def _vertical(outer: str, align: str) -> str:
    if not align:
        return outer
    return "" if align == "baseline" else align
