"""Why each field has its value: the cue, where it stands, how sure that is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.parsing.context import Context
from ingest.parsing.front.front_matter import Front
from ingest.parsing.layout.blocks import Block
from ingest.parsing.layout.rows import SourceRow
from ingest.parsing.records import Evidence, ParsedAuthor, ParsedDocument, SourcePage
from ingest.parsing.references.misread_dois import MENDED
from ingest.parsing.rules import CERTAIN, FAIR, GUESSED, LIKELY, POSSIBLE, PROBABLE, SURE
from ingest.parsing.structure.boundaries import Start
from ingest.parsing.structure.classify_blocks import AUTHOR_MATTER
from ingest.parsing.text.locate_values import at_row, at_rows, evidence_of
from ingest.parsing.vocabulary.dates import find_dates

MIN_SAMPLE = 80  # letters of a block that shows the language
WORDS_LOOKED_FOR = 30  # letters of an abstract by which its place is found
AUTHOR_PARTS = ("affiliation", "email", "orcid")
JOURNAL_PARTS = ("journal", "volume", "number", "year")


def explain_fields(
    document: ParsedDocument,
    blocks: Sequence[Block],
    front: Front,
    start: Start,
    certainty: float,
    sure_of_title: float,
    authors: Evidence | None,
    doi_source: str,
    context: Context,
) -> ParsedDocument:
    """The document with the evidence for its fields and authors; a field without a value has none."""
    pages = context.facts.source.pages
    heads = heads_of(blocks, context)
    rows = _rows_about(blocks, front)
    found = {"boundary": _boundary(blocks, start, pages)}
    if document.title:
        found["title"] = at_rows(front.title, pages, sure_of_title, front.title_source)
    if document.subtitle:
        found["subtitle"] = at_rows(front.subtitle, pages, FAIR, "below the title")
    if authors:
        found["authors"] = authors
    found |= _of_blocks(document, blocks, front, pages)
    found |= _of_rows(document, blocks, pages)
    if document.doi:
        mended, printed = doi_source.endswith("mended"), doi_source == "front matter"
        sure = MENDED if mended else CERTAIN if printed else LIKELY
        found["doi"] = evidence_of(document.doi, [*rows, *heads], pages, sure, doi_source)
    found |= _of_dates(document, [*rows, *heads], pages)
    for name in JOURNAL_PARTS:
        value = getattr(document, name)
        if value:
            found[name] = _of_journal(str(value), heads, pages)
    if document.references:
        first = next(b for b in blocks if b.kind == "reference")
        found["references"] = at_row(first.first, pages, LIKELY, "list of references")
    if document.language:
        text = next((b for b in blocks if b.kind == "text" and len(b.text) > MIN_SAMPLE), blocks[0])
        found["language"] = at_rows(text.rows, pages, round(certainty, 4), "language model")
    people = tuple(_explain_author(author, rows, authors, pages) for author in document.authors)
    return replace(document, evidence=found, authors=people)


def heads_of(blocks: Sequence[Block], context: Context) -> list[SourceRow]:
    """Head and foot lines of the pages on which the article stands."""
    numbers = sorted({row.page for block in blocks for row in block.rows})
    return [row for number in numbers for row in context.furniture[number]]


def _rows_about(blocks: Sequence[Block], front: Front) -> list[SourceRow]:
    """Where things are said about the article: its front, side bars, notes of its first page, its end."""
    first = blocks[0].page
    opening = [blocks[i] for i, kind in sorted(front.kinds.items()) if kind == "front"]
    beside = [b for b in blocks if b.kind in {"aside", "note", "doi", "keywords"} and b.page == first]
    closing = [b for b in blocks if b.kind in AUTHOR_MATTER or b in blocks[-4:]]
    return [row for block in [*opening, *beside, *closing] for row in block.rows]


def _boundary(blocks: Sequence[Block], start: Start, pages: Sequence[SourcePage]) -> Evidence:
    source = "score of the lines around" if start.block else "first of the file"
    return at_row(blocks[0].first, pages, start.confidence, source)


def _of_blocks(
    document: ParsedDocument, blocks: Sequence[Block], front: Front, pages: Sequence[SourcePage]
) -> dict[str, Evidence]:
    found: dict[str, Evidence] = {}
    if document.abstract:
        has_label = any(blocks[i].kind != "text" for i, kind in front.kinds.items() if kind == "abstract")
        group = next((g for g in front.abstracts if document.abstract[:30] in g[0].text), front.abstracts[0])
        rows = [row for block in group for row in block.rows]
        source = "cue line" if has_label else "between the names and the text"
        found["abstract"] = at_rows(rows, pages, SURE if has_label else POSSIBLE, source)
    if document.keywords:
        group = next(
            (g for g in front.keywords if document.keywords[0] in " ".join(b.text for b in g)),
            [b for b in blocks if b.kind == "keywords"][:1] or list(blocks[:1]),
        )
        found["keywords"] = at_rows([r for b in group for r in b.rows], pages, SURE, "cue line")
    return found


def _of_rows(
    document: ParsedDocument, blocks: Sequence[Block], pages: Sequence[SourcePage]
) -> dict[str, Evidence]:
    """Texts in other languages and reviewed works, where the first of them stands."""
    rows = [row for block in blocks for row in block.rows]
    found: dict[str, Evidence] = {}
    for each in document.parallel_texts[:1]:
        text = each.title or each.abstract[:WORDS_LOOKED_FOR]
        found["parallel_texts"] = evidence_of(text, rows, pages, LIKELY, "language model")
    for work in document.reviewed_works[:1]:
        found["reviewed_works"] = evidence_of(work.title, rows, pages, LIKELY, "cue line")
    return found


def _of_dates(
    document: ParsedDocument, rows: Sequence[SourceRow], pages: Sequence[SourcePage]
) -> dict[str, Evidence]:
    """Each date at the line that says it, or at the first of the two over which it runs."""
    found: dict[str, Evidence] = {}
    for name in ("received", "accepted"):
        value = getattr(document, name)
        if value:
            row = _row_with_date(name, value, rows)
            found[name] = at_row(row, pages, LIKELY, "cue line") if row else Evidence(LIKELY, "cue line")
    return found


def _row_with_date(name: str, value: str, rows: Sequence[SourceRow]) -> SourceRow | None:
    for row in rows:
        if getattr(find_dates([row.text]), name) == value:
            return row
    for above, row in pairwise(rows):
        if getattr(find_dates([f"{above.text} {row.text}"]), name) == value:
            return above
    return None


def _of_journal(value: str, heads: Iterable[SourceRow], pages: Sequence[SourcePage]) -> Evidence:
    return evidence_of(value, heads, pages, PROBABLE, "head and foot lines")


def _explain_author(
    author: ParsedAuthor, rows: Sequence[SourceRow], all_of_them: Evidence | None, pages: Sequence[SourcePage]
) -> ParsedAuthor:
    sure, source = (all_of_them.confidence, all_of_them.source) if all_of_them else (GUESSED, "")
    found = {"name": evidence_of(author.name_as_printed, rows, pages, sure, source)}
    for part in AUTHOR_PARTS:
        value = getattr(author, part)
        if value:
            found[part] = evidence_of(value, rows, pages, round(sure - 0.05, 2), "lines about the authors")
    return replace(author, evidence=found)
