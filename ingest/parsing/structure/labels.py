"""Page labels: printed before the file's own before inferred from the neighbours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsing.layout.edges import EdgeNumber
from ingest.parsing.records import LabelSource

_NUMERALS = (
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


@dataclass(frozen=True, slots=True)
class Label:
    text: str = ""
    source: LabelSource | None = None


def to_roman(value: int) -> str:
    """
    >>> to_roman(269)
    'cclxix'
    """
    out = []
    for worth, numeral in _NUMERALS:
        count, value = divmod(value, worth)
        out.append(numeral * count)
    return "".join(out)


def label_pages(folios: Sequence[EdgeNumber | None], file_labels: Sequence[str]) -> list[Label]:
    """One label a page, in order.

    A page without a printed number counts on from its nearest numbered neighbour, the earlier one
    when both are as near, and never below 1. Without any number in the file labels stay unknown.
    """
    labels = []
    for index, folio in enumerate(folios):
        if folio:
            labels.append(Label(folio.printed, "printed"))
        elif file_labels[index]:
            labels.append(Label(file_labels[index], "pdf"))
        else:
            labels.append(_infer(index, folios, file_labels))
    return labels


def _infer(index: int, folios: Sequence[EdgeNumber | None], file_labels: Sequence[str]) -> Label:
    neighbours = sorted(
        (i for i, folio in enumerate(folios) if folio), key=lambda i: (abs(i - index), i > index)
    )
    for neighbour in neighbours:
        folio = folios[neighbour]
        value = folio.value + index - neighbour if folio else 0
        if folio and value >= 1 and _is_free(value, folio.is_roman, folios):
            text = str(value) if not folio.is_roman else to_roman(value)
            return Label(text.upper() if folio.printed.isupper() and folio.is_roman else text, "inferred")
    return Label()


def _is_free(value: int, is_roman: bool, folios: Sequence[EdgeNumber | None]) -> bool:
    """No page prints this number itself: after a run of roman pages iv, arabic 1 may follow at once."""
    return all(folio is None or (folio.value, folio.is_roman) != (value, is_roman) for folio in folios)
