"""What `ingest FILE --explain` prints: for each page and article which rule fired on which line."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.parsing.pipeline import parse
from ingest.parsing.records import Evidence, ParsedAuthor, ParsedDocument, SourceFile
from ingest.parsing.trace import Firing, Trace

WORDS = {  # (step, rule) of the trace as people say it
    ("kinds", "abstract_head"): "label of the abstract",
    ("kinds", "keywords_head"): "label of the keywords",
    ("kinds", "references_head"): "label of the references",
    ("kinds", "notes_head"): "label of the notes",
    ("kinds", "note_on_author"): "label of the notes on authors",
    ("front", "front"): "names, addresses, dates of the article",
    ("paragraphs", "goes on"): "goes on with the paragraph before",
    ("notes", "at the foot"): "a note at the foot",
    ("asides", "beside the text"): "a side bar, no part of the text",
}
WIDTH = 60  # characters of a line that are shown


def explain(source: SourceFile) -> str:
    """A report for people: pages with the rules that fired on their lines, then the articles found."""
    trace = Trace()
    parsed = parse(source, trace)
    lines: list[str] = []
    for index, page in enumerate(parsed.pages):
        label = f"{page.label} ({page.label_source})" if page.label else "unknown"
        lines.append(f"Page {page.number}: label {label}, head {page.running_head or 'none'}")
        lines += [_firing(firing) for firing in _of_page(trace, index)]
    for number, document in enumerate(parsed.documents, 1):
        lines += ["", f"Article {number}: {document.title or 'untitled'}", *_fields(document)]
    return "\n".join(lines) + "\n"


def _of_page(trace: Trace, index: int) -> list[Firing]:
    return sorted((f for f in trace.firings if f.page == index), key=lambda firing: firing.line)


def _firing(firing: Firing) -> str:
    text = _short(firing.text)
    rule = WORDS.get((firing.step, firing.rule), firing.rule)
    return f"  line {firing.line + 1:>3}  {firing.step}: {rule}  | {text}"


def _fields(document: ParsedDocument) -> Iterator[str]:
    values = {
        "boundary": f"pages {document.first_page or '?'} to {document.last_page or '?'}",
        "title": document.title,
        "subtitle": document.subtitle,
        "abstract": document.abstract,
        "keywords": ", ".join(document.keywords),
        "doi": document.doi,
        "language": document.language,
        "received": document.received,
        "accepted": document.accepted,
        "journal": document.journal,
        "volume": document.volume,
        "number": document.number,
        "year": str(document.year or ""),
    }
    for field, value in values.items():
        evidence = document.evidence.get(field)
        if value and evidence:
            yield f"  {field}: {_short(value)}  [{_evidence(evidence)}]"
    for author in document.authors:
        yield from _author(author)
    unknown = [field for field, value in values.items() if not value]
    unknown += [] if document.authors else ["authors"]
    if unknown:
        yield f"  unknown: {', '.join(unknown)}"
    if document.begins_before or document.ends_after:
        ends = ("its beginning", document.begins_before), ("its end", document.ends_after)
        yield f"  a fragment: {' and '.join(name for name, is_lost in ends if is_lost)} stands elsewhere"
    for section in document.sections:
        if section.heading:
            rank = f"{'  ' * section.level}{_short(section.heading)}"
            yield f"  heading:{rank}  [{_evidence(section.evidence) if section.evidence else ''}]"
    yield from _references(document)


def _author(author: ParsedAuthor) -> Iterator[str]:
    name = author.literal or f"{author.given} | {author.family}"
    yield f"  author: {name}{_told(author, 'name')}"
    for part in ("affiliation", "email", "orcid"):
        if getattr(author, part):
            yield f"    {part}: {_short(getattr(author, part))}{_told(author, part)}"


def _told(author: ParsedAuthor, part: str) -> str:
    evidence = author.evidence.get(part)
    return f"  [{_evidence(evidence)}]" if evidence else ""


def _references(document: ParsedDocument) -> Iterator[str]:
    """How many were read whole, and those of which nothing could be told."""
    told = sum(bool(work.authors and work.year and work.title) for work in document.references)
    yield f"  references: {len(document.references)}, of which {told} with authors, year and title"
    for number, work in enumerate(document.references, 1):
        if not work.title:
            yield f"    not read: {number}. {_short(work.raw)}"


def _short(text: str) -> str:
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


def _evidence(evidence: Evidence) -> str:
    where = f", page {evidence.page}" if evidence.page else ""
    at = f" at {evidence.box[0]:.0f},{evidence.box[1]:.0f}" if evidence.box else ""
    return f"{evidence.source}{where}{at}, {evidence.confidence:.2f}"
