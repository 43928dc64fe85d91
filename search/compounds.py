"""The two words of a German compound: Sozialpolitik, Wasserrecht, Staatsschulden.

Pure: which words there are, and how rare they are, comes in as a function. Everything is folded.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

MIN_PART = 4  # letters
RAREST = 560  # centibels: parts are common words
LINKS = ("", "s", "es", "n", "en", "er")  # between the two


def parts(form: str, rarity: Callable[[str], int | None]) -> tuple[str, str] | None:
    """Those of which the rarer one is the most common; None for what is no compound of common words."""
    best: tuple[int, tuple[str, str]] | None = None
    for at, link in product(range(MIN_PART, len(form) - MIN_PART + 1), LINKS):
        first, last = form[:at], form[at:]
        if not first.endswith(link) or len(first) - len(link) < MIN_PART:
            continue
        both = (first.removesuffix(link), last)
        rarities = [rarity(part) or RAREST for part in both]
        if max(rarities) < RAREST and (best is None or max(rarities) < best[0]):
            best = max(rarities), both
    return best[1] if best else None
