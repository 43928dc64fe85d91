"""Entries as documents of Solr: words with their positions as `search.analysis` has them, values by their kind.

A field of values is named by what it holds: n_year numbers, v_authors whole values to narrow by and count,
s_title_key the first of them to sort by. The columns as they were written stand beside them.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from haystack.constants import DJANGO_ID
from haystack.indexes import IntegerField

from search.analysis import bare_form, term_positions
from search.engine_protocol import AUDIENCE, OPENS, Entry
from search.entries import INDEX
from search.query_fields import CONTENT
from search.stemming import main_language

_ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\=, "} | {"\n": "\\n", "\r": "\\r", "\t": "\\t"})
_ESCAPED_TEXT = str.maketrans({"\\": "\\\\", "=": "\\="})


@cache
def _numbers() -> frozenset[str]:
    """The columns that hold whole numbers."""
    return frozenset(
        {AUDIENCE, OPENS, *(name for name, field in INDEX.fields.items() if isinstance(field, IntegerField))}
    )


def is_number(column: str) -> bool:
    return column in _numbers()


def value_field(column: str) -> str:
    """The field to narrow by and to count."""
    return f"n_{column}" if is_number(column) else f"v_{column}"


def sort_field(column: str) -> str:
    return f"n_{column}" if is_number(column) else f"s_{column}"


def make_document(entry: Entry, word_fields: Sequence[str]) -> dict[str, Any]:
    language = main_language(entry.language)
    document: dict[str, Any] = {
        "id": entry.identity,
        "key": int(entry.columns[DJANGO_ID]),
        "tag": entry.language,
        "digest": entry.digest(),
        "columns": json.dumps(entry.columns, ensure_ascii=False),
    }
    if tag := entry.columns.get("language"):
        document["main_language"] = main_language(tag)
    for name in word_fields:
        text = entry.words.get(name, "")
        positions, _, _ = term_positions(text, language)
        if positions:  # Solr's parser takes no text without words
            document[name] = analysed(positions, text)
        if name == CONTENT:
            document["forms"] = " ".join(_forms(positions))
    for column, value in entry.columns.items():
        _add_value(document, column, value)
    return document


def _add_value(document: dict[str, Any], column: str, value: Any) -> None:
    values = list(value) if isinstance(value, list | tuple) else [value]
    values = [one for one in values if one is not None]
    if not values:
        return
    if is_number(column):
        document[f"n_{column}"] = int(values[0])
    else:
        document[f"v_{column}"] = [str(one) for one in values]
        document[f"s_{column}"] = str(values[0])


def _forms(positions: dict[str, list[int]]) -> set[str]:
    """The forms printed in one piece."""
    return {bare_form(term) for term in positions if "+" not in term and not term.startswith(":")}


def analysed(positions: dict[str, list[int]], text: str | None = None) -> str:
    """Terms at their positions as Solr's `SimplePreAnalyzedParser` reads them, with the text that is kept."""
    placed = sorted((place, term) for term, places in positions.items() for place in places)
    tokens = ["1"]
    if text is not None:
        tokens.append(f"={text.translate(_ESCAPED_TEXT)}=")
    before = -1
    for place, term in placed:
        step = place - before
        tokens.append(term.translate(_ESCAPED) + ("" if step == 1 else f",i={step}"))
        before = place
    return " ".join(tokens)
