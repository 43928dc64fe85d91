"""Which of the documents found come first."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from search.backends.arrays.evaluation import Match
from search.backends.arrays.snapshot import Snapshot
from search.backends.scoring import EXACT_FIRST


def best(snapshot: Snapshot, match: Match, sort_by: Sequence[str], start: int, end: int | None) -> list[int]:
    """The numbers of the documents from `start` up to `end`, exactly these, in a total order.

    `sort_by` as in haystack, "-year" descending, in any mixture; without it the best score comes first.
    Documents without a value come last either way; equals go by identity of number.
    """
    found = np.flatnonzero(match.documents)
    start = max(start, 0)
    end = len(found) if end is None else min(end, len(found))
    if start >= end:
        return []
    if not sort_by:
        match = match._replace(scores=match.scores + EXACT_FIRST * match.exact)
        found = _near_the_top(found, match.scores, end)
    names = reversed(sort_by or ["-score"])
    keys = [found, *(_key(snapshot, match, found, name) for name in names)]
    return found[np.lexsort(keys)][start:end].tolist()


def _near_the_top(found: np.ndarray, scores: np.ndarray, count: int) -> np.ndarray:
    """Those that can be among the first `count` by score: all with the score of the last of them or more."""
    if len(found) < 4 * count:
        return found
    values = scores[found]
    last = np.partition(values, len(values) - count)[len(values) - count]
    return found[values >= last]


def _key(snapshot: Snapshot, match: Match, found: np.ndarray, name: str) -> np.ndarray:
    is_descending = name.startswith("-")
    field = name.removeprefix("-")
    if field == "score":
        values = match.scores[found]
        return -values if is_descending else values
    ranks = snapshot.ranks(field)[found]
    keys = -ranks if is_descending else ranks.copy()
    keys[ranks < 0] = np.iinfo(np.int64).max
    return keys
