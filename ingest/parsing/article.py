"""The blocks of one article -> ParsedDocument."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.parsing.assemble import Assembled, PageFacts, assemble
from ingest.parsing.context import Context
from ingest.parsing.evidence import explain_fields, heads_of
from ingest.parsing.fragments import begins_before, ends_after
from ingest.parsing.front.abstracts import (
    choose_group,
    join_rows,
    keyword_blocks,
    read_abstract,
    read_keywords,
)
from ingest.parsing.front.article_front import read_front
from ingest.parsing.front.authors import find_authors
from ingest.parsing.front.certainty import Said
from ingest.parsing.front.contributors import find_contributors, find_reviewed_works
from ingest.parsing.front.front_matter import Front
from ingest.parsing.front.journals import copyright_year, read_journal
from ingest.parsing.front.own_doi import find_own_doi
from ingest.parsing.front.parallel_texts import find_parallel_texts
from ingest.parsing.front.title_certainty import START as TITLE_START
from ingest.parsing.front.title_certainty import TITLE_CERTAINTY, TitleSigns
from ingest.parsing.front.title_marks import mark_italics
from ingest.parsing.layout.blocks import Block
from ingest.parsing.records import ParsedAcronym, ParsedDocument, ParsedReference
from ingest.parsing.references.cited_works import read_work
from ingest.parsing.rules import chance
from ingest.parsing.structure.boundaries import Start
from ingest.parsing.structure.headings import (
    join_broken_headings,
    set_levels,
    settle_headings,
    without_title_again,
)
from ingest.parsing.text.acronyms import find_acronyms
from ingest.parsing.text.hyphens import Joint, decide, judge
from ingest.parsing.text.locate_values import at_rows
from ingest.parsing.text.passages import Passage, make_passages
from ingest.parsing.trace import Trace
from ingest.parsing.vocabulary.dates import find_dates, read_issued
from ingest.parsing.vocabulary.languages import identify_language
from ingest.parsing.vocabulary.names import MARKS
from ingest.parsing.vocabulary.normalise import SOFT_HYPHEN

OPENING_BLOCKS = 30  # among which the abstracts stand
LINE_LENGTH = 80  # letters that a paragraph has at least
SAMPLE = 3000  # letters that tell the language
MAX_DATE_LINE_LENGTH = 200  # characters of a paragraph "Received …, accepted …" at the end


def parse_article(
    blocks: Sequence[Block],
    start: Start,
    context: Context,
    trace: Trace,
    *,
    shared: frozenset[int],
    place: str,
) -> ParsedDocument:
    """`place`: "only", "first", "middle" or "last" in the file; `shared`: pages with other articles."""
    language, certainty = identify_language(_sample(blocks))
    blocks = join_broken_headings(settle_headings(blocks))
    front = read_front(blocks, context.body, trace, context.facts.source.info.get("Title", ""))
    printed_title = " ".join(row.text for row in front.title)
    blocks = set_levels(without_title_again(blocks, front.kinds, printed_title), front.kinds)
    passages = make_passages(blocks, front.kinds, trace)

    def joints(left: str, right: str) -> Joint:
        return decide(left, right, language, context.vocabulary)

    _note_joints(passages, language, context, trace)
    assembled = assemble(passages, context.facts, joints, shared)
    title = join_rows(front.title, joints)
    chosen = choose_group(front, language)
    abstract = read_abstract(front.abstracts[chosen], joints) if front.abstracts else ""
    first_page = context.facts.source.pages[blocks[0].page]
    keywords = read_keywords(keyword_blocks(blocks, front, chosen), joints)
    heads = [row.text for row in heads_of(blocks, context)]
    info = context.facts.source.info
    of_file = info.get("Title", "") if place == "only" else ""  # else the title of the issue
    told = TitleSigns(front, blocks, heads, of_file)
    sure_of_title = chance(TITLE_CERTAINTY, told, TITLE_START) if front.title else 0.0
    said = Said(info.get("Author", ""), heads, sure_of_title)
    authors, author_evidence = find_authors(blocks, front, language, said, first_page.orcid_links)
    doi, doi_source = find_own_doi(front, blocks, heads, is_recognised=first_page.text_source == "ocr")
    journal = read_journal(heads)
    front_texts = _front_texts(blocks, front, heads)
    dates = find_dates(front_texts)
    printed_year = int(dates.published[:4]) if dates.published else copyright_year(front_texts)
    labels = [page.label for page in assembled.pages]
    title, subtitle = _without_marks(title), join_rows(front.subtitle, joints)
    document = ParsedDocument(
        pages=assembled.pages,
        sections=assembled.sections,
        title=title,
        subtitle=subtitle,
        title_markup=mark_italics(title, front.title),
        subtitle_markup=mark_italics(subtitle, front.subtitle),
        authors=tuple(authors),
        contributors=find_contributors(blocks, front, language),
        parallel_texts=find_parallel_texts(blocks, front, chosen, language, joints),
        reviewed_works=find_reviewed_works(blocks, language),
        abstract=abstract,
        keywords=keywords,
        doi=doi,
        language=language,
        first_page=labels[0] if labels else "",
        last_page=labels[-1] if labels else "",
        begins_before=place in ("only", "first") and begins_before(blocks, front, authors),
        ends_after=place in ("only", "last") and ends_after(passages, assembled, context),
        references=_references(passages, assembled, context.facts),
        journal=journal.journal,
        volume=journal.volume,
        number=journal.number,
        year=journal.year or (printed_year if journal.volume else None),
        issued=read_issued(first_page.issued),
        acronyms=_acronyms(passages, assembled),
        received=dates.received,
        accepted=dates.accepted,
    )
    return explain_fields(
        document, blocks, front, start, certainty, sure_of_title, author_evidence, doi_source, context
    )


def _note_joints(passages: Sequence[Passage], language: str, context: Context, trace: Trace) -> None:
    for passage in passages:
        for above, row in pairwise(passage.rows):
            if above.text.endswith(("-", SOFT_HYPHEN)):
                left, right = above.text.rsplit(" ", 1)[-1], row.text.split(" ", 1)[0]
                verdict = judge(left, right, language, context.vocabulary)
                rule = f"{verdict.joint}, {verdict.rule}"
                trace.note("hyphens", rule, above.page, above.line, f"{left}|{right}")


def _sample(blocks: Sequence[Block]) -> str:
    """Running text behind the abstracts, which may be in several languages; else whatever there is."""
    opening = range(min(len(blocks), OPENING_BLOCKS))
    labels = [
        i for i in opening if blocks[i].kind in {"abstract", "abstract_head", "keywords", "keywords_head"}
    ]
    for start in (max(labels, default=-1) + 2, 0):
        text = " ".join(b.text for b in blocks[start:] if b.kind == "text" and len(b.text) > LINE_LENGTH)
        if len(text) > SAMPLE // 2 or not start:
            return (text or " ".join(b.text for b in blocks))[:SAMPLE]
    raise ValueError("no blocks")


def _without_marks(title: str) -> str:
    return title.rstrip(MARKS + " ").strip()


def _front_texts(blocks: Sequence[Block], front: Front, heads: Sequence[str]) -> list[str]:
    """Where the dates of an article stand: its front, side bars, notes of its first page, the last lines."""
    first = blocks[0].page if blocks else 0
    asides = " ".join(b.text for b in blocks if b.kind == "aside" and b.page == first)
    notes = [b.text for b in blocks if b.kind == "note" and b.page == first]
    opening = [blocks[i].text for i, kind in sorted(front.kinds.items()) if kind == "front"]
    closing = [b.text for b in blocks[-4:] if len(b.text) < MAX_DATE_LINE_LENGTH and b.kind != "reference"]
    return [*opening, *front.imprint, " ".join(front.address_lines), asides, *notes, *heads, *closing]


def _references(
    passages: Sequence[Passage], assembled: Assembled, facts: PageFacts
) -> tuple[ParsedReference, ...]:
    found = []
    for passage, text in zip(passages, assembled.texts, strict=True):
        if passage.role == "reference":
            pages = facts.source.pages
            is_recognised = pages[passage.rows[0].page].text_source == "ocr"
            work = read_work(text, is_recognised=is_recognised)
            found.append(replace(work, place=at_rows(passage.rows, pages, 0.9, "list of references")))
    return tuple(found)


def _acronyms(passages: Sequence[Passage], assembled: Assembled) -> tuple[ParsedAcronym, ...]:
    found: dict[str, ParsedAcronym] = {}
    for passage, text, (page, offset) in zip(passages, assembled.texts, assembled.places, strict=True):
        if passage.kind not in ("body", "abstract", "notes"):
            continue
        for short, long, at in find_acronyms(text):
            found.setdefault(short, ParsedAcronym(short, long, page, offset + at))
    return tuple(found.values())
