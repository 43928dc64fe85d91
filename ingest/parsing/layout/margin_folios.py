"""Page numbers in the side margin, level with a line of the text, into which they would be read.

They stand outside all lines of the text, at one height of many pages, and count with the pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.parsing.layout.words import union
from ingest.parsing.records import Box, Line, SourceFile, SourcePage
from ingest.parsing.vocabulary.normalise import normalise

MIN_PAGES = 3  # that have such a number
GAP = 1.2  # of the size of the print: between the number and the text
MIN_WORDS = 4  # of a line that tells where the text stands
OUTSIDE = 0.75  # of the lines of the text, that the number must be clear of: figures stick out too
ONE_HEIGHT = 6.0  # points within which they stand on all pages
_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


@dataclass(frozen=True, slots=True)
class _Number:
    """The word `at` of a line, which may be the page's number: its first or its last."""

    line: int
    at: int
    value: int
    bottom: float


def set_margin_folios_apart(source: SourceFile) -> tuple[SourceFile, dict[int, int]]:
    """The same pages, where a number in the margin is a line of its own; by index of the page that of the line."""
    numbers = [_numbers_beside(page) for page in source.pages]
    seen: defaultdict[int, list[tuple[int, _Number]]] = defaultdict(list)
    for index, found in enumerate(numbers):
        for number in found:
            seen[number.value - index].append((index, number))
    best = max(map(_level, seen.values()), key=len, default={})
    if not best:
        return source, {}
    pages = list(source.pages)
    for index, number in best.items():
        pages[index] = _apart(pages[index], number)
    return replace(source, pages=tuple(pages)), {index: len(pages[index].lines) - 1 for index in best}


def _level(run: Sequence[tuple[int, _Number]]) -> dict[int, _Number]:
    """By page the numbers of a run that stand level with enough others: left-hand pages have them elsewhere."""
    return {
        index: number
        for index, number in run
        if sum(abs(number.bottom - other.bottom) <= ONE_HEIGHT for _, other in run) >= MIN_PAGES
    }


def _numbers_beside(page: SourcePage) -> list[_Number]:
    """The numbers left or right of the text of the page."""
    texts = [line.box for line in page.lines if line.box and len(line.words) >= MIN_WORDS]
    if len(texts) < MIN_WORDS:
        return []
    found = []
    for index, line in enumerate(page.lines):
        for at in sorted({0, len(line.words) - 1}) if line.words else ():
            box, digits = line.words[at].box, line.words[at].text.translate(_SUPERSCRIPTS)
            if (
                box
                and digits.isascii()
                and digits.isdigit()
                and _is_apart(line, at)
                and _is_beside(box, texts)
            ):
                found.append(_Number(index, at, int(digits), box[1] + box[3]))
    return found


def _is_apart(line: Line, at: int) -> bool:
    """Does white part it from its neighbour in the line?"""
    if len(line.words) == 1:
        return True
    left, right = (line.words[0], line.words[1]) if at == 0 else line.words[-2:]
    if left.box is None or right.box is None:
        return False
    return right.box[0] - left.box[0] - left.box[2] >= GAP * line.size > 0


def _is_beside(box: Box, texts: Sequence[Box]) -> bool:
    """Is it left or right of nearly all lines of the text?"""
    left = sum(box[0] + box[2] < text[0] for text in texts)
    right = sum(box[0] > text[0] + text[2] for text in texts)
    return max(left, right) >= OUTSIDE * len(texts)


def _apart(page: SourcePage, number: _Number) -> SourcePage:
    line = page.lines[number.line]
    word = line.words[number.at]
    digits = normalise(word.text.translate(_SUPERSCRIPTS))
    lone = replace(
        line, words=(replace(word, text=digits, is_superscript=False),), text=digits, box=word.box,
        block=max(each.block for each in page.lines) + 1, has_drop_cap=False, italics=(),
    )  # fmt: skip
    rest = _without(line, number.at)
    lines = [*page.lines[: number.line], *rest, *page.lines[number.line + 1 :], lone]
    return replace(page, lines=tuple(lines))


def _without(line: Line, at: int) -> list[Line]:
    """The line without its first or last word; nothing where that was all."""
    kept = line.words[1:] if at == 0 else line.words[:-1]
    if not kept:
        return []
    word = line.words[at].text
    text = line.text.removeprefix(word) if at == 0 else line.text.removesuffix(word)
    shift = 1 if at == 0 else 0
    return [
        replace(
            line,
            words=kept,
            text=text.strip(),
            box=union([each.box for each in kept if each.box]),
            italics=tuple(place - shift for place in line.italics if 0 <= place - shift < len(kept)),
        )
    ]
