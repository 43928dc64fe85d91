"""What a cover sheet says of the article behind it, and the parse with it: evidence beside the pages' own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.parsing.cover_sheets import CUES, CoverSheet, Statement, letters_of, opening_letters
from ingest.parsing.records import (
    Evidence,
    Note,
    ParsedAuthor,
    ParsedDocument,
    ParsedFile,
    ParsedPage,
    SourceFile,
    SourcePage,
)
from ingest.parsing.references.cited_names import read_names
from ingest.parsing.references.cited_works import read_work
from ingest.parsing.text.locate_values import union
from ingest.parsing.vocabulary.identifiers import find_doi
from ingest.parsing.vocabulary.names import MARKS, looks_like_name, split_name
from ingest.parsing.vocabulary.normalise import fold, normalise

SOURCE = "cover sheet"  # as evidence names it
SURE = 0.75  # a clerk or a program typed it; what the pages print goes before
GIVES_WAY = 0.7  # a value of the pages below this gives way
MIN_TITLE_WORDS = 2
MAX_NAME_WORDS = 3  # of a given name or a surname
MAX_TITLE = 400  # characters

_author = r"(?:autor(?:es)?|authors?|auteurs?|autor(?:in)?(?:en)?|creators?)"
_title_label = re.compile(r"^(?:article title|title|t[ií]tulo|titre|titel)\s?:\s*(?P<rest>.*)", re.I)
_copy_of = re.compile(
    r"^this is (?:a|the) repository copy of:?\s+(?P<rest>.+?)\.?$|"
    r"^this is (?:a|an|the) [\w' -]*(?:version|manuscript) of:?\s+(?P<of>.+?)\.?$",
    re.I,
)
_authors_label = re.compile(rf"^{_author}\s?(?:\(\w+\))?\s?:\s*(?P<rest>.*)", re.I)
_source_label = re.compile(
    r"^(?:source|zeitschrift|revue|fuente|journal|published in|revista)\s?:\s*(?P<rest>.*)"
    r"|^article in (?P<of>\S.*?)\s?·",
    re.I,
)
# Where each stands behind a label of its own: "Band (Jahr): 61 (1966)", "Heft 2", "Publication date: 2015".
_part_labels = {
    "volume": re.compile(r"^(?:band(?: \(jahr\))?|volume|vol|tomo|tome)\.?\s?:?\s*(?P<rest>\d{1,4})\b", re.I),
    "number": re.compile(
        r"^(?:heft|issue|number|n[uú]mero|num[ée]ro|no)\.?\s?:?\s*(?P<rest>\d{1,4})\b", re.I
    ),
    "year": re.compile(
        r"^(?:band \(jahr\)\s?:.*\(|(?:publication )?(?:date|year)(?: of publication)?\s?:|jahr\s?:|a[ñn]o\s?:"
        r"|article in .*·)\s*\D{0,20}(?P<rest>(?:1[6-9]|20)\d\d)?",
        re.I,
    ),
}
_citation = next(cue for cue in CUES if cue.name == "own citation").pattern
_citation_label = re.compile(r"^[^:]{5,60}:\s*|^citation\s+", re.I)
_between_names = re.compile(r"\s*;\s*|\s*,?\s+(?:and|y|e|et|und|&)\s+|\s*&\s*")
_year = re.compile(r"(?<![\d:/.-])(?:1[6-9]|20)\d\d(?![\d:/-])")
_volume = r"(?:\b(?:vol(?:ume|umen)?|v|bd|band(?:\s\(jahr\))?|tome?|tomo|t|nouv\. s[ée]r\.)\b\.?\s?:?\s*)?(?P<volume>(?!(?:1[6-9]|20)\d\d\b)\d{1,4})"
_number = (
    r"(?:\s*\(\s*(?P<n1>(?!(?:1[6-9]|20)\d\d\b)\d{1,4}(?:[-–/]\d{1,4})?)\s*\)"
    r"|\s*[,;.]?\s*(?:no|nos|nr|n[uú]m(?:ero)?|n[º°o]|number|issue|heft|fasc|n)[.:º°]*\s*(?P<n2>\d{1,4}(?:[-–/]\d{1,4})?)"
    r"|\s?:\s?(?P<n3>\d{1,3})(?=\s*[,;]))"
)
_numbered = re.compile(rf"{_volume}\s*(?:\((?:1[6-9]|20)\d\d\)\s*)?{_number}", re.I)
_volume_alone = re.compile(
    r"\b(?:vol(?:ume|umen)?|bd|band|tomo|tome)\b\.?\s*(?P<volume>\d{1,4})\b"
    r"|[,;]\s*(?P<plain>(?!(?:1[6-9]|20)\d\d\b)\d{1,4})(?=\s*[,:]\s*(?:pp?\.?\s*)?\d+\s?[-–]\s?\d+)",
    re.I,
)
_pages = re.compile(
    r"(?:\b(?:pp?|pages|p[áa]gs?|s|seiten)\b\.?\s?|[,:;]\s?)(?P<first>[A-Z]?\d{1,5})\s?[-–—]\s?(?P<last>[A-Z]?\d{1,5})(?![\d-])",
    re.I,
)
_edge = " .,;:–—-|/()[]“”\"'‘’"


@dataclass(frozen=True, slots=True)
class CoverFacts:
    """What the sheet says, "" and () where it is silent."""

    title: str = ""
    authors: tuple[str, ...] = ()
    journal: str = ""
    volume: str = ""
    number: str = ""
    year: int | None = None
    first_page: str = ""
    last_page: str = ""
    doi: str = ""


def read_facts(sheet: CoverSheet, following: SourcePage | None) -> CoverFacts:
    """`following`: the page behind the sheet, on which the article prints its title again."""
    statements = sheet.statements
    opening = opening_letters(following)
    citation = _citation_in(statements)
    work = read_work(citation) if citation else None
    title = _title(statements, opening, work.title if work else "")
    authors = _authors(statements, title) or (work.authors if work else ())
    source = _labelled(statements, _source_label)
    described = citation or _described(statements)
    after = _after_title(described, title)
    facts = _read_source(after or described, has_journal=bool(after) or not citation)
    if source:
        own = _read_source(source, has_journal=True)
        facts = own if own.volume else replace(facts, journal=source.split(" = ")[0].strip(_edge))
    return replace(
        facts,
        title=title,
        authors=tuple(authors),
        doi=find_doi(" ".join(s.text for s in statements)).rstrip("⟩>"),
        volume=facts.volume or _labelled(statements, _part_labels["volume"]),
        number=facts.number or _labelled(statements, _part_labels["number"]),
        year=facts.year
        or _year_in(described, title)
        or _year_in(_labelled(statements, _part_labels["year"])),
    )


def _year_in(text: str, title: str = "") -> int | None:
    """The year that a citation gives, not one in the title that it cites."""
    at = fold(text).find(fold(title)) if title else -1
    years = _year.findall(text if at < 0 else text[:at] + text[at + len(title) :])
    return int(years[-1]) if years else None


# ------------------------------------------------------------------ its fields
def _labelled(statements: Sequence[Statement], label: re.Pattern[str]) -> str:
    """What stands behind a label, in its own lines or, where it stands alone, in the next ones."""
    for n, statement in enumerate(statements):
        match = label.match(statement.text)
        if not match:
            continue
        rest = " ".join(filter(None, match.groupdict().values())).strip()
        if rest or n + 1 == len(statements):
            return rest
        return statements[n + 1].text.strip()
    return ""


def _citation_in(statements: Sequence[Statement]) -> str:
    """What stands behind "To cite this article:", in the same lines or the next ones."""
    for n, statement in enumerate(statements):
        if not _citation.search(fold(statement.text)):
            continue
        rest = _citation_label.sub("", statement.text, count=1)
        following = statements[n + 1].text if n + 1 < len(statements) else ""
        if _year.search(rest):
            return rest
        if _year.search(following):
            return following
    return ""


def _described(statements: Sequence[Statement]) -> str:
    """A statement that names volume and year without saying that it is a citation."""
    return next((s.text for s in statements if _numbered.search(s.text) and _year.search(s.text)), "")


def _after_title(citation: str, title: str) -> str:
    """The part of a citation behind the article's title."""
    if not (citation and title):
        return ""
    at = fold(citation).find(fold(title))
    if at < 0 or len(fold(citation)) != len(citation):
        return ""
    return citation[at + len(title) :].lstrip(_edge)


def _read_source(text: str, *, has_journal: bool) -> CoverFacts:
    """Journal, volume, number, year and pages: "Estuary Studies, Vol. 12, No. 3 (Autumn, 1998), pp. 201-204"."""
    numbered = _numbered.search(text)
    alone = None if numbered else _volume_alone.search(text)
    found = numbered or alone
    years = _year.findall(text)
    pages = _pages.search(text, numbered.end() if numbered else 0)
    told = numbered.groupdict() if numbered else {}
    end = min([m.start() for m in (found, _year.search(text)) if m] or [0])
    journal = text[:end] if has_journal else ""
    journal = re.split(r"\s*\(", journal)[0].strip(_edge)
    return CoverFacts(
        journal=re.sub(r"^in\s?:\s*", "", journal, flags=re.I)[:200],
        volume=(told.get("volume") or "") or ((alone["volume"] or alone["plain"]) if alone else ""),
        number=next((told[n] for n in ("n1", "n2", "n3") if told.get(n)), ""),
        year=int(years[-1]) if years else None,
        first_page=pages["first"] if pages else "",
        last_page=pages["last"] if pages else "",
    )


def _title(statements: Sequence[Statement], opening: str, cited: str) -> str:
    """As the sheet labels it; else the statement that the next page prints too; else as it is cited."""
    labelled = _labelled(statements, _title_label) or _labelled(statements, _copy_of)
    if labelled:
        return labelled.strip(" .")
    plain = [s for s in statements if _may_be_title(s)]
    printed = [s for s in plain if opening and letters_of(s.text) in opening and not _names_in(s.text)]
    if printed:
        return max(printed, key=lambda s: s.size).text.strip()
    if cited:
        return cited
    before = next((n for n, s in enumerate(statements) if _authors_label.match(s.text)), 0)
    above = [s for s in statements[:before] if _may_be_title(s)]
    return max(above or plain, key=lambda s: s.size).text.strip() if above or plain else ""


def _may_be_title(statement: Statement) -> bool:
    text = statement.text
    if not len(text.split()) >= MIN_TITLE_WORDS or len(text) > MAX_TITLE or _numbered.search(text):
        return False
    return not any(cue.pattern.search(fold(text)) for cue in CUES)


def _authors(statements: Sequence[Statement], title: str) -> tuple[str, ...]:
    labelled = _labelled(statements, _authors_label)
    if labelled:
        return _names_in(labelled) or tuple(read_names(labelled))
    at = next(
        (n for n, s in enumerate(statements) if title and letters_of(s.text) == letters_of(title)), None
    )
    if at is None:
        return ()
    return next((names for s in statements[at + 1 : at + 4] if (names := _names_in(s.text))), ())


def _names_in(text: str) -> tuple[str, ...]:
    """The names of a list of them, as they stand there; () where something else stands in it."""
    text = re.sub(rf"[{re.escape(MARKS)}]|\(\d{{4}}\)|(?<=[a-z])\d(?:,\d)*", "", normalise(text)).strip(_edge)
    parts = [part.strip(" ,") for part in _between_names.split(text) if part.strip(" .,")]
    if parts and all(_inverted(part) for part in parts):
        return tuple(_inverted(part) for part in parts)
    parts = [name.strip() for part in parts for name in part.split(",") if name.strip()]
    return tuple(parts) if parts and all(looks_like_name(part) for part in parts) else ()


def _inverted(text: str) -> str:
    """ "Marchena Ruiz, Teresa" as "Teresa Marchena Ruiz"; "" where it is not written so."""
    family, comma, given = (part.strip() for part in text.partition(","))
    if not comma or "," in given or max(len(given.split()), len(family.split())) > MAX_NAME_WORDS:
        return ""
    whole = f"{given} {family}"
    return whole if looks_like_name(whole) and not looks_like_name(given) else ""


# ------------------------------------------------------------------ the parse with it
def without_sheets(source: SourceFile, sheets: Sequence[CoverSheet]) -> SourceFile:
    """The file without these pages; behind each another article begins."""
    if not sheets:
        return source
    aside = {sheet.page for sheet in sheets}
    pages = [
        replace(page, begins_file=page.begins_file or n - 1 in aside)
        for n, page in enumerate(source.pages)
        if n not in aside
    ]
    return replace(source, pages=tuple(pages))


def with_sheets(parsed: ParsedFile, source: SourceFile, sheets: Sequence[CoverSheet]) -> ParsedFile:
    """The parse with the sheets among the pages of the file, and what they say offered to the articles."""
    pages, documents, notes = list(parsed.pages), list(parsed.documents), list(parsed.notes)
    for sheet in sheets:
        page = source.pages[sheet.page]
        pages.insert(sheet.page, ParsedPage(page.number, "", None, "", "", page.text_source))
        notes.append(Note("cover_sheet_aside", {"page": str(page.number)}))
        following = source.pages[sheet.page + 1] if sheet.page + 1 < len(source.pages) else None
        for n, document in enumerate(documents):
            if following and document.pages and document.pages[0].number == following.number:
                facts = read_facts(sheet, following)
                documents[n] = with_facts(document, sheet, page.number, facts)
                break
    return replace(parsed, pages=tuple(pages), documents=tuple(documents), notes=tuple(notes))


def with_facts(document: ParsedDocument, sheet: CoverSheet, number: int, facts: CoverFacts) -> ParsedDocument:
    """The document with what its pages do not say. `number`: of the sheet's page in the file."""
    given: dict[str, object] = {}
    evidence = dict(document.evidence)
    has_issue = bool(document.journal and document.volume)
    for name in ("title", "doi", "journal", "volume", "number", "year", "first_page", "last_page"):
        value, held = getattr(facts, name), getattr(document, name)
        if name in ("journal", "volume", "number", "year") and has_issue and held != value:
            continue  # what the pages print of their issue is not mixed with what the sheet says
        if not value or (held and not _is_doubtful(document, name)):
            continue
        given[name] = value
        evidence[name] = Evidence(SURE, SOURCE, number, _place(sheet, str(value)))
    if facts.authors and (not document.authors or _is_doubtful(document, "authors")):
        seen = Evidence(SURE, SOURCE, number, _place(sheet, facts.authors[0]))
        given["authors"] = tuple(_author_of(name, document.language, seen) for name in facts.authors)
        evidence["authors"] = seen
    return replace(document, begins_before=False, evidence=evidence, **given)  # type: ignore[arg-type]


def _is_doubtful(document: ParsedDocument, name: str) -> bool:
    held = document.evidence.get(name)
    return held is not None and held.confidence < GIVES_WAY


def _author_of(printed: str, language: str, seen: Evidence) -> ParsedAuthor:
    name = split_name(printed, language)
    return ParsedAuthor(name.given, name.family, name_as_printed=printed, evidence={"name": seen})


def _place(sheet: CoverSheet, value: str) -> tuple[float, float, float, float] | None:
    wanted = letters_of(value)
    statement = next((s for s in sheet.statements if wanted and wanted in letters_of(s.text)), None)
    boxes = [line.box for line in statement.lines if line.box is not None] if statement else []
    return union(boxes) if boxes else None
