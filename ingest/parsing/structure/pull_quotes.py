"""Pull quotes and mastheads: display type that is no title. What a pull quote says stands in the text too.

They are marked as asides, so that neither text nor headings nor titles come from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ingest.parsing.layout.blocks import DISPLAY, Block, ends_sentence
from ingest.parsing.structure.block_features import LARGER, NUMBERED, Body, letters_of, signed_names
from ingest.parsing.structure.bylines import byline_rows
from ingest.parsing.trace import Trace
from ingest.parsing.vocabulary.cues import cue_of, names_publication
from ingest.parsing.vocabulary.dates import MONTH
from ingest.parsing.vocabulary.normalise import fold

MIN_WORDS = 6  # a title of fewer may stand in the text by chance
GRAM = 4  # words in a row that are looked for in the text
REPEATED = 0.6  # of the words in a row: OCR misreads some, editors shorten some
TEXT_TYPE = (0.9, 1.1)  # sizes of the running text
MASTHEAD_TYPE = 1.5  # the name of a newspaper is set larger than its headlines
SLOGAN_TYPE = 1.5  # larger than the headings of an article
MAX_WORDS_OF_NAME = 8
NAME_ROWS = 2
NEAR = 3  # blocks below the name in which the first headline stands, a kicker above it
MAX_LINE = 140  # characters of the line with the number of an issue
MIN_LETTERS = 8  # of the loudest line of an advertisement
FEW_HEADS = 3  # headlines above text, fewer than tell in which faces they are set
SHORT, PROSE = 100, 150  # characters: of a line of an advertisement at most, of a paragraph at least
_number = re.compile(r"\b(?:no|n[o°º]|num(?:ero)?|nr|vol|year|annee|ano|jahrgang)\b\.?\s*\d|\bn[°º]\s?\d")
_quoted = re.compile(r"^[“«\"„‘'].*[”»\"“’'.!?…]\W*$", re.S)
_word = re.compile(r"[^\W_]+")


def mark_pull_quotes(blocks: Sequence[Block], body: Body, trace: Trace) -> list[Block]:
    """All blocks of a file; those that repeat the text in display type are of kind "aside"."""
    candidates = {
        i for i, block in enumerate(blocks) if _may_quote(block, body) and not _is_abstract(blocks, i)
    }
    if not candidates:
        return list(blocks)
    grams = {
        gram
        for i, block in enumerate(blocks)
        if i not in candidates and TEXT_TYPE[0] <= block.size <= TEXT_TYPE[1]
        for gram in _grams(block.folded)
    }
    out = list(blocks)
    for i in candidates:
        if _is_repeated(blocks[i], grams) or _interrupts(blocks, i):
            out[i] = _aside(blocks[i], "a pull quote", trace)
    return out


def _may_quote(block: Block, body: Body) -> bool:
    if block.kind not in {"text", "heading"} or len(_word.findall(block.folded)) < MIN_WORDS:
        return False
    is_quoted = bool(_quoted.match(block.text))
    if block.first.source.box is None or not body.has_boxes:
        return is_quoted and len(block.rows) > 1
    stands_out = block.size >= DISPLAY or (is_quoted and (block.is_italic or block.is_bold != body.is_bold))
    return stands_out and (is_quoted or ends_sentence(block.text))


def _is_abstract(blocks: Sequence[Block], i: int) -> bool:
    """Below its label; a cover may print it in large type before the article does."""
    return i > 0 and bool(cue_of(blocks[i - 1].folded, "abstract"))


def _grams(folded: str) -> list[tuple[str, ...]]:
    words = _word.findall(folded)
    return [tuple(words[n : n + GRAM]) for n in range(len(words) - GRAM + 1)]


def _is_repeated(block: Block, grams: set[tuple[str, ...]]) -> bool:
    own = _grams(block.folded)
    return sum(gram in grams for gram in own) >= REPEATED * len(own)


def _interrupts(blocks: Sequence[Block], i: int) -> bool:
    """Quoted in display type in the middle of a sentence of the text."""
    block = blocks[i]
    if block.size < DISPLAY or not _quoted.match(block.text) or i == 0 or i + 1 >= len(blocks):
        return False
    before, after = blocks[i - 1], blocks[i + 1]
    is_text = all(b.kind == "text" and TEXT_TYPE[0] <= b.size <= TEXT_TYPE[1] for b in (before, after))
    return is_text and not ends_sentence(before.text) and after.text[:1].islower()


def mark_mastheads(blocks: Sequence[Block], heads: Sequence[str], trace: Trace) -> list[Block]:
    """All blocks of a file; the name of the paper above the first headline is of kind "aside".

    The running heads print it too, with a date or as the name of a periodical, or the line below it tells number
    and day of the issue; below it more display type follows and no names of authors.
    """
    printed = [(head, fold(head)) for head in dict.fromkeys(heads) if head]
    out = list(blocks)
    for i, block in enumerate(blocks):
        name = block.folded.strip(" .,")
        if block.kind not in {"text", "heading"} or block.size < MASTHEAD_TYPE or len(block.rows) > NAME_ROWS:
            continue
        if not name or len(name.split()) > MAX_WORDS_OF_NAME:
            continue
        below = blocks[i + 1 : i + 1 + NEAR]
        if not any(b.size >= DISPLAY for b in below) or any(byline_rows(b, 0) for b in below[:1]):
            continue
        if any(name in folded and _names_paper(name, folded) for _, folded in printed):
            out[i] = _aside(block, "the name of the paper", trace)
        elif i == 0 and _tells_issue(below[0]):
            out[:2] = [_aside(each, "the name of the paper", trace) for each in blocks[:2]]
    return out


def _tells_issue(block: Block) -> bool:
    """A line with the number and the day of an issue: "12e année. N° 3402. Mardi 7 mai 1912"."""
    is_line = len(block.rows) <= NAME_ROWS and len(block.text) <= MAX_LINE
    return is_line and bool(_number.search(block.folded)) and bool(MONTH.search(block.folded))


def mark_advertisements(blocks: Sequence[Block], trace: Trace) -> list[Block]:
    """All blocks of a file; advertisements in display capitals are of kind "aside".

    They are set in a face in which no headline of the file stands above its text, and have no text themselves; or,
    whatever their face, nothing follows but a sentence or two in small type.
    """
    blocks = _without_slogans(blocks, trace)
    heads = [i for i, block in enumerate(blocks) if _stands_out(block)]
    faces = {blocks[i].font for i in heads if _is_above_prose(blocks, i)}
    if "" in faces or len([i for i in heads if _is_above_prose(blocks, i)]) < FEW_HEADS:
        return list(blocks)
    out = list(blocks)
    loud = [i for i in heads if _is_loud(blocks[i].text) and blocks[i].font not in faces]
    for i in loud:
        for at in _together(blocks, i, faces):
            if out[at].kind == "text":
                out[at] = _aside(blocks[at], "an advertisement", trace)
    return out


def _without_slogans(blocks: Sequence[Block], trace: Trace) -> list[Block]:
    """ "BOOTS FOR ALL WEATHERS / W. Harker & Sons, High Street. Established 1871." between paragraphs."""
    out = list(blocks)
    for i, block in enumerate(blocks):
        is_slogan = block.size >= SLOGAN_TYPE and _is_loud(block.text) and not NUMBERED.match(block.text)
        if not is_slogan or not _stands_out(block):
            continue
        small = _small_lines(blocks, i)
        if small and _is_between_prose(blocks, i, small[-1]):
            for at in [i, *small]:
                if out[at].kind == "text":
                    out[at] = _aside(blocks[at], "an advertisement", trace)
    return out


def _small_lines(blocks: Sequence[Block], i: int) -> list[int]:
    """The places of the display capitals and then the sentences in small type that follow block i at once."""
    found: list[int] = []
    for at in range(i + 1, min(i + 1 + NEAR, len(blocks))):
        block = blocks[at]
        is_more = not found and block.size >= DISPLAY and block.text.isupper()
        if is_more:
            continue
        is_small = block.size < TEXT_TYPE[0] and len(block.text) <= SHORT and byline_rows(block, 0) is None
        if not is_small or not ends_sentence(block.text):
            break
        found.append(at)
    return [*range(i + 1, found[0]), *found] if found else []


def _is_between_prose(blocks: Sequence[Block], first: int, last: int) -> bool:
    """Does text stand before and after on the same page?"""
    page = blocks[first].page
    before = next((b for b in reversed(blocks[:first]) if not _is_loud(b.text)), None)
    return all(
        b is not None and b.page == page and b.kind == "text" and len(b.text) > PROSE
        for b in (before, next(iter(blocks[last + 1 :]), None))
    )


def _together(blocks: Sequence[Block], i: int, faces: set[str]) -> Iterator[int]:
    """The places of what is set with the block in its column: up to a text, a headline or somebody's signature."""
    for at in range(i, len(blocks)):
        block = blocks[at]
        is_elsewhere = (block.page, block.first.column) != (blocks[i].page, blocks[i].first.column)
        is_headline = _stands_out(block) and block.font in faces
        if is_elsewhere or len(block.text) > SHORT or is_headline or signed_names(block):
            return
        yield at


def _is_loud(text: str) -> bool:
    """In capitals, and more than the signs of a formula or the label of a figure."""
    return text.isupper() and len(letters_of(text)) >= MIN_LETTERS


def _stands_out(block: Block) -> bool:
    return block.kind == "text" and len(block.text) <= SHORT and (block.size >= LARGER or block.is_bold)


def _is_above_prose(blocks: Sequence[Block], i: int) -> bool:
    return i + 1 < len(blocks) and blocks[i + 1].kind == "text" and len(blocks[i + 1].text) > PROSE


def _names_paper(name: str, head: str) -> bool:
    if not head.startswith(name) and not head.endswith(name):
        return False  # a line that cites the article has its title in the middle
    rest = head.replace(name, " ")
    if len(rest.split()) > MAX_WORDS_OF_NAME:
        return False
    return bool(MONTH.search(rest)) or any(c.isdigit() for c in rest) or names_publication(name)


def _aside(block: Block, rule: str, trace: Trace) -> Block:
    trace.note("asides", rule, block.page, block.first.line, block.text)
    return replace(block, kind="aside")
