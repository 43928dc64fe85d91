"""Journal, volume, number and year, where running heads and foot lines print them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

_volume = r"(?:vol(?:ume|umen|\.)?\s*)?(?P<volume>\d{1,4})"
_number = r"(?:\s*\(\s*(?P<number>\d{1,4}(?:[-–/]\d{1,4})?)\s*\)|[,;]?\s*(?:no|nr|num|n[º°]|number|issue)\.?\s*(?P<number2>\d{1,4}))"
_issue = re.compile(
    rf"(?P<journal>[A-ZÀ-Þ][^\d,.;|]{{2,80}}?)[,.;|]?\s+{_volume}{_number}(?:\s*[,:]?\s*\(?(?P<year>(?:1[6-9]|20)\d\d)\)?)?",
    re.I,
)
_year = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")


@dataclass(frozen=True, slots=True)
class JournalFacts:
    journal: str = ""
    volume: str = ""
    number: str = ""
    year: int | None = None


def read_journal(lines: Iterable[str]) -> JournalFacts:
    """What most of the furniture lines of an article say; nothing if none gives a volume and number.

    >>> read_journal(["Teaching and Method 11(4), 2010 7"])
    JournalFacts(journal='Teaching and Method', volume='11', number='4', year=2010)
    """
    votes: Counter[JournalFacts] = Counter()
    for line in lines:
        match = _issue.search(line)
        if not match:
            continue
        year = match["year"] or next(iter(_year.findall(line)), None)
        journal = re.sub(r"^\d+\s+", "", match["journal"]).strip(" ,.;|–—-")
        votes[
            JournalFacts(
                journal,
                match["volume"],
                match["number"] or match["number2"] or "",
                int(year) if year else None,
            )
        ] += 1
    return votes.most_common(1)[0][0] if votes else JournalFacts()
