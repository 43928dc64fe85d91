"""What `manage.py ingest --dry-run --json` prints: one object a file."""

from __future__ import annotations

from typing import Any

from ingest.parsing.records import ParsedAuthor, ParsedDocument, ParsedFile, ParsedSection

LEFT_OUT = frozenset({"front", "abstract", "references", "back"})  # said elsewhere in the object
CONFIDENCES = ("title", "authors", "boundary")


def to_json(name: str, sha256: str, parsed: ParsedFile) -> dict[str, Any]:
    """The parse of one file; unknown values are null or empty lists."""
    return {
        "source": name,
        "sha256": sha256,
        "status": "parsed",
        "reason": None,
        "pages": [
            {
                "sequence": sequence,
                "label": page.label or None,
                "label_source": page.label_source,
                "running_head": page.running_head or None,
                "text": page.text,
            }
            for sequence, page in enumerate(parsed.pages, 1)
        ],
        "documents": [_document(document) for document in parsed.documents],
    }


def rejected_json(name: str, sha256: str, reason: str) -> dict[str, Any]:
    """A file that could not be read, with a reason that a librarian can act on."""
    return {
        "source": name,
        "sha256": sha256,
        "status": "rejected",
        "reason": reason,
        "pages": [],
        "documents": [],
    }


def _document(document: ParsedDocument) -> dict[str, Any]:
    return {
        "title": document.title or None,
        "authors": [_author(author) for author in document.authors],
        "abstract": document.abstract or None,
        "keywords": list(document.keywords),
        "doi": document.doi or None,
        "language": document.language or None,
        "first_page": document.first_page or None,
        "last_page": document.last_page or None,
        "begins_before": document.begins_before,
        "ends_after": document.ends_after,
        "sections": _sections(document),
        "references": [{"raw": r.raw, "doi": r.doi or None} for r in document.references],
        "confidence": {
            field: document.evidence[field].confidence if field in document.evidence else 0.0
            for field in CONFIDENCES
        },
    }


def _author(author: ParsedAuthor) -> dict[str, str | None]:
    return {
        "given": author.given or None,
        "family": author.family or author.literal or None,
        "affiliation": author.affiliation or None,
        "email": author.email or None,
        "orcid": author.orcid or None,
    }


def _sections(document: ParsedDocument) -> list[dict[str, Any]]:
    """Sections in reading order; one that footnotes interrupt is one again, the notes come last."""
    out: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for section in document.sections:
        if section.kind in LEFT_OUT:
            continue
        if section.kind == "notes":
            _extend(notes, section, document)
        else:
            _extend(out, section, document)
    return [s for s in out + notes if s["heading"] or s["paragraphs"]]


def _extend(sections: list[dict[str, Any]], section: ParsedSection, document: ParsedDocument) -> None:
    if sections and not section.heading:
        sections[-1]["paragraphs"] += section.paragraphs
        return
    label = document.pages[section.page].label if document.pages else ""
    sections.append(
        {
            "heading": section.heading or None,
            "level": section.level,
            "first_page": label or None,
            "paragraphs": list(section.paragraphs),
        }
    )
