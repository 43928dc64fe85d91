"""Where one article ends and the next begins, also in the middle of a page.

Every block gets a score from what stands before it (the end of references, a correspondence line,
authors who sign) and what follows it (title, by-line, DOI, abstract). A high score parts articles; a
middling one parts them too, with a confidence that asks for a person's eye.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ingest.parsing.layout.blocks import Block, ends_sentence
from ingest.parsing.structure.block_features import EMAIL, NUMBERED, Body, is_book_head, may_head
from ingest.parsing.structure.bylines import byline_rows
from ingest.parsing.structure.classify_blocks import AUTHOR_MATTER, FLOATING, next_flowing
from ingest.parsing.trace import Trace
from ingest.parsing.vocabulary.cues import CUES, cue_of, has_institution, is_appendix
from ingest.parsing.vocabulary.languages import identify_language

SPLIT = 2.0
NEARLY = 1.0  # from here on an explanation tells why no article begins
OTHER_FILE = 0.9  # how sure it is that a file of its own is an article of its own
TITLE_ROWS = 8
LARGE = 1.4  # type that no heading of most journals reaches
MANY_SIGNED = 3  # titles with names below that tell what size titles have
LABEL_KINDS = frozenset({"abstract_head", "keywords_head", "references_head", "notes_head"})
BACK_MATTER = ("acknowledgements", "appendix", "note_on_author", "notes", "references")
_no_title = re.compile(  # "Received 3 May 2010; accepted …", "Table 1"
    r"^\W*(?:"
    + "|".join(CUES["received"] + CUES["accepted"])
    + r")\b.*\d|^(?:table|tabla|tabela|tableau)\s*\d+\.?$"
)


@dataclass(frozen=True, slots=True)
class Start:
    """The index of the block that opens an article, and how sure that is (0 to 1)."""

    block: int
    confidence: float


def find_starts(
    blocks: Sequence[Block], body: Body, trace: Trace, begun: frozenset[int] = frozenset()
) -> list[Start]:
    """The starts of all articles of a file; the first is always block 0.

    `begun`: indexes of the pages that open another of several files packed together.
    """
    title_size = _title_size(blocks)
    starts = [Start(0, 1.0)]
    for i in range(1, len(blocks)):
        if _opens_file(blocks, i, begun):
            starts.append(Start(i, OTHER_FILE))
            trace.note(
                "boundaries", "another file begins", blocks[i].page, blocks[i].first.line, blocks[i].text
            )
            continue
        if (
            blocks[i].kind
            in {"reference", "abstract_head", "abstract", "keywords", "doi"} | AUTHOR_MATTER | FLOATING
        ):
            continue
        reasons = _reasons(blocks, i, starts[-1].block, title_size, body)
        score = sum(reasons.values())
        if score >= SPLIT:
            confidence = min(0.98, 0.35 + 0.15 * score)
            starts.append(Start(i, round(confidence, 2)))
            words = ", ".join(f"{name} {value:+.1f}" for name, value in reasons.items())
            trace.note("boundaries", words, blocks[i].page, blocks[i].first.line, blocks[i].text)
        elif score >= NEARLY:
            words = ", ".join(f"{name} {value:+.1f}" for name, value in reasons.items())
            rule = f"no new article, {score:.1f} of {SPLIT:.1f}: {words}"
            trace.note("boundaries", rule, blocks[i].page, blocks[i].first.line, blocks[i].text)
    return starts


def _opens_file(blocks: Sequence[Block], i: int, begun: frozenset[int]) -> bool:
    """Does another file begin between block i and the one before, and the text not plainly go on in it?"""
    last, page = blocks[i - 1].page, blocks[i].page
    if last == page or not any(last < opened <= page for opened in begun):
        return False
    before = next((b for b in reversed(blocks[:i]) if b.kind not in FLOATING), None)
    after = next_flowing(blocks, i)
    if before is None or after is None or before.kind != "text" or after.kind != "text":
        return True
    goes_on = after.text[:1].islower() or (before.text[-1:].isalpha() and not is_title_like(after))
    return ends_sentence(before.text) or not goes_on


def _reasons(blocks: Sequence[Block], i: int, opened: int, title_size: float, body: Body) -> dict[str, float]:
    """What speaks for (+) and against (-) a new article at block i."""
    block = blocks[i]
    if blocks[i - 1].kind in LABEL_KINDS:
        return {}
    reasons: dict[str, float] = {}
    ended = _ended(blocks, i, opened)
    may_open = block.kind == "heading" or is_title_like(block)
    if is_appendix(block.folded) or (ended and body.has_boxes and not _may_open_untitled(block)):
        return {}
    if not ended and (not may_open or _is_front_only(blocks, opened, i)):
        return {}
    if ended:
        if cue_of(block.folded, *BACK_MATTER) and (ended == "reference" or not _body_follows(blocks, i)):
            return {}
        if ended == "reference" and _list_goes_on(blocks, i):
            return {}
        reasons["after " + ended] = 2.0
    if is_title_like(block) and not _runs_off(blocks, i):
        follows = front_strength(blocks, i)
        is_large = title_size > 0 and block.size >= (0.86 if block.first.is_rough else 0.96) * title_size
        if is_large:
            reasons["type of a title"] = 1.2
            if follows >= 1:
                reasons["front matter follows"] = follows
        elif (title_size == 0 and follows >= 1.5) or (follows >= 1 and ended) or _opens_page(block, follows):
            reasons["front matter follows"] = follows
    if (reasons or block.kind == "heading") and _changes_language(blocks, i):
        reasons["change of language"] = 1.5
    if reasons and block.first.is_first and block.first.column == 0:
        reasons["top of a page"] = 0.5
    if ended and block.text[:1].islower() and not is_title_like(block):
        return {}
    return reasons


def _list_goes_on(blocks: Sequence[Block], i: int) -> bool:
    """Do more references follow at once? Then block i is the rest of one that came apart."""
    following = [b for b in blocks[i + 1 : i + 8] if b.kind not in FLOATING][:3]
    return any(block.kind == "reference" for block in following)


def _opens_page(block: Block, follows: float) -> bool:
    """Large type at the top of a page with sure front matter below, though others are set larger still."""
    return block.size >= LARGE and block.first.is_first and block.first.column == 0 and follows >= 2


def _runs_off(blocks: Sequence[Block], i: int) -> bool:
    """Lines of text that reach the end of their page, where only notes follow: a paragraph cut in two."""
    block = blocks[i]
    after = next_flowing(blocks, i + 1)
    is_text = block.kind == "text" and block.size < 1.05 and len(block.rows) > 1
    return is_text and block.last.fill > 0.9 and (after is None or after.page != block.page)


def _ended(blocks: Sequence[Block], i: int, opened: int) -> str:
    """The kind of end matter right before block i, "" if the article before may still go on."""
    before = next((blocks[j] for j in range(i - 1, opened - 1, -1) if blocks[j].kind not in FLOATING), None)
    if before is None:
        return ""
    if before.kind in {"reference", "signature", "biography"}:
        return before.kind
    if before.kind == "correspondence":
        texts = sum(b.kind == "text" and len(b.text) > 150 for b in blocks[opened:i])
        is_foot_line = before.size < 0.85 and before.page == blocks[opened].page and texts < 12
        return before.kind if texts and not is_foot_line else ""
    return ""


def _may_open_untitled(block: Block) -> bool:
    """In print with type sizes: a heading, a title, or a full paragraph in the type of the text."""
    if is_book_head(block) or block.kind == "heading" or (is_title_like(block) and block.size >= 0.97):
        return True
    return block.size > 0.95 and len(block.text) > 150 and block.text[:1].isupper()


def _body_follows(blocks: Sequence[Block], i: int) -> bool:
    """Do headings with text of their own follow before any end matter? Then a whole article begins here."""
    heads = 0
    for block in (blocks[j] for j in range(i + 1, len(blocks))):
        if block.kind in {"reference", "references_head"} | AUTHOR_MATTER:
            break
        heads += block.kind == "heading"
    return heads >= 2


def is_title_like(block: Block) -> bool:
    if block.kind not in {"text", "heading"} or len(block.rows) > TITLE_ROWS or len(block.text) > 400:
        return False
    head = block.rows[0].text if len(block.rows) > 4 else block.text
    if block.first.source.box and block.size >= LARGE:
        head = head.rstrip(" .")  # so large, a sentence with its stop is a title too
    if block.first.source.box is None and not _has_words(head):
        return False
    return (
        may_head(head)
        and not _no_title.match(block.folded)
        and not NUMBERED.match(block.text)
        and not cue_of(block.folded, "section", *BACK_MATTER)
    )


def _has_words(text: str) -> bool:
    """Is it more than signs and abbreviations: "NaN - NaN ⇒ NaN" is no title?"""
    return any(len(word) >= 4 for word in re.findall(r"[^\W\d_]+", text))


def front_strength(blocks: Sequence[Block], i: int) -> float:
    """How strongly the blocks after a possible title speak of an article's front: 0 to 2.5."""
    strength = 0.0
    if len(blocks[i].text) < 300 and not ends_sentence(blocks[i].text) and byline_rows(blocks[i], 1):
        strength = 2.0
    for step, block in enumerate(b for b in blocks[i + 1 : i + 7] if b.kind not in FLOATING):
        if step > 3:
            break
        if block.kind == "doi" or block.first.folded.startswith(("doi:", "https://doi.org/10.")):
            strength = max(strength, 2.0)
        if block.kind in {"abstract_head", "abstract", "keywords", "keywords_head"}:
            return max(strength, 2.5)
        if step < 3 and block.kind in {"text", "heading"} and len(block.rows) <= 12:
            found = byline_rows(block, 0)
            if found:
                more = _is_backed(blocks, i + 1 + step, found[0])
                strength = max(strength, 2.0 if found[1].is_sure or more else 1.5 if step == 0 else 1.0)
        if block.kind == "heading" and not byline_rows(block, 0) and step > 1:
            break
        is_prose = len(block.rows) > 8 or (len(block.text) > 250 and ends_sentence(block.text))
        if block.kind == "text" and len(block.rows) > 3 and (is_prose or not has_institution(block.folded)):
            break
    return strength


def _is_backed(blocks: Sequence[Block], i: int, rows: int) -> bool:
    """Does an affiliation or an e-mail address stand below the names?"""
    below = " ".join(row.folded for row in blocks[i].rows[rows:])
    if not below and i + 1 < len(blocks):
        below = blocks[i + 1].folded[:300]
    return bool(EMAIL.search(below)) or (has_institution(below) and len(below) < 300)


def _title_size(blocks: Sequence[Block]) -> float:
    """The size of titles in a file with type sizes: the largest that opens front matter; 0 if none.

    Where several titles of a smaller size have their authors right below (news, letters), that size.
    """
    places = [
        i
        for i, block in enumerate(blocks)
        if block.first.source.box
        and block.size >= 1.12
        and is_title_like(block)
        and front_strength(blocks, i) >= 1
    ]
    largest = max((blocks[i].size for i in places), default=0.0)
    signed = [blocks[i].size for i in places if i + 1 < len(blocks) and _is_signed_below(blocks[i + 1])]
    usual = median(signed) if len(signed) >= MANY_SIGNED else largest
    alike = sum(abs(size - usual) < 0.05 * usual for size in signed)
    return usual if len(signed) >= MANY_SIGNED and alike > 0.6 * len(signed) else largest


def _is_signed_below(block: Block) -> bool:
    """Nothing but names: "By Ana Sá"."""
    found = byline_rows(block, 0)
    return found is not None and found[0] == len(block.rows) and found[1].is_sure


def _is_front_only(blocks: Sequence[Block], opened: int, i: int) -> bool:
    """Has the article that is open no text of its own yet? Then block i belongs to its front.

    But after a page of contents another page may begin an article.
    """
    if any(b.page < blocks[i].page and cue_of(b.folded, "contents") for b in blocks[opened:i]):
        return False
    return not any(blocks[j].kind == "text" and len(blocks[j].text) > 200 for j in range(opened, i))


def _changes_language(blocks: Sequence[Block], i: int) -> bool:
    before = " ".join(b.text for b in blocks[max(0, i - 8) : i] if b.kind == "text")[-1500:]
    after = " ".join(b.text for b in blocks[i + 1 : i + 9] if b.kind == "text")[:1500]
    if len(before) < 200 or len(after) < 200:
        return False
    (one, sure), (two, sure_too) = identify_language(before), identify_language(after)
    return bool(one and two and one != two and min(sure, sure_too) > 0.9)
