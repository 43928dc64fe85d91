"""Pages of words -> articles. The steps in their order; each is a file of its own."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace

from ingest.parsing.article import parse_article
from ingest.parsing.assemble import PARAGRAPH_BREAK, PageFacts
from ingest.parsing.context import Context
from ingest.parsing.cover_facts import with_sheets, without_sheets
from ingest.parsing.cover_sheets import find_cover_sheets
from ingest.parsing.fragments import shows_end
from ingest.parsing.layout.blocks import Block, is_ornament, make_blocks
from ingest.parsing.layout.margin_folios import set_margin_folios_apart
from ingest.parsing.layout.rows import PAGE_TOP, SourceRow, read_rows
from ingest.parsing.layout.spreads import join_halves, part_spreads
from ingest.parsing.layout.upright import turn_back, turn_upright
from ingest.parsing.records import (
    PARSER_VERSION,
    Box,
    Evidence,
    Note,
    ParsedDocument,
    ParsedFile,
    ParsedPage,
    SourceFile,
)
from ingest.parsing.references.misread_dois import mend_by_siblings
from ingest.parsing.references.numbered_lists import gather_numbered
from ingest.parsing.structure.asides import mark_asides
from ingest.parsing.structure.block_features import Body, split_heads
from ingest.parsing.structure.boundaries import Start, find_starts
from ingest.parsing.structure.classify_blocks import FLOATING, classify_blocks
from ingest.parsing.structure.contents import Entry, read_contents
from ingest.parsing.structure.figures import mark_figures
from ingest.parsing.structure.furniture import PageFurniture, find_furniture
from ingest.parsing.structure.jumps import bare_of_jump_lines, join_pieces, mark_jump_lines, piece_starts
from ingest.parsing.structure.labels import Label, label_pages
from ingest.parsing.structure.named_articles import as_named, divide
from ingest.parsing.structure.notes import mark_notes
from ingest.parsing.structure.pull_quotes import mark_advertisements, mark_mastheads, mark_pull_quotes
from ingest.parsing.text.hyphens import Vocabulary
from ingest.parsing.text.locate_values import at_row
from ingest.parsing.trace import Trace

LABEL_SOURCES = {
    "pdf": Evidence(0.9, "page label of the file"),
    "inferred": Evidence(0.6, "counted on from the pages around"),
}


def parse(source: SourceFile, trace: Trace | None = None) -> ParsedFile:
    """The articles of a file and its pages. `trace` collects which rule fired where.

    Cover sheets are no pages of any article; two pages on one image are read as two; what lies on its side or
    askew is read upright.
    """
    trace = trace if trace is not None else Trace()
    sheets = find_cover_sheets(source)
    upright, turns = turn_upright(without_sheets(source, sheets))
    printed = part_spreads(upright)
    parsed = turn_back(join_halves(_parse_pages(printed, trace)), turns)
    places = {page.number: index for index, page in enumerate(source.pages)}
    trace.move_pages([places[page.number] for page in printed.pages])
    return with_sheets(parsed, source, sheets)


def _parse_pages(source: SourceFile, trace: Trace) -> ParsedFile:
    source, beside = set_margin_folios_apart(source)
    all_rows = read_rows(source)
    furniture = find_furniture(all_rows, trace, beside)
    labels = label_pages([f.folio for f in furniture], [page.file_label for page in source.pages])
    rows = [_without_furniture(page, taken) for page, taken in zip(all_rows, furniture, strict=True)]
    body = Body.of(rows)
    heads = [f.head for f in furniture]
    blocks = [block for page in rows for block in _blocks_of_page(page, body, trace)]
    blocks = mark_advertisements(mark_mastheads(mark_pull_quotes(blocks, body, trace), heads, trace), trace)
    blocks = gather_numbered(classify_blocks(blocks, body, trace), trace)
    taken = _taken(all_rows, furniture)
    told = _label_evidence(source, labels, furniture, taken)
    facts = PageFacts(source, labels, heads, told, _boxes_aside(taken, blocks))
    context = Context(
        facts,
        body,
        Vocabulary.of(rows),
        taken,
        [len(page) for page in rows],
        has_finished_articles=False,
    )
    entries, contents = ([], []) if source.articles else _set_contents_aside(blocks, trace)
    aside = {id(block) for block in contents}
    rest = [block for block in blocks if id(block) not in aside]
    documents = mend_by_siblings(_articles(source, rest, entries, context, trace))
    pages = _pages(source, labels, furniture, documents, contents)
    notes = (*source.notes, *_contents_told(source, contents))
    return ParsedFile(pages, tuple(documents), PARSER_VERSION, notes)


def _set_contents_aside(blocks: Sequence[Block], trace: Trace) -> tuple[list[Entry], list[Block]]:
    """The entries of the tables of contents, and the blocks that are these tables: they are of no article."""
    entries, places = read_contents(blocks)
    if len(places) == len(blocks):
        return entries, []
    for i in sorted(places):
        trace.note("contents", "a table of contents", blocks[i].page, blocks[i].first.line, blocks[i].text)
    return entries, [blocks[i] for i in sorted(places)]


def _contents_told(source: SourceFile, contents: Sequence[Block]) -> list[Note]:
    pages = [str(source.pages[page].number) for page in sorted({block.page for block in contents})]
    return [Note("contents_aside", {"pages": ", ".join(pages)})] if pages else []


def _blocks_of_page(rows: Sequence[SourceRow], body: Body, trace: Trace) -> list[Block]:
    blocks = split_heads(make_blocks(rows), body)
    blocks = mark_figures(mark_asides(blocks, trace), trace)
    return mark_notes(mark_jump_lines(blocks, trace), body, trace)


def _without_furniture(rows: Sequence[SourceRow], furniture: PageFurniture) -> list[SourceRow]:
    """The rows of the body; what now stands first on its page opens it."""
    kept = [row for i, row in enumerate(rows) if i not in furniture.rows]
    if not kept or not furniture.rows:
        return kept
    out: list[SourceRow] = []
    for row in kept:
        is_first = not out or out[-1].column != row.column
        out.append(replace(row, space=PAGE_TOP) if is_first and row.space < PAGE_TOP else row)
    return [
        replace(row, is_last=True) if i + 1 == len(out) or out[i + 1].is_first else row
        for i, row in enumerate(out)
    ]


def _taken(rows: Sequence[Sequence[SourceRow]], furniture: Sequence[PageFurniture]) -> list[list[SourceRow]]:
    return [[page[i] for i in sorted(taken.rows)] for page, taken in zip(rows, furniture, strict=True)]


def _boxes_aside(taken: Sequence[list[SourceRow]], blocks: Sequence[Block]) -> list[tuple[Box, ...]]:
    """Of every page, where head and foot lines and jump lines stand."""
    rows = [list(page) for page in taken]
    for block in blocks:
        if block.kind == "jump":
            rows[block.page] += block.rows
    return [tuple(row.source.box for row in page if row.source.box is not None) for page in rows]


def _label_evidence(
    source: SourceFile,
    labels: Sequence[Label],
    furniture: Sequence[PageFurniture],
    taken: Sequence[list[SourceRow]],
) -> list[Evidence | None]:
    """Where each page's number was read, or how it was told."""
    found: list[Evidence | None] = []
    for label, page, rows in zip(labels, furniture, taken, strict=True):
        row = next((r for r in rows if page.folio and page.folio.printed in r.text), None)
        if row is not None and label.source == "printed":
            found.append(at_row(row, source.pages, 0.97, "folio"))
        else:
            found.append(LABEL_SOURCES.get(label.source or ""))
    return found


def _articles(
    source: SourceFile, blocks: Sequence[Block], contents: Sequence[Entry], context: Context, trace: Trace
) -> list[ParsedDocument]:
    """Those that the file names, else those that the pages show."""
    if not blocks:
        return []
    if source.articles:
        named = divide(blocks, source)
        whole = [Start(0, 1.0)] * len(named)
        documents = _parse_articles(
            [bare_of_jump_lines(part) for part, _ in named], whole, context, trace, are_whole=True
        )
        return [as_named(document, article) for document, (_, article) in zip(documents, named, strict=True)]
    pages = source.pages
    begun = frozenset(
        index
        for index, page in enumerate(pages)
        if page.begins_file or page.issued != pages[max(0, index - 1)].issued
    )
    pieces = piece_starts(blocks)
    starts = find_starts(blocks, context.body, trace, begun, context.facts.heads, contents, pieces)
    numbers = [
        label.text or str(page.number) for label, page in zip(context.facts.labels, pages, strict=True)
    ]
    return _parse_articles(*join_pieces(_cut(blocks, starts), starts, numbers, trace), context, trace)


def _parse_articles(
    parts: Sequence[list[Block]],
    starts: Sequence[Start],
    context: Context,
    trace: Trace,
    *,
    are_whole: bool = False,
) -> list[ParsedDocument]:
    """`are_whole`: none of them began before the file or goes on after it."""
    pages = [{row.page for block in part for row in block.rows} for part in parts]
    documents = []
    for n, (part, start) in enumerate(zip(parts, starts, strict=True)):
        others = [p for m, p in enumerate(parts) if m != n]
        finished = bool(others) and all(shows_end(other) for other in others)
        shared = frozenset(page for m, other in enumerate(pages) if m != n for page in other)
        place = "middle" if are_whole else _place(n, len(parts))
        documents.append(
            parse_article(
                part,
                start,
                replace(context, has_finished_articles=finished),
                trace,
                shared=shared,
                place=place,
            )
        )
    return documents


def _place(n: int, count: int) -> str:
    return "only" if count == 1 else "first" if n == 0 else "last" if n == count - 1 else "middle"


def _cut(blocks: Sequence[Block], starts: Sequence[Start]) -> list[list[Block]]:
    """The blocks of each article. A footnote goes to the article whose text bears its mark."""
    edges = [start.block for start in starts] + [len(blocks)]
    parts = [_without_ornament(blocks[a:b]) for a, b in itertools.pairwise(edges)]
    for n in range(1, len(parts)):
        page = parts[n][0].page
        strays = [
            block
            for block in parts[n]
            if block.kind == "note" and block.page == page and _belongs_before(block, parts[n - 1], parts[n])
        ]
        for block in strays:
            parts[n].remove(block)
            parts[n - 1].append(block)
    return parts


def _without_ornament(blocks: Sequence[Block]) -> list[Block]:
    """The same without the line of signs that parts the article from the next."""
    ends = [i for i, block in enumerate(blocks) if block.kind not in FLOATING]
    is_parted = bool(ends) and is_ornament(blocks[ends[-1]].text) and len(ends) > 1
    return [block for i, block in enumerate(blocks) if not (is_parted and i == ends[-1])]


def _belongs_before(note: Block, before: Sequence[Block], own: Sequence[Block]) -> bool:
    mark = note.first.text[:1]
    if mark.isalnum() and mark.isascii():
        return False
    here = [b for b in before if b.page == note.page and b.kind != "note"]
    return any(mark in b.text for b in here) and not any(
        mark in b.text for b in own if b.page == note.page and b.kind != "note"
    )


def _pages(
    source: SourceFile,
    labels: Sequence[Label],
    furniture: Sequence[PageFurniture],
    documents: Sequence[ParsedDocument],
    contents: Sequence[Block],
) -> tuple[ParsedPage, ...]:
    texts: dict[int, list[str]] = {}
    for block in contents:
        texts.setdefault(source.pages[block.page].number, []).append(
            "\n".join(row.text for row in block.rows)
        )
    for document in documents:
        for page in document.pages:
            texts.setdefault(page.number, []).append(page.text)
    return tuple(
        ParsedPage(
            page.number,
            label.text,
            label.source,
            taken.head,
            PARAGRAPH_BREAK.join(texts.get(page.number, [])),
            page.text_source,
        )
        for page, label, taken in zip(source.pages, labels, furniture, strict=True)
    )
