"""Days of an article's life that its pages print: received and accepted, in five languages."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ingest.parsing.vocabulary.cues import CUES
from ingest.parsing.vocabulary.normalise import fold

MONTHS = (
    ("january", "jan", "enero", "ene", "janeiro", "janvier", "janv", "januar", "janner"),
    ("february", "feb", "febrero", "fevereiro", "fev", "fevrier", "fevr", "februar"),
    ("march", "mar", "marzo", "marco", "mars", "marz"),
    ("april", "apr", "abril", "abr", "avril", "avr"),
    ("may", "mayo", "maio", "mai"),
    ("june", "jun", "junio", "junho", "juin", "juni"),
    ("july", "jul", "julio", "julho", "juillet", "juil", "juli"),
    ("august", "aug", "agosto", "ago", "aout"),
    ("september", "sept", "sep", "septiembre", "setiembre", "setembro", "set", "septembre"),
    ("october", "oct", "octubre", "outubro", "out", "octobre", "oktober", "okt"),
    ("november", "nov", "noviembre", "novembro", "novembre"),
    ("december", "dec", "diciembre", "dic", "dezembro", "dez", "decembre", "dezember"),
)
_month_of = {name: number for number, names in enumerate(MONTHS, 1) for name in names}
_month = "(?P<month>" + "|".join(sorted(_month_of, key=len, reverse=True)) + r")\b\.?"
MONTH = re.compile(r"\b" + _month, re.I)  # in a folded line
_year = r"(?P<year>(?:1[6-9]|20)\d\d)(?!\d)"
_FORMS = (
    re.compile(r"(?P<year>(?:1[6-9]|20)\d\d)-(?P<number>\d\d)-(?P<day>\d\d)(?!\d)"),
    re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|º|°|o)?\.?\s+(?:de\s+|of\s+)?{_month},?\s+(?:de\s+|del\s+)?{_year}"),
    re.compile(rf"{_month}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+{_year}"),
    re.compile(rf"(?P<day>\d{{1,2}})(?P<mark>[./-])(?P<number>\d{{1,2}})(?P=mark){_year}"),
    re.compile(rf"{_month},?\s+(?:de\s+|del\s+)?{_year}"),
)  # fmt: skip
# ISO 8601 with or without its hyphens, in the brackets and with the "c" of cataloguers.
_issued = re.compile(r"\[?c?((?:1[4-9]|20)\d\d)(?:-?(\d\d)(?:-?(\d\d)(?:T.*)?)?)?\]?\.?", re.I)
_cues = {
    kind: re.compile(
        r"(?<![a-z])(?:" + "|".join(re.escape(f) for f in sorted(CUES[kind], key=len, reverse=True)) + r")\b"
    )
    for kind in ("received", "accepted", "published_on")
}
_sentence_end = re.compile(r"(?<=[a-z]{4})[.!?]\s+(?=[a-z])")
MAX_LENGTH = 30  # letters of a date
REACH = 30  # letters from a cue to its date: "(in revised form) "


@dataclass(frozen=True, slots=True)
class Dates:
    """ISO 8601, "" for what is not printed."""

    received: str = ""
    accepted: str = ""
    published: str = ""


def find_dates(texts: Iterable[str]) -> Dates:
    """The first date after each cue.

    >>> find_dates(["Recibido: 3 de marzo de 2021. Aceptado: julio de 2021"])
    Dates(received='2021-03-03', accepted='2021-07', published='')
    """
    found: dict[str, str] = {}
    for text in texts:
        folded = " ".join(fold(text).split())
        cues = sorted((m.start(), m.end(), kind) for kind, cue in _cues.items() for m in cue.finditer(folded))
        ends = [start for start, _, _ in cues[1:]] + [len(folded)]
        for (_, end, kind), stop in zip(cues, ends if cues else [], strict=True):
            value = read_date(_sentence_end.split(folded[end : min(stop, end + REACH + MAX_LENGTH)])[0])
            if value:
                found.setdefault(kind, value)
    return Dates(found.get("received", ""), found.get("accepted", ""), found.get("published_on", ""))


def read_date(text: str) -> str:
    """The date that stands within REACH letters, in ISO form; "" for none and for one of two readings.

    >>> read_date("3/4/2021"), read_date("13/4/2021"), read_date("3.4.2021")
    ('', '2021-04-13', '2021-04-03')
    """
    folded = fold(text)
    for form in _FORMS:
        match = form.search(folded)
        if match and match.start() <= REACH:
            return _iso(match)
    return ""


def read_issued(text: str) -> str:
    """A date that metadata give alone, in ISO form as far as it is known; "" for no date and for a span.

    >>> read_issued("2006-12-03"), read_issued("20061203"), read_issued("[2006-12]"), read_issued("2006/2007")
    ('2006-12-03', '2006-12-03', '2006-12', '')
    >>> read_issued("3 de diciembre de 2006"), read_issued("c1887"), read_issued("Jan.–March 1887"), read_issued("")
    ('2006-12-03', '1887', '', '')
    """
    found = _issued.fullmatch(text.strip())
    if not found:
        written = (form.fullmatch(fold(text).strip(" [].")) for form in _FORMS)
        return next((_iso(match) for match in written if match), "")
    parts = [part for part in found.groups() if part]
    try:
        date(*map(int, [*parts, "1", "1"][:3]))
    except ValueError:
        return ""
    return "-".join(parts)


def _iso(match: re.Match[str]) -> str:
    parts = match.groupdict()
    year = int(parts["year"])
    month = _month_of[parts["month"]] if parts.get("month") else int(parts["number"])
    if not parts.get("day"):
        return f"{year:04}-{month:02}"
    day = int(parts["day"])
    if parts.get("mark") in ("/", "-") and month > len(MONTHS):
        day, month = month, day  # 4/13/2021, as Americans write
    elif parts.get("mark") in ("/", "-") and day <= len(MONTHS) and day != month:
        return ""  # the third of April or the fourth of March?
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
