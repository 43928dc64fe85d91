"""References as HTML: every text escaped, only elements of our own, links to the web alone."""

from __future__ import annotations

from html import escape

from archive.citations.csl.locale import Locale
from archive.citations.csl.nodes import Rendered
from archive.citations.csl.output.runs import Setting, set_within, settled
from archive.citations.csl.seams import Mark

_ENTITIES = str.maketrans({"&": "&#38;", "<": "&#60;", ">": "&#62;"})
_NORMAL = '<span style="font-{}:normal;">'
_SPAN_END = "</span>"
# What opens and closes the blocks of an entry ("Display"), each on its line.
_BLOCKS = {
    "block": ('\n\n    <div class="csl-block">', "</div>\n"),
    "left-margin": ('\n    <div class="csl-left-margin">', "</div>"),
    "right-inline": ('<div class="csl-right-inline">', "</div>\n  "),
    "indent": ('<div class="csl-indent">', "</div>\n  "),
}


def to_html(rendered: Rendered, locale: Locale, links: bool = True) -> str:
    """Safe to be marked as such. `links` makes addresses in the text links."""
    out: list[str] = []
    settings = [Setting()]
    ends: list[str] = []
    for token in settled(rendered, locale, raises_signs=True):
        if isinstance(token, str):
            out.append(token.translate(_ENTITIES))
        elif token.kind not in {"style", "display", "link"}:
            continue
        elif token.is_end:
            settings.pop()
            out.append(ends.pop())
        else:
            settings.append(set_within(settings[-1], token))
            begin, end = _element(token, settings[-2], links)
            out.append(begin)
            ends.append(end)
    return "".join(out)


def _element(mark: Mark, outer: Setting, links: bool) -> tuple[str, str]:
    """What opens and what closes the stretch."""
    formatting = mark.formatting
    if mark.kind == "display":
        return _BLOCKS[formatting.display]
    if mark.kind == "link":
        href = formatting.link
        is_web = links and href.startswith(("https://", "http://"))
        return (f'<a href="{escape(href)}">', "</a>") if is_web else ("", "")
    begin, end = "", ""
    for opened, closed in _styles(mark, outer):
        begin, end = begin + opened, closed + end
    return begin, end


def _styles(mark: Mark, outer: Setting) -> list[tuple[str, str]]:
    formatting = mark.formatting
    styles: list[tuple[str, str]] = []
    if formatting.vertical_align in {"sup", "sub"}:
        styles.append((f"<{formatting.vertical_align}>", f"</{formatting.vertical_align}>"))
    elif formatting.vertical_align == "baseline":
        styles.append(('<span style="baseline">', _SPAN_END))
    if formatting.text_decoration == "underline":
        styles.append(("<u>", "</u>"))
    styles += _turning(formatting.font_weight, {"bold"}, outer.is_bold, ("<b>", "</b>"), "weight")
    small = ('<span style="font-variant:small-caps;">', _SPAN_END)
    styles += _turning(formatting.font_variant, {"small-caps"}, outer.is_small_caps, small, "variant")
    styles += _turning(
        formatting.font_style, {"italic", "oblique"}, outer.is_italic, ("<i>", "</i>"), "style"
    )
    return styles


def _turning(
    value: str, on: set[str], is_on: bool, element: tuple[str, str], name: str
) -> list[tuple[str, str]]:
    """The element that turns a style on; where it is on already, the one that turns it off."""
    if value in on:
        return [(_NORMAL.format(name), _SPAN_END) if is_on else element]
    return [(_NORMAL.format(name), _SPAN_END)] if value and is_on else []
