"""Hits -> excerpts that are safe to show: escaped, with nothing but `<mark>` in them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import takewhile

from search.locate import CharSpan, Hit, Range

EXCERPT = 240  # characters of an excerpt, about three printed lines
LEAD = 90  # of them before the first hit
ELLIPSIS = "…"
PARAGRAPH_BREAK = " ¶ "  # else a title would run into the by-line below it
_BLANK_LINE = re.compile(r"\n\s*\n")


def mark(text: str, spans: Sequence[CharSpan]) -> str:
    """The whole text, escaped, with the given characters in `<mark>`; overlapping spans become one."""
    pieces: list[str] = []
    done = 0
    for start, end in merge(spans):
        pieces += (escape(text[done:start]), "<mark>", escape(text[start:end]), "</mark>")
        done = end
    pieces.append(escape(text[done:]))
    return "".join(pieces)


def merge(spans: Sequence[CharSpan]) -> list[CharSpan]:
    """Spans in order, those that overlap as one, empty ones left out."""
    merged: list[CharSpan] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def excerpts(
    hits: Sequence[Hit],
    page: int,
    pages: Sequence[str],
    *,
    among: range | None = None,
    most: int = 2,
    length: int = EXCERPT,
    front: Sequence[CharSpan] = (),
) -> list[tuple[str, Hit]]:
    """At most `most` excerpts of one page with the first hit of each; those of one neighbourhood share one.

    A hit that runs on to the next page is shown whole: the excerpt goes on there. What is `front` matter stands
    above the excerpts and is left out; a page with hits in nothing else is shown by what follows it.
    `among`: which of the hits may stand on the page, as far as that is known.
    """
    text = pages[page]
    tail = pages[page + 1][:length] if page + 1 < len(pages) else ""
    strip = f"{text} {tail}"
    numbers = range(len(hits)) if among is None else among
    found: list[tuple[CharSpan, CharSpan, Hit]] = []
    first_own = None
    reach = -1
    for hit in map(hits.__getitem__, numbers):
        if hit.page != page:
            continue
        first_own = first_own or hit
        first = hit.ranges[0].start
        if len(found) == most:
            break
        if first < reach or any(start <= first < end for start, end in front):
            continue
        _, last = _on_strip(hit.ranges[-1], page, len(text)) or (0, hit.ranges[0].end)
        limit = max(len(text), min(last + LEAD, len(strip))) if last > len(text) else len(text)
        low, high = _between(front, first, last, limit)
        start, end = window(strip[low:high], first - low, last - low, length)
        reach = low + end
        found.append(((low, high), (low + start, reach), hit))
    if first_own and not found and front:
        return [(opening(text, length, front), first_own)]
    known = _marked_before(reach, map(hits.__getitem__, numbers), page, len(text))
    return [(_excerpt(strip, *bounds, *cut, known), hit) for bounds, cut, hit in found]


def _marked_before(reach: int, hits: Iterable[Hit], page: int, length: int) -> list[CharSpan]:
    """The characters of hits, as far as excerpts reach: a page may have hundreds of hits behind them."""
    shown = takewhile(lambda hit: hit.page < page or (hit.page == page and hit.ranges[0].start < reach), hits)
    spans = (_on_strip(place, page, length) for hit in shown for place in hit.ranges)
    return merge([span for span in spans if span is not None])


def _between(front: Sequence[CharSpan], first: int, last: int, limit: int) -> CharSpan:
    """Between what front matter the characters `first` to `last` stand."""
    low = max((end for _, end in front if end <= first), default=0)
    return low, min((start for start, _ in front if start >= last), default=limit)


def _on_strip(place: Range, page: int, length: int) -> CharSpan | None:
    """A range on this page or the beginning of the next as characters of the two joined by a space."""
    if place.page == page:
        return place.start, place.end
    if place.page == page + 1:
        return length + 1 + place.start, length + 1 + place.end
    return None


def window(text: str, first: int, last: int, length: int) -> CharSpan:
    """Where an excerpt around the characters `first` to `last` begins and ends: between words, in one paragraph's reach."""
    start = max(0, min(first - LEAD, len(text) - length))
    if start > 0:
        start = min(_next_word(text, start), first)
    end = min(len(text), max(last, start + length))
    if end < len(text):
        end = max(_word_before(text, end), last)
    return start, end


def _next_word(text: str, position: int) -> int:
    while position < len(text) and not text[position - 1].isspace():
        position += 1
    return position


def _word_before(text: str, position: int) -> int:
    while position > 0 and not text[position].isspace():
        position -= 1
    return position


def _excerpt(text: str, low: int, high: int, start: int, end: int, spans: Sequence[CharSpan]) -> str:
    """The characters from `start` to `end` of what is shown of a text, which is from `low` to `high`."""
    inside = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
    marked = mark(text[start:end], inside)
    before = ELLIPSIS if text[low:start].strip() else ""
    after = ELLIPSIS if text[end:high].strip() else ""
    paragraphs = (" ".join(part.split()) for part in _BLANK_LINE.split(marked.strip()))
    return before + PARAGRAPH_BREAK.join(paragraphs) + after


def opening(text: str, length: int = EXCERPT, front: Sequence[CharSpan] = ()) -> str:
    """The beginning of a text behind its front matter, escaped, cut between words."""
    text = text[front[-1][1] if front else 0 :].lstrip()
    _, end = window(text, 0, 0, length)
    return _excerpt(text, 0, len(text), 0, end, ())
