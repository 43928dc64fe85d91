"""Which rule fired on which line: what `ingest FILE --explain` tells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace


@dataclass(frozen=True, slots=True)
class Firing:
    step: str
    rule: str
    page: int  # index of the page in the file, -1 for the whole file
    line: int  # index of the line in the page, -1 for the whole page
    text: str


@dataclass(slots=True)
class Trace:
    """Steps append to it; parsing never reads it."""

    firings: list[Firing] = field(default_factory=list)

    def note(self, step: str, rule: str, page: int = -1, line: int = -1, text: str = "") -> None:
        self.firings.append(Firing(step, rule, page, line, text[:80]))

    def move_pages(self, places: Sequence[int]) -> None:
        """Speak of the pages of the file where those that were parsed are fewer or more: `places` of each."""
        self.firings = [
            replace(firing, page=places[firing.page]) if firing.page >= 0 else firing
            for firing in self.firings
        ]
