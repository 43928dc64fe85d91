"""Articles that lack their beginning or end because the file does."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from ingest.parsing.assemble import Assembled
from ingest.parsing.context import Context
from ingest.parsing.front.front_matter import Front
from ingest.parsing.layout.blocks import Block, ends_sentence
from ingest.parsing.records import ParsedAuthor
from ingest.parsing.structure.classify_blocks import AUTHOR_MATTER, FLOATING
from ingest.parsing.text.passages import Passage
from ingest.parsing.vocabulary.dates import Dates, find_dates


def begins_before(blocks: Sequence[Block], front: Front, authors: Sequence[ParsedAuthor]) -> bool:
    """Did the article begin on pages that the file does not hold? No title, and it opens in mid-sentence."""
    if front.title or front.byline:
        return False
    first = next((b for b in blocks if b.kind not in FLOATING), None)
    return first is not None and (first.text[:1].islower() or first.kind == "reference")


def ends_after(passages: Sequence[Passage], assembled: Assembled, context: Context) -> bool:
    """Does the article go on after the file? It stops in mid-sentence, or lacks the end its fellows have."""
    flowing = [i for i, p in enumerate(passages) if p.kind != "notes"]
    if not flowing:
        return False
    last = flowing[-1]
    if passages[last].kind in ("back", "references"):
        return False
    if find_dates([assembled.texts[last]]) != Dates():
        return False  # "Received …, accepted …" closes an article
    if not ends_sentence(assembled.texts[last]):
        return True
    return context.has_finished_articles and fills_page(passages[last], context)


def fills_page(passage: Passage, context: Context) -> bool:
    """Does the last page of the text hold as many lines as pages usually do?"""
    counts = context.lines_on_pages
    return bool(counts) and counts[passage.rows[-1].page] >= 0.9 * median(counts)


def shows_end(blocks: Sequence[Block]) -> bool:
    """Has the article author matter after its text: a correspondence line, signatures, notes on authors?"""
    texts = [i for i, block in enumerate(blocks) if block.kind == "text"]
    return any(block.kind in AUTHOR_MATTER for block in blocks[texts[-1] if texts else 0 :])
