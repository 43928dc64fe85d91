"""Rows -> blocks: what stands together on one page, before it is known what it is.

A block ends at white space, an indented first line, a change of type, or where a line broke although
the next word would have fitted. It never runs over a column or page; paragraphs are joined later.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.vocabulary.cues import CUES, cue_of, opens_imprint
from ingest.parsing.vocabulary.normalise import SOFT_HYPHEN, fold

END_MARKS = ".!?:;…"
CLOSERS = "\"'”’»)]}¹²³⁴⁵⁶⁷⁸⁹⁰*†‡"
_numbered_head = re.compile(r"^(?:\d{1,2}(?:\.\d{1,2})*\.?|[A-H]\.|[IVX]+\.)\s+[A-ZÀ-Þ]")


_dash_line = re.compile(r"^[—–]\s?[A-ZÀ-Þ]")
_ornament = re.compile(r"^(?:[\s*•·§†‡~+=_⁂❦☙✻✽◆◇■□●○—–-]){1,40}$")
_label = re.compile(  # set solid below an abstract: "Mots-clés : eau, pain"
    r"^(?:" + "|".join(re.escape(f) for f in CUES["keywords"] + CUES["abstract"]) + r")\s?:\s"
)
LONE_LABELS = ("abstract", "keywords", "references", "notes")
SHORT = 0.45  # of the measure
MIN_SHIFT = 12  # ems of the row's indent
MIN_SHIFT_SHARE = 0.22  # of the measure, in narrow columns
DISPLAY = 1.12  # type so much larger than the text is set by itself: titles, headlines, pull quotes
SAME_SIZE = 0.045  # sizes that differ less are one


@dataclass(frozen=True)
class Block:
    """Rows that stand together. `kind` is told by later steps; "text" until then."""

    rows: tuple[SourceRow, ...]
    kind: str = "text"
    level: int = 1  # of a heading

    @cached_property
    def text(self) -> str:
        """A rough joining, good enough to compare with cue words."""
        lines: list[str] = []
        for text in (row.text for row in self.rows):
            before = lines[-1] if lines else ""
            if before.endswith(SOFT_HYPHEN) or (before.endswith("-") and text[:1].islower()):
                lines[-1] = before[:-1] + text
            elif text or lines:
                lines.append(text)
        return " ".join(lines).rstrip(SOFT_HYPHEN)

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @property
    def first(self) -> SourceRow:
        return self.rows[0]

    @property
    def last(self) -> SourceRow:
        return self.rows[-1]

    @property
    def page(self) -> int:
        return self.rows[0].page

    @cached_property
    def size(self) -> float:
        """Mean font size by length, as a share of the body's."""
        weight = sum(len(row.text) for row in self.rows) or 1
        return sum(row.size * len(row.text) for row in self.rows) / weight

    @cached_property
    def is_bold(self) -> bool:
        return sum(len(r.text) for r in self.rows if r.is_bold) * 2 > sum(len(r.text) for r in self.rows)

    @cached_property
    def is_italic(self) -> bool:
        return sum(len(r.text) for r in self.rows if r.source.is_italic) * 2 > sum(
            len(r.text) for r in self.rows
        )

    @property
    def font(self) -> str:
        return self.rows[0].source.font


def ends_sentence(text: str) -> bool:
    """Does the text end in punctuation that closes a sentence, whatever quotes or marks follow it?"""
    return text.rstrip(CLOSERS + " ")[-1:] in tuple(".!?…") and not text.rstrip().endswith(SOFT_HYPHEN)


def breaks_early(row: SourceRow, after: SourceRow) -> bool:
    """Would the first word of `after` have fitted at the end of `row`? Then the break was meant."""
    first = after.text.split(" ", 1)[0]
    if row.source.box is None:
        return row.room > len(first) + 1.5
    box = row.source.box
    width = box[2] / max(len(row.text), 1) * (len(first) + 2)  # by the row's own mean letter
    return row.room / 2 * max(row.source.size, 1.0) > width


def make_blocks(rows: Sequence[SourceRow]) -> list[Block]:
    """The blocks of one page, in reading order."""
    blocks: list[list[SourceRow]] = []
    for i, row in enumerate(rows):
        if i and blocks and not _begins_block(rows, i):
            blocks[-1].append(row)
        else:
            blocks.append([row])
    return [Block(tuple(block)) for block in blocks]


def _begins_block(rows: Sequence[SourceRow], i: int) -> bool:
    above, row = rows[i - 1], rows[i]
    if row.is_first:
        return True
    if _label.match(row.folded) or _is_label_alone(row) or _is_label_alone(above):
        return True
    if _parts_imprint(above, row):
        return True
    if is_ornament(row.text) or is_ornament(above.text):
        return True
    if row.source.box is None and _signs(above, row):
        return True
    if _is_display(above) and _is_display(row) and _is_set_alike(above, row):
        return False
    if is_flush_right(row):
        return not is_flush_right(above) and (ends_sentence(above.text) or row.size < 0.95 * above.size)
    if is_flush_right(above) and row.indent < MIN_SHIFT:
        return True
    if row.space > (0.28 if row.source.box else 0.5):
        return True
    if row.is_bold and above.is_bold and _numbered_head.match(row.text) and not above.text.endswith("-"):
        return True
    if row.is_rough:
        if abs(row.size - above.size) > 0.16 * max(row.size, above.size):
            return True
    elif abs(row.size - above.size) > 0.045 * max(row.size, above.size):
        return True
    if row.is_bold != above.is_bold and (above.is_bold or breaks_early(above, row)):
        return True
    if row.source.is_italic != above.source.is_italic and (
        (is_centred(above) and not is_centred(row)) or (above.fill < 0.9 and breaks_early(above, row))
    ):
        return True
    return _is_indented(rows, i)


def _is_label_alone(row: SourceRow) -> bool:
    """In plain text, where no type tells: a line that is nothing but "References", "RESUMEN", "A B S T R A C T"."""
    if row.source.box is not None or not row.text[:1].isupper() or row.fill > SHORT or row.text[-1:] in ".,;":
        return False
    return bool(cue_of(row.folded, *LONE_LABELS) or (row.is_first and cue_of(row.folded, "rubric")))


def _parts_imprint(above: SourceRow, row: SourceRow) -> bool:
    """In plain text: a line that opens with "Received:", or the line below one that broke early."""
    if row.source.box is not None:
        return False
    return opens_imprint(row.folded) or (opens_imprint(above.folded) and breaks_early(above, row))


def is_centred(row: SourceRow) -> bool:
    """Is the line set in on both sides by as much?"""
    right = row.room / 2  # `room` counts letters, two to the em
    return row.indent > 1 and abs(row.indent - right) < 0.15 * (row.indent + right) + 0.5


def is_ornament(text: str) -> bool:
    """A line of signs alone that parts texts: "* * *", "————", "§"."""
    return bool(_ornament.match(text))


def _signs(above: SourceRow, row: SourceRow) -> bool:
    """In plain text: a line that opens with a dash and a capital below the end of a sentence."""
    return bool(_dash_line.match(row.text)) and ends_sentence(above.text)


def _is_display(row: SourceRow) -> bool:
    return row.source.box is not None and row.size >= DISPLAY


def _is_set_alike(above: SourceRow, row: SourceRow) -> bool:
    """Lines of one headline: centred or ragged, their indents say nothing."""
    wavers = 0.16 if row.is_rough else SAME_SIZE
    is_size = abs(row.size - above.size) <= wavers * max(row.size, above.size)
    is_face = row.source.is_italic == above.source.is_italic and (
        row.is_rough or row.is_bold == above.is_bold
    )
    return is_size and is_face and row.space <= (0.5 if row.is_rough else 0.28)


def is_flush_right(row: SourceRow) -> bool:
    """A short line set at the right edge, as authors of reviews and letters sign."""
    if row.source.box is None or row.fill <= 0.97:
        return False
    if row.indent > MIN_SHIFT and row.columns <= 3:
        return True
    measure = row.indent + row.source.box[2] / max(row.source.size, 1.0)
    return row.indent > MIN_SHIFT_SHARE * measure and row.size < DISPLAY and row.indent > 3


def _is_indented(rows: Sequence[SourceRow], i: int) -> bool:
    """A first line set in by one to four ems below a line that is not."""
    above, row = rows[i - 1], rows[i]
    step = row.indent - above.indent
    least, most = (0.7, 4.5) if row.source.box else (2.0, 6.0)
    if not least <= step <= most:
        return False
    following = rows[i + 1] if i + 1 < len(rows) and not rows[i + 1].is_first else None
    returns = following is None or following.indent < row.indent - 0.4 or following.space > 0.28
    closed = above.fill < 0.93 or ends_sentence(above.text) or above.text[-1:] in END_MARKS
    return returns and closed
