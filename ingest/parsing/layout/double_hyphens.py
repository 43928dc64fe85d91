"""The double hyphen of black letter, which OCR programs read as "=": "Ha=|fens" is "Hafens".

A line may end in the sign of an equation or an assignment too. It is a hyphen where both parts make a word
that is in use, or where the file breaks so many words with it that it breaks them so throughout.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.parsing.layout.letter_spacing import KNOWN, frequency_of

if TYPE_CHECKING:
    from ingest.parsing.layout.rows import SourceRow

MANY = 3  # line ends in "=" from which it is how the file breaks words
_stem = re.compile(r"[^\W\d_]{2,}=$")
_rest = re.compile(r"^[^\W\d_]+")


def read_double_hyphens(pages: Sequence[Sequence[SourceRow]]) -> list[list[SourceRow]]:
    """The rows, with "-" for each "=" that breaks a word."""
    rows = [row for page in pages for row in page]
    broken = [i for i, (above, row) in enumerate(pairwise(rows)) if _may_break(above, row)]
    is_custom = len(broken) >= MANY
    places = {i for i in broken if is_custom or _is_word(rows[i], rows[i + 1])}
    mended = iter([_with_hyphen(row) if i in places else row for i, row in enumerate(rows)])
    return [[next(mended) for _ in page] for page in pages]


def _may_break(above: SourceRow, row: SourceRow) -> bool:
    return bool(_stem.fullmatch(above.words[-1].text)) and row.text[0].islower()


def _is_word(above: SourceRow, row: SourceRow) -> bool:
    rest = _rest.match(row.text)
    return rest is not None and frequency_of(above.words[-1].text[:-1] + rest[0]) >= KNOWN


def _with_hyphen(row: SourceRow) -> SourceRow:
    last = replace(row.words[-1], text=row.words[-1].text[:-1] + "-")
    return replace(row, words=(*row.words[:-1], last), text=row.text[:-1] + "-")
