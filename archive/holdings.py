"""The issues of a journal as volumes, with the gaps: what is not held is said, not left out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from archive.models import Issue

MAX_GAP = 12  # more missing numbers or volumes in a row than this is another way of counting, not a gap


@dataclass(frozen=True)
class HoldingPlace:
    """One number of a volume; `issue` is None where the archive does not hold it."""

    number: str
    issue: Issue | None = None


@dataclass(frozen=True)
class Volume:
    """One volume, or a row of volumes of which nothing is held: "4–6", without year and places."""

    year: int | None
    volume: str
    places: tuple[HoldingPlace, ...]


def volumes(issues: Iterable[Issue]) -> list[Volume]:
    """Volumes in the order given, newest first, the numbers in each counted upwards.

    Only what lies between two held numbers of a volume, or between two held volumes, counts as a gap: how
    many numbers a volume had is not known.
    """
    rows: list[Volume] = []
    for (year, volume), group in groupby(issues, key=lambda issue: (issue.year, issue.volume)):
        if rows:
            rows += _missing(rows[-1].volume, volume)
        rows.append(Volume(year, volume, tuple(_places(list(group)))))
    return rows


def _missing(newer: str, older: str) -> list[Volume]:
    """The row of the volumes between two held ones, if there are any."""
    if not (newer.isdecimal() and older.isdecimal()):
        return []
    first, last = int(older) + 1, int(newer) - 1
    if not 0 <= last - first < MAX_GAP:
        return []
    return [Volume(None, str(first) if first == last else f"{first}–{last}", ())]


def _places(issues: list[Issue]) -> Iterator[HoldingPlace]:
    before = None
    for issue in sorted(issues, key=_numeric_first):
        if before and before.isdecimal() and issue.number.isdecimal():
            gap = range(int(before) + 1, int(issue.number))
            yield from (HoldingPlace(str(number)) for number in gap if len(gap) <= MAX_GAP)
        yield HoldingPlace(issue.number, issue)
        before = issue.number


def _numeric_first(issue: Issue) -> tuple[bool, int, str, int, int]:
    """By number, then by date: what comes out daily may have no numbers."""
    is_number = issue.number.isdecimal()
    return (
        not is_number,
        int(issue.number) if is_number else 0,
        issue.number,
        issue.month or 0,
        issue.day or 0,
    )
