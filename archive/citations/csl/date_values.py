"""The date of a record: as CSL-JSON has it, as it is compared and sorted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

_ISO = re.compile(r"\s*(-?\d{1,4})(?:-(\d{1,2}))?(?:-(\d{1,2}))?\s*")
OPEN = 0  # the year of an end that is not known: "1999–"


@dataclass(frozen=True, slots=True)
class DateParts:
    """`month` 13 to 16 are the seasons, spring to winter. A negative year is before Christ."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def part(self, name: str) -> int | None:
        return self.year if name == "year" else self.month if name == "month" else self.day

    @property
    def sort_key(self) -> tuple[int, int, int]:
        """Seasons are passed over ("Sorting Variables")."""
        month = self.month if self.month is not None and self.month <= 12 else 0
        return self.year or 0, month or 0, self.day or 0


@dataclass(frozen=True, slots=True)
class DateValue:
    begin: DateParts
    end: DateParts | None = None
    is_circa: bool = False
    literal: str = ""

    def __bool__(self) -> bool:
        return bool(self.literal) or self.begin.year is not None

    @property
    def sort_key(self) -> tuple[int, ...]:
        """The beginning, then the end: a single date before the ranges that begin with it."""
        return (*self.begin.sort_key, *(self.end.sort_key if self.end else (-100_000, 0, 0)))


def parse_date(value: Any) -> DateValue | None:
    """Of a date of CSL-JSON: "date-parts", "literal" or "raw", with "season" and "circa"; None where empty."""
    if isinstance(value, str):
        return _parse_raw(value)
    if not isinstance(value, Mapping):
        return None
    is_circa = value.get("circa") not in (None, "", 0, "0", False, "false")
    parts = [_parse_parts(each) for each in value.get("date-parts") or [] if each]
    parts = [each for each in parts if each.year is not None]
    if parts:
        begin = _with_season(parts[0], value.get("season"))
        return DateValue(begin, parts[1] if len(parts) > 1 else None, is_circa)
    if literal := str(value.get("literal") or ""):
        return DateValue(DateParts(), literal=literal, is_circa=is_circa)
    raw = _parse_raw(str(value.get("raw") or ""))
    return DateValue(raw.begin, raw.end, is_circa or raw.is_circa, raw.literal) if raw else None


def _parse_parts(parts: Any) -> DateParts:
    numbers = [_number(each) for each in parts][:3]
    return DateParts(*[None if n and each == 0 else each for n, each in enumerate(numbers)])


def _number(value: Any) -> int | None:
    found = re.fullmatch(r"\s*(-?\d+)\s*", str(value))
    return int(found[1]) if found else None


def _with_season(parts: DateParts, season: Any) -> DateParts:
    number = _number(season) if season is not None else None
    if number is None or parts.month is not None:
        return parts
    return DateParts(parts.year, 12 + (number - 1) % 4 + 1)


def _parse_raw(text: str) -> DateValue | None:
    """ "2005-10-03", "2005/2006"; other words stand as they are."""
    if not text.strip():
        return None
    found = [_ISO.fullmatch(piece) for piece in text.split("/")]
    if len(found) > 2 or not all(found):
        return DateValue(DateParts(), literal=text.strip())
    parts = [_parse_parts([each for each in match.groups() if each]) for match in found if match]
    return DateValue(parts[0], parts[1] if len(parts) > 1 else None)
