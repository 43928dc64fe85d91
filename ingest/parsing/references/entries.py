"""Lists of references -> one entry a work."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from ingest.parsing.layout.blocks import Block
from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.structure.block_features import YEAR
from ingest.parsing.vocabulary.cues import CUES
from ingest.parsing.vocabulary.name_words import PARTICLES

AND = frozenset(CUES["and"])
DASHES = ("—", "–", "_")  # in the place of the names of the entry before
ENOUGH_NUMBERS = 3  # of a list whose first row has none
FLUSH, HUNG = 0.4, 0.6  # ems: a row at the left edge stands in by less, one that hangs by as much or more
FEW_HUNG = 0.25  # of the rows: with fewer that hang, most entries take one line
MAX_HUNG = 6  # ems by which rows hang; what stands farther in is another column
MOSTLY = 0.85  # of the rows at the edge that open an entry
ENOUGH_BLOCKS, MAX_ROWS_A_BLOCK = 3, 6  # of a list that white space parts
MEAN_ROWS, MAX_ROWS = 5, 12  # of an entry: less in the mean, no more in any
# Of the measure, what the last row of an entry falls short of: above any capital, and above a name.
ENDED, ENDED_ABOVE_NAME = 0.6, 0.8
_numbered = re.compile(
    r"^(?:[\[{(](?P<a>\d{1,3})[\])}]|(?P<b>\d{1,3})[.)]\s|(?P<bare>\d{1,3})\s+(?=[A-ZÀ-Þ“\"]))"
)
_bracketed = re.compile(r"^\[[^\]]{1,20}\]")
_author_year = re.compile(
    r"^(?:[A-ZÀ-Þ][\w'’.-]*(?:\s(?:[\w'’-]+\s){0,3}?[\w'’-]+)?,\s+(?:[A-ZÀ-Þ]\.|[A-ZÀ-Þ][a-zà-ÿ]+)|—{2,}|–{3,}|_{3,}|\((?:1[5-9]|20)\d\d[a-z]?\)\s|[A-ZÀ-Þ][A-ZÀ-Þ'’-]{2,}\s(?:[A-ZÀ-Þ]\.[\s-]?)+|[A-ZÀ-Þ][a-zà-ÿ'’-]+\s[A-ZÀ-Þ]{1,3},\s)"
)
_strong = re.compile(
    r"^(?:[^\W\d_][\w'’ .-]{0,60}?,\s+(?:[A-ZÀ-Þ]\.[\s-]?)+.*|—{2,}|_{3,}|\((?:1[5-9]|20)\d\d[a-z]?\)\s.*)"
)
_corporate = re.compile(r"^[A-ZÀ-Þ“‘][^.(]{2,90}\((?:n\.\s?d\.|s\.\s?f\.|(?:1[5-9]|20)\d\d[a-z]?)\)")
_closing_year = re.compile(r"\((?:1[5-9]|20)\d\d[a-z]?\)$")
_open_names = re.compile(r"(?:\bal|\b[A-ZÀ-Þ])\.$|[^.)\]\d]$")  # a list of authors whose year comes next
_year = re.compile(r"\((?:1[5-9]|20)\d\d[a-z]?\)|(?<!\d)(?:1[5-9]|20)\d\d[a-z]?[.,;]")


def split_references(blocks: Sequence[Block]) -> list[list[SourceRow]]:
    """The rows of each entry, in order.

    Numbers decide where there are any; else hanging or set-in first rows; else white space between entries; else
    an inverted name at the start of a line after a line that closed the entry before.
    """
    rows = [row for block in blocks for row in block.rows]
    if not rows:
        return []
    ways = (_by_number(rows), _by_set_in(rows), _by_hanging(rows), _by_blocks(blocks, rows), _by_author(rows))
    for starts in ways:
        if starts:
            return _cut(rows, starts)
    return _cut(rows, [0])


def _cut(rows: Sequence[SourceRow], starts: Sequence[int]) -> list[list[SourceRow]]:
    places = sorted({0, *starts})
    return [list(rows[a:b]) for a, b in zip(places, [*places[1:], len(rows)], strict=True)]


def _by_number(rows: Sequence[SourceRow]) -> list[int]:
    """Rows that open with [1], 1. or 1 … in ascending order; none if the first row has no number.

    A list that begins at 1 again after it is another of the same article.
    """
    if _bracketed.match(rows[0].text) and not _numbered.match(rows[0].text):
        bracketed = [i for i, row in enumerate(rows) if _bracketed.match(row.text)]
        return bracketed if len(bracketed) > 1 else []
    starts = _counted(rows)
    return starts if starts and (starts[0] == 0 or len(starts) >= ENOUGH_NUMBERS) else []


def _counted(rows: Sequence[SourceRow]) -> list[int]:
    """Rows whose numbers go on from the first that is met."""
    starts: list[int] = []
    expected = None
    for i, row in enumerate(rows):
        match = _numbered.match(row.text)
        if not match:
            continue
        number = int(match["a"] or match["b"] or match["bare"])
        if expected is None and match["bare"] and (i or number != 1):
            continue
        if number == 1 and len(starts) >= ENOUGH_NUMBERS:
            return starts + [i + start for start in _by_number(rows[i:])]
        if expected is None or number == expected or (match["a"] and expected <= number <= expected + 3):
            starts.append(i)
            expected = number + 1
    return starts


def _by_hanging(rows: Sequence[SourceRow]) -> list[int]:
    """Rows at the left edge, the others being set in."""
    indents = _relative_indents(rows)
    flush = [i for i, indent in enumerate(indents) if indent < FLUSH]
    hung = [indent for indent in indents if indent >= HUNG]
    if not hung or len(flush) <= 1:
        return []
    if len(hung) < FEW_HUNG * len(rows) and not _all_open(rows, flush):
        return []
    return flush if median(hung) <= MAX_HUNG else []


def _by_set_in(rows: Sequence[SourceRow]) -> list[int]:
    """First rows set in, as of paragraphs: nearly all of them open with names, and few others do."""
    indents = _relative_indents(rows)
    set_in = [i for i, indent in enumerate(indents) if HUNG <= indent <= MAX_HUNG]
    flush = [i for i, indent in enumerate(indents) if indent < FLUSH]
    if len(set_in) < ENOUGH_BLOCKS or not flush:
        return []
    opened, inner = (sum(_opens_with_names(rows[i]) for i in places) for places in (set_in, flush))
    return set_in if opened >= MOSTLY * len(set_in) and inner <= FEW_HUNG * len(flush) else []


def _opens_with_names(row: SourceRow) -> bool:
    return bool(_strong.match(row.text) or _author_year.match(row.text) or _corporate.match(row.text))


def _all_open(rows: Sequence[SourceRow], flush: Sequence[int]) -> bool:
    """Most entries take one line: does nearly every flush row tell a year of its own and open with a capital?"""
    opened = sum(rows[i].text[:1].isupper() and bool(YEAR.search(rows[i].text)) for i in flush)
    return opened >= MOSTLY * len(flush)


def _relative_indents(rows: Sequence[SourceRow]) -> list[float]:
    """Indents from the leftmost entry of the same column of the list."""
    edges: dict[tuple[int, int], float] = {}
    for row in rows:
        column = (row.page, row.column)
        if not _has_folio_beside(row):
            edges[column] = min(edges.get(column, row.indent), row.indent)
    return [row.indent - edges.get((row.page, row.column), row.indent) for row in rows]


def _has_folio_beside(row: SourceRow) -> bool:
    """A row that a number in the margin makes begin left of its column."""
    return row.indent < -FLUSH and row.text[:1].isdigit()


def _by_blocks(blocks: Sequence[Block], rows: Sequence[SourceRow]) -> list[int]:
    """One block an entry, where white space parts them."""
    if len(blocks) < ENOUGH_BLOCKS or len(rows) > MAX_ROWS_A_BLOCK * len(blocks):
        return []
    starts, place = [], 0
    for number, block in enumerate(blocks):
        opens_low = block.text[:1].islower() and not _opens_with_particle(block.first)
        is_rest = block.first.is_first and number and not _opens_entry(block.first, rows[place - 1])
        if not opens_low and not is_rest:
            starts.append(place)
        place += len(block.rows)
    mean = len(rows) / max(len(starts), 1)
    if mean >= MEAN_ROWS or not _by_blocks_is_fine(blocks):
        return []
    inner = [i for i in _by_author(rows) if i not in starts]
    return sorted({*starts, *inner}) if len(inner) * 3 >= len(starts) else starts


def _opens_with_particle(row: SourceRow) -> bool:
    """ "van der Berg, J. H. (2001)": a surname that begins in lower case."""
    return row.folded.split(" ", 1)[0] in PARTICLES and bool(_strong.match(row.text))


def _by_blocks_is_fine(blocks: Sequence[Block]) -> bool:
    opened = sum(bool(_author_year.match(b.text) or _year.search(b.text)) for b in blocks)
    return opened > 0.5 * len(blocks) and max(len(b.rows) for b in blocks) <= MAX_ROWS


def _by_author(rows: Sequence[SourceRow]) -> list[int]:
    """An entry opens with an inverted name, or with its year, after a row that may close an entry."""
    return [i for i, row in enumerate(rows) if i == 0 or _opens_entry(row, rows[i - 1])]


def _is_prose(text: str) -> bool:
    """Lower-case words before the first comma that are no particles: "Representation of position, …"."""
    words = text.split(",", 1)[0].split()
    return any(word.isalpha() and word.islower() and word not in PARTICLES | AND for word in words[:5])


def _opens_entry(row: SourceRow, above: SourceRow) -> bool:
    has_link = "doi" in above.folded or "http" in above.folded
    closes = has_link or (above.text[-1:] in ".)]" and not _open_names.search(above.text))
    if _corporate.match(row.text) and closes:
        return True
    if not (_strong.match(row.text) or _author_year.match(row.text)):
        return above.text.endswith(".") and above.fill < ENDED and row.text[:1].isupper()
    if above.text.endswith((",", "-", "&", " and", ":", "(")):
        return False
    if not row.text.startswith(("(", *DASHES)) and (_closing_year.search(above.text) or _is_prose(row.text)):
        return False
    if row.text.startswith("(") and _open_names.search(above.text):
        return False
    is_closed = above.text[-1:].isdigit() or above.text.endswith((".", ")", "]"))
    return is_closed or above.fill < ENDED_ABOVE_NAME or has_link
