"""The label of a work, "Doe07", for styles that cite by it ("citation-label")."""

from __future__ import annotations

from archive.citations.csl.date_values import DateValue
from archive.citations.csl.items import Item


def citation_label(item: Item) -> str:
    """The label that the record has, else one of its first names and its year."""
    own = item.values.get("citation-label")
    if isinstance(own, str):
        return own
    names = next((value for value in item.values.values() if isinstance(value, tuple)), ())
    author = item.values.get("author")
    if isinstance(author, tuple):
        names = author
    families = [(name.family or name.literal).replace(" ", "") for name in names]
    letters = 4 if len(families) == 1 else 2 if len(families) < 4 else 1
    trigraph = "".join(family[:letters] for family in families[:4])
    issued = item.values.get("issued")
    year = issued.begin.year if isinstance(issued, DateValue) else None
    return f"{trigraph}{abs(year) % 100:02d}" if year is not None else trigraph
