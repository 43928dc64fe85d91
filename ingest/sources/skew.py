"""By how much the rows of print on a page run askew: the angle under which rows and white between them part best.

W. Postl, "Detection of linear oblique structures and skew scan in digitized documents" (1986): the profile of a
page along its rows is sharpest where it runs along them.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]

FURTHEST = 6.0  # degrees to either side
STEPS = (0.5, 0.1)
MAX_POINTS = 30_000  # of ink that are looked at
MIN_POINTS = 1_500
SHARPER = 1.25  # times the profile of the page as it lies: less is no skew but chance


def find_skew(mask: Mask) -> float:
    """In degrees, positive where rows sink to the right; 0 where nothing tells."""
    places = np.argwhere(mask).astype(np.float32)
    if len(places) < MIN_POINTS:
        return 0.0
    rows, columns = places[:: -(-len(places) // MAX_POINTS)].T
    best, reach = 0.0, FURTHEST
    for width in STEPS:
        angles = [best + n * width for n in range(-round(reach / width), round(reach / width) + 1)]
        best = max(angles, key=lambda angle: _sharpness(rows, columns, angle))
        reach = width
    is_sharper = _sharpness(rows, columns, best) >= SHARPER * _sharpness(rows, columns, 0.0)
    return round(best, 2) if is_sharper else 0.0


def _sharpness(rows: npt.NDArray[np.float32], columns: npt.NDArray[np.float32], angle: float) -> float:
    level = rows - math.tan(math.radians(angle)) * columns
    profile = np.bincount((level - level.min()).astype(np.int32))
    return float(np.square(np.diff(profile)).sum())
