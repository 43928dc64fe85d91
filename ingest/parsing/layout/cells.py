"""Lines that stand side by side: rows cut at wide gaps into cells, and cells of one height put together."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.vocabulary.name_words import PARTICLES

GAP = 1.4  # ems of white inside a row that part two cells; words of a justified row stand closer
NEXT_ROW = 1.8  # ems from foot to foot
LEVEL = 0.45  # ems by which the feet of cells on one line may differ
LIST_ENDS = (",", ";", " and", " &", " y", " e", " et", " und")
LIST_OPENS = ("and ", "& ", "y ", "et ", "und ", ",", ";")


@dataclass(frozen=True)
class Cell:
    """Words of one row that stand together."""

    row: SourceRow
    start: int
    end: int
    above: str = ""  # words that stand in the row above

    @cached_property
    def text(self) -> str:
        return f"{self.above} {self.row.signed_part(self.start, self.end)}".lstrip()

    @cached_property
    def left(self) -> float:
        box = self.row.words[self.start].box
        return box[0] if box else 0.0

    @cached_property
    def right(self) -> float:
        box = self.row.words[self.end - 1].box
        return box[0] + box[2] if box else 0.0

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def foot(self) -> float:
        box = self.row.source.box
        return box[1] + box[3] if box else 0.0

    @property
    def top(self) -> float:
        box = self.row.source.box
        return box[1] if box else 0.0

    @property
    def style(self) -> tuple[float, bool, bool]:
        """Size in half points, weight and slope of the type."""
        source = self.row.source
        return round(source.size * 2) / 2, source.is_bold, source.is_italic


def cells_of(row: SourceRow) -> list[Cell]:
    """The row's words, parted at wide gaps; but a list of names stays one cell where an icon widens it."""
    em = max(row.source.size, 1.0)
    edges = [0]
    for i in range(1, len(row.words)):
        left, right = row.words[i - 1].box, row.words[i].box
        if left and right and right[0] - left[0] - left[2] > GAP * em:
            edges.append(i)
    edges.append(len(row.words))
    cells: list[Cell] = []
    for start, end in itertools.pairwise(edges):
        cell = Cell(row, start, end)
        if cells and (cells[-1].text.endswith(LIST_ENDS) or cell.text.startswith(LIST_OPENS)):
            cells[-1] = Cell(row, cells[-1].start, end)
        else:
            cells.append(cell)
    return cells


def lines_of(rows: Sequence[SourceRow]) -> list[list[Cell]]:
    """The cells of all rows by height, each line from left to right, whatever the columns of the page."""
    cells = [cell for row in rows if row.words and row.source.box for cell in cells_of(row)]
    lines: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda cell: (cell.foot, cell.left)):
        em = max(cell.row.source.size, 1.0)
        if lines and cell.foot - lines[-1][0].foot < LEVEL * em and _is_free(cell, lines[-1]):
            lines[-1].append(cell)
        else:
            lines.append([cell])
    return [sorted(line, key=lambda cell: cell.left) for line in lines]


def whole_cells(lines: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """The lines, and each cell that runs over two rows in one line: "Ana Sá e | Luis" / "Paz"."""
    found = [list(line) for line in lines]
    for above, below in itertools.pairwise(found):
        for cell in list(above):
            under = [c for c in below if c.left < cell.right and c.right > cell.left]
            if len(under) == 1 and _runs_on(cell, under[0], len(above), len(below)):
                above.remove(cell)
                below[below.index(under[0])] = replace(under[0], above=cell.text)
        if above and all(cell.above for cell in below):
            below += above
            below.sort(key=lambda cell: cell.left)
            above.clear()
    return [line for line in found if line]


def _runs_on(cell: Cell, under: Cell, above: int, below: int) -> bool:
    """A particle cannot end a cell; where only some cells have a row above, one word is a rest of it."""
    is_near = under.foot - cell.foot < NEXT_ROW * max(cell.row.source.size, 1.0)
    is_rest = above < below and len(under.text.split()) == 1
    is_open = cell.text.split()[-1] in PARTICLES and max(above, below) > 1
    return is_near and under.style == cell.style and (is_open or is_rest)


def _is_free(cell: Cell, line: Sequence[Cell]) -> bool:
    return all(cell.left >= other.right or cell.right <= other.left for other in line)
