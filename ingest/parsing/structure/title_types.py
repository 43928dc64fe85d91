"""What may be a title by its look, and in which type a file sets the titles of its articles.

Blocks that may be titles are grouped by their type. A group is the type of titles where most of its
members show another sign of a beginning: names or a dateline below, a signature above, an entry in the
contents. So a title without any of these is known by its fellows.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median

from ingest.parsing.layout.blocks import DISPLAY, Block, ends_sentence, is_centred
from ingest.parsing.structure.block_features import NUMBERED, is_capitals, is_doubted, may_head
from ingest.parsing.structure.bylines import byline_rows, row_with_by
from ingest.parsing.structure.classify_blocks import FLOATING
from ingest.parsing.structure.front_signs import POSSIBLE, front_strength
from ingest.parsing.vocabulary.cues import CUES, cue_of
from ingest.parsing.vocabulary.names import MARKS

TITLE_ROWS = 8
A_WORD = 4  # letters that no abbreviation has
TWO = 2  # what stands once is no type
MAX_LENGTH = 400  # characters of a title with what stands in its block
LARGE = 1.4  # type that no heading of most journals reaches
KICKER_WORDS = 6
FEW_WORDS = 14  # a sentence of more in somewhat larger type is no title
MANY_ROWS = 4  # of a block whose first row alone is looked at: title and names may stand in one
MANY_SIGNED = 3  # titles with names below that tell what size titles have
ALIKE = 0.05  # sizes that differ less are one
ALIKE_ROUGH = 0.13  # sizes that were measured on an image
MIN_ALIKE = 0.6  # of the signed titles must share the size
BACK_MATTER = ("acknowledgements", "appendix", "note_on_author", "notes", "references")
MIN_OF_TYPE = 0.5  # members with a sign of their own that make a type that of titles
MAX_AGAINST = 0.2  # members that are plainly headings
TEXT_BETWEEN = 700  # characters of an article between the titles of two, in the mean
FIRST_TYPE = 1.25  # the type of the first title, if it comes again
MANY_ALIKE = 3  # or smaller, if it comes more often
_no_title = re.compile(  # "Received 3 May 2010; accepted …", "Table 1"
    r"^\W*(?:"
    + "|".join(CUES["received"] + CUES["accepted"])
    + r")\b.*\d|^(?:table|tabla|tabela|tableau)\s*\d+\.?$"
)


def is_title_like(block: Block) -> bool:
    if block.kind not in {"text", "heading"} or len(block.rows) > TITLE_ROWS or len(block.text) > MAX_LENGTH:
        return False
    head = _head(block)
    if block.first.source.box and block.size >= DISPLAY:
        head = _as_headline(head, block)
    if block.first.source.box is None and (not _has_words(head) or _is_paragraph(block)):
        return False
    return (
        may_head(head)
        and not _no_title.match(block.folded)
        and not NUMBERED.match(block.text)
        and not cue_of(block.folded, "section", *BACK_MATTER)
    )


def _head(block: Block) -> str:
    """What is title in a block: of many lines those above "By Ana Sá", all in capitals, else the first."""
    if len(block.rows) <= MANY_ROWS:
        return block.text
    by = row_with_by(block.rows)
    if by:
        return " ".join(row.text for row in block.rows[:by])
    return block.text if block.text.isupper() else block.rows[0].text


def _is_paragraph(block: Block) -> bool:
    """In plain text: a first line set in, or a word broken at its end, above more lines."""
    if len(block.rows) <= MANY_ROWS:
        return False
    first, second = block.rows[:2]
    return first.text.endswith("-") or first.indent > second.indent + 1


def is_kicker(block: Block) -> bool:
    """A line above a headline that names its kind or place: "LABOUR", "CHRONIQUE", "Book Reviews"."""
    is_line = len(block.rows) == 1 and len(block.text.split()) <= KICKER_WORDS
    if not is_line or block.kind not in {"text", "heading"} or ends_sentence(block.text):
        return False
    return bool(cue_of(block.folded, "rubric")) or is_capitals(block.text)


def is_noise(block: Block) -> bool:
    """Large letters that an engine saw in a picture, and doubted itself."""
    return block.size >= DISPLAY and is_doubted(block)


def _as_headline(head: str, block: Block) -> str:
    """In display type a title may be a sentence with its stop, or begin in lower case."""
    is_short = len(head.split()) <= FEW_WORDS
    if block.size >= LARGE or is_short:
        head = head.rstrip(MARKS + " .")
    return head[:1].upper() + head[1:] if is_short else head


def _has_words(text: str) -> bool:
    """Is it more than signs and abbreviations: "NaN - NaN ⇒ NaN" is no title?"""
    return any(len(word) >= A_WORD for word in re.findall(r"[^\W\d_]+", text))


def title_size(blocks: Sequence[Block]) -> float:
    """The size of titles in a file with type sizes: the largest that opens front matter; 0 if none.

    Where several titles of a smaller size have their authors right below (news, letters), that size.
    """
    places = [
        i
        for i, block in enumerate(blocks)
        if block.first.source.box
        and block.size >= DISPLAY
        and is_title_like(block)
        and front_strength(blocks, i) >= POSSIBLE
    ]
    largest = max((blocks[i].size for i in places), default=0.0)
    signed = [blocks[i].size for i in places if i + 1 < len(blocks) and _is_signed_below(blocks[i + 1])]
    usual = median(signed) if len(signed) >= MANY_SIGNED else largest
    alike = sum(abs(size - usual) < ALIKE * usual for size in signed)
    return usual if len(signed) >= MANY_SIGNED and alike > MIN_ALIKE * len(signed) else largest


def _is_signed_below(block: Block) -> bool:
    """Nothing but names: "By Ana Sá"."""
    found = byline_rows(block, 0)
    return found is not None and found[0] == len(block.rows) and found[1].is_sure


@dataclass(slots=True)
class TitleType:
    """Blocks that may be titles, set in one type."""

    places: list[int] = field(default_factory=list)
    size: float = 0.0
    face: tuple[bool, bool, bool, bool] = (False, False, False, False)

    def admits(self, block: Block) -> bool:
        wavers = ALIKE_ROUGH if block.first.is_rough else ALIKE
        return abs(block.size - self.size) <= wavers * self.size and _face(block) == self.face


def _face(block: Block) -> tuple[bool, bool, bool, bool]:
    """Bold, italic; in the size of the text also capitals, centred."""
    if block.first.is_rough:
        return (False, False, False, False)
    is_large = block.size >= DISPLAY
    return (
        block.is_bold,
        block.is_italic,
        not is_large and is_capitals(block.text),
        not is_large and is_centred(block.first),
    )


def types_of_titles(
    blocks: Sequence[Block], has_sign: Callable[[int], bool], is_heading: Callable[[int], bool]
) -> frozenset[int]:
    """Indexes of the blocks set in a type of titles. `has_sign`: of a beginning, whatever the type;
    `is_heading`: plainly one of an article's own."""
    types: list[TitleType] = []
    for i, block in enumerate(blocks):
        if block.first.source.box is None or not _is_set_off(block):
            continue
        known = next((kind for kind in types if kind.admits(block)), None)
        if known is None:
            known = TitleType(size=block.size, face=_face(block))
            types.append(known)
        known.places.append(i)
    first = _first_large(types, blocks)
    told = [
        kind
        for number, kind in enumerate(types)
        if _is_type_of_titles(kind, blocks, has_sign, is_heading, is_first=number == first)
    ]
    least = min((kind.size for kind in told if kind.size >= DISPLAY), default=0.0)
    larger = [
        kind for kind in types if _is_larger(kind, told, least) and not any(map(is_heading, kind.places))
    ]
    return frozenset(i for kind in [*told, *larger] for i in kind.places)


def _is_larger(kind: TitleType, told: Sequence[TitleType], least: float) -> bool:
    """A headline in the face of other titles that is larger than the least of them."""
    return least > 0 and kind.size >= least and any(kind.face == other.face for other in told)


def _is_set_off(block: Block) -> bool:
    """May it be a title, and is it set in another type than the text, or apart from it?"""
    if not is_title_like(block) or is_noise(block):
        return False
    return block.size >= DISPLAY or block.kind == "heading"


def _first_large(types: Sequence[TitleType], blocks: Sequence[Block]) -> int:
    """The type of the first block in large type, above which nothing larger stands; -1 if there is none."""
    large = [n for n, kind in enumerate(types) if _may_be_first(kind)]
    first = min(large, key=lambda n: types[n].places[0], default=-1)
    if first < 0:
        return -1
    above = [b.size for b in blocks[: types[first].places[0]] if b.kind in {"text", "heading"}]
    return first if max(above, default=0.0) < types[first].size else -1


def _may_be_first(kind: TitleType) -> bool:
    return kind.size >= FIRST_TYPE or (kind.size >= DISPLAY and len(kind.places) >= MANY_ALIKE)


def _is_type_of_titles(
    kind: TitleType,
    blocks: Sequence[Block],
    has_sign: Callable[[int], bool],
    is_heading: Callable[[int], bool],
    *,
    is_first: bool,
) -> bool:
    count = len(kind.places)
    if count < TWO or sum(map(is_heading, kind.places)) > MAX_AGAINST * count:
        return False
    if not _have_text_between(kind.places, blocks):
        return False
    signed = [i for i in kind.places if has_sign(i)]
    if len(signed) >= TWO and len(signed) >= MIN_OF_TYPE * count:
        return True
    opens_alone = signed == kind.places[:1]  # one article: its title has names below, its headings have not
    return is_first and not opens_alone


def _have_text_between(places: Sequence[int], blocks: Sequence[Block]) -> bool:
    letters = sum(
        len(b.text) for b in blocks[places[0] : places[-1]] if b.kind == "text" and ends_sentence(b.text)
    )
    return letters >= TEXT_BETWEEN * (len(places) - 1)


def flowing_before(blocks: Sequence[Block], i: int, opened: int = 0) -> Block | None:
    """The last block of the running text before block i."""
    return next((blocks[j] for j in range(i - 1, opened - 1, -1) if blocks[j].kind not in FLOATING), None)
