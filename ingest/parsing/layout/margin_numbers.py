"""Line numbers in the margin: of a listing, a manuscript under review, a critical edition.

They stand on nearly the baselines of the text beside them and would run into its lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from ingest.parsing.layout.reading_order import PagePiece

MIN_NUMBERS = 6  # numbers one below the other
ALIGNED = 1.6  # points: their left or right edges; a narrower "1" begins further right
SMALL = 0.85  # of the usual size: numbers as large as the text may be a table's
MAX_STEP = 10  # editions number every fifth or tenth line

_number = re.compile(r"\d{1,4}$")


def find_margin_numbers(pieces: Sequence[PagePiece], texts: Sequence[str]) -> list[list[int]]:
    """Columns of line numbers, each the indices of its pieces from top to bottom.

    They are small or stand left of everything else, are flush with one another, and count on from line
    to line, by ones or by one step.
    """
    found = [i for i, text in enumerate(texts) if _number.match(text)]
    if len(found) < MIN_NUMBERS:
        return []
    usual = median(piece.size for piece in pieces)
    others = [pieces[i] for i in range(len(pieces)) if not _number.match(texts[i])]
    left = min((piece.left for piece in others), default=0.0)
    apart = [i for i in found if pieces[i].size < SMALL * usual or pieces[i].right < left]
    runs = [
        run
        for edge in ("right", "left")
        for column in _flush(apart, pieces, edge)
        for run in _counting(column, texts)
    ]
    columns: list[list[int]] = []
    for run in sorted(runs, key=len, reverse=True):
        if not any(i in column for column in columns for i in run):
            columns.append(run)
    return columns


def _flush(indices: Sequence[int], pieces: Sequence[PagePiece], edge: str) -> list[list[int]]:
    """Groups whose edges stand within ALIGNED of the first one's."""
    groups: list[list[int]] = []
    for i in sorted(indices, key=lambda i: float(getattr(pieces[i], edge))):
        place = getattr(pieces[i], edge)
        if groups and place - getattr(pieces[groups[-1][0]], edge) < ALIGNED:
            groups[-1].append(i)
        else:
            groups.append([i])
    return [sorted(group, key=lambda i: pieces[i].bottom) for group in groups if len(group) >= MIN_NUMBERS]


def _counting(column: Sequence[int], texts: Sequence[str]) -> list[list[int]]:
    """The longest runs of a column that count on; a listing may follow another and begin at 1 again."""
    runs: list[list[int]] = [[column[0]]]
    step = 0
    for above, i in pairwise(column):
        rise = int(texts[i]) - int(texts[above])
        if 1 <= rise <= MAX_STEP and step in (0, rise):
            runs[-1].append(i)
            step = rise
        else:
            runs.append([i])
            step = 0
    return [run for run in runs if len(run) >= MIN_NUMBERS]
