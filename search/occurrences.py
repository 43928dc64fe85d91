"""Where a term stands in a sequence of words: phrases, spellings in parts, words near each other.

A span is a pair of word positions (first, one past the last). `spans_of(unit)` gives those of a single
unit in ascending order; index and located pages both answer it, so both mean the same by a phrase.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from search.query_nodes import Term, Unit, Word

Span = tuple[int, int]
SpansOf = Callable[[Unit], Sequence[Span]]
NOWHERE = (-1, -1)
Occurrence = tuple[Span, ...]  # one span, or one for each of the words that stand near each other


def find_occurrences(term: Term, spans_of: SpansOf) -> list[Occurrence]:
    """All occurrences of a term in order. A phrase or a word is one span; those of a phrase may not overlap."""
    spans = [find_word(word, spans_of) for word in term.words]
    if term.slop is None:
        return [(span,) for span in _without_overlaps(_follow(spans))]
    return find_near(spans, term.slop)


def find_word(word: Word, spans_of: SpansOf) -> list[Span]:
    """The spans of a word in any of its spellings."""
    found: set[Span] = set()
    for units in word.alternatives:
        found.update(_follow([spans_of(unit) for unit in units]))
    return sorted(found)


def _follow(steps: Sequence[Sequence[Span]]) -> list[Span]:
    """The spans that begin with one of the first step and go on without a gap through all others."""
    current = {(start, end) for start, end in steps[0]}
    for step in steps[1:]:
        begins: dict[int, list[int]] = {}
        for begin, end in current:
            begins.setdefault(end, []).append(begin)
        current = {(begin, end) for start, end in step for begin in begins.get(start, ())}
        if not current:
            return []
    return sorted(current)


def _without_overlaps(spans: Sequence[Span]) -> list[Span]:
    """Leave out what begins inside an earlier span; of two with one beginning the longer one stays."""
    kept: list[Span] = []
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def find_near(words: Sequence[Sequence[Span]], slop: int) -> list[Occurrence]:
    """Places where each word stands once, in any order, with at most `slop` others between them.

    A sweep over all spans: at each one the nearest earlier span of every other word is taken.
    """
    events = sorted((start, end, index) for index, spans in enumerate(words) for start, end in spans)
    latest: dict[int, list[Span]] = {}
    found: list[Occurrence] = []
    past = 0  # where the last occurrence ends: they do not overlap
    for start, end, index in events:
        if start < past:
            continue
        chosen = _choose(latest, index, (start, end), len(words), past)
        if chosen is not None:
            free = (end - chosen[0][0]) - sum(last - first for first, last in chosen)
            if free <= slop:
                found.append(chosen)
                past = end
        latest.setdefault(index, []).append((start, end))
    return found


def _choose(
    latest: dict[int, list[Span]], index: int, span: Span, count: int, past: int
) -> Occurrence | None:
    """The nearest earlier spans of all other words, none overlapping another; None if there are none."""
    chosen = [span]
    missing = [other for other in range(count) if other != index]
    while missing:
        limit = min(first for first, _ in chosen)
        before = {other: _last_before(latest.get(other, ()), limit) for other in missing}
        if any(place[0] < past for place in before.values()):
            return None
        nearest = max(missing, key=lambda other: before[other])
        chosen.append(before[nearest])
        missing.remove(nearest)
    return tuple(sorted(chosen))


def _last_before(spans: Sequence[Span], limit: int) -> Span:
    """The last span that ends at or before a position; NOWHERE if there is none."""
    for span in reversed(spans):
        if span[1] <= limit:
            return span
    return NOWHERE
