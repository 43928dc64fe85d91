"""The blocks of one article -> ParsedDocument."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from ingest.parsing.acronyms import find_acronyms
from ingest.parsing.assemble import Assembled, PageFacts, assemble
from ingest.parsing.authors import find_authors
from ingest.parsing.blocks import Block, ends_sentence
from ingest.parsing.boundaries import Start
from ingest.parsing.cited_works import read_work
from ingest.parsing.cues import lead_length
from ingest.parsing.dates import Dates, find_dates
from ingest.parsing.front import Front, keywords_of, read_front
from ingest.parsing.headings import join_broken_headings, set_levels, settle_headings
from ingest.parsing.hyphens import Joint, Vocabulary, decide
from ingest.parsing.identifiers import find_doi
from ingest.parsing.journals import read_journal
from ingest.parsing.kinds import AUTHOR_MATTER, FLOATING
from ingest.parsing.languages import identify_language
from ingest.parsing.misread_dois import MENDED, mend_syntax, voted
from ingest.parsing.names import MARKS
from ingest.parsing.normalise import fold
from ingest.parsing.passages import Passage, make_passages
from ingest.parsing.reading import Decide, read_segments, whole_text
from ingest.parsing.records import Evidence, ParsedAcronym, ParsedAuthor, ParsedDocument, ParsedReference
from ingest.parsing.rows import Row
from ingest.parsing.shapes import Body
from ingest.parsing.trace import Trace

LONGEST_DATE_LINE = 200  # characters of a paragraph "Received …, accepted …" at the end


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the whole file."""

    facts: PageFacts
    body: Body
    vocabulary: Vocabulary
    furniture: Sequence[Sequence[str]]  # printed head and foot lines of every page
    lines_on_pages: Sequence[int]
    has_finished_articles: bool  # do other articles of the file show end matter?


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
    front = read_front(blocks, context.body, trace)
    blocks = set_levels(blocks, front.kinds)
    passages = make_passages(blocks, front.kinds, trace)

    def joints(left: str, right: str) -> Joint:
        return decide(left, right, language, context.vocabulary)

    assembled = assemble(passages, context.facts, joints, shared)
    title = _join(front.title, joints)
    chosen = _choose_group(front, language)
    abstract = _abstract(front.abstracts[chosen], joints) if front.abstracts else ""
    authors, author_evidence = find_authors(blocks, front, language)
    keywords = _keywords(_keyword_blocks(blocks, front, chosen), joints)
    heads = [
        line
        for page in sorted({row.page for b in blocks for row in b.rows})
        for line in context.furniture[page]
    ]
    first_page = context.facts.source.pages[blocks[0].page]
    doi, doi_source = _doi(front, blocks, heads, is_recognised=first_page.text_source == "ocr")
    journal = read_journal(heads)
    dates = find_dates(_front_texts(blocks, front, heads))
    labels = [page.label for page in assembled.pages]
    document = ParsedDocument(
        pages=assembled.pages,
        sections=assembled.sections,
        title=_without_marks(title),
        subtitle=_join(front.subtitle, joints),
        authors=tuple(authors),
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
        year=journal.year,
        acronyms=_acronyms(passages, assembled),
        received=dates.received,
        accepted=dates.accepted,
    )
    return replace(
        document,
        evidence=_evidence(document, front, start, certainty, author_evidence, doi_source, context),
    )


def _sample(blocks: Sequence[Block]) -> str:
    text = " ".join(b.text for b in blocks if b.kind == "text" and len(b.text) > 80)
    return (text or " ".join(b.text for b in blocks))[:3000]


def _join(rows: Sequence[Row], joints: Decide) -> str:
    return whole_text(read_segments(rows, joints)) if rows else ""


def _without_marks(title: str) -> str:
    return title.rstrip(MARKS + " ").strip()


def _choose_group(front: Front, language: str) -> int:
    """Which of the abstracts is in the language of the article: its index, 0 if none can be told."""
    for number, group in enumerate(front.abstracts):
        code, certainty = identify_language(" ".join(block.text for block in group)[:1500])
        if code == language and certainty > 0.8:
            return number
    return 0


def _abstract(group: Sequence[Block], joints: Decide) -> str:
    joined = ""
    for block in group:
        text = _join(block.rows, joints)
        part = _cut_lead(text, lead_length(fold(text), "abstract"))
        joined = f"{joined}\n\n{part}" if joined and ends_sentence(joined) else f"{joined} {part}".strip()
    return joined


def _cut_lead(text: str, folded_length: int) -> str:
    """The text without the words that make the first `folded_length` characters of its folded form."""
    place = 0
    while place < len(text) and len(fold(text[:place])) < folded_length:
        place += 1
    return text[place:].strip()


def _keyword_blocks(blocks: Sequence[Block], front: Front, chosen: int) -> Sequence[Block]:
    """The keywords beside the chosen abstract; without any in the front, those that stand elsewhere."""
    if front.keywords:
        return front.keywords[chosen if len(front.keywords) == len(front.abstracts) else 0]
    return [block for block in blocks if block.kind == "keywords"][:1]


def _keywords(found: Sequence[Block], joints: Decide) -> tuple[str, ...]:
    if not found:
        return ()
    text = " ".join(_join(block.rows, joints) for block in found)
    return keywords_of(_cut_lead(text, lead_length(fold(text), "keywords") or _label_length(found[0])), 0)


def _label_length(block: Block) -> int:
    return len(block.folded) + 1 if block.kind == "keywords_head" else 0


def _doi(
    front: Front, blocks: Sequence[Block], heads: Sequence[str], *, is_recognised: bool
) -> tuple[str, str]:
    """The article's own DOI and where it stands. A recognised one is mended if the pages say how."""
    read, source = _printed_doi(front, blocks, heads)
    if not is_recognised:
        return find_doi(read), source
    doi = voted(find_doi(mend_syntax(read)), heads)
    return doi, source if doi and doi in read else f"{source}, mended" if doi else ""


def _front_texts(blocks: Sequence[Block], front: Front, heads: Sequence[str]) -> list[str]:
    """Where the dates of an article stand: its front, side bars, notes of its first page, the last lines."""
    first = blocks[0].page if blocks else 0
    asides = " ".join(b.text for b in blocks if b.kind == "aside" and b.page == first)
    notes = [b.text for b in blocks if b.kind == "note" and b.page == first]
    opening = [blocks[i].text for i, kind in sorted(front.kinds.items()) if kind == "front"]
    closing = [b.text for b in blocks[-4:] if len(b.text) < LONGEST_DATE_LINE and b.kind != "reference"]
    return [*opening, *front.imprint, " ".join(front.address_lines), asides, *notes, *heads, *closing]


def _printed_doi(front: Front, blocks: Sequence[Block], heads: Sequence[str]) -> tuple[str, str]:
    """The text with the DOI: of the front, else of head or foot lines, never of the references."""
    asides = [block.text for block in blocks if block.kind == "aside"]
    notes = [b.text for b in blocks if b.kind == "note" and b.page == blocks[0].page and "doi" in b.folded]
    for block in front.doi_blocks:
        if find_doi(mend_syntax(block.text)):
            return block.text, "front matter"
    for line in [*front.imprint, *front.address_lines, *notes, *asides, *heads]:
        if find_doi(line):
            return (
                line,
                "foot line"
                if line in heads or line in notes
                else "side bar"
                if line in asides
                else "front matter",
            )
    first = blocks[0].page if blocks else 0
    for block in blocks:
        is_labelled = re.match(r"^doi\b", block.folded)
        if block.page == first and is_labelled and block.kind != "reference" and find_doi(block.text):
            return block.text, "labelled line"
    return "", ""


def _references(
    passages: Sequence[Passage], assembled: Assembled, facts: PageFacts
) -> tuple[ParsedReference, ...]:
    found = []
    for passage, text in zip(passages, assembled.texts, strict=True):
        if passage.role == "reference":
            is_recognised = facts.source.pages[passage.rows[0].page].text_source == "ocr"
            found.append(read_work(text, is_recognised=is_recognised))
    return tuple(found)


def _acronyms(passages: Sequence[Passage], assembled: Assembled) -> tuple[ParsedAcronym, ...]:
    found: dict[str, ParsedAcronym] = {}
    for passage, text, (page, offset) in zip(passages, assembled.texts, assembled.places, strict=True):
        if passage.kind not in ("body", "abstract", "notes"):
            continue
        for short, long, at in find_acronyms(text):
            found.setdefault(short, ParsedAcronym(short, long, page, offset + at))
    return tuple(found.values())


# ------------------------------------------------------------------ fragments
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


# ------------------------------------------------------------------ evidence
def _evidence(
    document: ParsedDocument,
    front: Front,
    start: Start,
    certainty: float,
    authors: Evidence | None,
    doi_source: str,
    context: Context,
) -> dict[str, Evidence]:
    """Where each value came from; a field without a value has no evidence."""
    found = {"boundary": Evidence(start.confidence, _boundary_source(start), _first_number(document))}
    if document.title:
        found["title"] = _at(front.title[0], front.title_confidence, front.title_source, context)
    if authors:
        found["authors"] = authors
    if document.abstract:
        label = any(kind == "abstract" for kind in front.kinds.values())
        found["abstract"] = _at(front.abstracts[0][0].first, 0.95 if label else 0.7, "cue line", context)
    if document.keywords and front.keywords:
        found["keywords"] = _at(front.keywords[0][0].first, 0.95, "cue line", context)
    if document.doi:
        found["doi"] = Evidence(
            MENDED if doi_source.endswith("mended") else 0.98 if doi_source == "front matter" else 0.9,
            doi_source,
            _first_number(document),
        )
    for name, value in (("received", document.received), ("accepted", document.accepted)):
        if value:
            found[name] = Evidence(0.9, "cue line", _first_number(document))
    if document.language:
        found["language"] = Evidence(round(certainty, 4), "language model")
    return found


def _boundary_source(start: Start) -> str:
    return "score of the lines around" if start.block else "first of the file"


def _first_number(document: ParsedDocument) -> int | None:
    return document.pages[0].number if document.pages else None


def _at(row: Row, confidence: float, source: str, context: Context) -> Evidence:
    return Evidence(confidence, source, context.facts.source.pages[row.page].number, row.source.box)
