"""Counts by year as the bars of a small chart. Pure: no Django."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MAX_BARS = 25
STEPS = (1, 2, 5, 10, 25, 50, 100, 250)
HEIGHT = 100
WIDEST_BAR = 44  # pixels


@dataclass(frozen=True)
class Bar:
    """One bar of the chart, in units of one bar's width and of HEIGHT from the top."""

    x: int
    y: float
    height: float
    year_from: int
    year_to: int
    count: int

    @property
    def label(self) -> str:
        """ "2007", or "2005–2009"."""
        return str(self.year_from) if self.year_from == self.year_to else f"{self.year_from}–{self.year_to}"


@dataclass(frozen=True)
class YearChart:
    bars: tuple[Bar, ...]  # none for spans without anything
    width: int  # in bars
    first: int
    last: int

    @property
    def outline(self) -> str:
        """All bars as one SVG path, for charts too small to have links."""
        return "".join(f"M{bar.x} {HEIGHT}V{bar.y:g}h.8V{HEIGHT}z" for bar in self.bars)

    @property
    def pixels(self) -> int:
        """How wide it is drawn where there is room: a few bars need not fill a column."""
        return self.width * WIDEST_BAR

    @property
    def middle(self) -> int | None:
        """The year to print under the middle, when there is room for one."""
        return (self.first + self.last) // 2 if self.width > 8 else None


def year_chart(counts: Mapping[int, int], span: tuple[int, int] | None = None) -> YearChart | None:
    """The chart of how many by year; neighbours are put together when there are too many years.

    From the first year that has any to the last, or over the `span` of years that charts to be compared
    have in common. None where there is nothing to compare: no year, or a single one.

    >>> year_chart({2005: 1, 2007: 4}).bars[1]
    Bar(x=2, y=0.0, height=100.0, year_from=2007, year_to=2007, count=4)
    """
    counts = {year: count for year, count in counts.items() if count > 0}
    if not counts:
        return None
    first, last = span or (min(counts), max(counts))
    if first == last:
        return None
    step = next((s for s in STEPS if last // s - first // s < MAX_BARS), STEPS[-1])
    sums: dict[int, int] = {}
    for year, count in counts.items():
        sums[year // step] = sums.get(year // step, 0) + count
    tallest = max(sums.values())
    origin = first // step
    bars = tuple(_bar(slot, count, tallest, origin, step) for slot, count in sorted(sums.items()))
    return YearChart(bars, last // step - origin + 1, first, last)


def bars_within(chart: YearChart | None, first: int | None, last: int | None) -> tuple[Bar, ...]:
    """The bars of chosen years; none where no year is chosen."""
    if chart is None or (first is None and last is None):
        return ()
    start, end = first or 0, last or 9999
    return tuple(bar for bar in chart.bars if start <= bar.year_to and bar.year_from <= end)


def _bar(slot: int, count: int, tallest: int, origin: int, step: int) -> Bar:
    """A bar is never lower than 3, so that a single article is seen beside thousands."""
    height = max(3.0, round(HEIGHT * count / tallest, 1))
    return Bar(slot - origin, round(HEIGHT - height, 1), height, slot * step, slot * step + step - 1, count)
