"""Lines of works out of a pasted text or an uploaded table. Pure: no Django."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Sequence

# Names of columns, folded, in the order in which they name an article best.
COLUMNS = (
    ("identifier", "id", "identificador"),
    ("doi",),
    ("url", "address", "link", "permanent link"),
    ("title", "titulo", "título", "titre"),
)
# What is pasted along from web pages and PDFs: soft hyphens, joiners, marks of direction and of byte order.
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


class UnreadableTableError(ValueError):
    """The file is no text, or no table."""


def decode(data: bytes) -> str:
    """UTF-8, UTF-16 with its mark, else Windows-1252 as spreadsheets of the West write it.

    Raises UnreadableTableError where it is none of these: text has no NUL.
    """
    marked = next((encoding for bom, encoding in BOMS if data.startswith(bom)), None)
    try:
        text = data.decode(marked or "utf-8")
    except UnicodeDecodeError as error:
        if marked:
            raise UnreadableTableError(str(error)) from error
        text = data.decode("cp1252", errors="replace")
    text = _INVISIBLE.sub("", text)
    if "\0" in text:
        raise UnreadableTableError("a NUL, which no text has")
    return text


def lines_of_text(text: str) -> list[str]:
    """The lines that are not blank, each with its white space as single blanks."""
    return [line for each in _INVISIBLE.sub("", text).splitlines() if (line := " ".join(each.split()))]


def lines_of_table(text: str) -> list[str]:
    """One line a row: its cell that names an article best; without a known heading its first cell."""
    rows = rows_of_table(text)
    if not rows:
        return []
    heading = [cell.strip().lower() for cell in rows[0]]
    places = [heading.index(name) for names in COLUMNS for name in names if name in heading]
    body = rows[1:] if places else rows
    return [line for row in body if (line := _best_cell(row, places))]


def rows_of_table(text: str) -> list[Sequence[str]]:
    """The cells row by row, parted by what the first line has most of. Raises UnreadableTableError."""
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise UnreadableTableError(str(error)) from error


def _best_cell(row: Sequence[str], places: Sequence[int]) -> str:
    cells = [row[place] for place in places if place < len(row)] if places else row[:1]
    # Our own CSV guards cells that a spreadsheet would run by an apostrophe.
    return next((" ".join(cell.split()).lstrip("'") for cell in cells if cell.strip()), "")
