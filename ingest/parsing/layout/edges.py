"""The lines at the edges of pages, where running heads and folios stand, and the numbers on them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.vocabulary.jump_lines import read_jump_line

DEPTH = 4  # lines from an edge that may be furniture
APART = 0.25  # pitches of white between such a line and the body
ROMAN_VALUES = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}
_roman = re.compile(r"^(?=[ivxlc])(?:c{0,3})(?:xc|xl|l?x{0,3})(?:ix|iv|v?i{0,3})$")
_number = r"(?P<number>\d{1,5}|[ivxlc]{1,8}|[IVXLC]{1,8})"
_word = r"(?:(?:page|pagina|pag|seite|p|pp)\.?\s*)?"
_lone = re.compile(
    rf"^[\[(|·•–—\-\s]*{_word}{_number}(?:\s*(?:of|de|/|sur|von)\s*\d+)?[\])|·•–—\-.\s]*$", re.I
)
_leading = re.compile(rf"^[\[(]?{_word}{_number}[\])]?(?:\s*[|·•–—\-]\s*|\s+)(?P<rest>\D.*)$", re.I)
_trailing = re.compile(rf"^(?P<rest>.*\S)(?:\s*[|·•–—]\s*|\s+)[\[(]?{_word}{_number}[\])]?$", re.I)
_counted = re.compile(  # "Valley Forum | Page 3 of 10"
    r"^(?P<rest>.*\S)(?:\s*[|·•–—]\s*|\s+)(?:page|p[aá]gina|p[aá]g|seite|p)\.?\s*(?P<number>\d{1,5})\s*(?:of|de|/|sur|von)\s*\d+$",
    re.I,
)
_digits = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class EdgeNumber:
    """A number that may be the page's: as printed, its value, whether roman."""

    printed: str
    value: int
    is_roman: bool
    rest: str  # the line without it


@dataclass(frozen=True, slots=True)
class Edge:
    """A line near an edge of a page. `rank` 0 is the outermost; `key` has its digits blotted out."""

    page: int
    row: int
    rank: int
    is_top: bool
    text: str
    is_apart: bool  # does white space part it from the body's side?
    key: str
    folios: tuple[EdgeNumber, ...]
    size: float = 1.0  # of its type, as a share of the body's


def roman_value(text: str) -> int:
    """269 for "cclxix", 0 for what is no roman numeral."""
    lower = text.lower()
    if not lower or not _roman.match(lower):
        return 0
    values = [ROMAN_VALUES[c] for c in lower]
    return sum(-v if v < max(values[i:], default=0) else v for i, v in enumerate(values))


def edges_of_page(index: int, rows: Sequence[SourceRow]) -> list[Edge]:
    order = [row for row in _by_height(rows) if not read_jump_line(rows[row].text)]
    edges = []
    for rank in range(min(DEPTH, len(order))):
        edges.append(_edge(index, rows, order[rank], rank, is_top=True))
        if len(order) - 1 - rank >= DEPTH:
            edges.append(_edge(index, rows, order[-1 - rank], rank, is_top=False))
    if len(order) <= DEPTH:
        edges += [
            _edge(index, rows, order[-1 - rank], rank, is_top=False) for rank in range(min(2, len(order) - 1))
        ]
    return edges


def _by_height(rows: Sequence[SourceRow]) -> list[int]:
    """Indexes from the top of the page to its bottom, whatever the columns."""
    if all(row.source.box for row in rows):
        return sorted(range(len(rows)), key=lambda i: (_bottom(rows[i]), i))
    return list(range(len(rows)))


def _bottom(row: SourceRow) -> float:
    box = row.source.box
    return round(box[1] + box[3]) if box else 0.0


def _edge(index: int, rows: Sequence[SourceRow], row: int, rank: int, *, is_top: bool) -> Edge:
    text = rows[row].text
    inner = row + 1 if is_top else row
    is_apart = (
        inner >= len(rows)
        or rows[inner].space >= APART
        or rows[inner].source.block != rows[inner - 1].source.block
    )
    return Edge(index, row, rank, is_top, text, is_apart, key_of(text), folios_of(text), rows[row].size)


def key_of(text: str) -> str:
    """What stays the same when a head recurs: letters without the folio; "" for a lone folio."""
    if _lone.match(text):
        return ""
    for folio in folios_of(text):
        if folio.is_roman:
            text = folio.rest
    return " ".join(_digits.sub("#", text.casefold()).replace("#", " ").split())


def folios_of(text: str) -> tuple[EdgeNumber, ...]:
    """Numbers at the ends of a line that could be its folio."""
    found = []
    for pattern in (_lone, _leading, _counted if _counted.match(text) else _trailing):
        match = pattern.match(text)
        if match is None:
            continue
        printed = match["number"]
        is_roman = not printed.isdigit()
        value = roman_value(printed) if is_roman else int(printed)
        rest = match.groupdict().get("rest") or ""
        if value and not (is_roman and rest and len(printed) == 1 and printed.isupper()):
            found.append(EdgeNumber(printed, value, is_roman, rest.strip(" |·•–—")))
    return tuple(found)
