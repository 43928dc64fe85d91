"""Lines of authors: the names on them and the marks that tie names to affiliations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parsing.layout.blocks import Block, breaks_early
from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.vocabulary.cues import is_grade
from ingest.parsing.vocabulary.names import MARKS, is_common_phrase, looks_like_name
from ingest.parsing.vocabulary.normalise import fold

_by = re.compile(r"^(?:by|por|par|von|de|texto de|text by|written by)\s*:?\s+(?=[A-ZÀ-Þ])", re.I)
_orcid_sign = re.compile(r"\s*\b(?:iD|ID|ORCID)\b\s*")
_mark_run = re.compile(
    rf"\s*(?P<marks>[{MARKS}]+(?:\s*,\s*[{MARKS}]+)*|(?<=[^\W\d_])\s*\d{{1,2}}(?:\s*,\s*\d{{1,2}})*(?=\s*(?:,|;|$|\*|and\b|&)))"
)
UNRAISED = str.maketrans("¹²³⁴⁵⁶⁷⁸⁹⁰ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖ", "1234567890abcdefghijklmnop")
_unread_mark = re.compile(r"(?<=[^\W\d_])['’‘!\"”“°?|¢®]{1,3}$")
UNREAD = "?"  # a raised mark that OCR took for something else: "Ana Sá!"
_splitter = re.compile(r"\s*(?:,\s*(?:and|y|e|et|und|&)\s+|;\s*|,\s*|\s+(?:and|y|e|et|und|&)\s+|\s+[·•|]\s+)")


@dataclass(frozen=True, slots=True)
class Signature:
    """A name on a by-line. `marks`: its affiliation numbers; `is_corresponding`: it bears a star.

    `stars`: the signs that are no numbers, as they open its footnote: "*", "**", "†".
    """

    name: str
    marks: tuple[str, ...] = ()
    is_corresponding: bool = False
    stars: str = ""


@dataclass(frozen=True, slots=True)
class ByLine:
    signatures: tuple[Signature, ...]
    has_by: bool
    has_marks: bool

    @property
    def is_sure(self) -> bool:
        return self.has_by or self.has_marks or len(self.signatures) > 1


def read_byline(text: str) -> ByLine | None:
    """The authors of a line such as "Ana Sá¹*, Luis Paz¹,² and Eva Roth", None if it is no by-line.

    All parts must look like names, and not all of them like everyday words.
    """
    text = text.strip().rstrip(".,;")
    has_by = bool(_by.match(text))
    if text.isupper():
        text = re.sub(r" (?:AND|ET|UND|Y) ", lambda match: match[0].lower(), text)
    text = _orcid_sign.sub(" ", _by.sub("", text)).strip(" ,")
    if not text or len(text) > 1500 or ":" in text or "@" in text or "http" in text:
        return None
    parts: list[Signature] = []
    after_grade = False
    for piece in _pieces(text):
        if parts and (is_grade(piece) or (after_grade and piece.isupper() and piece.isalpha())):
            after_grade = True  # "Senior Member, IEEE"
            continue
        after_grade = False
        signature = _signature(piece)
        if signature is None:
            if parts and piece and not piece.strip(MARKS + "0123456789, "):
                continue
            return None
        parts.append(signature)
    has_marks = any(part.marks or part.is_corresponding for part in parts)
    if not parts or (not has_marks and all(is_common_phrase(part.name) for part in parts)):
        return None
    return ByLine(tuple(parts), has_by, has_marks)


def _pieces(text: str) -> list[str]:
    """Split at commas and words for "and", keeping the commas between marks."""
    protected = re.sub(rf"(?<=[{MARKS}0-9])\s*,\s*(?=[{MARKS}0-9])", "\x01", text)
    protected = re.sub(rf"(?<=[{MARKS}])(?=\s+(?:[A-ZÀ-Þ]))", ",", protected)
    return [piece.replace("\x01", ",").strip() for piece in _splitter.split(protected) if piece.strip(" ,")]


def _signature(piece: str) -> Signature | None:
    marks: list[str] = []
    stars = ""
    for match in _mark_run.finditer(piece):
        for mark in re.findall(rf"\d+|[{MARKS}]+", match["marks"]):
            marks += re.findall(r"\d+|[a-p]", mark.translate(UNRAISED))
            stars += "".join(re.findall(r"[*∗⁎†‡§¶‖#]", mark))
    name = _mark_run.sub("", piece).strip(f" ,{MARKS}")
    unread = _unread_mark.search(name)
    if unread:
        name = name[: unread.start()]
        marks.append(UNREAD)
    if not looks_like_name(name) or fold(name).startswith("the "):
        return None
    return Signature(" ".join(name.split()), tuple(marks), bool(stars), stars)


def byline_rows(block: Block, start: int) -> tuple[int, ByLine] | None:
    """The by-line that begins at a row of the block: (index after its last row, what it says).

    With `start` above 0 it is looked for at any later row: title and names may stand in one block.
    """
    rows = block.rows
    firsts = range(start, start + 1) if start == 0 else range(start, len(rows))
    for first in firsts:
        best: tuple[int, ByLine] | None = None
        text = ""
        for last in range(first, min(first + 12, len(rows))):
            text = f"{text} {rows[last].signed}".strip().replace("- ", "-")
            found = read_byline(text)
            if found:
                best = (last + 1, found)
                if _is_complete(rows, last):
                    break
            elif len(text) > 1200 or "@" in text or ends_prose(text):
                break
        if best and (start == 0 or best[1].is_sure):
            return best
    return None


def _is_complete(rows: Sequence[SourceRow], last: int) -> bool:
    """Does the row end the list of names: no comma or "and" at its end, and room left for more?"""
    if last + 1 >= len(rows):
        return True
    if re.search(r"(?:[,;&-]|\b(?:and|y|e|et|und))\s*$", rows[last].text, re.I):
        return False
    rest = rows[last + 1].text.split()
    is_rest_of_name = len(rest) <= 2 and all(word[:1].isupper() for word in rest)
    return not is_rest_of_name and breaks_early(rows[last], rows[last + 1])


def ends_prose(text: str) -> bool:
    """Lower-case words in a row, which no list of names has."""
    return bool(re.search(r"(?:\b[a-zà-ÿ]{3,}\s+){3}", text))
