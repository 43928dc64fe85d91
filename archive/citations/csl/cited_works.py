"""What a text cites: citations in their order, each of one or more cites."""

from __future__ import annotations

from dataclasses import dataclass

from archive.citations.csl.cite import Locator


@dataclass(frozen=True, slots=True)
class CitedWork:
    """One cite. `prefix` and `suffix` are of who cites: "see ", " passim"."""

    id: str
    locator: Locator | None = None
    prefix: str = ""
    suffix: str = ""
    suppresses_author: bool = False
    author_only: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """`note` is the number of the footnote; 0 where the citation stands in the text."""

    works: tuple[CitedWork, ...]
    note: int = 0
