"""Text with its setting and its links: what a reference is for those who show it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape

from archive.citations.csl.locale import Locale
from archive.citations.csl.nodes import Rendered
from archive.citations.csl.output.runs import Run, runs


@dataclass(frozen=True, slots=True)
class StyledRun:
    text: str
    is_italic: bool = False
    href: str = ""
    is_bold: bool = False
    is_small_caps: bool = False
    is_underlined: bool = False
    vertical: str = ""  # "sup" or "sub"


Rich = tuple[StyledRun, ...]


def to_rich(rendered: Rendered, locale: Locale) -> Rich:
    """What a style put out; the blocks of an entry, such as its number, are parted by a blank."""
    out: list[StyledRun] = []
    display = ""
    for run in runs(rendered, locale):
        if out and run.setting.display != display and not out[-1].text.endswith(" ") and run.text[0] != " ":
            out.append(StyledRun(" "))
        display = run.setting.display
        out.append(_styled(run))
    if out:
        out[-1] = replace(out[-1], text=out[-1].text.rstrip(" "))
    return tuple(each for each in out if each.text)


def _styled(run: Run) -> StyledRun:
    setting = run.setting
    return StyledRun(
        run.text,
        is_italic=setting.is_italic,
        href=setting.link,
        is_bold=setting.is_bold,
        is_small_caps=setting.is_small_caps,
        is_underlined=setting.is_underlined,
        vertical=setting.vertical,
    )


def to_plain(rich: Rich) -> str:
    return "".join(run.text for run in rich)


def to_html(rich: Rich) -> str:
    """Escaped text with elements of our own and, for web addresses only, <a>: safe to be marked as such."""
    return "".join(_run_html(run) for run in rich)


def _run_html(run: StyledRun) -> str:
    html = escape(run.text)
    if run.href.startswith(("https://", "http://")):
        html = f'<a href="{escape(run.href)}">{html}</a>'
    for begin, end in _elements(run):
        html = f"{begin}{html}{end}"
    return html


def _elements(run: StyledRun) -> list[tuple[str, str]]:
    """From the innermost."""
    elements = []
    if run.vertical in {"sup", "sub"}:
        elements.append((f"<{run.vertical}>", f"</{run.vertical}>"))
    if run.is_underlined:
        elements.append(("<u>", "</u>"))
    if run.is_small_caps:
        elements.append(('<span class="small-caps">', "</span>"))
    if run.is_bold:
        elements.append(("<b>", "</b>"))
    if run.is_italic:
        elements.append(("<i>", "</i>"))
    return elements
