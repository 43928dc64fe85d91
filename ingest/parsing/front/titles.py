"""The title of an article: by the size of its type, or by its place above the names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from ingest.parsing.layout.blocks import Block, ends_sentence
from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.structure.block_features import NUMBERED, Body, is_book_head
from ingest.parsing.structure.boundaries import TITLE_ROWS, front_strength, is_title_like
from ingest.parsing.structure.bylines import byline_rows
from ingest.parsing.structure.classify_blocks import FLOATING
from ingest.parsing.vocabulary.cues import cue_of, opens_imprint
from ingest.parsing.vocabulary.normalise import word_set

SMALL_WORDS = word_set(
    """
    a an and da das de del der des die do dos du e el en et for from in la las le les los of on the to
    und with y
    """
)
FOLLOWED = 2.0  # as `front_strength` says of a title with its authors in the same block
MAX_LINES_ABOVE = 4
MAX_LENGTH_OF_LINE_ABOVE = 80  # characters of a journal's name or a rubric above the title
TITLE_TYPE = 1.12  # a title is set at least so much larger than the text


@dataclass(frozen=True, slots=True)
class Title:
    """Its rows, those of a subtitle in the same block, the index of the next block, whose blocks it takes."""

    rows: list[SourceRow] = field(default_factory=list)
    subtitle: list[SourceRow] = field(default_factory=list)
    end: int = 0
    taken: set[int] = field(default_factory=set)
    source: str = ""
    confidence: float = 0.0


def find_title(blocks: Sequence[Block], body: Body) -> Title:
    """The title of the article whose blocks these are; no rows if it prints none."""
    review = _title_of_review(blocks)
    if review:
        return review
    if body.has_boxes and blocks and blocks[0].first.source.box:
        return _title_by_type(blocks)
    return _title_by_place(blocks)


def _title_of_review(blocks: Sequence[Block]) -> Title | None:
    """A review without a title of its own goes by the book that it names, below a rubric or at once."""
    places = [i for i, block in enumerate(blocks) if block.kind not in FLOATING][:2]
    if len(places) == 2 and cue_of(blocks[places[0]].folded, "rubric"):
        places.pop(0)
    if not places or not is_book_head(blocks[places[0]]):
        return None
    end = places[0] + 1
    return Title(list(blocks[end - 1].rows), [], end, set(range(end)), "book under review", 0.7)


def _title_by_type(blocks: Sequence[Block]) -> Title:
    """The largest type before the text begins; none in an article that begins in mid-sentence."""
    if blocks[0].kind == "text" and blocks[0].text[:1].islower() and blocks[0].size < TITLE_TYPE:
        return Title()
    opening = _opening(blocks)
    largest = max((blocks[i].size for i in opening if _may_be_title(blocks[i])), default=0.0)
    if largest < TITLE_TYPE:
        return _title_by_place(blocks) if front_strength(blocks, 0) >= 2 else Title()
    place = next(
        i
        for i in opening
        if _may_be_title(blocks[i])
        and blocks[i].size >= (0.88 if blocks[i].first.is_rough else 0.97) * largest
    )
    follows = front_strength(blocks, place)
    if follows < 1 and _is_usual_heading_size(blocks, place):
        return Title()
    end = place
    rows: list[SourceRow] = []
    while end < len(blocks) and end < place + 6 and _is_size(blocks[end], largest):
        if end > place and (blocks[end].first.space > 1.3 and not blocks[end].first.is_first):
            break
        rows += blocks[end].rows
        end += 1
    return Title(rows, [], end, set(range(end)), "font", 0.97 if follows >= 1.5 else 0.8)


def _is_size(block: Block, size: float) -> bool:
    return abs(block.size - size) <= (0.12 if block.first.is_rough else 0.03) * size


def _opening(blocks: Sequence[Block]) -> list[int]:
    """Indexes of the blocks on the article's first page before its running text is under way."""
    opening = []
    for i, block in enumerate(blocks):
        if block.page != blocks[0].page or i > 14 or block.kind in {"abstract", "abstract_head"}:
            break
        if (
            block.kind == "text"
            and len(block.rows) > 4
            and len(block.text) > 300
            and abs(block.size - 1) < 0.08
        ):
            break
        opening.append(i)
    return opening


def _may_be_title(block: Block) -> bool:
    if block.kind not in {"text", "heading"} or len(block.rows) > TITLE_ROWS:
        return False
    if (NUMBERED.match(block.text) and block.size < 1.35) or cue_of(
        block.folded, "acknowledgements", "appendix"
    ):
        return False
    if cue_of(block.folded, "rubric") or opens_imprint(block.folded):
        return False
    letters = sum(c.isalpha() for c in block.text)
    is_spaced = len([w for w in block.text.split() if len(w) == 1]) > 0.6 * len(block.text.split())
    return letters >= 4 and not (is_spaced and letters > 5) and not cue_of(block.folded, "section", "summary")


def _is_usual_heading_size(blocks: Sequence[Block], place: int) -> bool:
    """Do headings further on stand in the same type or larger; for small type, even one rank below it?"""
    size = blocks[place].size
    least = (0.85 if size < 1.35 else 0.98) * size
    return any(block.kind == "heading" and block.size >= least for block in blocks[place + 1 :])


def _title_by_place(blocks: Sequence[Block]) -> Title:
    """Without type sizes: the first block, when front matter follows or it is unlike the headings."""
    place = _place_of_title(blocks)
    if place is None:
        return Title()
    block = blocks[place]
    inside = byline_rows(block, 1)
    rows = list(block.rows[: _byline_start(block)] if inside else block.rows)
    if not is_title_like(Block(tuple(rows), block.kind)) or rows[-1].text.endswith(":"):
        return Title()
    named = byline_rows(block, 0)
    follows = FOLLOWED if inside else front_strength(blocks, place)
    if named and named[0] == len(block.rows) and not inside and follows < 2.5:
        return Title()
    if follows < 1 and not _unlike_headings(blocks, place):
        return Title()
    links = [n for n, row in enumerate(rows) if n and row.folded.startswith(("doi", "http"))]
    rows = rows[: links[0]] if links else rows
    title, subtitle = _part_subtitle(rows)
    sure = 0.9 if follows >= 2 else 0.7 if follows >= 1 else 0.5
    end = place + 1 if len(rows) == len(block.rows) else place
    return Title(title, subtitle, end, set(range(place + 1)), "place", sure)


def _place_of_title(blocks: Sequence[Block]) -> int | None:
    """The first block that may be a title; behind short lines without front matter the one that holds names."""
    places = [i for i, block in enumerate(blocks[:8]) if not _stands_before_title(block)][:MAX_LINES_ABOVE]
    for place in places:
        block = blocks[place]
        if byline_rows(block, 1) and byline_rows(block, 0) is None:
            return place
        is_line = (
            len(block.rows) <= 2
            and len(block.text) < MAX_LENGTH_OF_LINE_ABOVE
            and not ends_sentence(block.text)
        )
        if not is_line or front_strength(blocks, place) >= 1:
            break
    return places[0] if places else None


def _stands_before_title(block: Block) -> bool:
    """A rubric, a date line, a DOI or what floats."""
    is_line = len(block.rows) <= 2 and bool(cue_of(block.folded, "rubric"))
    return block.kind in FLOATING | {"doi"} or is_line or opens_imprint(block.folded)


def _part_subtitle(rows: list[SourceRow]) -> tuple[list[SourceRow], list[SourceRow]]:
    """In plain text: a first line that ended early although the next opens with a capital."""
    if len(rows) < 2 or rows[0].source.box or rows[0].text[-1:] in ":?!-–—" or rows[0].text.isupper():
        return rows, []
    first = rows[1].text.split(" ", 1)[0]
    is_early = len(rows[0].text) < 0.55 * max(len(row.text) for row in rows[1:]) and ":" not in rows[0].text
    if is_early and first[:1].isupper() and rows[0].text.split()[-1].lower() not in SMALL_WORDS:
        return rows[:1], rows[1:]
    return rows, []


def _byline_start(block: Block) -> int:
    for n in range(1, len(block.rows)):
        if byline_rows(Block(block.rows[n:]), 0):
            return n
    return len(block.rows)


def _unlike_headings(blocks: Sequence[Block], place: int) -> bool:
    """A title of its own: several words, and the article has no headings of the same cut."""
    block = blocks[place]
    words = block.text.split()
    heads = [b for b in blocks[place + 1 :] if b.kind == "heading"]
    if block.last.is_last or all(row.fill > 0.88 for row in block.rows[:-1] or block.rows):
        return False
    if len(words) < 3 or place + 1 >= len(blocks) or blocks[place + 1].kind not in {"text", "heading"}:
        return False
    if not heads:
        return len(words) >= 3
    mean = sum(len(h.text.split()) for h in heads) / len(heads)
    same_case = [h.text.isupper() == block.text.isupper() for h in heads]
    return len(words) >= 5 and (len(words) > 2 * mean or not any(same_case) or len(block.rows) > 1)
