"""From rows to citations: the one place where a document becomes a citation record."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from django.db.models import Prefetch
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from archive.access import access
from archive.addresses import address_of
from archive.citation_styles import USUAL, StyleChoice
from archive.citations import highwire, schema_org
from archive.citations.bibliography import BibliographyEntry, bibliography, later_notes
from archive.citations.cite_keys import cite_key
from archive.citations.formats import FORMATS, FileFormat
from archive.citations.record import (
    CitationRecord,
    Date,
    Name,
    Organisation,
    ParallelText,
    Person,
    ReviewedWork,
    name_as_filed,
    part_suffix,
)
from archive.citations.styles import Rich, Style, to_html, to_plain
from archive.missing_fields import missing_in
from archive.models import Author, Authorship, Document, Journal, Page
from archive.querysets import DocumentQuerySet
from archive.reading.page_labels import find_page, label_meant
from archive.scans.article_pdf import can_be_made

# What a journal is: the CSL type of its articles.
TYPES = {
    Journal.Kind.JOURNAL: "article-journal",
    Journal.Kind.MAGAZINE: "article-magazine",
    Journal.Kind.NEWSPAPER: "article-newspaper",
}
# Whether a reference says on which day its address was seen.
AS_STYLED, ALWAYS, NEVER = "style", "always", "never"
ACCESS_DATE_OPTIONS = {AS_STYLED: _("where the style asks for it"), ALWAYS: _("always"), NEVER: _("never")}
FIRST_NOTE, LATER_NOTE, NEXT_NOTE = _("First note:"), _("Later notes:"), _("Directly after it:")
_SCRIPT_ESCAPES = str.maketrans({"<": "\\u003C", ">": "\\u003E", "&": "\\u0026"})


# ------------------------------------------------------------------ the record
def build_record(document: Document, site_url: str) -> CitationRecord:
    """The record of a document that comes from `Document.objects.for_citing()`: no further query.

    `site_url` is the archive's address without a slash at the end; "" leaves the record without one.
    E-mail addresses and affiliations stay behind: a citation has no place for them.
    """
    issue = document.issue
    journal = issue.journal if issue else None
    names = _names_by_role(document)
    return CitationRecord(
        id=document.identifier,
        type=TYPES[journal.kind] if journal else "document",
        title=full_title(document.marked_title, document.marked_subtitle) or document.opening_words,
        title_short=document.title if document.subtitle else "",
        supplied_title="" if document.title else document.placeholder_title,
        author=names[Authorship.Role.AUTHOR],
        editor=names[Authorship.Role.EDITOR],
        translator=names[Authorship.Role.TRANSLATOR],
        reviewed=reviewed_works(document),
        parallel=tuple(ParallelText(**each) for each in document.parallel_texts),
        issued=issue.date if issue else None,
        running_head=document.running_head,
        container_title=journal.title if journal else "",
        container_title_short=journal.abbreviation if journal else "",
        volume=issue.volume if issue else "",
        issue=issue.number if issue else "",
        page_first=document.first_page,
        page_last=document.last_page,
        publisher=journal.publisher if journal else "",
        DOI=document.doi,
        ISSN=journal.issn if journal else "",
        URL=permanent_url(document, site_url),
        language=document.language,
        rights=document.rights,
        access_rights=document.text_access if document.is_closed else "",
        available_date=_day(document.open_from) if document.is_closed else None,
        abstract=document.abstract,
        keyword=tuple(subject.name for subject in document.subjects.all()),
    )


def _day(day: date | None) -> Date | None:
    return Date(day.year, day.month, day.day) if day else None


def full_title(title: str, subtitle: str) -> str:
    """ "Peoples in Motion: A Memoir"; a title that ends in a stop of its own takes no colon."""
    if not title or not subtitle:
        return title
    return f"{title}{' ' if re.search(r'[:?!.…—–-]$', title) else ': '}{subtitle}"


def permanent_url(document: Document, site_url: str) -> str:
    """The address that survives a change of title, or "" where the archive's own is not known."""
    return f"{site_url}{address_of('document', document.identifier)}" if site_url else ""


def _names_by_role(document: Document) -> dict[str, tuple[Name, ...]]:
    rows = list(document.authorships.all())
    return {role: tuple(_name(row.author) for row in rows if row.role == role) for role in Authorship.Role}


def _name(author: Author) -> Name:
    if author.literal:
        return Organisation(author.literal)
    family, given, suffix = part_suffix(author.family, author.given, author.suffix)
    return Person(family, given, suffix=suffix, orcid=author.orcid)


def reviewed_works(document: Document) -> tuple[ReviewedWork, ...]:
    """The works that it is a review of."""
    return tuple(_reviewed(**work) for work in document.reviewed_works)


def _reviewed(title: str, authors: Iterable[str], publisher: str, year: str) -> ReviewedWork:
    return ReviewedWork(title, tuple(map(name_as_filed, authors)), publisher, year)


# ------------------------------------------------------------------ the page cited
class UnknownPageError(LookupError):
    """No page of the document has the label, or the page has none that could be cited; says so to who asked."""


def with_page_labels(documents: DocumentQuerySet) -> DocumentQuerySet:
    """Documents with their pages' labels, and no more of the pages: one further query."""
    fields = ("document", "sequence", "label", "label_source", "turns_at", "address")
    return documents.prefetch_related(Prefetch("pages", Page.objects.only(*fields).order_by("sequence")))


def find_locator(document: Document, asked: str) -> str:
    """ "268" as a citation writes it: "268", "[268]" when inferred, "268–269" for "268-269".

    The document has its pages prefetched. Raises UnknownPageError.
    """
    pages = document.pages.all()
    for labels in _readings(asked):
        ends = [find_page(pages, label) if label.strip() else None for label in labels]
        if all(ends):
            return "–".join(map(_cited_label, ends, labels))
    unknown = gettext("There is no page “%(page)s” in this article.") % {"page": asked}
    raise UnknownPageError(f"{unknown} {_labels_of(pages)}")


def _readings(asked: str) -> Iterator[tuple[str, ...]]:
    """The ways to read a label or range: "A-1" as one page, then as a range at each of its dashes."""
    asked = asked.strip()
    yield (asked,)
    for dash in re.finditer("[-‒–—]", asked):
        yield asked[: dash.start()], asked[dash.end() :]


def _cited_label(page: Page, asked: str) -> str:
    if page.cited_label:
        return label_meant(page, asked)
    text = gettext("Page %(sequence)s of this article has no printed number to cite.")
    raise UnknownPageError(text % {"sequence": page.sequence})


def _labels_of(pages: Sequence[Page]) -> str:
    if labels := [page.cited_label for page in pages if page.cited_label]:
        return gettext("Its pages are %(labels)s.") % {"labels": ", ".join(labels)}
    return gettext("None of its pages has a printed number.")


# ------------------------------------------------------------------ what pages and views show
@dataclass(frozen=True)
class FormForText:
    """How the text cites a work: in brackets, by a number, or in a note."""

    name: str  # among those of one style
    what: str | Promise
    html: SafeString
    plain: str


@dataclass(frozen=True)
class StyledReference:
    """`forms` are one for the text, or the notes of a style that has notes: first, later, and directly after it."""

    identifier: str  # of the article
    key: str
    label: str
    html: SafeString
    plain: str
    forms: tuple[FormForText, ...]
    is_note: bool

    @property
    def in_text(self) -> str:
        return self.forms[0].plain


@dataclass(frozen=True)
class ExportLink:
    label: str
    url: str
    media_type: str


@dataclass(frozen=True)
class CitationBox:
    """What the citation box shows: a reference in each style, links to each format, addresses."""

    references: list[StyledReference]
    exports: list[ExportLink]
    url: str  # permanent
    page_url: str  # of the cited page, "" without one
    locator: str  # "" for the article as a whole
    cited: str  # the page or pages as one types them; "" for the article as a whole
    dating: str  # a key of ACCESS_DATE_OPTIONS
    choice: StyleChoice
    missing: list[str | Promise]  # what is missing, in sentences
    datings: dict[str, str | Promise] = field(default_factory=lambda: ACCESS_DATE_OPTIONS)

    @cached_property
    def styles(self) -> list[Style]:
        """That may be asked for; the database is asked where they are shown."""
        return self.choice.offered


def citation_box(
    document: Document,
    site_url: str,
    page: Page | None = None,
    cited: str = "",
    dating: str = AS_STYLED,
    choice: StyleChoice = USUAL,
) -> CitationBox:
    """Of a document from `for_citing()` or `for_reading()`; with `page`, of that page: no query.

    `cited` is a label or range as a reader types it, for a document with its pages prefetched.
    `dating` says whether references have the day of access: a key of ACCESS_DATE_OPTIONS.
    """
    locator = find_locator(document, cited) if cited else page.cited_label if page else ""
    record = build_record(document, site_url).with_locator(locator)
    asked = cited or (page.address if page and locator else "")
    return CitationBox(
        references=styled_references(record, dating, choice),
        exports=[
            ExportLink(each.label, export_url(document, each, asked, dating), each.media_type)
            for each in FORMATS
        ],
        url=record.URL,
        page_url=site_url + address_of("page", document.address, page.address) if page else "",
        locator=locator,
        cited=asked,
        dating=dating,
        choice=choice,
        missing=missing_in(document, record, has_unnumbered_page=page is not None and not locator),
    )


def styled_references(
    record: CitationRecord, dating: str = AS_STYLED, choice: StyleChoice = USUAL
) -> list[StyledReference]:
    """The record in each of the styles, with all forms for the text."""
    shown = []
    for style in choice.styles:
        dated = with_access_date(record) if dates_access(style, dating) else record
        entry = bibliography([dated], style)[0]
        shown.append(_shown(style, entry, later_notes(dated, style) if style.is_note else ()))
    return shown


def _shown(style: Style, entry: BibliographyEntry, later: Sequence[Rich] = ()) -> StyledReference:
    forms = [_form("in-text", FIRST_NOTE if style.is_note else _("In the text:"), entry.in_text)]
    forms += [
        _form(name, what, note)
        for (name, what), note in zip((("later", LATER_NOTE), ("next", NEXT_NOTE)), later, strict=False)
    ]
    return StyledReference(
        identifier=entry.id,
        key=style.key,
        label=style.label,
        html=_safe(entry.reference),
        plain=to_plain(entry.reference),
        forms=tuple(forms),
        is_note=style.is_note,
    )


def _form(name: str, what: str | Promise, rich: Rich) -> FormForText:
    return FormForText(name, what, _safe(rich), to_plain(rich))


def _safe(rich: Rich) -> SafeString:
    return mark_safe(to_html(rich))  # noqa: S308  (escapes all text itself)


def dates_access(style: Style, dating: str) -> bool:
    return dating == ALWAYS or (dating == AS_STYLED and style.dates_access)


def with_access_date(record: CitationRecord) -> CitationRecord:
    """Seen today, by the archive's calendar."""
    return replace(record, accessed=_day(timezone.localdate()))


def reference_list(
    records: Iterable[CitationRecord], style: Style, dating: str = AS_STYLED
) -> list[StyledReference]:
    """References in one style, as its bibliography has them."""
    return [_shown(style, entry) for entry in bibliography(seen_today(records, style, dating), style)]


def seen_today(
    records: Iterable[CitationRecord], style: Style, dating: str = AS_STYLED
) -> Iterable[CitationRecord]:
    """With the day of access where that is asked for."""
    return map(with_access_date, records) if dates_access(style, dating) else records


def export_url(document: Document, each: FileFormat, page: str = "", dating: str = AS_STYLED) -> str:
    """Of the citation as a file; it has the day of access only where that is asked for."""
    url = address_of("export", document.identifier, each.extension)
    asked = {"page": page, "accessed": dating if dating == ALWAYS else ""}
    query = urlencode({name: value for name, value in asked.items() if value})
    return f"{url}?{query}" if query else url


def file_name(records: Sequence[CitationRecord], each: FileFormat) -> str:
    """ "pradera2007integration.bib" for one record, "citations.bib" for more."""
    return each.file_name(cite_key(records[0]) if len(records) == 1 else "citations")


def embedded_metadata(document: Document, site_url: str) -> dict[str, object]:
    """What archive/_embedded_metadata.html writes into the head of an article's page.

    The document comes from `for_reading()`: no further query. There is no COinS: Zotero would prefer
    it to the better tags.
    """
    record = build_record(document, site_url)
    page_url = site_url + document.get_absolute_url()
    return {
        "canonical": page_url,
        "tags": highwire.tags(
            record,
            page_url=page_url,
            text_url=page_url if access(None, document).text else "",
            pdf_url=pdf_url(document, site_url),
        ),
        "alternates": [
            {"label": each.label, "media_type": each.media_type, "url": export_url(document, each)}
            for each in FORMATS
        ],
        "json_ld": script_json(schema_org.article(record, page_url)),
    }


def citing_context(
    document: Document, site_url: str, page: Page | None = None, choice: StyleChoice = USUAL
) -> dict[str, object]:
    """For the template of an article or of a page of it: what its head and its citation box show."""
    return {
        "metadata": embedded_metadata(document, site_url),
        "citations": citation_box(document, site_url, page, choice=choice),
    }


def script_json(data: object) -> SafeString:
    """JSON that cannot end or comment out the script element it stands in (HTML, section 4.12.1.3)."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_SCRIPT_ESCAPES))  # noqa: S308  (of <, > and & nothing is left)


def pdf_url(document: Document, site_url: str) -> str:
    """The article's own pages as a PDF, where readers may see an image of each; pages are prefetched with scans.

    Below the address of the article's page: Google Scholar takes no other.
    """
    return site_url + address_of("article_pdf", document.address) if _has_pdf(document) else ""


def with_scans_of_pages(documents: DocumentQuerySet) -> DocumentQuerySet:
    """Documents with what says whether there is a PDF of them: one further query."""
    fields = ("document", "sequence", "scan", "scan_page", "scan_member")
    pages = Page.objects.select_related("scan").only(*fields, "scan__media_type").order_by("sequence")
    return documents.prefetch_related(Prefetch("pages", pages))


def with_pdf(record: CitationRecord, document: Document, site_url: str) -> CitationRecord:
    """The record with the permanent address of that PDF, for who saves the two together."""
    url = site_url + address_of("pdf", document.identifier) if _has_pdf(document) else ""
    return replace(record, pdf_url=url)


def _has_pdf(document: Document) -> bool:
    return can_be_made(document, access(None, document))


def in_asked_order(documents: Iterable[Document], identifiers: Sequence[str]) -> list[Document]:
    """The documents as the list of identifiers has them, each once."""
    by_identifier = {document.identifier: document for document in documents}
    return [by_identifier[each] for each in dict.fromkeys(identifiers) if each in by_identifier]
