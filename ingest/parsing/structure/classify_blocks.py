"""Blocks -> blocks that know what they are: heading, abstract, references, correspondence, text …

One walk over the file in reading order; it remembers only whether it is inside a list of references.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.parsing.layout.blocks import Block, ends_sentence, is_flush_right
from ingest.parsing.layout.rows import SOLID
from ingest.parsing.rules import Rule
from ingest.parsing.structure.block_features import (
    AUTHOR_ROWS,
    EMAIL,
    NUMBERED,
    REFERENCE_START,
    SAME_SIZE,
    SET_OFF,
    YEAR,
    Body,
    is_biography,
    is_correspondence,
    is_heading,
    is_name_over_place,
    is_signature,
    looks_like_reference,
    numbers_caption,
    signed_names,
    stands_out,
)
from ingest.parsing.trace import Trace
from ingest.parsing.vocabulary.cues import (
    CUES,
    cue_of,
    is_appendix,
    is_notice,
    label_length,
    lead_length,
    opens_imprint,
)
from ingest.parsing.vocabulary.dates import Dates, find_dates
from ingest.parsing.vocabulary.identifiers import find_dois

LABELS = {
    "abstract": "abstract_head",
    "keywords": "keywords_head",
    "references": "references_head",
    "notes": "notes_head",
}
LINE_ROWS, LABEL_LETTERS = 2, 60  # at most, of a label; a line that had to be broken has two rows
REST_ROWS = 4  # of author matter that a column or page end cut
REST_OF_ENTRY_ROWS = 3
PROSE = 150  # characters, fewer than a paragraph above its author's name has
ROUGH_SIZE = 0.12  # by which one type differs from itself where sizes are measured on an image
SMALL = 0.95  # type smaller than that of the text
SLIGHTLY_LARGER = 1.06  # than the text
LARGER = 1.2  # than the list, as a share of its size
TYPE_OF_TEXT = 0.04  # by which the size of running text differs from the usual
ROWS_OF_TEXT = 6  # of a paragraph of running text in the type of the list
FLOATING = frozenset({"note", "caption", "aside", "jump"})  # what the running text flows around
AUTHOR_MATTER = frozenset({"correspondence", "signature", "biography"})
_doi_line = re.compile(  # "DOL:" is what OCR makes of "DOI:"
    r"^(?:(?:https?://)?(?:dx\.)?do[il1](?:\.org)?[:/.\s]*)?10\.\d{4,9}/\S+$", re.I
)
_entry_of_contents = re.compile(r"\S[\s.…]+\d{1,4}$")
_only_digits = re.compile(r"^\d{1,4}\.?$")
_dates = re.compile(r"^\W*(?:" + "|".join(CUES["received"] + CUES["accepted"]) + r")\b")
_figure = re.compile(r"^(?:fig(?:ure|\.)?|figura|abbildung|abb\.)\s*\d")
_caption = re.compile(
    r"^(?:fig(?:ure|\.)?|table|tab\.|listing|algorithm|figura|cuadro|tabla|tabela|quadro|tableau|abbildung|abb\.|tabelle)\s*\d+\s*[:.—–|-]",
)


def classify_blocks(blocks: Sequence[Block], body: Body, trace: Trace) -> list[Block]:
    """All blocks of a file in reading order, footnotes already marked."""
    out: list[Block] = []
    in_references = in_contents = False
    for i, block in enumerate(blocks):
        if block.kind in FLOATING:
            out.append(block)
            continue
        after = next_flowing(blocks, i + 1)
        before = next((b for b in reversed(out) if b.kind not in FLOATING), None)
        in_contents = in_contents and bool(_entry_of_contents.search(block.text))
        if before is not None and (_carries_over(before, block) or _adjoins(before, block)):
            kind = before.kind
        elif in_contents:
            kind = "text"
        else:
            kind = _kind(block, before, after, body, in_references=in_references)
        if kind == "heading" and _is_label_of_figure(block, blocks[i + 1 : i + 2]):
            kind = "text"
        in_contents = in_contents or bool(cue_of(block.folded, "contents"))
        if kind == "references_head":
            in_references = True
        elif kind != "reference" and kind != "caption":
            in_references = False
        if kind != "text":
            trace.note("kinds", kind, block.page, block.first.line, block.text)
        out.append(replace(block, kind=kind))
    return out


def next_flowing(blocks: Sequence[Block], start: int) -> Block | None:
    """The first block from index `start` on that is part of the running text."""
    return next((blocks[j] for j in range(start, len(blocks)) if blocks[j].kind not in FLOATING), None)


def _kind(block: Block, before: Block | None, after: Block | None, body: Body, *, in_references: bool) -> str:
    label = _label(block)
    if label:
        return label
    if is_correspondence(block):
        return "correspondence"
    if is_signature(block) and _ends_here(before, block):
        return "signature"
    if not in_references and len(block.rows) <= LINE_ROWS and _doi_line.match(block.text):
        return "doi"
    if is_biography(block) and _may_tell_of_authors(before, after):
        return "biography"
    if in_references and _goes_on_in_references(block, before, after, body):
        return "reference"
    if lead_length(block.folded, "keywords"):
        return "keywords"
    if label_length(block.text, "abstract") and len(block.text) > LABEL_LETTERS:
        return "abstract"
    if _caption.match(block.folded) or _is_name_of_table(block, before):
        return "caption"
    if is_heading(block, after, body):
        return "note_on_author" if cue_of(block.folded, "note_on_author") else "heading"
    return "text"


def _is_label_of_figure(block: Block, below: Sequence[Block]) -> bool:
    """Right above the caption of a figure, in capitals of the size of the text, in light type: "AHMC"."""
    is_plain = not block.is_bold and block.size < SLIGHTLY_LARGER and not NUMBERED.match(block.text)
    return is_plain and any(
        _figure.match(b.folded) and (b.page, b.first.column) == (block.page, block.first.column)
        for b in below
    )


def _is_name_of_table(block: Block, before: Block | None) -> bool:
    """ "COST OF BREAD" below "TABLE III", in smaller type than the text."""
    is_below = before is not None and before.page == block.page and numbers_caption(before.folded)
    return is_below and block.size < SMALL and len(block.rows) <= LINE_ROWS


def _may_tell_of_authors(before: Block | None, after: Block | None) -> bool:
    """Notes on authors stand after the references, or last before another article begins."""
    if before is not None and before.kind in {"reference", "note_on_author", "biography", "correspondence"}:
        return True
    if after is None:
        return True
    return after.page != before.page if before and before.kind != "heading" else False


def _carries_over(before: Block, block: Block) -> bool:
    """Is the block the rest of author matter or keywords that a column or page end cut?"""
    if before.kind not in AUTHOR_MATTER | {"keywords"} or not (before.last.is_last and block.first.is_first):
        return False
    if before.kind == "keywords":
        return before.text.endswith((",", ";", "-"))
    if EMAIL.search(before.text) or len(block.rows) > REST_ROWS or signed_names(before):
        return False
    return not ends_sentence(before.text) and (bool(EMAIL.search(block.text)) or ends_sentence(block.text))


def _adjoins(before: Block, block: Block) -> bool:
    """Set solid below author matter in the same type: lines that an uneven margin parted from it."""
    is_close = block.page == before.page and block.first.space < SOLID and len(block.rows) <= AUTHOR_ROWS
    return before.kind in AUTHOR_MATTER and is_close and _same_type(block, before)


def _label(block: Block) -> str:
    """A block that is nothing but one of the labels of the table."""
    if len(block.rows) > LINE_ROWS or len(block.text) > LABEL_LETTERS:
        return ""
    kind = cue_of(block.folded, *LABELS)
    return LABELS.get(kind, "")


def _ends_here(before: Block | None, block: Block) -> bool:
    """May authors sign here: below the text or its references, with white between?"""
    if before is None:
        return False
    if signed_names(block):
        return before.kind in {"reference", "signature"} or (before.kind == "text" and closes(before.text))
    if block.first.space <= SET_OFF and not is_flush_right(block.first):
        return False
    if is_name_over_place(block):
        is_prose = before.kind == "text" and len(before.text) > PROSE and ends_sentence(before.text)
        return is_prose or before.kind in {"reference", "signature"}
    return before.kind in {"reference", "signature", "text"}


def closes(text: str) -> bool:
    """May the text of an article end so: with a sentence, a bracket, a quotation?"""
    return ends_sentence(text) or text.rstrip()[-1:] in tuple(')]”»"’')


def _is_rest_of_entry(block: Block, after: Block, body: Body) -> bool:
    """Plain text: a line or two between references, as where the italics of a title came apart."""
    is_short = (
        len(block.rows) <= REST_OF_ENTRY_ROWS
        and not body.has_boxes
        and not cue_of(block.folded, "acknowledgements", "appendix")
    )
    opens = bool(REFERENCE_START.match(after.first.text)) and bool(YEAR.search(after.text))
    return is_short and opens and looks_like_reference(after)


def _same_type(block: Block, other: Block) -> bool:
    return _is_alike(block, other) and block.is_bold == other.is_bold


@dataclass(frozen=True, slots=True)
class _Next:
    """A block inside a list of references, with its neighbours."""

    block: Block
    before: Block | None
    after: Block | None
    body: Body

    @property
    def follows_entry(self) -> bool:
        return self.before is not None and self.before.kind == "reference"


def _is_dates(step: _Next) -> bool:
    return bool(_dates.match(step.block.folded)) and find_dates([step.block.text]) != Dates()


def _is_imprint(step: _Next) -> bool:
    """What a journal says of the article, below the white after its list."""
    block = step.block
    is_told = is_notice(block.folded) or opens_imprint(block.folded)
    return is_told and block.first.space >= SOLID and not REFERENCE_START.match(block.first.text)


def _is_number_alone(step: _Next) -> bool:
    """Nothing else stands in its column and no entry follows on the page: the number of the page."""
    block, after = step.block, step.after
    is_last = block.last.is_last and (after is None or after.page != block.page)
    return block.first.is_first and is_last and bool(_only_digits.match(block.text))


def _is_large(step: _Next) -> bool:
    return step.before is not None and step.body.has_boxes and step.block.size > LARGER * step.before.size


def _is_appendix(step: _Next) -> bool:
    return step.block.text[:1].isupper() and is_appendix(step.block.folded)


def _opens_in_bold(step: _Next) -> bool:
    """Names in bold above the rest of their entry, in the size of the list, without white between."""
    block, after = step.block, step.after
    if not (block.is_bold and step.follows_entry and _is_solid(step)) or cue_of(block.folded, *CUES):
        return False
    is_begun = bool(step.before and step.before.is_bold) or bool(REFERENCE_START.match(block.first.text))
    return (
        is_begun
        or bool(YEAR.search(block.text))
        or (not block.first.is_first and after is not None and not after.is_bold)
    )


def _is_below_bold(step: _Next) -> bool:
    """The rest of an entry that opens in bold."""
    is_rest = step.before is not None and step.before.kind == "reference" and step.before.is_bold
    return is_rest and not step.block.is_bold and _is_solid(step)


def _is_solid(step: _Next) -> bool:
    """Set below the entry before, in its size, without white between, or on top of the next column."""
    before, block = step.before, step.block
    return (
        before is not None
        and _is_alike(before, block)
        and (block.first.space < SOLID or block.first.is_first)
    )


def _is_alike(block: Block, other: Block) -> bool:
    return abs(block.size - other.size) < (ROUGH_SIZE if block.first.is_rough else SAME_SIZE)


def _continues_entry(step: _Next) -> bool:
    return (
        step.follows_entry and step.after is not None and _is_rest_of_entry(step.block, step.after, step.body)
    )


def _is_heading_below(step: _Next) -> bool:
    block = step.block
    return is_heading(block, step.after, step.body) and (
        not block.first.is_rough or stands_out(block, step.body)
    )


def _is_in_type_of_list(step: _Next) -> bool:
    return bool(
        step.follows_entry and step.before and step.body.has_boxes and _same_type(step.block, step.before)
    )


def _is_small_or_short(step: _Next) -> bool:
    return abs(step.block.size - 1) > TYPE_OF_TEXT or len(step.block.rows) < ROWS_OF_TEXT


def _opens_as_rest(step: _Next) -> bool:
    is_first = step.before is not None and step.before.kind == "references_head"
    return is_first or step.block.text[:1].islower() or step.block.text[:1].isdigit()


def _runs_over_column(step: _Next) -> bool:
    return bool(
        step.block.first.is_first
        and step.follows_entry
        and step.before
        and not ends_sentence(step.before.text)
    )


IN_REFERENCES: tuple[tuple[Rule[_Next], bool], ...] = (
    (Rule("dates of the article", _is_dates, "Received 3 May 2010"), False),
    (Rule("a notice", _is_imprint, "This is an open access article …"), False),
    (Rule("a number alone in its column", _is_number_alone, "13."), False),
    (Rule("the first", lambda n: n.before is None, "Sá, A. (2010). The water."), True),
    (Rule("a cited work", lambda n: looks_like_reference(n.block), "Sá, A. (2010). The water."), True),
    (Rule("a DOI", lambda n: bool(find_dois(n.block.text)), "doi:10.5555/12345678"), True),
    (Rule("larger type", _is_large, "Appendix"), False),
    (Rule("an appendix", _is_appendix, "Appendix B. The wells"), False),
    (Rule("names in bold", _opens_in_bold, "**Sá, A.** 2010. The water."), True),
    (Rule("the rest below names in bold", _is_below_bold, "River Quarterly 4: 1–7."), True),
    (Rule("the rest of an entry", _continues_entry, "River Quarterly,"), True),
    (Rule("a heading", _is_heading_below, "Notes on Contributors"), False),
    (Rule("small or short in its type", lambda n: _is_in_type_of_list(n) and _is_small_or_short(n), "Valley Press."), True),
    (Rule("a paragraph of text", _is_in_type_of_list, "The valley met again …"), False),
    (Rule("opens as a rest", _opens_as_rest, "and other papers"), True),
    (Rule("over the end of a column", _runs_over_column, "Lima: Valley Press"), True),
)  # fmt: skip


def _goes_on_in_references(block: Block, before: Block | None, after: Block | None, body: Body) -> bool:
    step = _Next(block, before, after, body)
    return next((goes_on for rule, goes_on in IN_REFERENCES if rule.holds(step)), False)
