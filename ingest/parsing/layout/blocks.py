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
from ingest.parsing.rules import Rule, first_of
from ingest.parsing.vocabulary.cues import CUES, cue_of, opens_imprint
from ingest.parsing.vocabulary.names import is_initials
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
WHITE, BLANK = 0.28, 0.5  # pitches above a row that begins a block, in print and in plain text
CHANGE, ROUGH_CHANGE = 0.045, 0.16  # of the size that part two blocks, told by the file and measured
NEARLY_FULL = 0.9  # of the measure
SMALLER = 0.95  # than the row above
AT_EDGE, MAX_COLUMNS = 0.97, 3  # of the measure; of a page on which lines are set at the right edge
RETURN, FULL = 0.4, 0.93  # ems by which the next line goes back; of the measure, a line that may go on
MIN_SHIFT = 12  # ems of the row's indent
MIN_SHIFT_SHARE, NARROW_SHIFT = 0.22, 3  # of the measure, and ems, in narrow columns
INDENT, TEXT_INDENT = (0.7, 4.5), (2.0, 6.0)  # of a first line, from and to: ems; letters of plain text
DISPLAY = 1.12  # type so much larger than the text is set by itself: titles, headlines, pull quotes
SET_IN = 10  # letters of plain text by which initials are, below a text that they sign
ROUGH_WHITE = 0.5  # pitches that part a headline whose sizes were measured on an image


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


@dataclass(frozen=True, slots=True)
class _Step:
    """A row and the one above it on the same page."""

    rows: Sequence[SourceRow]
    i: int

    @property
    def row(self) -> SourceRow:
        return self.rows[self.i]

    @property
    def above(self) -> SourceRow:
        return self.rows[self.i - 1]


def _is_numbered_head(step: _Step) -> bool:
    are_bold = step.row.is_bold and step.above.is_bold
    return are_bold and bool(_numbered_head.match(step.row.text)) and not step.above.text.endswith("-")


def _differ_in_size(above: SourceRow, row: SourceRow) -> bool:
    share = ROUGH_CHANGE if row.is_rough else CHANGE
    return abs(row.size - above.size) > share * max(row.size, above.size)


def _changes_size(step: _Step) -> bool:
    return _differ_in_size(step.above, step.row)


def _changes_weight(step: _Step) -> bool:
    row, above = step.row, step.above
    return row.is_bold != above.is_bold and (above.is_bold or breaks_early(above, row))


def _changes_slope(step: _Step) -> bool:
    row, above = step.row, step.above
    is_other = row.source.is_italic != above.source.is_italic
    is_set_otherwise = is_centred(above) and not is_centred(row)
    return is_other and (is_set_otherwise or (above.fill < NEARLY_FULL and breaks_early(above, row)))


def _leaves_right_edge(step: _Step) -> bool:
    row, above = step.row, step.above
    return not is_flush_right(above) and (ends_sentence(above.text) or row.size < SMALLER * above.size)


def _has_label(step: _Step) -> bool:
    return bool(_label.match(step.row.folded)) or _is_label_alone(step.row) or _is_label_alone(step.above)


def _is_one_headline(step: _Step) -> bool:
    return _is_display(step.above) and _is_display(step.row) and _is_set_alike(step.above, step.row)


ALWAYS: tuple[Rule[_Step], ...] = (
    Rule("opens a column", lambda s: s.row.is_first, "The valley met again"),
    Rule("a drop capital", lambda s: s.row.source.has_drop_cap, "The valley met again"),
    Rule("a label", _has_label, "References"),
    Rule("imprint", lambda s: _parts_imprint(s.above, s.row), "Received: 3 May 2010"),
    Rule("an ornament", lambda s: is_ornament(s.row.text) or is_ornament(s.above.text), "* * *"),
    Rule("a signature", lambda s: s.row.source.box is None and _signs(s.above, s.row), "—Ana Sá"),
)
AT_RIGHT: tuple[Rule[_Step], ...] = (  # for a row set at the right edge
    Rule("goes to the right edge", _leaves_right_edge, "Ana Sá, Lima"),
)
BEGINS: tuple[Rule[_Step], ...] = (
    Rule(
        "leaves the right edge", lambda s: is_flush_right(s.above) and s.row.indent < MIN_SHIFT, "The Wells"
    ),
    Rule(
        "white space", lambda s: s.row.space > (WHITE if s.row.source.box else BLANK), "The valley met again"
    ),
    Rule("a numbered heading", _is_numbered_head, "2. The Wells"),
    Rule("another size", _changes_size, "The Wells"),
    Rule("another weight", _changes_weight, "The Wells"),
    Rule("another slope", _changes_slope, "The Wells"),
    Rule("an indent", lambda s: _is_indented(s.rows, s.i), "The valley met again"),
)


def _begins_block(rows: Sequence[SourceRow], i: int) -> bool:
    step = _Step(rows, i)
    if first_of(ALWAYS, step):
        return True
    if _is_one_headline(step) or _is_word_for_by(step.above):
        return False
    return first_of(AT_RIGHT if is_flush_right(step.row) else BEGINS, step) is not None


def _is_word_for_by(row: SourceRow) -> bool:
    """A line that is nothing but "By" or "Von", in whatever type: below it stands who wrote."""
    return len(row.words) == 1 and row.text[:1].isupper() and row.folded.strip(":") in CUES["by"]


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
    """In plain text: a line that opens with a dash and a capital, or initials set in, below the end of a sentence."""
    is_set_in = row.indent >= SET_IN and is_initials(row.text)
    return (is_set_in or bool(_dash_line.match(row.text))) and ends_sentence(above.text)


def _is_display(row: SourceRow) -> bool:
    return row.source.box is not None and row.size >= DISPLAY


def _is_set_alike(above: SourceRow, row: SourceRow) -> bool:
    """Lines of one headline: centred or ragged, their indents say nothing."""
    is_face = row.source.is_italic == above.source.is_italic and (
        row.is_rough or row.is_bold == above.is_bold
    )
    is_close = row.space <= (ROUGH_WHITE if row.is_rough else WHITE)
    return is_close and is_face and not _differ_in_size(above, row)


def is_flush_right(row: SourceRow) -> bool:
    """A short line set at the right edge, as authors of reviews and letters sign."""
    if row.source.box is None or row.fill <= AT_EDGE:
        return False
    if row.indent > MIN_SHIFT and row.columns <= MAX_COLUMNS:
        return True
    measure = row.indent + row.source.box[2] / max(row.source.size, 1.0)
    return row.indent > MIN_SHIFT_SHARE * measure and row.size < DISPLAY and row.indent > NARROW_SHIFT


def _is_indented(rows: Sequence[SourceRow], i: int) -> bool:
    """A first line set in by one to four ems below a line that is not."""
    above, row = rows[i - 1], rows[i]
    step = row.indent - above.indent
    least, most = INDENT if row.source.box else TEXT_INDENT
    if not least <= step <= most:
        return False
    following = rows[i + 1] if i + 1 < len(rows) and not rows[i + 1].is_first else None
    returns = following is None or following.indent < row.indent - RETURN or following.space > WHITE
    closed = above.fill < FULL or ends_sentence(above.text) or above.text[-1:] in END_MARKS
    return returns and closed
