"""From runs of glyphs to printed lines: words, superscripts, letter-spaced words, reading order.

A run is what stands together in one font, size and on one baseline; a segment is the runs of one
stretch of a line. Coordinates as in `records`: origin top left, y down.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from statistics import median

from ingest.parsing.layout.direction import CLOSE, has_right_to_left, in_reading_order, is_right_to_left
from ingest.parsing.layout.drop_caps import beside_caps, set_in_line
from ingest.parsing.layout.letter_spacing import part_by_gaps
from ingest.parsing.layout.margin_numbers import find_margin_numbers
from ingest.parsing.layout.reading_order import PagePiece, order_pieces
from ingest.parsing.layout.words import union
from ingest.parsing.records import Line, Word

ASCENT, DESCENT = 0.75, 0.25  # of the font size, above and below the baseline
MAX_SEGMENTS = 2_000  # of a page; a newspaper page has about as many lines
MIN_LETTERS = 4  # spaced ones that make words
MAX_WORD_GAP = 1.6  # of the font size, between words whose letters are spaced
MAX_GAP = 3.5  # times the usual gap
MAX_RAISED = 8  # letters of a note mark or an index
CLOSING_SIGNS = frozenset(",.;:!?")
ROWS_ABOVE = 4  # lines looked back at for the one that a piece stands on
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


@dataclass(slots=True)
class Font:
    name: str
    is_bold: bool
    is_italic: bool


@dataclass(slots=True)
class GlyphRun:
    """Glyphs without a space in one font and size. `is_joined`: no space stands before it.

    `is_spaced_by_eye`: the space before it was only seen as a gap, the file holds none.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    font: Font
    is_joined: bool = False
    is_spaced_by_eye: bool = False


Segment = list[GlyphRun]
Placed = tuple[PagePiece, Segment]  # a segment with where it stands


def lines_of(segments: Sequence[Segment], page_width: float, first_block: int = 0) -> list[Line]:
    """The lines of a page in reading order."""
    if len(segments) > MAX_SEGMENTS:  # the dots of a plotted figure, each a glyph of its own
        segments = [segment for segment in segments if any(map(str.isalnum, _text(segment)))]
    segments, caps = set_in_line(segments)
    lines: list[Line] = []
    for number, block in enumerate(_blocks(segments, page_width), first_block):
        lines += [_line(row, number) for row in _rows(block)]
    return beside_caps(lines, caps)


def _text(segment: Segment) -> str:
    return "".join(run.text for run in segment)


def _blocks(segments: Sequence[Segment], page_width: float) -> list[list[Placed]]:
    """Columns and bands in reading order, then the line numbers in the margins."""
    texts = [_text(segment) for segment in segments]
    placed = [(_piece(segment), segment) for segment in segments]
    pieces = [piece for piece, _ in placed]
    margins = find_margin_numbers(pieces, texts)
    rest = sorted(set(range(len(pieces))).difference(*margins))
    shown = [pieces[i] for i in rest]
    if is_right_to_left("".join(texts)):
        shown = [piece.mirrored(page_width) for piece in shown]
    columns = [[rest[i] for i in column] for column in order_pieces(shown, page_width)]
    return [[placed[i] for i in block] for block in (*columns, *margins)]


def _piece(segment: Segment) -> PagePiece:
    size = _main_size(segment)
    baseline = max((run for run in segment if run.size == size), key=lambda run: run.baseline).baseline
    return PagePiece(
        left=min(run.left for run in segment),
        top=baseline - ASCENT * size,
        right=max(run.right for run in segment),
        bottom=baseline + DESCENT * size,
        size=size,
        words=sum(not run.is_joined for run in segment),
    )


def _main_size(runs: Sequence[GlyphRun]) -> float:
    """The size in which most of the glyphs are set."""
    if len({run.size for run in runs}) == 1:
        return runs[0].size
    glyphs: dict[float, int] = {}
    for run in runs:
        glyphs[run.size] = glyphs.get(run.size, 0) + len(run.text)
    return max(glyphs, key=lambda size: (glyphs[size], size))


def _rows(block: list[Placed]) -> list[list[GlyphRun]]:
    """Segments of one block gathered into lines by their overlap, top to bottom.

    The piece with the most and largest words gives a line its height: a superscript does not.
    """
    rows: list[tuple[PagePiece, list[Segment]]] = []
    for piece, segment in sorted(block, key=lambda item: (item[0].bottom, item[0].left)):
        for at in range(len(rows) - 1, max(-1, len(rows) - 1 - ROWS_ABOVE), -1):
            anchor, row = rows[at]
            if _is_on_line(piece, anchor) and not _overlaps(segment, row) and not _is_apart(piece, anchor):
                row.append(segment)
                rows[at] = (max(anchor, piece, key=lambda p: p.words * p.size), row)
                break
        else:
            rows.append((piece, [segment]))
    rows.sort(key=lambda row: (row[0].bottom, row[0].left))
    return [_in_order(row) for _, row in rows]


def _is_on_line(piece: PagePiece, anchor: PagePiece) -> bool:
    """Whether more than half of the lower of the two stands at the height of the other."""
    shared = min(piece.bottom, anchor.bottom) - max(piece.top, anchor.top)
    return shared > 0.5 * min(piece.bottom - piece.top, anchor.bottom - anchor.top)


def _is_apart(piece: PagePiece, anchor: PagePiece) -> bool:
    """Two texts in very different type with a gap between: "Reviewed by" in a side bar, "1 Introduction".

    Indexes, note marks and capitals set larger have one word or stand close.
    """
    small, large = sorted((piece, anchor), key=lambda p: p.size)
    gap = max(small.left - large.right, large.left - small.right)
    return small.size < 0.65 * large.size and min(piece.words, anchor.words) > 1 and gap > 0.5 * large.size


def _overlaps(segment: Segment, row: list[Segment]) -> bool:
    """Whether the segment covers one of the row by more than a careless margin."""
    left, right = segment[0].left, segment[-1].right
    for other in row:
        shared = min(right, other[-1].right) - max(left, other[0].left)
        if shared > max(2.0, 0.5 * min(right - left, other[-1].right - other[0].left)):
            return True
    return False


def _in_order(row: list[Segment]) -> list[GlyphRun]:
    """The runs as they are read. A segment set apart begins a word unless it touches the one before."""
    if has_right_to_left("".join(map(_text, row))):
        return in_reading_order(row)
    runs: list[GlyphRun] = []
    for segment in sorted(row, key=lambda segment: segment[0].left):
        if runs:
            first = segment[0]
            gap = first.left - runs[-1].right
            first.is_joined = gap < CLOSE * min(first.size, runs[-1].size)
            first.is_spaced_by_eye = not first.is_joined
        runs += segment
    return runs


def _line(runs: list[GlyphRun], block: int) -> Line:
    runs = close_up(runs)
    size = _main_size(runs)
    baseline = median([run.baseline for run in runs if run.size == size])
    words: list[Word] = []
    text: list[str] = []
    italics: list[int] = []
    for run in runs:
        word = _word(run, is_superscript=_is_superscript(run, size, baseline))
        is_joined = run.is_joined and bool(words)
        if is_joined and not word.is_superscript and not words[-1].is_superscript:
            words[-1] = _joined(words[-1], word)
        else:
            words.append(word)
            if run.font.is_italic:
                italics.append(len(words) - 1)
        text.append(word.text if is_joined or not text else " " + word.text)
    font = max(runs, key=lambda run: len(run.text)).font
    return Line(
        words=tuple(words),
        text="".join(text),
        box=union([word.box for word in words if word.box]),
        size=round(size, 1),
        is_bold=_is_mostly(runs, "is_bold"),
        is_italic=_is_mostly(runs, "is_italic"),
        font=font.name,
        block=block,
        italics=tuple(italics) if len(italics) < len(words) else (),
    )


def _is_superscript(run: GlyphRun, size: float, baseline: float) -> bool:
    raised = baseline - run.baseline
    return run.size < 0.87 * size and 0.15 * size < raised < 0.8 * size and len(run.text) <= MAX_RAISED


def _word(run: GlyphRun, *, is_superscript: bool) -> Word:
    text = run.text.translate(SUPERSCRIPTS) if is_superscript else run.text
    top, height = _top_and_height(run.baseline, run.size)
    return Word(text, (round(run.left, 1), top, round(run.right - run.left, 1), height), None, is_superscript)


@lru_cache(maxsize=64)  # nearly all words of a line share theirs
def _top_and_height(baseline: float, size: float) -> tuple[float, float]:
    return round(baseline - ASCENT * size, 1), round((ASCENT + DESCENT) * size, 1)


def _joined(first: Word, second: Word) -> Word:
    boxes = [box for box in (first.box, second.box) if box]
    return Word(first.text + second.text, union(boxes), None, first.is_superscript)


def _is_mostly(runs: list[GlyphRun], style: str) -> bool:
    if all(run.font is runs[0].font for run in runs):
        return bool(getattr(runs[0].font, style))
    styled = sum(len(run.text) for run in runs if getattr(run.font, style))
    return 2 * styled > sum(len(run.text) for run in runs)


def close_up(runs: list[GlyphRun]) -> list[GlyphRun]:
    """Letter-spaced words closed up: "J u l i a" is Julia.

    Single letters with gaps that the file itself does not fill with spaces, four or more or nothing else in
    the line. A gap half as wide again as the usual one parts two words.
    """
    if not any(run.is_spaced_by_eye for run in runs):
        return runs
    closed: list[GlyphRun] = []
    start = 0
    while start < len(runs):
        end = start + 1
        while end < len(runs) and _is_letter_after(runs[end], runs[end - 1]):
            end += 1
        if end - start >= MIN_LETTERS:
            closed += _letters_joined(runs[start:end])
        else:
            closed += runs[start:end]
        start = end
    return [_touching(before, run) for before, run in zip([None, *closed], closed, strict=False)]


def _is_letter_after(run: GlyphRun, before: GlyphRun) -> bool:
    letters = run.text.isalpha() and len(run.text) == 1 and before.text.isalpha() and len(before.text) == 1
    same_line = run.size == before.size and run.baseline == before.baseline
    return (
        letters and same_line and run.is_spaced_by_eye and run.left - before.right < MAX_WORD_GAP * run.size
    )


def _letters_joined(letters: list[GlyphRun]) -> list[GlyphRun]:
    gaps = [after.left - before.right for before, after in pairwise(letters)]
    if max(gaps) > MAX_GAP * max(median(gaps), 0.1):
        return letters
    return [_one_run(letters[word.first : word.end]) for word in part_by_gaps(gaps)]


def _one_run(runs: list[GlyphRun]) -> GlyphRun:
    return replace(runs[0], text="".join(run.text for run in runs), right=runs[-1].right)


def _touching(before: GlyphRun | None, run: GlyphRun) -> GlyphRun:
    """A sign after a letter-spaced word belongs to it, although it is spaced like its letters."""
    is_sign = (
        run.is_spaced_by_eye and run.text in CLOSING_SIGNS and before is not None and len(before.text) > 1
    )
    return replace(run, is_joined=True) if is_sign else run
