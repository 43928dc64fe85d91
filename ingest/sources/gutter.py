"""Where two printed pages part on one image: at the shadow of the fold, or at a white band without any print."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from PIL import Image

LANDSCAPE = 1.15  # so much wider than high
MIN_WIDTH = 600  # points; what is smaller shows no two pages
MIDDLE = (0.42, 0.58)  # of the width
BESIDE = 0.06  # of the width on either side, where the paper is as usual
SHADOW = 0.9  # of the paper's level: the fold is darker
WHITE = 0.045  # of the width: the inner margins of two pages; two columns stand closer
CLEAR = 0.004  # of the rows may be inked: dust
MIN_INK = 0.25  # of the print stands on either side

Levels = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]


def find_gutter(grey: Image.Image, mask: Mask) -> int:
    """The column of the image, 0 for one page. `mask`: its ink, at a lower resolution."""
    if grey.width < max(MIN_WIDTH, LANDSCAPE * grey.height):
        return 0
    scale = grey.width / mask.shape[1]
    ink = mask.sum(axis=0).astype(np.float32)
    found = _shadow(grey) or round(scale * _white(ink, mask.shape[0]))
    if not found:
        return 0
    left = float(ink[: round(found / scale)].sum()) / max(1.0, float(ink.sum()))
    return found if MIN_INK <= left <= 1 - MIN_INK else 0


def _shadow(grey: Image.Image) -> int:
    """The darkest column of the middle, where the paper beside it is lighter."""
    by = max(1, grey.width // 1000)
    levels = np.percentile(np.asarray(grey.reduce(by), np.float32), 70, axis=0)  # of the paper, not the ink
    width = len(levels)
    low, high = (round(share * width) for share in MIDDLE)
    darkest = low + int(levels[low:high].argmin())
    around = round(BESIDE * width)
    beside = (
        np.median(levels[darkest - 2 * around : darkest - around]),
        np.median(levels[darkest + around : darkest + 2 * around]),
    )
    return by * darkest if levels[darkest] < SHADOW * min(beside) else 0


def _white(ink: Levels, height: int) -> float:
    """The middle of the widest run of clear columns that reaches into the middle; 0 where it is narrow."""
    clear = ink <= CLEAR * height
    low, high = (round(share * len(ink)) for share in MIDDLE)
    edges = np.flatnonzero(np.diff(np.concatenate(([0], clear.astype(np.int8), [0]))))
    runs = [(end - start, (start + end) / 2) for start, end in zip(edges[::2], edges[1::2], strict=True)]
    inner = [(wide, middle) for wide, middle in runs if low <= middle <= high]
    wide, middle = max(inner, default=(0, 0.0))
    return float(middle) if wide >= WHITE * len(ink) else 0.0
