"""What a paragraph is, as a person says: the title, the by-line, a heading, or none."""

from dataclasses import replace

from django.utils.translation import gettext as _

from archive.models import Document, Page, Section
from archive.outbox import enqueue_for_indexing
from ingest.parsing.records import ParsedAuthor
from ingest.parsing.structure.bylines import read_byline
from ingest.parsing.vocabulary.names import split_name
from ingest.store.corrections import Correction, correct_document
from ingest.store.cutting import paragraph_starts
from ingest.store.dividing import DivisionRefusedError
from ingest.store.document_rows import evidence_of
from ingest.store.history import recorded
from ingest.store.kept import noted
from ingest.store.texts import take_out
from ingest.store.wording import cut, one_line
from ingest.store.writing import one_writer

SECTION_BEGINS = noted("A section begins at “{heading}”")
NO_SECTION_BEGINS = noted("No section begins at {place}")
LEVELS_SET = noted("Levels of headings of “{title}”")
NAMED = ("title", "subtitle", "authors", "abstract", "heading", "no-heading", "furniture")
DEEPEST = 6  # level of a heading
PLACES_ASIDE = 10_000  # added to positions while sections move


def name_paragraph(document: Document, page: Page, offset: int, name: str, user) -> None:
    """Take the paragraph at `offset` of the page for what `name` (of NAMED) says.

    DivisionRefusedError where no paragraph begins there, or no author can be read in it; TextRefusedError
    where a heading shall be furniture.
    """
    with one_writer():
        document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        page = document.pages.get(pk=page.pk)
        if offset not in paragraph_starts(page.text):
            raise DivisionRefusedError(
                _("No paragraph begins there any more. Look at the page and try again.")
            )
        text = page.text[offset:].partition("\n\n")[0]
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
            raise DivisionRefusedError(
                _("No name could be read in “%(text)s”. Type the authors in.") % {"text": text}
            )
        return tuple(_author(signature.name, language) for signature in byline.signatures)
    return cut(one_line(text), 1000) if name != "abstract" else text


def _author(printed: str, language: str) -> ParsedAuthor:
    name = split_name(printed, language)
    return ParsedAuthor(given=name.given, family=name.family, name_as_printed=printed)


def _set_heading(document: Document, page: Page, offset: int, heading: str, user) -> None:
    """A section begins at the paragraph, or the one that begins there joins the section before."""
    what = SECTION_BEGINS if heading else NO_SECTION_BEGINS
    words = {"heading": heading[:100], "place": page.label or page.sequence}
    with recorded([document], user, what.format(**words)):
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
    if document.is_published:
        enqueue_for_indexing([document.pk])


def set_levels(document: Document, levels: dict[int, int], user) -> bool:
    """Give headings, by the position of their sections, other levels; whether any is another now."""
    with one_writer():
        document = Document.objects.select_for_update(of=("self",)).get(pk=document.pk)
        rows = [row for row in document.sections.exclude(heading="") if row.position in levels]
        moved = [row for row in rows if row.level != min(max(levels[row.position], 1), DEEPEST)]
        if not moved:
            return False
        with recorded([document], user, LEVELS_SET.format(title=document)):
            for row in moved:
                row.level = min(max(levels[row.position], 1), DEEPEST)
                row.save()
            document.evidence["sections"] = evidence_of(user)
            document.save()
        if document.is_published:
            enqueue_for_indexing([document.pk])
    return True


def _renumber(document: Document, rows: list[Section]) -> None:
    for row in document.sections.all():
        Section.objects.filter(pk=row.pk).update(position=row.position + PLACES_ASIDE)
    for position, row in enumerate(rows, 1):
        row.position = position
        row.save()
