"""Between the title and the text: who wrote it and where they work, line after line or side by side.

The page is read by the heights of its lines, whatever columns it has below. A line whose parts all are
names is a line of authors; what stands below a name, in its own column, is that author's; what reaches
over several columns is common to them, or is told apart by marks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.parsing.layout.blocks import Block, breaks_early
from ingest.parsing.layout.cells import LIST_ENDS, LIST_OPENS, Cell, lines_of, whole_cells
from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.rules import Rule, name_of
from ingest.parsing.structure.block_features import EMAIL, NUMBERED
from ingest.parsing.structure.bylines import (
    ByLine,
    Signature,
    byline_rows,
    ends_prose,
    read_byline,
    read_inverted,
    read_names_in,
)
from ingest.parsing.vocabulary.cues import CUES, cue_of, has_institution, is_notice, opens_imprint
from ingest.parsing.vocabulary.names import MARKS, is_given_name, is_place
from ingest.parsing.vocabulary.normalise import fold

LABELS = frozenset({"abstract_head", "abstract", "keywords", "keywords_head", "references_head"})
DEPTH = 0.45  # of a page's height below the title, within which its authors stand where nothing tells the end
PROSE_WORDS = 28  # a paragraph of the text or an unlabelled abstract has more
SENTENCE_WORDS = 8  # of the first paragraph under a heading, which may be short
PROSE_CAPITALS = 0.4  # and fewer capitals than addresses, of which more than half the words have one
WIDE = 0.55  # of the page's text: a title so wide, or set in the middle, heads all columns
OFF_CENTRE = 0.1
MAX_UPRIGHT, TURNED = 3, 3.0  # letters of what may be higher than wide; times its size, of what is turned
FAR = 6  # lines between title and names: dates, rubrics, a second title
MAX_LINES_OF_NAMES = 60
PROPER = re.compile(r"[^\W\d_]")
_mail = re.compile(r"@|\bwww\.|https?:|\{[\w.,|\s]+\}")
_digits = re.compile(r"\d{3,}")
_opens_mark = re.compile(rf"^(?:[{MARKS}]|\d{{1,2}}[.)]?\s?[^\W\d_])")
_dated = re.compile(
    r"^\W*(?:" + "|".join(CUES["received"] + CUES["accepted"] + CUES["published_on"]) + r")\b.*\d"
)
_initials = re.compile(r"(?:[A-Z]\. ?[A-Z]|[B-HJ-Z])\.")
_and = re.compile(r"^(?:and|und|et|y|e|by|with|&)$", re.I)


@dataclass(slots=True)
class Group:
    """Authors on one line or cell, and the lines below that are theirs."""

    names: ByLine
    cell: Cell
    lines: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Opening:
    """`common`: lines that belong to no one author. `taken`: indexes of the blocks read."""

    groups: list[Group] = field(default_factory=list)
    common: list[str] = field(default_factory=list)
    before: list[str] = field(default_factory=list)
    taken: list[int] = field(default_factory=list)
    count: int = 0  # of the lines read here among all lines of addresses

    @property
    def signatures(self) -> list[Signature]:
        return [signature for group in self.groups for signature in group.names.signatures]

    @property
    def how(self) -> str:
        """As an explanation tells it."""
        return "one by one or side by side" if len(self.groups) > 1 else "on one line"


def read_opening(
    blocks: Sequence[Block], title: Sequence[SourceRow], known: set[int], taken: set[int]
) -> Opening | None:
    """The authors between the title and the text of a page with boxes; None where no name is found there.

    `known`: the ids of the title's rows; `taken`: the blocks that it stands in, of which the rest is read too.
    """
    band = _band(blocks, title, taken)
    last = title[-1]
    inside = [
        row
        for i in sorted(taken)
        for row in blocks[i].rows
        if last in blocks[i].rows and row.line > last.line
    ]
    rows = [*inside, *(row for i in band for row in blocks[i].rows)]
    rows = [row for row in rows if id(row) not in known and PROPER.search(row.text)]
    lines = whole_cells(lines_of(rows))
    opening = Opening(taken=band)
    reader = _Reader(lines, opening)
    return opening if reader.read() else None


# ------------------------------------------------------------------ where it is
def _band(blocks: Sequence[Block], title: Sequence[SourceRow], taken: set[int]) -> list[int]:
    """The blocks below the title and above the first label, heading or paragraph of the text."""
    page = title[-1].page
    here = [i for i, b in enumerate(blocks) if b.page == page and b.first.source.box and i not in taken]
    left, right = _reach(blocks, here, title)
    top = max(_bottom(row) for row in title)
    below = [i for i in here if _top(blocks[i]) >= top - title[-1].source.size * 0.4]
    below = [i for i in below if left <= _middle(blocks[i]) <= right and not _is_turned(blocks[i])]
    height = max((_bottom(row) for b in blocks if b.page == page for row in b.rows), default=top)
    end = _end(blocks, below, top + DEPTH * height)
    em = title[-1].source.size
    return [i for i in below if _top(blocks[i]) < end - 1 and _bottom(blocks[i].last) < end + em]


def _end(blocks: Sequence[Block], below: Sequence[int], default: float) -> float:
    """The height at which the text begins."""
    is_named = False
    for i in sorted(below, key=lambda i: _top(blocks[i])):
        block = blocks[i]
        if name_of(ENDS, block):
            return _top(block)
        names = byline_rows(block, 0) is not None
        after = blocks[i + 1] if i + 1 < len(blocks) else None
        if (
            block.kind == "heading"
            and after is not None
            and is_prose(after.text, SENTENCE_WORDS)
            and (is_named or not names)
        ):
            return _top(block)  # the first heading of the text
        is_named = is_named or names
    return default


def _reach(blocks: Sequence[Block], here: Sequence[int], title: Sequence[SourceRow]) -> tuple[float, float]:
    """Left and right edge of what the title heads: the page, or its column."""
    level = [row for i in here if not _is_turned(blocks[i]) for row in blocks[i].rows]
    first, last = _extent(title)
    left, right = _extent([*title, *level])
    width = right - left
    is_centred = abs((first + last) / 2 - (left + right) / 2) < OFF_CENTRE * width
    if last - first > WIDE * width or is_centred:
        return left, right
    left, right = _extent([*title, *(row for row in level if row.column == title[0].column)])
    return left - 1, right


def _extent(rows: Sequence[SourceRow]) -> tuple[float, float]:
    """Left and right edge of rows of which one at least has a box."""
    boxes = [row.source.box for row in rows if row.source.box]
    return min(b[0] for b in boxes), max(b[0] + b[2] for b in boxes)


def _is_turned(block: Block) -> bool:
    """Written up the margin: higher than wide, in one row."""
    box = block.first.source.box
    return (
        box is not None
        and len(block.first.text) > MAX_UPRIGHT
        and box[3] > TURNED * max(block.first.source.size, 1.0)
    )


def _top(block: Block) -> float:
    return min(row.source.box[1] for row in block.rows if row.source.box)


def _bottom(row: SourceRow) -> float:
    return row.source.box[1] + row.source.box[3] if row.source.box else 0.0


def _middle(block: Block) -> float:
    boxes = [row.source.box for row in block.rows if row.source.box]
    return (min(b[0] for b in boxes) + max(b[0] + b[2] for b in boxes)) / 2


def is_prose(text: str, least: int = PROSE_WORDS) -> bool:
    """Running text: many words, few of them with a capital."""
    words = [word for word in text.split() if word[:1].isalpha()]
    return len(words) >= least and sum(w[:1].isupper() for w in words) < PROSE_CAPITALS * len(words)


def _opens_name(block: Block) -> bool:
    """Initials, with which no numbering begins: "H. J. Sá"."""
    return bool(_initials.match(block.text)) and byline_rows(block, 0) is not None


ENDS: tuple[Rule[Block], ...] = (
    Rule("a label", lambda b: b.kind in LABELS, "Abstract"),
    Rule(
        "a section",
        lambda b: bool(cue_of(b.first.folded, "section", "summary", "contents")),
        "1. Introduction",
    ),
    Rule(
        "a numbered heading",
        lambda b: b.kind == "heading" and bool(NUMBERED.match(b.text)) and not _opens_name(b),
        "1 The valley",
    ),
    Rule(
        "running text",
        lambda b: b.kind != "note" and is_prose(b.text) and not is_notice(b.folded),
        "The valley met again to speak …",
    ),
)


# ------------------------------------------------------------------ what it says
@dataclass(frozen=True, slots=True)
class _Line:
    """A line of cells that may hold further authors, and what was read before it."""

    names: Sequence[Cell]
    style: tuple[float, bool, bool]
    address_styles: frozenset[tuple[float, bool, bool]]
    above_is_names: bool
    above_closes: bool  # an e-mail address or a place stood since the last names
    mails_left: int  # e-mail addresses below that no author read so far answers to
    is_marked: bool
    has_mail: bool  # at its side, as the names above have


NEXT: tuple[Rule[_Line], ...] = (
    Rule("marks of affiliations", lambda n: n.is_marked, "Luis Paz²"),
    Rule("an e-mail address at its side", lambda n: n.has_mail, "Luis Paz      luis@valley.example"),
    Rule(
        "type of the names, which addresses have not",
        lambda n: bool(n.address_styles) and n.style not in n.address_styles,
        "Ana Sá (bold) / Valley University / Luis Paz (bold)",
    ),
    Rule(
        "after the address of the one above",
        lambda n: n.above_closes and not n.above_is_names,
        "Ana Sá / Valley University / ana@valley.example / Luis Paz",
    ),
    Rule(
        "names under names, and no addresses",
        lambda n: n.above_is_names and not n.address_styles and n.mails_left > 0,
        "Ana Sá / Luis Paz / {ana,luis}@valley.example",
    ),
    Rule(
        "a given name under names",
        lambda n: (
            n.above_is_names
            and not n.address_styles
            and all(is_given_name(cell.text.split()[0]) for cell in n.names)
        ),
        "Thomas Paz / Peter Sá",
    ),
)


class _Reader:
    """Walks over the lines once, from the title down."""

    def __init__(self, lines: Sequence[Sequence[Cell]], opening: Opening) -> None:
        self.lines = lines
        self.opening = opening
        self.style: tuple[float, bool, bool] | None = None
        self.address_styles: set[tuple[float, bool, bool]] = set()
        self.above_is_names = False
        self.above_closes = False
        self.last: list[Group] = []  # of the last line of names
        self.mails_beside = False  # the first names have their e-mail addresses at their side

    def read(self) -> bool:
        i = 0
        self.address_styles = self._styles_of_addresses()
        while i < len(self.lines) and not _is_box_about_article(self.lines[i]):
            used = self._take_names(i)
            if not used:
                if not self.last and i >= FAR:
                    return False
                self._take_other(self.lines[i])
                used = 1
            i += used
        self.opening.before += [cell.text for line in self.lines[i:] for cell in line]
        return bool(self.opening.groups)

    def _styles_of_addresses(self) -> set[tuple[float, bool, bool]]:
        """The type of lines that are surely no names."""
        found = set()
        for line in self.lines:
            texts = [cell.text for cell in line]
            repeated = len(texts) > len(set(texts))
            for cell in line:
                is_address = has_institution(fold(cell.text)) or is_place(cell.text) or repeated
                if (
                    is_address and not _mail.search(cell.text) and read_byline(cell.text) is None
                ) or repeated:
                    found.add(cell.style)
        return found

    def _take_names(self, i: int) -> int:
        """How many lines from i on are names."""
        line = self.lines[i]
        names = [cell for cell in line if not _mail.search(cell.text)]
        if not names or len({cell.text for cell in names}) < len(names) or any(map(_is_no_name, names)):
            return self._take_beside(line)
        used, found = self._read_line(i, names)
        if not found:
            return self._take_beside(line)
        has_mail = len(names) < len(line)
        if not found or not self._may_follow(names, found, has_mail and self.mails_beside):
            return 0
        self.mails_beside = self.mails_beside if self.last else has_mail
        groups = [Group(by, cell) for cell, by in zip(names, found, strict=True)]
        for group in groups:
            group.lines += [", ".join(group.names.rest)] if group.names.rest else []
        self.style = self.style or names[0].style
        self.above_closes = any(group.names.rest for group in groups)
        self.opening.groups += groups
        self.last = groups
        for cell in (cell for cell in line if cell not in names):
            self._give(cell)
            self.above_closes = False
        self.above_is_names = True
        return used

    def _take_beside(self, line: Sequence[Cell]) -> int:
        """Names beside the addresses of others, in a column that has none yet while e-mail addresses are left.

        So stand authors side by side whose addresses are of different length and end on one line.
        """
        if not self.last or len(line) == 1:
            return 0
        added = []
        for cell in line:
            by = None if _mail.search(cell.text) or _is_no_name(cell) else read_byline(cell.text)
            is_free = all(cell.left >= g.cell.right or cell.right <= g.cell.left for g in self.last)
            if by is not None and is_free and not is_place(cell.text):
                added.append(Group(by, cell))
        if not added or self._mails_left() < len(added):
            return 0
        groups = sorted([*self.last, *added], key=lambda group: group.cell.left)
        self.opening.groups[-len(self.last) :] = groups
        self.last = groups
        for cell in line:
            if all(cell is not group.cell for group in added):
                self._give(cell)
        return 1

    def _mails_left(self) -> int:
        mails = sum(len(mails_in(cell.text)) for line in self.lines for cell in line)
        return mails - len(self.opening.signatures)

    def _read_line(self, i: int, names: Sequence[Cell]) -> tuple[int, list[ByLine]]:
        if len(names) > 1:
            return 1, _side_by_side(names)
        best: tuple[int, ByLine] | None = None
        text = ""
        for last in range(i, min(i + MAX_LINES_OF_NAMES, len(self.lines))):
            line = self.lines[last]
            if len(line) > 1 and last > i:
                break
            text = f"{text} {line[0].text}".strip().replace("- ", "-")
            if ends_prose(text):
                break
            by = read_byline(text) or (None if self.last else read_inverted(text))
            if by is not None and not (last > i and is_place(line[0].text) and "," not in line[0].text):
                best = (last - i + 1, by)
            if not self._goes_on(last, text):
                break
        if best is None:
            loose = read_names_in(names[0].text)
            if loose is not None and self._is_believed(loose):
                best = (1, loose)
        return (best[0], [best[1]]) if best else (0, [])

    def _goes_on(self, i: int, text: str) -> bool:
        """Does the list of names run over the end of line i?"""
        if i + 1 >= len(self.lines) or len(self.lines[i + 1]) > 1:
            return False
        below = self.lines[i + 1][0]
        if text.rstrip("¹²³⁴⁵⁶⁷⁸⁹⁰*†‡§¶ᵃᵇᶜᵈᵉᶠᵍʰ ").endswith(LIST_ENDS) or below.text.startswith(LIST_OPENS):
            return True
        whole = read_names_in(f"{text} {below.text}")
        if whole is not None and whole.rest:
            whole = None
        so_far = read_byline(text)
        is_cut = so_far is None or so_far.is_open
        if is_cut and whole is not None and not whole.is_open and not _opens_mark.match(below.text):
            return True  # "…, Daniel R. / Witte"
        if below.style != self.lines[i][0].style or _mail.search(below.text):
            return False
        is_list = bool(re.search(r",|\band\b|&", text)) and whole is not None
        return is_list and not breaks_early(self.lines[i][0].row, below.row)

    def _is_believed(self, by: ByLine) -> bool:
        """Names with something strange among them: initials, given names, marks or several names tell."""
        first = by.signatures[0].name
        has_sign = by.is_sure or "." in first or is_given_name(first.split()[0])
        return has_sign and len(by.rest) <= max(6, len(by.signatures))

    def _may_follow(self, names: Sequence[Cell], found: Sequence[ByLine], has_mail: bool) -> bool:
        if not self.last:
            return True
        if all(is_place(signature.name) for by in found for signature in by.signatures):
            return False
        alike = names[0].style == self.style or has_mail  # of the line, which the address is a part of
        marked = any(by.has_marks for by in found)
        line = _Line(
            names, names[0].style, frozenset(self.address_styles - {self.style} if alike else self.address_styles),
            self.above_is_names, self.above_closes, self._mails_left(), marked, has_mail,
        )  # fmt: skip
        return alike and bool(name_of(NEXT, line))

    def _take_other(self, line: Sequence[Cell]) -> None:
        for cell in line:
            if _and.match(cell.text):
                continue
            if not self.last or _is_imprint(cell.text):
                self.opening.before.append(cell.text)
                continue
            self._give(cell)
            self.above_is_names = False

    def _give(self, cell: Cell) -> None:
        """The line to the author above it in whose column it stands, or to all."""
        text = cell.text
        if _mail.search(text) or has_institution(fold(text)) or is_place(text) or _digits.search(text):
            self.above_closes = True
        self.above_is_names = False
        over = [g for g in self.last if g.cell.left < cell.right and g.cell.right > cell.left]
        if len(self.last) == 1 or len(over) == 1:
            (over or self.last)[0].lines.append(text)
        elif len(over) > 1 or not self.last:
            self.opening.common.append(text)
        else:
            nearest = min(self.last, key=lambda group: abs(group.cell.middle - cell.middle))
            nearest.lines.append(text)


def _side_by_side(names: Sequence[Cell]) -> list[ByLine]:
    """The names of a line of which every cell is one; none if any is not."""
    found = [by for cell in names if (by := read_byline(cell.text)) and not is_place(cell.text)]
    return found if len(found) == len(names) else []


def _is_no_name(cell: Cell) -> bool:
    """Opens it with the mark of an address, or with what a journal says of the article?"""
    folded = fold(cell.text)
    return (
        bool(_opens_mark.match(cell.text))
        or opens_imprint(folded)
        or bool(cue_of(folded, "section", "dates"))
    )


def _is_box_about_article(line: Sequence[Cell]) -> bool:
    return any(cue_of(fold(cell.text), "article_info") for cell in line)


def _is_imprint(text: str) -> bool:
    """Dates of the article, its DOI, what the journal says of it: nobody's address."""
    folded = fold(text)
    return (
        opens_imprint(folded)
        or is_notice(folded)
        or bool(_dated.match(folded))
        or folded.startswith(("doi", "https://doi"))
    )


def mails_in(text: str) -> list[str]:
    """The addresses of a line; "{ana,luis}@valley.example" are two."""
    listed = re.search(r"\{([^}]*)\}", text)
    return re.split(r"[,;|]", listed[1]) if listed else EMAIL.findall(text)
