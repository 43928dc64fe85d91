"""A style cut down to one shape of record.

Records of a bibliography have few shapes: a type, and which variables are there. For a shape most
conditions are settled and most elements have nothing to put out, so that what is left of a large style
is short, and is rendered many times faster. How the record is cited settles more.
"""

from __future__ import annotations

from dataclasses import dataclass

# What the processor makes or the cite brings: known only when the cite is rendered.
MADE_VARIABLES = frozenset(
    [
        "locator",
        "citation-number",
        "first-reference-note-number",
        "citation-label",
        "page-first",
        "year-suffix",
    ]
)


@dataclass(frozen=True, slots=True)
class Shape:
    """The type of a record and the variables it has; and how it is cited, which no record says."""

    type: str
    variables: frozenset[str]
    numeric: frozenset[str] = frozenset()  # of the variables that hold numbers, those that hold nothing else
    uncertain: frozenset[str] = frozenset()  # dates
    positions: frozenset[str] = frozenset()
    locator: str = ""  # its label
    is_ambiguous: bool = False

    def has(self, variable: str) -> bool:
        """Whether the variable may have something to put out."""
        if variable == "locator":
            return bool(self.locator)
        return variable in self.variables or variable in MADE_VARIABLES
