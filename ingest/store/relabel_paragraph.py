"""What a paragraph is, as a person says: the title, the by-line, a heading, or none."""

from dataclasses import replace

from archive.models import Document, Page, Section
from archive.spans import PARAGRAPH_BREAK
from ingest.messages import RefusedError
from ingest.parsing.records import ParsedAuthor
from ingest.parsing.structure.bylines import read_byline
from ingest.parsing.vocabulary.names import split_name
from ingest.store.changes import change
from ingest.store.corrections import Correction, correct_document
from ingest.store.cutting import paragraph_starts
from ingest.store.document_rows import evidence_of
from ingest.store.texts import take_out
from ingest.store.wording import cut, one_line
from ingest.store.writing import one_writer

NAMED = ("title", "subtitle", "authors", "abstract", "heading", "no-heading", "furniture")
MAX_LEVEL = 6  # level of a heading
PLACES_ASIDE = 10_000  # added to positions while sections move


def relabel_paragraph(document: Document, page: Page, offset: int, name: str, user) -> None:
    """Take the paragraph at `offset` of the page for what `name` (of NAMED) says.

    RefusedError where no paragraph begins there, no author can be read in it, or a heading shall be furniture.
    """
    with one_writer():
        document = Document.objects.get(pk=document.pk)
        page = document.pages.get(pk=page.pk)
        if offset not in paragraph_starts(page.text):
            raise RefusedError("no_paragraph_there")
        text = page.text[offset:].partition(PARAGRAPH_BREAK)[0]
        if name in ("heading", "no-heading"):
            _set_heading(document, page, offset, text if name == "heading" else "", user)
        elif name == "furniture":
            take_out(page, offset, user)
        else:
            held = Correction.of(document)
            correct_document(document, replace(held, **{name: _value(name, text, document.language)}), user)


def _value(name: str, text: str, language: str) -> object:
    if name == "authors":
        byline = read_byline(text)
        if byline is None:
            raise RefusedError("no_name_in_it", text=text)
        return tuple(_author(signature.name, language) for signature in byline.signatures)
    return cut(one_line(text), 1000) if name != "abstract" else text


def _author(printed: str, language: str) -> ParsedAuthor:
    name = split_name(printed, language)
    return ParsedAuthor(given=name.given, family=name.family, name_as_printed=printed)


def _set_heading(document: Document, page: Page, offset: int, heading: str, user) -> None:
    """A section begins at the paragraph, or the one that begins there joins the section before."""
    if heading:
        told = change(user, "section_begins", [document], heading=heading[:100])
    else:
        told = change(user, "no_section_begins", [document], place=page.label or page.sequence)
    with told as changes:
        document = changes.document
        rows = list(document.sections.select_related("page").order_by("position"))
        here = next((row for row in rows if (row.page_id, row.offset) == (page.pk, offset)), None)
        if heading and here:
            here.heading = heading[:500]
        elif heading:
            later = (page.sequence, offset)
            place = sum((row.page.sequence, row.offset) < later for row in rows)
            level = max((row.level for row in rows[:place] if row.heading), default=1)
            section = Section(document=document, kind=Section.Kind.BODY, page=page, offset=offset)
            section.heading, section.level = heading[:500], level
            rows.insert(place, section)
        elif here and rows.index(here):
            rows.remove(here)
            here.delete()
        elif here:
            here.heading = ""
        _renumber(document, rows)
        document.evidence["sections"] = evidence_of(user)
        document.save()


def set_levels(document: Document, levels: dict[int, int], user) -> bool:
    """Give headings, by the position of their sections, other levels; whether any is another now."""
    with change(user, "heading_levels_set", [document]) as changes:
        document = changes.document
        rows = [row for row in document.sections.exclude(heading="") if row.position in levels]
        moved = [row for row in rows if row.level != min(max(levels[row.position], 1), MAX_LEVEL)]
        for row in moved:
            row.level = min(max(levels[row.position], 1), MAX_LEVEL)
            row.save()
        if moved:
            document.evidence["sections"] = evidence_of(user)
            document.save()
    return bool(moved)


def _renumber(document: Document, rows: list[Section]) -> None:
    for row in document.sections.all():
        Section.objects.filter(pk=row.pk).update(position=row.position + PLACES_ASIDE)
    for position, row in enumerate(rows, 1):
        row.position = position
        row.save()
