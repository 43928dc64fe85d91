"""The order in which the pieces of a page are read: columns, full-width bands, side bars.

Method: recursive cuts of the page after Nagy and Seth (1984), but cutting at a gutter first. Pieces
that cross the gutter (a title over two columns, a wide footnote) part the page into bands, so that
no clear white band is needed above or below them.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

MIN_WORDS_BESIDE = 8  # a gutter has at least so many words on either side
MIN_PIECES_BESIDE = 3
MIN_COLUMN_WIDTH = 0.11  # of the width of the page
MAX_DEPTH = 6
MAX_GUTTERS_TRIED = 8
STRAIGHT = 2.0  # points within which the pieces of a column begin
MANY_WORDS = 60  # in the poorer column: with these it is one, whatever crosses the gutter
MAX_DROP = 4.0  # points between two baselines of one line: a masthead's own line is no higher
MAX_NUMBER_WIDTH = 2.2  # ems of the number of an entry
MAX_NUMBER_GAP = 2.5  # ems between the number and its entry


@dataclass(frozen=True, slots=True)
class PagePiece:
    """A stretch of one printed line: where it stands, the font size, how many words it has."""

    left: float
    top: float
    right: float
    bottom: float
    size: float
    words: int

    def mirrored(self, page_width: float) -> PagePiece:
        """As it would stand on a page that runs from left to right."""
        return replace(self, left=page_width - self.right, right=page_width - self.left)


@dataclass(frozen=True, slots=True)
class Gutter:
    left: float
    right: float

    def is_right_of(self, piece: PagePiece) -> bool:
        return (piece.left + piece.right) / 2 < (self.left + self.right) / 2


def order_pieces(pieces: Sequence[PagePiece], page_width: float) -> list[list[int]]:
    """Blocks of a page in reading order, each a list of indices into `pieces` from top to bottom.

    A block is one column, one full-width band or one side bar. Every index stands in exactly one.
    """
    blocks = _cut(list(range(len(pieces))), pieces, page_width, 0)
    return [sorted(block, key=lambda i: (pieces[i].bottom, pieces[i].left)) for block in blocks]


def _cut(indices: list[int], pieces: Sequence[PagePiece], page_width: float, depth: int) -> list[list[int]]:
    if len(indices) < 2 * MIN_PIECES_BESIDE or depth == MAX_DEPTH:
        return [indices] if indices else []
    gutter = _find_gutter([pieces[i] for i in indices], page_width)
    if gutter is None:
        return [indices]
    gutter = _left_of_numbers([pieces[i] for i in indices], gutter)
    blocks: list[list[int]] = []
    for is_wide, band in _bands(indices, pieces, gutter):
        if is_wide:
            blocks += _cut(band, pieces, page_width, depth + 1)
            continue
        left = [i for i in band if gutter.is_right_of(pieces[i])]
        right = [i for i in band if not gutter.is_right_of(pieces[i])]
        for column in _main_column_first(left, right, pieces):
            blocks += _cut(column, pieces, page_width, depth + 1)
    return blocks


def _find_gutter(pieces: list[PagePiece], page_width: float) -> Gutter | None:
    """The gutter with the most words in columns beside it, or None for a single column."""
    best, best_words = None, MIN_WORDS_BESIDE - 1
    for gutter in _white_lanes(pieces):
        words = _words_beside(pieces, gutter, page_width)
        if words > best_words:
            best, best_words = gutter, words
    return best


def _left_of_numbers(pieces: Sequence[PagePiece], gutter: Gutter) -> Gutter:
    """The gutter before the numbers of a list that hang in it: they belong to the column on the right."""
    right = [p for p in pieces if not _is_wide(p, gutter) and not gutter.is_right_of(p)]
    left = [p for p in pieces if not _is_wide(p, gutter) and gutter.is_right_of(p)]
    edge = min((p.left for p in right), default=gutter.right)
    numbers = [p for p in left if _is_hanging_number(p, edge, right)]
    rest = max((p.right for p in left if p not in numbers), default=gutter.left)
    first = min((p.left for p in numbers), default=0.0)
    is_apart = len(numbers) >= MIN_PIECES_BESIDE and rest < first
    return Gutter(rest, first) if is_apart else gutter


def _is_hanging_number(piece: PagePiece, edge: float, column: Sequence[PagePiece]) -> bool:
    """A single narrow word right before the column, on one of its lines."""
    is_narrow = piece.words == 1 and piece.right - piece.left < MAX_NUMBER_WIDTH * piece.size
    is_near = edge - piece.right < MAX_NUMBER_GAP * piece.size
    return is_narrow and is_near and any(_shares_line(piece, other) for other in column)


def _white_lanes(pieces: list[PagePiece]) -> list[Gutter]:
    """Vertical lanes with enough pieces on either side, the least crossed and widest first.

    Beside the white between all edges: lanes in front of a column's straight left edge, which what
    crosses them may hide. A centred title over two columns may begin or end in the gutter.
    """
    least = max(7.0, 0.9 * median(p.size for p in pieces))
    lefts, rights = sorted(p.left for p in pieces), sorted(p.right for p in pieces)
    lanes = [
        Gutter(x, following) for x, following in pairwise(sorted([*lefts, *rights])) if following - x >= least
    ]
    lanes += [Gutter(x - least, x - 0.01) for x in _straight_edges(lefts)]
    ranked = []
    for lane in lanes:
        left, right = bisect_right(rights, lane.left), len(lefts) - bisect_left(lefts, lane.right)
        if min(left, right) >= MIN_PIECES_BESIDE:
            ranked.append((len(pieces) - left - right, lane.left - lane.right, lane))
    ranked.sort(key=lambda lane: lane[:2])
    return [lane for _, _, lane in ranked[:MAX_GUTTERS_TRIED]]


def _straight_edges(lefts: list[float]) -> list[float]:
    """Where at least MIN_PIECES_BESIDE pieces begin within STRAIGHT points."""
    edges: list[float] = []
    for i, x in enumerate(lefts):
        is_new = not edges or x - edges[-1] >= STRAIGHT
        last = i + MIN_PIECES_BESIDE - 1
        if is_new and last < len(lefts) and lefts[last] < x + STRAIGHT:
            edges.append(x)
    return edges


def _words_beside(pieces: list[PagePiece], gutter: Gutter, page_width: float) -> int:
    """Words in the poorer of the two columns, summed over the bands; 0 where they are no columns."""
    wide = sorted((p for p in pieces if _is_wide(p, gutter)), key=lambda p: p.top)
    sides: tuple[list[PagePiece], list[PagePiece]] = ([], [])
    for piece in pieces:
        if not _is_wide(piece, gutter):
            sides[0 if gutter.is_right_of(piece) else 1].append(piece)
    if min(map(len, sides)) < MIN_PIECES_BESIDE:
        return 0
    if not all(_is_column(side, page_width) for side in sides):
        return 0
    if _is_table(*sides):
        return 0
    cuts = [piece.top for piece in wide]
    total = 0
    for top, bottom in pairwise([float("-inf"), *cuts, float("inf")]):
        counts = [sum(p.words for p in side if top <= p.top < bottom) for side in sides]
        total += min(counts)
    crossed = sum(p.words for p in wide)
    return total if total * 4 >= crossed or total >= MANY_WORDS else 0


def _is_wide(piece: PagePiece, gutter: Gutter) -> bool:
    """Whether the piece reaches through the gutter, or well into it from one side."""
    middle = (gutter.left + gutter.right) / 2
    return piece.left < middle - 1 and piece.right > middle + 1


def _is_column(side: list[PagePiece], page_width: float) -> bool:
    """Whether a side is running text and not the numbers of a list or of lines of code."""
    width = max(p.right for p in side) - min(p.left for p in side)
    words = sum(p.words for p in side)
    return width >= MIN_COLUMN_WIDTH * page_width and words >= 1.3 * len(side)


def _is_table(left: list[PagePiece], right: list[PagePiece]) -> bool:
    """Cells side by side: nearly every piece has a partner on its own baseline, and most are short."""
    width = max(p.right for p in right) - min(p.left for p in left)
    few, many = sorted((left, right), key=len)
    bottoms = sorted(p.bottom for p in many)
    partners = sum(_is_near_one_of(bottoms, p.bottom) for p in few)
    short = sum(p.right - p.left < 0.25 * width for p in (*left, *right))
    return partners > 0.8 * len(few) and short > 0.6 * (len(left) + len(right))


def _is_near_one_of(heights: list[float], height: float) -> bool:
    """Whether one of them, which are sorted, is less than a point away."""
    above = bisect_left(heights, height)
    return any(abs(height - each) < 1.0 for each in heights[max(0, above - 1) : above + 1])


def _bands(indices: list[int], pieces: Sequence[PagePiece], gutter: Gutter) -> list[tuple[bool, list[int]]]:
    """The bands from top to bottom: (does it go over the full width, its pieces)."""
    wide = _full_width(indices, pieces, gutter)
    bands: list[tuple[bool, list[int]]] = []
    for i in sorted(indices, key=lambda i: (pieces[i].top, pieces[i].left)):
        if bands and bands[-1][0] == (i in wide):
            bands[-1][1].append(i)
        else:
            bands.append((i in wide, [i]))
    return _one_sided_as_wide(_give_ends_to_wide(bands, pieces, gutter), pieces, gutter)


def _one_sided_as_wide(
    bands: list[tuple[bool, list[int]]], pieces: Sequence[PagePiece], gutter: Gutter
) -> list[tuple[bool, list[int]]]:
    """Bands with nothing beside them belong to the wide ones around them."""
    merged: list[tuple[bool, list[int]]] = []
    for is_wide, band in bands:
        sides = {gutter.is_right_of(pieces[i]) for i in band}
        is_single = is_wide or len(sides) == 1
        if merged and merged[-1][0] and is_single:
            merged[-1][1].extend(band)
        else:
            merged.append((is_single, band))
    return merged


def _full_width(indices: list[int], pieces: Sequence[PagePiece], gutter: Gutter) -> set[int]:
    """Pieces that cross the gutter, what stands on their lines, and lone lines above or below the rest."""
    wide = [i for i in indices if _is_wide(pieces[i], gutter)]
    beside = {i for i in indices if any(_shares_line(pieces[i], pieces[j]) for j in wide)}
    return {
        *wide,
        *beside,
        *_lone_line(indices, pieces, at_top=True),
        *_lone_line(indices, pieces, at_top=False),
    }


def _shares_line(piece: PagePiece, other: PagePiece) -> bool:
    return abs(piece.bottom - other.bottom) < min(0.3 * max(piece.size, other.size), MAX_DROP)


def _lone_line(indices: list[int], pieces: Sequence[PagePiece], *, at_top: bool) -> set[int]:
    """The outermost line when a gap of more than a line parts it from all columns: a head or a folio."""
    edge = pieces[min(indices, key=lambda i: pieces[i].top if at_top else -pieces[i].bottom)]
    line = {i for i in indices if _shares_line(pieces[i], edge)}
    rest = [pieces[i] for i in indices if i not in line]
    if at_top:
        gap = min((piece.top for piece in rest), default=edge.bottom) - edge.bottom
    else:
        gap = edge.top - max((piece.bottom for piece in rest), default=edge.top)
    return line if gap > 0.9 * edge.size else set()


def _give_ends_to_wide(
    bands: list[tuple[bool, list[int]]], pieces: Sequence[PagePiece], gutter: Gutter
) -> list[tuple[bool, list[int]]]:
    """Short last (first) lines of a wide paragraph, which stand on one side only, go back to it."""
    for (upper_wide, upper), (lower_wide, lower) in pairwise(bands):
        if upper_wide and not lower_wide:
            _move_lines(lower, upper, pieces, gutter, from_top=True)
        elif lower_wide and not upper_wide:
            _move_lines(upper, lower, pieces, gutter, from_top=False)
    return [band for band in bands if band[1]]


def _move_lines(
    columns: list[int], wide: list[int], pieces: Sequence[PagePiece], gutter: Gutter, *, from_top: bool
) -> None:
    """Move lines at the edge of `columns` that stand alone, near `wide` and away from the rest."""
    while columns:
        edge = columns[0] if from_top else columns[-1]
        piece = pieces[edge]
        rest = [pieces[i] for i in columns if i != edge]
        if any(p.top < piece.bottom and p.bottom > piece.top for p in rest):
            return
        near = pieces[wide[-1] if from_top else wide[0]]
        to_wide = piece.top - near.bottom if from_top else near.top - piece.bottom
        to_rest = min(
            (p.top - piece.bottom if from_top else piece.top - p.bottom for p in rest), default=float("inf")
        )
        if to_wide > 0.8 * piece.size or to_rest < to_wide + 0.3 * piece.size:
            return
        columns.remove(edge)
        wide.insert(len(wide) if from_top else 0, edge)


def _main_column_first(left: list[int], right: list[int], pieces: Sequence[PagePiece]) -> list[list[int]]:
    """Left before right, but a narrow side bar, of few words or in smaller type, after the text beside it."""
    if not left or not right:
        return [left or right]
    widths = [
        max(pieces[i].right for i in side) - min(pieces[i].left for i in side) for side in (left, right)
    ]
    sizes = [median(pieces[i].size for i in side) for side in (left, right)]
    words = [sum(pieces[i].words for i in side) for side in (left, right)]
    is_small = sizes[0] < 0.97 * sizes[1] or words[0] < 0.25 * words[1]
    is_side_bar = widths[0] < 0.5 * widths[1] and is_small
    return [right, left] if is_side_bar else [left, right]
