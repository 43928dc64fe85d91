"""Years in a question: "between 1999 and 2007" may be words of the text, or the years of publication.

Nothing is changed silently: the page offers the query with the years as a condition.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from search.query_tokens import QUOTES

_YEAR = r"(?P<{name}>1[4-9]\d\d|20\d\d|2100)"
_FIRST, _LAST = _YEAR.format(name="first"), _YEAR.format(name="last")
_SPAN = re.compile(
    rf"(?<![\w:.=-])(?<!:\s)(?:(?:between|from|entre|desde|de|von|zwischen)\s+{_FIRST}"
    rf"\s+(?:and|to|until|y|e|et|a|à|hasta|até|und|bis)\s+{_LAST}"
    rf"|{_FIRST.replace('first', 'since')}\s?(?:[-–—]|\.\.)\s?{_LAST.replace('last', 'until')})(?![\w.*~-])",
    re.IGNORECASE,
)
_QUOTED = re.compile(f"[{QUOTES}][^{QUOTES}]*[{QUOTES}]")


@dataclass(frozen=True, slots=True)
class YearsOffered:
    """The years, and the query that asks for them as years of publication."""

    first: int
    last: int
    query: str


def years_offered(text: str) -> YearsOffered | None:
    """The first span of years of a query as typed, not inside quotes nor in a field; None without one."""
    unquoted = _QUOTED.sub(lambda quoted: '"' * len(quoted[0]), text)
    found = _SPAN.search(unquoted)
    if found is None:
        return None
    first, last = sorted((int(found["first"] or found["since"]), int(found["last"] or found["until"])))
    rest = " ".join((text[: found.start()] + " " + text[found.end() :]).split())
    return YearsOffered(first, last, f"{rest} year:{first}..{last}".strip())
