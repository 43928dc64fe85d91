"""Source lines -> rows: cleaned lines that know their place, whether they came from a PDF or plain text.

Measures are relative, so that the steps after this one need not ask where a row came from:
`space` is the white above it in pitches of normal lines (0 set solid, 1 one blank line), `indent` in
ems from the left edge of its column, `fill` the share of the column's width it reaches, `size` of the
font as a share of the body's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from statistics import median

from ingest.parsing.layout.direction import is_right_to_left, mirrored
from ingest.parsing.layout.double_hyphens import read_double_hyphens
from ingest.parsing.layout.lone_capitals import set_lone_capitals
from ingest.parsing.layout.words import clean_words, spell
from ingest.parsing.records import Line, SourceFile, SourcePage, Word
from ingest.parsing.vocabulary.normalise import fold

NEW_BLOCK = 0.5  # least `space` where a band or column of the page ends
RUNNING_LETTERS, RUNNING_SPACES = 30, 4  # a running line has more letters, and so many spaces
MAX_LETTERS = 6000  # of a page that count for the size of the body
ENOUGH_LINES = 4  # of a block that tells its own edges
MANY = 8  # line steps needed to believe their median; titles and headings have fewer
SOLID = 0.28  # less white than this stands between the lines of one block
WAVER = 0.21  # how far a size measured on an image may be from its neighbours'
RAISED = str.maketrans("abcdefghijklmnop", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖ")  # marks of affiliations
MAX_RAISED = 7  # letters and commas: "a,b,c,*"
PAGE_TOP = 9.0  # `space` of a row that has nothing above it in its column


@dataclass(frozen=True)
class SourceRow:
    """One cleaned line. `page` and `line` are indexes into the source; `words` are cleaned too."""

    page: int
    line: int
    text: str
    words: tuple[Word, ...]
    source: Line
    glued: frozenset[int] = frozenset()  # words that touch the one before: raised note marks
    space: float = 0.0
    indent: float = 0.0
    fill: float = 1.0
    size: float = 1.0
    room: float = 0.0  # width left at the line's end, in ems
    column: int = 0
    columns: int = 1  # on its page
    is_last: bool = False  # of its column
    is_rough: bool = False  # its size was measured on an image, not told by the file

    @cached_property
    def folded(self) -> str:
        return fold(self.text)

    @cached_property
    def signed(self) -> str:
        """The text with raised letters told from the names that they stand at: "Sáᵃ, Pazᵇ"."""
        if not any(word.is_superscript for word in self.words):
            return self.text
        return self.signed_part(0, len(self.words))

    def signed_part(self, start: int, end: int) -> str:
        """The same of words[start:end] alone."""
        words = [
            replace(w, text=w.text.translate(RAISED)) if w.is_superscript and len(w.text) <= MAX_RAISED else w
            for w in self.words[start:end]
        ]
        return spell(words, {i - start for i in self.glued if i > start})

    @property
    def is_bold(self) -> bool:
        return self.source.is_bold

    @property
    def is_first(self) -> bool:
        """Does it open a page or a column?"""
        return self.space >= PAGE_TOP


def read_rows(source: SourceFile) -> list[list[SourceRow]]:
    """The rows of every page, blank lines left out (they are in `space`)."""
    geometric = [any(line.box for line in page.lines) for page in source.pages]
    measure = _text_measure(source)
    body_size, pitches = _body_size(source), _pitches(source)
    pages = []
    for index, page in enumerate(source.pages):
        if geometric[index]:
            rows = _place_boxes(index, page, body_size, pitches)
            pages.append(_smooth(set_lone_capitals(rows)) if page.text_source == "ocr" else rows)
        else:
            pages.append(set_lone_capitals(_place_text(index, page, measure)))
    return read_double_hyphens(pages)


# ------------------------------------------------------------------ plain text
def _text_measure(source: SourceFile) -> float:
    """The width of the type area in characters: nine lines of ten are no longer."""
    lengths = sorted(
        len(line.text.strip()) for page in source.pages for line in page.lines if line.text.strip()
    )
    return float(lengths[int(len(lengths) * 0.9)]) if lengths else 1.0


def _place_text(index: int, page: SourcePage, measure: float) -> list[SourceRow]:
    rows: list[SourceRow] = []
    blanks = PAGE_TOP
    for number, line in enumerate(page.lines):
        words, glued = clean_words(line)
        if not words:
            blanks += 1
            continue
        text = spell(words, glued)
        lead = len(line.text.expandtabs(4)) - len(line.text.expandtabs(4).lstrip())
        if lead == 1 and rows and not blanks and rows[-1].text[-1:] in ".!?:])":
            blanks = 1.0  # a stray blank after a closed line: what was scanned next begins here
        rows.append(
            SourceRow(
                index, number, text, words, line, glued,
                space=blanks, indent=float(lead if lead > 1 else 0), fill=min(1.0, (lead + len(text)) / measure),
                room=measure - lead - len(text),
            )
        )  # fmt: skip
        blanks = 0.0
    return _mark_last(rows)


def _mark_last(rows: list[SourceRow]) -> list[SourceRow]:
    return [
        replace(row, is_last=True) if i + 1 == len(rows) or rows[i + 1].is_first else row
        for i, row in enumerate(rows)
    ]


# ------------------------------------------------------------------ boxes
def _body_size(source: SourceFile) -> float:
    """The font size in which most pages set most of their running lines, in half points; 0 if unknown.

    Lines of few words do not count: figures may hold thousands of tiny numbers.
    """
    weights: Counter[float] = Counter()
    for page in source.pages:
        on_page: Counter[float] = Counter()
        for line in page.lines:
            if line.size and len(line.text) > RUNNING_LETTERS and line.text.count(" ") >= RUNNING_SPACES:
                on_page[round(line.size * 2) / 2] += len(line.text)
        for size, letters in on_page.items():
            weights[size] += min(letters, MAX_LETTERS)
    return weights.most_common(1)[0][0] if weights else 0.0


def _pitches(source: SourceFile) -> dict[float, float]:
    """Usual distance from baseline to baseline by font size (half points)."""
    found: dict[float, list[float]] = {}
    for page in source.pages:
        for above, line in zip(page.lines, page.lines[1:], strict=False):
            if above.box and line.box and round(above.size * 2) == round(line.size * 2):
                step = (line.box[1] + line.box[3]) - (above.box[1] + above.box[3])
                if 0 < step < 4 * max(line.box[3], above.box[3], 1):
                    found.setdefault(round(line.size * 2) / 2, []).append(step)
    return {size: median(steps) for size, steps in found.items() if len(steps) >= MANY}


def _from_where_they_begin(page: SourcePage) -> Sequence[Line]:
    """The lines of a page; of one that runs from right to left as in a mirror, so that indents stand left."""
    if not is_right_to_left("".join(line.text for line in page.lines)):
        return page.lines
    return [replace(line, box=mirrored(line.box, page.width)) if line.box else line for line in page.lines]


def _edges_of_blocks(lines: Sequence[Line]) -> dict[int, tuple[float, float]]:
    """Left and right edge of the text of every block of a page.

    The left edge is the leftmost at which several lines begin. A block of few lines takes the edges
    of a larger one above or below it.
    """
    members: dict[int, list[tuple[float, float]]] = {}
    for line in lines:
        if line.box:
            members.setdefault(line.block, []).append((line.box[0], line.box[0] + line.box[2]))
    edges = {block: _edges(spans) for block, spans in members.items()}
    ranked = sorted(members, key=lambda block: -len(members[block]))
    for block, spans in members.items():
        if len(spans) >= ENOUGH_LINES:
            continue
        for other in ranked:
            left, right = edges[other]
            if len(members[other]) >= ENOUGH_LINES and all(
                left - 3 <= a and b <= right + 3 for a, b in spans
            ):
                edges[block] = edges[other]
                break
    return edges


def _edges(spans: Sequence[tuple[float, float]]) -> tuple[float, float]:
    lefts = sorted(left for left, _ in spans)
    rights = sorted(right for _, right in spans)
    least = max(min(3, len(lefts) // 3), round(0.12 * len(lefts)), 1)
    left = next((x for x in lefts if sum(x <= other < x + 3 for other in lefts) >= least), lefts[0])
    return left, rights[int(len(rights) * 0.9)]


def _place_boxes(index: int, page: SourcePage, body: float, pitches: dict[float, float]) -> list[SourceRow]:
    seen = _from_where_they_begin(page)
    edges = _edges_of_blocks(seen)
    count = len({round(left / 20) for left, _ in edges.values()})
    rows: list[SourceRow] = []
    above: Line | None = None
    for number, (line, as_seen) in enumerate(zip(page.lines, seen, strict=True)):
        words, glued = clean_words(line)
        if not words:
            continue
        if as_seen.box is None:
            rows.append(SourceRow(index, number, spell(words, glued), words, line, glued))
            continue
        x, y, width, height = as_seen.box
        left, right = edges[line.block]
        em = max(line.size or height, 1.0)
        pitch = pitches.get(round(line.size * 2) / 2) or 1.2 * em
        space = PAGE_TOP
        if above is not None and above.box:
            step = (y + height) - (above.box[1] + above.box[3])
            space = max(0.0, step / pitch - 1) if step > -0.3 * pitch else PAGE_TOP
            if line.block != above.block:
                space = max(space, NEW_BLOCK)
        rows.append(
            SourceRow(
                index, number, spell(words, glued), words, line, glued,
                space=min(space, PAGE_TOP), indent=round((x - left) / em, 2),
                fill=(x + width - left) / max(right - left, 1.0), size=line.size / body if body else 1.0,
                room=(right - x - width) / em * 2, column=line.block, columns=count,
            )
        )  # fmt: skip
        above = line
    return _mark_last(rows)


def _smooth(rows: list[SourceRow]) -> list[SourceRow]:
    """Measured sizes waver from line to line: rows set solid in one weight share their mean size."""
    out: list[SourceRow] = []
    run: list[SourceRow] = []
    for row in rows:
        mean = sum(r.size for r in run) / len(run) if run else row.size
        is_new = row.space >= SOLID or row.is_bold != run[-1].is_bold if run else False
        if run and (is_new or abs(row.size / mean - 1) > WAVER):
            out += _evened(run)
            run = []
        run.append(row)
    return out + _evened(run)


def _evened(run: list[SourceRow]) -> list[SourceRow]:
    if not run:
        return []
    mean = sum(row.size * len(row.text) for row in run) / max(1, sum(len(row.text) for row in run))
    return [replace(row, size=round(mean, 3), is_rough=True) for row in run]
