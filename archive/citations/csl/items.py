"""A record of CSL-JSON with its values read: names, dates and texts by the name of their variable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from archive.citations.csl.date_values import DateValue, parse_date
from archive.citations.csl.name_values import NameValue, parse_names
from archive.citations.csl.numbers import is_numeric
from archive.citations.csl.shapes import Shape

NAME_VARIABLES = frozenset(
    [
        "author",
        "chair",
        "collection-editor",
        "compiler",
        "composer",
        "container-author",
        "contributor",
        "curator",
        "director",
        "editor",
        "editorial-director",
        "editor-translator",
        "executive-producer",
        "guest",
        "host",
        "illustrator",
        "interviewer",
        "narrator",
        "organizer",
        "original-author",
        "performer",
        "producer",
        "recipient",
        "reviewed-author",
        "script-writer",
        "series-creator",
        "translator",
    ]
)
DATE_VARIABLES = frozenset(
    ["accessed", "available-date", "event-date", "issued", "original-date", "submitted"]
)
NUMBER_VARIABLES = frozenset(
    [
        "chapter-number",
        "citation-number",
        "collection-number",
        "edition",
        "first-reference-note-number",
        "issue",
        "locator",
        "number",
        "number-of-pages",
        "number-of-volumes",
        "page",
        "page-first",
        "part-number",
        "printing-number",
        "section",
        "supplement-number",
        "version",
        "volume",
    ]
)
# Names that a variable has had in other versions of the data.
_ALIASES = {
    "shortTitle": "title-short",
    "journalAbbreviation": "container-title-short",
    "event": "event-title",
}

_NOTE_LINE = re.compile(r"(?P<variable>[a-zA-Z]+(?:-[a-z]+)*):\s+(?P<value>\S.*)")

Value = str | DateValue | tuple[NameValue, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """`values` holds what is not empty."""

    id: str
    type: str
    values: Mapping[str, Value]
    shape: Shape


def parse_item(data: Mapping[str, Any]) -> Item:
    values: dict[str, Value] = {}
    for variable, value in data.items():
        if value is None or variable in {"id", "type"}:
            continue
        if parsed := _parse_value(variable, value):
            values[variable] = parsed
            if variable in _ALIASES:
                values.setdefault(_ALIASES[variable], parsed)
    for variable, value in _values_in_note(str(data.get("note") or "")):
        if parsed := _parse_value(variable, value):
            values.setdefault(variable, parsed)
    if "event-title" in values:
        values.setdefault("event", values["event-title"])
    kind = str(data.get("type") or "")
    return Item(str(data.get("id", "")), kind, values, _shape(kind, values))


def _shape(kind: str, values: Mapping[str, Value]) -> Shape:
    return Shape(
        kind,
        frozenset(values),
        frozenset(
            name for name, value in values.items() if name in NUMBER_VARIABLES and is_numeric(str(value))
        ),
        frozenset(name for name, value in values.items() if isinstance(value, DateValue) and value.is_circa),
    )


def _values_in_note(note: str) -> Iterator[tuple[str, Any]]:
    """Values that had no field of their own, as reference managers keep them: "reviewed-author: Hall || W. C."."""
    for line in note.splitlines():
        found = _NOTE_LINE.fullmatch(line)
        if found is None:
            return
        variable, text = found["variable"], found["value"]
        if variable in NAME_VARIABLES:
            family, _, given = text.partition("||")
            name = {"family": family.strip(), "given": given.strip()} if given else {"literal": text}
            yield variable, [name]
        else:
            yield variable, {"raw": text} if variable in DATE_VARIABLES else text


def _parse_value(variable: str, value: Any) -> Value | None:
    if variable in NAME_VARIABLES:
        return parse_names(value)
    if variable in DATE_VARIABLES:
        return parse_date(value)
    if isinstance(value, bool | list | dict):
        return None
    return str(value)
