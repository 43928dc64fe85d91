"""Ranges of pages (CSL 1.0.2, Appendix V)."""

from __future__ import annotations

import re

_PARTS = re.compile(r"(\s*[,&;]\s*)")
_RANGE = re.compile(r"\s*(?P<first>[^\s–—-]+?)\s*(?P<dash>[-–—])[-–—]*\s*(?P<last>[^\s–—-]+?)\s*")
_LABEL = re.compile(r"(?P<prefix>[^\W\d_]*)(?P<number>\d+)")
_ROMAN = re.compile(r"[ivxlcdm]+", re.IGNORECASE)
_NUMBER = re.compile(r"\d+[^\W\d_]?")


def format_pages(text: str, style: str, delimiter: str) -> str:
    """The ranges of the text as `style` has them ("chicago-15", "chicago-16", "expanded", "minimal",
    "minimal-two" or ""), with `delimiter` for their dashes.

    >>> format_pages("321-328, 1536–1538", "minimal", "–"), format_pages("n11564-8", "expanded", "–")
    ('321–8, 1536–8', 'n11564–n11568')
    """
    if "\\-" in text:
        return text.replace("\\-", "-")
    pieces = _PARTS.split(text)
    return "".join(
        _separator(piece) if n % 2 else _format_range(piece, style, delimiter)
        for n, piece in enumerate(pieces)
    )


def _separator(text: str) -> str:
    sign = text.strip()
    return f" {sign} " if sign == "&" else f"{sign} "


def _format_range(text: str, style: str, delimiter: str) -> str:
    found = _RANGE.fullmatch(text)
    if not found:
        return text
    first, last = found["first"], found["last"]
    a, b = _LABEL.fullmatch(first), _LABEL.fullmatch(last)
    if not a or not b:
        return f"{first}{delimiter if _are_labels(first, last) else found['dash']}{last}"
    if a["prefix"] != b["prefix"]:
        return f"{first}{delimiter if a['prefix'] and b['prefix'] else found['dash']}{last}"
    if not style:
        return f"{first}{delimiter}{last}"
    full = b["number"]
    if len(full) < len(a["number"]):
        full = a["number"][: len(a["number"]) - len(full)] + full
    if style == "expanded":
        return f"{first}{delimiter}{a['prefix']}{full}"
    if int(full) < int(a["number"]) or len(full) != len(a["number"]):
        return f"{first}{delimiter}{b['prefix']}{full}"
    return f"{first}{delimiter}{_shortened(a['number'], full, style)}"


def _are_labels(first: str, last: str) -> bool:
    """Whether both are labels of pages, such as "xii" or "12a", and no words."""
    return all(_ROMAN.fullmatch(each) or _NUMBER.fullmatch(each) for each in (first, last))


def _shortened(first: str, last: str, style: str) -> str:
    if style == "minimal":
        return _changed(first, last, 1)
    if style == "minimal-two":
        return _changed(first, last, 2)
    return _chicago(first, last, style)


def _chicago(first: str, last: str, style: str) -> str:
    """The Chicago Manual of Style, 9.61 of the 17th edition; "chicago-15" is the rule of the 15th."""
    number = int(first)
    if number < 100 or number % 100 == 0:
        return last
    if number % 100 < 10:
        return _changed(first, last, 1)
    changed = _changed(first, last, 2)
    if style == "chicago-15" and len(first) == 4 and len(changed) >= 3:
        return last
    return changed


def _changed(first: str, last: str, least: int) -> str:
    """The digits of `last` from the first that differs, but not fewer than `least`."""
    same = next((n for n, (a, b) in enumerate(zip(first, last, strict=True)) if a != b), len(first))
    return last[min(same, max(len(last) - least, 0)) :]
