"""Journal, volume, number and year, where running heads and foot lines print them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_volume = r"(?:v(?:ol(?:ume|umen)?)?\.?\s*)?(?P<volume>\d{1,4})"
_number = r"(?:\s*\(\s*(?P<number>(?!(?:1[6-9]|20)\d\d\s?\))\d{1,4}(?:[-–/]\d{1,4})?)\s*\)|[,;]?\s*(?:no?|nr|num|n[º°]|number|issue)\.?\s*(?P<number2>\d{1,4}))"
_journal = r"(?P<journal>[A-ZÀ-Þ][^\d,.;|/]{2,80}?)"
_four = r"(?P<year>(?:1[6-9]|20)\d\d)"
_FORMS = (
    re.compile(  # "Teaching and Method 11(4), 2010", "Revista del Valle, v. 7, n. 2"
        rf"{_journal}[,.;|]?\s+{_volume}{_number}(?:\s*[,:]?\s*\(?{_four}\)?)?", re.I
    ),
    re.compile(  # "Waters C 6.1 (#5) – Sá 2020"
        rf"{_journal}\s+(?P<volume>\d{{1,3}})\.(?P<number>\d{{1,3}})\s*(?:\(#|[–—|]\s)"
    ),
    re.compile(rf"{_journal},?\s+{_volume}\s*\({_four}\)"),  # "Water Policy Review 41 (2019) 112–120"
    re.compile(
        rf"{_journal},?\s+{_four},\s*{_volume}(?:\(\d{{1,3}}\))?[,:]\s*\w+"
    ),  # "Waters 2020, 12, 1450"
)
_year = re.compile(r"(?<!\d)(?:1[6-9]|20)\d\d(?!\d)")
# "Sá et al., (2021). On Rivers. Waters and" … "Lakes, 4(39), 78.": the article's own citation, on two lines.
_own_citation = re.compile(r"\((?:1[6-9]|20)\d\d\)\.\s+\S")
# "Proceedings of the 2009 Conference on Water 7(3)": a year beside these words is the meeting's.
_meeting = re.compile(
    r"\b(?:conference|congress|symposium|workshop|meeting|congreso|coloquio|jornadas|simposio|encuentro"
    r"|congr[eè]s|colloque|kongress|tagung|congresso)\b",
    re.I,
)
_copyright = re.compile(r"(?:©|\(c\)|\bcopyright)\s*(?P<year>(?:1[6-9]|20)\d\d)(?!\d)", re.I)
_folio = re.compile(r"\s+\d{1,4}$")


@dataclass(frozen=True, slots=True)
class JournalFacts:
    journal: str = ""
    volume: str = ""
    number: str = ""
    year: int | None = None


def read_journal(lines: Iterable[str]) -> JournalFacts:
    """What most of the furniture lines of an article say; nothing if none gives a volume.

    >>> read_journal(["Teaching and Method 11(4), 2010 7"])
    JournalFacts(journal='Teaching and Method', volume='11', number='4', year=2010)
    >>> read_journal(["A. Sá / Water Policy Review 41 (2019) 112–120"])
    JournalFacts(journal='Water Policy Review', volume='41', number='', year=2019)
    >>> read_journal(["2 Waters 2020, 12, 1450"])
    JournalFacts(journal='Waters', volume='12', number='', year=2020)
    >>> read_journal(["Sá, A. (2021). On Rivers. Waters and 1", "Lakes, 4(39), 78. https://waters.example"])
    JournalFacts(journal='Waters and Lakes', volume='4', number='39', year=2021)
    >>> read_journal(["Proceedings of the 2009 Conference on Water 7(3)"])
    JournalFacts(journal='Conference on Water', volume='7', number='3', year=None)
    >>> read_journal(["Waters C 6.1 (#5) – Sá 2020 1"])
    JournalFacts(journal='Waters C', volume='6', number='1', year=2020)
    """
    votes: Counter[JournalFacts] = Counter()
    for line in _whole(lines):
        match = next((found for form in _FORMS if (found := form.search(line))), None)
        if not match:
            continue
        told = match.groupdict()
        year = told.get("year") or _year_beside(line)
        journal = re.sub(r"^\d+\s+", "", match["journal"]).strip(" ,.;|–—-")
        votes[
            JournalFacts(
                journal,
                match["volume"],
                told.get("number") or told.get("number2") or "",
                int(year) if year else None,
            )
        ] += 1
    return votes.most_common(1)[0][0] if votes else JournalFacts()


def _year_beside(line: str) -> str | None:
    return None if _meeting.search(line) else next(iter(_year.findall(line)), None)


def copyright_year(texts: Iterable[str]) -> int | None:
    """That of the first line that has one: "© 2010 Ana Sá"."""
    found = next((match for text in texts if (match := _copyright.search(text))), None)
    return int(found["year"]) if found else None


def _whole(lines: Iterable[str]) -> Iterator[str]:
    """The lines, the two of the article's own citation as one, without the folio beside the first."""
    rest = iter(lines)
    for line in rest:
        if _own_citation.search(line) and not any(form.search(line) for form in _FORMS):
            line = f"{_folio.sub('', line)} {next(rest, '')}"
        yield line
