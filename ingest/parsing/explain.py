"""What `ingest FILE --explain` prints: for each page and article which rule fired on which line."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.parsing.pipeline import parse
from ingest.parsing.records import Evidence, ParsedDocument, SourceFile
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
    text = firing.text if len(firing.text) <= WIDTH else firing.text[: WIDTH - 1] + "…"
    rule = WORDS.get((firing.step, firing.rule), firing.rule)
    return f"  line {firing.line + 1:>3}  {firing.step}: {rule}  | {text}"


def _fields(document: ParsedDocument) -> Iterator[str]:
    names = "; ".join(a.literal or f"{a.given} {a.family}".strip() for a in document.authors)
    values = {
        "boundary": f"pages {document.first_page or '?'} to {document.last_page or '?'}",
        "title": document.title,
        "authors": names,
        "abstract": document.abstract,
        "keywords": ", ".join(document.keywords),
        "doi": document.doi,
        "language": document.language,
        "received": document.received,
        "accepted": document.accepted,
    }
    unknown = [field for field, value in values.items() if not value]
    for field, value in values.items():
        evidence = document.evidence.get(field)
        if value and evidence:
            text = value if len(value) <= WIDTH else value[: WIDTH - 1] + "…"
            yield f"  {field}: {text}  [{_evidence(evidence)}]"
    if unknown:
        yield f"  unknown: {', '.join(unknown)}"
    heads = [f"{section.heading} ({section.level})" for section in document.sections if section.heading]
    if heads:
        yield f"  headings: {'; '.join(heads)}"
    told = sum(bool(work.authors and work.year and work.title) for work in document.references)
    yield f"  references: {len(document.references)}, of which {told} with authors, year and title"


def _evidence(evidence: Evidence) -> str:
    where = f", page {evidence.page}" if evidence.page else ""
    return f"{evidence.source}{where}, {evidence.confidence:.2f}"
