"""Whether anything is printed on a page image, and the page with its paper made white.

Measured against the paper around it, not against the whole page: a few lines on grey, yellowed or unevenly
lit paper are far less than a hundredth of the page, and lighter than its shadows. Ink is what differs from
its paper by much more than the paper's own noise. It is print where it has the size of letters and stands
in rows, writing where it winds; dust, hairs, folds, stains and the dark edges of a scanner do neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageChops, ImageFilter

from ingest.sources.skew import find_skew

DPI = 100  # at which ink is measured: small print still has strokes, noise is averaged out
TILE = 24  # points of it; the paper is the middle level of the tiles around
FAINTEST = 12.0  # levels of 255 between paper and ink
ABOVE_NOISE = 5.0  # times the paper's standard deviation,
COARSEST = 100.0  # levels at most: paper that was made of black and white points
DARK = 0.6  # of the level of the paper: a picture, the scanner's lid, the shadow of the binding
PICTURE_TILES = 6  # away from the edge
SPARSE = 0.015  # of the page; one full of print has 0.05 and more
LETTER = (5, 160)  # points high: from small print to a word over half the page
MIN_AREA = 8  # points of a letter
MARK_AREA = 14  # of a mark that stands alone; dust is smaller
IN_A_ROW = 3  # letters beside each other are print
APART = 1.5  # of their height: wider apart they are no row
WRITING = (12, 30)  # points high and wide: a signature in one stroke
CROSSINGS = 2.5  # of its stroke with a row of points; a hair or a staple has one, a ring two
PICTURE = 60  # points high and wide: larger than blots and the holes of a binder
FILLED = 0.3  # of its box
STRONG = 2.0  # times the faintest: stains and print that shines through are fainter
MAX_RUNS = 60_000  # a page of so many strokes is full of print, or a picture
WHITE, BLACK = 0.25, 0.75  # of the contrast: less becomes white, more becomes black

Levels = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class InkArea:
    """A connected piece of ink, in points of the measured image."""

    left: int
    top: int
    right: int
    bottom: int
    area: int
    runs: int  # of points in its rows

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


class Ink:
    """What is printed on a page, on paper of any shade. `share`: of the page that is ink; `contrast`: levels
    of 255 between ink and paper; `is_light`: on dark paper."""

    def __init__(self, grey: Image.Image, dpi: float) -> None:
        by = max(1, round(dpi / DPI))
        self.scale = by  # points of the page to one that is measured
        small = np.asarray(grey.reduce(by) if by > 1 else grey, np.float32)
        tiles = _tiles(small)
        self._paper = Image.fromarray(tiles.clip(0, 255).astype(np.uint8))
        self._tile = TILE * by
        depth = np.asarray(_spread(Image.fromarray(tiles), TILE, (small.shape[1], small.shape[0]))) - small
        dark = _dark(tiles)
        self._dark_areas = [part for part in _parts(dark) if not _touches_edge(part, dark.shape)]
        depth[_points_of(dark, small.shape)] = 0
        self._threshold = min(max(FAINTEST, ABOVE_NOISE * _noise(depth)), COARSEST)
        darker, lighter = depth > self._threshold, depth < -self._threshold
        self.is_light = bool(lighter.sum() > darker.sum())
        self.mask = lighter if self.is_light else darker
        self._depth = np.abs(depth)
        self.share = float(self.mask.mean())
        self.contrast = float(np.percentile(self._depth[self.mask], 90)) if self.share else 0.0

    @cached_property
    def areas(self) -> list[InkArea]:
        """The connected pieces of ink that do not run over the edge; none where there are far too many."""
        return [part for part in _parts(self.mask) if not _touches_edge(part, self.mask.shape)]

    @cached_property
    def skew(self) -> float:
        """By how many degrees the rows of print sink to the right."""
        return find_skew(self.mask)

    @cached_property
    def letters(self) -> int:
        """Parts of the size of letters that stand in rows."""
        return _in_rows(self.areas)

    @cached_property
    def has_writing(self) -> bool:
        """A signature in one stroke, or a picture."""
        is_dark = any(area.area >= PICTURE_TILES for area in self._dark_areas)
        return is_dark or any(
            (_is_written(part) or _is_picture(part)) and self._is_strong(part) for part in self.areas
        )

    def _is_strong(self, part: InkArea) -> bool:
        box = slice(part.top, part.bottom), slice(part.left, part.right)
        return bool(np.median(self._depth[box][self.mask[box]]) > STRONG * FAINTEST)

    @property
    def is_there(self) -> bool:
        return self.letters > 0 or self.has_writing

    @property
    def is_plain(self) -> bool:
        """Whether anybody sees it. What is faint, and cannot be read, is print of the other side."""
        return self.has_writing or (self.letters > 0 and not self.is_faint)

    @property
    def is_clean(self) -> bool:
        """Whether nothing stands out but dust: no mark of the size of a letter, however alone it stands."""
        low, high = LETTER
        return not any(low <= part.height <= high and part.area >= MARK_AREA for part in self.areas)

    @property
    def is_faint(self) -> bool:
        return self.contrast <= STRONG * self._threshold

    @property
    def is_sparse(self) -> bool:
        return self.share < SPARSE

    def levelled(self, grey: Image.Image) -> Image.Image:
        """The page with its ink black and its paper white, whatever both were."""
        paper = _spread(self._paper, self._tile, grey.size)
        soft = grey.filter(ImageFilter.GaussianBlur(1))
        depth = ImageChops.subtract(soft, paper) if self.is_light else ImageChops.subtract(paper, soft)
        floor = WHITE * max(self.contrast, 2 * self._threshold)
        full = BLACK * max(self.contrast, 2 * self._threshold)
        return depth.point([round(255 * min(1.0, max(0.0, (full - n) / (full - floor)))) for n in range(256)])


def _noise(depth: Levels) -> float:
    """The standard deviation of the paper: of what is left when what stands out is left out."""
    sample = depth[::2, ::2]
    for _ in range(4):
        spread = float(sample.std())
        sample = sample[np.abs(sample) <= 3 * spread]
    return float(sample.std())


# ------------------------------------------------------------------ paper
def _tiles(small: Levels) -> Levels:
    """The level of the paper in each tile: the middle one of the tile, then of the tiles around."""
    height, width = small.shape
    down, across = -(-height // TILE), -(-width // TILE)
    whole = np.pad(small, ((0, down * TILE - height), (0, across * TILE - width)), mode="edge")[::2, ::2]
    blocks = whole.reshape(down, TILE // 2, across, TILE // 2).swapaxes(1, 2).reshape(down, across, -1)
    middle = np.median(blocks, axis=2)
    around = np.lib.stride_tricks.sliding_window_view(np.pad(middle, 2, mode="edge"), (5, 5))
    return np.median(around, axis=(2, 3)).astype(np.float32)


def _spread(tiles: Image.Image, tile: int, size: tuple[int, int]) -> Image.Image:
    """The levels of tiles of so many points over a page of this size."""
    box = (0.0, 0.0, size[0] / tile, size[1] / tile)
    return tiles.resize(size, Image.Resampling.BILINEAR, box)


def _dark(tiles: Levels) -> Mask:
    """The tiles that are darker than any paper here: of a picture, or where the scan shows no paper."""
    dark: Mask = tiles < DARK * np.median(tiles)
    return dark


def _points_of(tiles: Mask, shape: tuple[int, ...]) -> Mask:
    """The points of these tiles and of those around them."""
    around = np.lib.stride_tricks.sliding_window_view(np.pad(tiles, 1), (3, 3)).any(axis=(2, 3))
    whole: Mask = np.repeat(np.repeat(around, TILE, axis=0), TILE, axis=1)[: shape[0], : shape[1]]
    return whole


# ------------------------------------------------------------------ parts
def _parts(mask: Mask) -> list[InkArea]:
    """The connected pieces of ink, by the runs of each row and those above that they touch."""
    steps = np.diff(np.pad(mask, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    found_rows, found_starts = np.nonzero(steps == 1)
    if len(found_rows) > MAX_RUNS:
        return []
    first: list[int] = np.searchsorted(found_rows, np.arange(mask.shape[0] + 1)).tolist()
    rows: list[int] = found_rows.tolist()
    starts: list[int] = found_starts.tolist()
    ends: list[int] = np.nonzero(steps == -1)[1].tolist()
    owner = list(range(len(starts)))

    def root(run: int) -> int:
        while owner[run] != run:
            owner[run] = run = owner[owner[run]]
        return run

    for row in range(1, mask.shape[0]):
        above, here = first[row - 1], first[row]
        while above < first[row] and here < first[row + 1]:
            if starts[above] <= ends[here] and starts[here] <= ends[above]:
                owner[root(here)] = root(above)
            if ends[above] < ends[here]:
                above += 1
            else:
                here += 1
    found: dict[int, InkArea] = {}
    for run, (row, start, end) in enumerate(zip(rows, starts, ends, strict=True)):
        of = root(run)
        held = found.get(of, InkArea(start, row, end, row, 0, 0))
        left, right = min(held.left, start), max(held.right, end)
        found[of] = InkArea(left, held.top, right, row + 1, held.area + end - start, held.runs + 1)
    return list(found.values())


def _touches_edge(part: InkArea, shape: tuple[int, ...]) -> bool:
    return part.left == 0 or part.top == 0 or part.right == shape[1] or part.bottom == shape[0]


def _in_rows(parts: Sequence[InkArea]) -> int:
    """How many parts are letters: of their size, with others beside them."""
    low, high = LETTER
    letters = sorted(
        (p for p in parts if low <= p.height <= high and p.width <= 4 * p.height and p.area >= MIN_AREA),
        key=lambda part: part.left,
    )
    rows: list[list[InkArea]] = []
    for letter in letters:
        row = next((row for row in rows if _follows(letter, row[-1])), None)
        if row is None:
            rows.append([letter])
        else:
            row.append(letter)
    return sum(len(row) for row in rows if len(row) >= IN_A_ROW)


def _follows(letter: InkArea, last: InkArea) -> bool:
    """Beside it, at its height, of much the same size."""
    higher = max(letter.height, last.height)
    shared = min(letter.bottom, last.bottom) - max(letter.top, last.top)
    is_alike = higher <= 3 * min(letter.height, last.height)
    return is_alike and shared > 0 and letter.left - last.right <= APART * higher


def _is_written(part: InkArea) -> bool:
    high, wide = WRITING
    return part.height >= high and part.width >= wide and part.runs >= CROSSINGS * part.height


def _is_picture(part: InkArea) -> bool:
    is_large = min(part.height, part.width) >= PICTURE
    return is_large and part.area >= FILLED * part.height * part.width
