"""The title of an article: by the size of its type, or by its place above the names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from ingest.parsing.layout.blocks import Block, ends_sentence
from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.rules import Rule, first_of, weigh
from ingest.parsing.structure.block_features import EMAIL, NUMBERED, Body, is_book_head, is_capitals
from ingest.parsing.structure.bylines import byline_rows, byline_start
from ingest.parsing.structure.classify_blocks import FLOATING
from ingest.parsing.structure.front_signs import front_strength
from ingest.parsing.structure.title_types import TITLE_ROWS, is_title_like
from ingest.parsing.vocabulary.cues import CUES, cue_of, names_publication, names_publisher, opens_imprint
from ingest.parsing.vocabulary.languages import identify_language, is_foreign
from ingest.parsing.vocabulary.normalise import fold, word_set

SMALL_WORDS = word_set(
    """
    a an and da das de del der des die do dos du e el en et for from in la las le les los of on the to
    und with y
    """
)
FOLLOWED = 2.0  # as `front_strength` says of a title with its authors in the same block
MAX_LINES_ABOVE = 4
MAX_LENGTH_OF_LINE_ABOVE = 80  # characters of a journal's name or a rubric above the title
SURELY_FOLLOWED = 1.5
MIN_WEIGHT = 2.5  # for a title in type hardly larger than the text
MAX_BLOCKS_ABOVE = 14  # on the first page before the text
ROWS_OF_TEXT, LETTERS_OF_TEXT, TYPE_OF_TEXT = 4, 300, 0.08  # more than so is running text, in about its size
LARGE_TYPE = 1.35  # from which a numbered line may be a title
MIN_LETTERS = 4
RANK_BELOW, SAME_RANK = 0.85, 0.98  # of a title's size: headings of the next rank, and of the same
FULLY_FOLLOWED = 2.5  # as `front_strength` says of a title above a label
ROWS_OF_LINE = 2  # of a rubric or a journal's name
FILLED = 0.88  # of the measure, as lines of text are
FEW_WORDS, MANY_WORDS = 3, 5  # of a title unlike the headings
LARGER_THAN_MASTHEAD = 1.2
SEVERAL = 4  # words; names of journals and rubrics have fewer
MAX_BLOCKS = 6  # of one title
MAX_SPACE = 1.3  # lines of white inside a title
TITLE_TYPE = 1.12  # a title is set at least so much larger than the text
_dates_line = re.compile(r"^\W*(?:" + "|".join(CUES["received"] + CUES["accepted"]) + r")\b.*\d")


@dataclass(frozen=True, slots=True)
class Title:
    """Its rows, those of a subtitle in the same block, the index of the next block, whose blocks it takes."""

    rows: list[SourceRow] = field(default_factory=list)
    subtitle: list[SourceRow] = field(default_factory=list)
    end: int = 0
    taken: set[int] = field(default_factory=set)
    source: str = ""


def find_title(blocks: Sequence[Block], body: Body, claimed: str = "") -> Title:
    """The title of the article whose blocks these are; no rows if it prints none.

    `claimed`: what the file's metadata say, which counts where the page prints it.
    """
    review = _title_of_review(blocks)
    if review:
        return review
    if body.has_boxes and blocks and blocks[0].first.source.box:
        return _title_by_type(blocks, fold(claimed))
    return _title_by_place(blocks)


def _title_of_review(blocks: Sequence[Block]) -> Title | None:
    """A review without a title of its own goes by the book that it names, below a rubric or at once."""
    places = [i for i, block in enumerate(blocks) if block.kind not in FLOATING][:2]
    if len(places) > 1 and cue_of(blocks[places[0]].folded, "rubric"):
        places.pop(0)
    if not places or not is_book_head(blocks[places[0]]):
        return None
    end = places[0] + 1
    below = [i for i in _opening(blocks) if i >= end and _may_be_title(blocks[i])]
    larger = [i for i in below if blocks[i].size > LARGER_THAN_MASTHEAD * blocks[end - 1].size]
    if any(blocks[i].size >= TITLE_TYPE or front_strength(blocks, i) >= FOLLOWED for i in larger):
        return None  # a journal's own line: "Volume 2010, Article ID 157939, 6 pages"
    return Title(list(blocks[end - 1].rows), [], end, set(range(end)), "book under review")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A block that may be the title. `largest`: the largest type among all that may."""

    block: Block
    follows: float  # as `front_strength` says
    largest: float
    claimed: str  # the title as the file's metadata have it, folded

    @property
    def size(self) -> float:
        return self.block.size / (self.largest or 1.0)


ROUGHLY, NEARLY_AS_LARGE = 0.88, 0.97  # of the largest type; sizes measured on images waver
NEXT_SIZE = 0.72
MASTHEAD_WORDS = 7
SAME = 0.9  # share of the words by which two titles are one


def _is_largest(c: Candidate) -> bool:
    return c.size >= (ROUGHLY if c.block.first.is_rough else NEARLY_AS_LARGE)


def _is_masthead(c: Candidate) -> bool:
    """Words of journals and publishers, few of them: "JSS Journal of Statistical Software"."""
    words = c.block.text.split()
    return len(words) <= MASTHEAD_WORDS and (
        names_publication(c.block.folded) or names_publisher(c.block.folded)
    )


def _is_names(c: Candidate) -> bool:
    found = byline_rows(c.block, 0)
    return found is not None and found[0] == len(c.block.rows) and found[1].is_sure


def _is_claimed(c: Candidate) -> bool:
    """Do the file's metadata have the same title?"""
    said, read = set(c.claimed.split()), set(fold(c.block.text).split())
    return len(read) > 1 and len(said & read) >= SAME * len(read)


TITLE_SIGNS: tuple[Rule[Candidate], ...] = (
    Rule("the largest type of the page", _is_largest, "Accounts of the Water", 2.0),
    Rule("the next size", lambda c: not _is_largest(c) and c.size >= NEXT_SIZE, "Accounts of the Water", 1.0),
    Rule("larger than the text", lambda c: c.block.size >= TITLE_TYPE, "Accounts of the Water", 0.5),
    Rule("front matter follows", lambda c: c.follows >= SURELY_FOLLOWED, "Ana Sá / Abstract", 1.2),
    Rule("a name may follow", lambda c: 1 <= c.follows < SURELY_FOLLOWED, "Ana Sá", 0.6),
    Rule("the file's metadata agree", _is_claimed, "Title: Accounts of the Water", 1.5),
    Rule("several words", lambda c: len(c.block.text.split()) >= SEVERAL, "Accounts of the Upper Water", 0.4),
    Rule("a journal's or publisher's name", _is_masthead, "Journal of the Valley", -2.2),
    Rule("names of persons", _is_names, "Ana Sá and Luis Paz", -2.0),
    Rule("addresses", lambda c: bool(EMAIL.search(c.block.text)), "ana@valley.example", -2.0),
    Rule(
        "dates of the article", lambda c: bool(_dates_line.match(c.block.folded)), "Received 3 May 2010", -3.0
    ),
)


def _title_by_type(blocks: Sequence[Block], claimed: str) -> Title:
    """The block for which most speaks before the text begins; none in an article that begins in mid-sentence."""
    places = [i for i in _opening(blocks) if _may_be_title(blocks[i])]
    largest = max((blocks[i].size for i in places), default=0.0)
    found = {i: Candidate(blocks[i], front_strength(blocks, i), largest, claimed) for i in places}
    place = max(found, key=lambda i: (weigh(TITLE_SIGNS, found[i]), -i), default=None)
    begins_before = blocks[0].kind == "text" and blocks[0].text[:1].islower() and blocks[0].size < TITLE_TYPE
    if begins_before and (place is None or found[place].follows < SURELY_FOLLOWED):
        return Title()
    if place is None or not _is_set_as_title(blocks, place, found[place]):
        is_told = front_strength(blocks, 0) >= FOLLOWED or _heads_alone(blocks)
        return _title_by_place(blocks) if is_told else Title()
    first, end = _whole_title(blocks, place, largest)
    rows = [row for block in blocks[first:end] for row in block.rows]
    rows, inside = _without_names(blocks, end, rows)
    taken = set(range(end))
    return Title(rows, [], end - inside, taken, "font")


def _is_set_as_title(blocks: Sequence[Block], place: int, found: Candidate) -> bool:
    """Larger than the text and not as its headings are, or at least set off from it above its authors."""
    if found.block.size >= TITLE_TYPE:
        return found.follows >= 1 or not _is_usual_heading_size(blocks, place)
    is_set_off = (found.block.kind == "heading" or is_capitals(found.block.text)) and found.block.size >= 1
    return is_set_off and found.follows >= SURELY_FOLLOWED and weigh(TITLE_SIGNS, found) >= MIN_WEIGHT


def _whole_title(blocks: Sequence[Block], place: int, largest: float) -> tuple[int, int]:
    """The first block of the title and the one after its last: blocks of one type, close together."""
    first, end = place, place + 1
    while first > 0 and _is_one_title(blocks[first - 1], blocks[first]) and _may_be_title(blocks[first - 1]):
        first -= 1
    while end < len(blocks) and end < place + MAX_BLOCKS and _is_one_title(blocks[end - 1], blocks[end]):
        end += 1
    return first, end


def _is_one_title(above: Block, block: Block) -> bool:
    if block.page != above.page or not _is_size(block, above.size):
        return False
    if (
        block.kind not in {"text", "heading"}
        or block.is_italic != above.is_italic
        or block.is_bold != above.is_bold
    ):
        return False
    found = byline_rows(block, 0)
    if found is not None and found[1].is_sure:
        return False
    is_close = block.first.space <= MAX_SPACE or block.first.is_first
    return is_close and not (ends_sentence(above.text) and _speaks_otherwise(above, block))


def _speaks_otherwise(above: Block, block: Block) -> bool:
    return is_foreign(block.text, identify_language(above.text)[0])


def _without_names(blocks: Sequence[Block], end: int, rows: list[SourceRow]) -> tuple[list[SourceRow], int]:
    """The rows without names that stand in the title's last block, and 1 if there were any.

    Where names stand below in a block of their own, the title holds none, whatever its words look like.
    """
    block, start = blocks[end - 1], byline_start(blocks[end - 1])
    below = byline_rows(blocks[end], 0) if end < len(blocks) else None
    if start is None or (below is not None and below[1].is_sure):
        return rows, 0
    names = len(block.rows) - start
    return (rows[:-names], 1) if 0 < names < len(rows) else (rows, 0)


def _is_size(block: Block, size: float) -> bool:
    return abs(block.size - size) <= (0.12 if block.first.is_rough else 0.03) * size


def _opening(blocks: Sequence[Block]) -> list[int]:
    """Indexes of the blocks on the article's first page before its running text is under way."""
    opening = []
    for i, block in enumerate(blocks):
        if (
            block.page != blocks[0].page
            or i > MAX_BLOCKS_ABOVE
            or block.kind in {"abstract", "abstract_head"}
        ):
            break
        if (
            block.kind == "text"
            and len(block.rows) > ROWS_OF_TEXT
            and len(block.text) > LETTERS_OF_TEXT
            and abs(block.size - 1) < TYPE_OF_TEXT
        ):
            break
        opening.append(i)
    return opening


def _may_be_title(block: Block) -> bool:
    if block.kind not in {"text", "heading"} or len(block.rows) > TITLE_ROWS:
        return False
    if (NUMBERED.match(block.text) and block.size < LARGE_TYPE) or cue_of(
        block.folded, "acknowledgements", "appendix"
    ):
        return False
    if cue_of(block.folded, "rubric") or opens_imprint(block.folded):
        return False
    letters = sum(c.isalpha() for c in block.text)
    is_spaced = len([w for w in block.text.split() if len(w) == 1]) > 0.6 * len(block.text.split())
    return (
        letters >= MIN_LETTERS
        and not (is_spaced and letters > MIN_LETTERS + 1)
        and not cue_of(block.folded, "section", "summary")
    )


def _heads_alone(blocks: Sequence[Block]) -> bool:
    """A heading in the size of the text that opens the article, and no heading like it further on."""
    place = next((i for i, block in enumerate(blocks) if block.kind not in FLOATING), None)
    if place is None or not _may_head_alone(blocks[place]):
        return False
    block = blocks[place]
    return not any(
        other.kind == "heading"
        and other.is_bold == block.is_bold
        and is_capitals(other.text) == is_capitals(block.text)
        for other in blocks[place + 1 :]
    )


def _may_head_alone(block: Block) -> bool:
    """A heading, numbered or not: "12. Nuevas escuelas"."""
    bare = replace(
        block, rows=(replace(block.first, text=NUMBERED.sub("", block.first.text)), *block.rows[1:])
    )
    is_phrase = len(bare.text.split()) > 1  # "Materials" is the heading of a part
    return (block.kind == "heading" or block.is_bold) and is_phrase and is_title_like(bare)


def _is_usual_heading_size(blocks: Sequence[Block], place: int) -> bool:
    """Do headings further on stand in the same type or larger; for small type, even one rank below it?"""
    size = blocks[place].size
    least = (RANK_BELOW if size < LARGE_TYPE else SAME_RANK) * size
    return any(block.kind == "heading" and block.size >= least for block in blocks[place + 1 :])


@dataclass(frozen=True, slots=True)
class Placed:
    """A block that may be the title by its place alone, with its rows above the names that stand in it.

    `inside`: the row at which these names begin. `follows` as `front_strength` says.
    """

    blocks: Sequence[Block]
    place: int
    rows: Sequence[SourceRow]
    inside: int | None
    follows: float

    @property
    def block(self) -> Block:
        return self.blocks[self.place]


def _is_set_otherwise(placed: Placed) -> bool:
    """Neither as a title is, nor as the one numbered heading of the article."""
    if is_title_like(Block(tuple(placed.rows), placed.block.kind)):
        return False
    return not (_has_box(placed) and NUMBERED.match(placed.block.text) and _heads_alone(placed.blocks))


def _has_box(placed: Placed) -> bool:
    return placed.block.first.source.box is not None


def _are_names(placed: Placed) -> bool:
    named = byline_rows(placed.block, 0)
    is_all = named is not None and named[0] == len(placed.block.rows)
    return is_all and not placed.inside and placed.follows < FULLY_FOLLOWED


def _is_like_headings(placed: Placed) -> bool:
    is_alone = _has_box(placed) and _heads_alone(placed.blocks)
    return placed.follows < 1 and not is_alone and not _unlike_headings(placed.blocks, placed.place)


NO_TITLE: tuple[Rule[Placed], ...] = (
    Rule("not set as a title", _is_set_otherwise, "and so they went home."),
    Rule("goes on", lambda p: p.rows[-1].text.endswith(":"), "To the council:"),
    Rule("names", _are_names, "Ana Sá and Luis Paz"),
    Rule("set as the headings", _is_like_headings, "1. The Wells"),
)


def _title_by_place(blocks: Sequence[Block]) -> Title:
    """Without type sizes: the first block, when front matter follows or it is unlike the headings."""
    place = _place_of_title(blocks)
    if place is None:
        return Title()
    block = blocks[place]
    inside = byline_start(block)
    rows = list(block.rows[:inside])
    follows = FOLLOWED if inside else front_strength(blocks, place)
    if first_of(NO_TITLE, Placed(blocks, place, rows, inside, follows)):
        return Title()
    links = [n for n, row in enumerate(rows) if n and row.folded.startswith(("doi", "http"))]
    rows = rows[: links[0]] if links else rows
    title, subtitle = _part_subtitle(rows)
    end = place + 1 if len(rows) == len(block.rows) else place
    return Title(title, subtitle, end, set(range(place + 1)), "place")


def _place_of_title(blocks: Sequence[Block]) -> int | None:
    """The first block that may be a title; behind short lines without front matter the one that holds names."""
    places = [i for i, block in enumerate(blocks[:8]) if not _stands_before_title(block)][:MAX_LINES_ABOVE]
    for place in places:
        block = blocks[place]
        if byline_rows(block, 1) and byline_rows(block, 0) is None:
            return place
        is_line = (
            len(block.rows) <= ROWS_OF_LINE
            and len(block.text) < MAX_LENGTH_OF_LINE_ABOVE
            and not ends_sentence(block.text)
        )
        if not is_line or front_strength(blocks, place) >= 1:
            break
    return places[0] if places else None


def _stands_before_title(block: Block) -> bool:
    """A rubric, a date line, a DOI or what floats."""
    is_line = len(block.rows) <= ROWS_OF_LINE and bool(cue_of(block.folded, "rubric"))
    return block.kind in FLOATING | {"doi"} or is_line or opens_imprint(block.folded)


def _part_subtitle(rows: list[SourceRow]) -> tuple[list[SourceRow], list[SourceRow]]:
    """In plain text: a first line that ended early although the next opens with a capital."""
    if len(rows) <= 1 or rows[0].source.box or rows[0].text[-1:] in ":?!-–—" or rows[0].text.isupper():
        return rows, []
    first = rows[1].text.split(" ", 1)[0]
    is_early = len(rows[0].text) < 0.55 * max(len(row.text) for row in rows[1:]) and ":" not in rows[0].text
    if is_early and first[:1].isupper() and rows[0].text.split()[-1].lower() not in SMALL_WORDS:
        return rows[:1], rows[1:]
    return rows, []


def _unlike_headings(blocks: Sequence[Block], place: int) -> bool:
    """A title of its own: several words, and the article has no headings of the same cut."""
    block = blocks[place]
    words = block.text.split()
    heads = [b for b in blocks[place + 1 :] if b.kind == "heading"]
    if block.last.is_last or all(row.fill > FILLED for row in block.rows[:-1] or block.rows):
        return False
    if (
        len(words) < FEW_WORDS
        or place + 1 >= len(blocks)
        or blocks[place + 1].kind not in {"text", "heading"}
    ):
        return False
    if not heads:
        return len(words) >= FEW_WORDS
    mean = sum(len(h.text.split()) for h in heads) / len(heads)
    same_case = [h.text.isupper() == block.text.isupper() for h in heads]
    return len(words) >= MANY_WORDS and (len(words) > 2 * mean or not any(same_case) or len(block.rows) > 1)
