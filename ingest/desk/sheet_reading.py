"""A sheet of metadata: each row names an article, its cells say what that article shall be.

The columns are those of the table of fields, as the list of articles is exported: a sheet that comes back as it went out
changes nothing. A cell is taken only where it says something else than the article. Mistakes are told by cell.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from archive.document_fields import FIELDS, PLAIN_NAMES, DocumentField
from archive.identifiers import is_identifier
from archive.matching import doi_in, identifier_in
from archive.models import Authorship, Document, Scan, refuse_needless_embargo
from archive.tables import rows_of_table
from ingest.desk.forms import ColumnsForm, IssueFields, OrcidField
from ingest.parsing.records import ParsedAuthor
from ingest.store import Correction
from ingest.store.corrections import details_of
from ingest.store.wording import one_line

MAX_ROWS = 2000
ISSUE = ("journal", "volume", "number", "year")
LONGEST_AUTHORS = 20_000


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """`shown`: what an article says there, for the export; None where a sheet alone has it. `is_taken`: whether a sheet may
    say it, as others tell of an article what is not changed there."""

    name: str
    word: Any
    shown: Callable[[Document], str] | None = None
    is_taken: bool = True


def _authors_of(row: Document) -> list[Authorship]:
    return [each for each in row.bylines if each.role == Authorship.Role.AUTHOR]


def _yes(name: str) -> Callable[[Document], str]:
    return lambda row: str(_("yes")) if getattr(row, name) else ""


NEW_COLUMNS: dict[str, Callable[[Document], str]] = {
    "subtitle": lambda row: row.subtitle,
    "abstract": lambda row: row.abstract,
    "year": lambda row: details_of(row).date,
    "first_page": lambda row: row.first_page,
    "last_page": lambda row: row.last_page,
    "begins_before": _yes("begins_before"),
    "ends_after": _yes("ends_after"),
}
TOLD_ALONE = {"pages", "parallel_texts", "reviewed_works"}


def _columns() -> Iterator[SheetColumn]:
    yield SheetColumn("identifier", gettext_lazy("identifier"), lambda row: row.identifier, is_taken=False)
    yield SheetColumn("file", pgettext_lazy("column of a sheet", "file"), None, is_taken=False)
    yield SheetColumn(
        "state", gettext_lazy("state"), lambda row: str(row.get_state_display()), is_taken=False
    )
    for each in FIELDS:
        if shown := NEW_COLUMNS.get(each.name, each.exported):
            yield SheetColumn(each.name, _word_of(each), shown, is_taken=each.name not in TOLD_ALONE)
        if each.name == "authors":
            yield SheetColumn(
                "orcid", "ORCID", lambda row: _in_a_line(each.author.orcid for each in _authors_of(row))
            )
            yield SheetColumn(
                "affiliation",
                gettext_lazy("affiliations"),
                lambda row: _in_a_line(each.affiliation for each in _authors_of(row)),
            )
    yield SheetColumn(
        "came_in", gettext_lazy("came in"), lambda row: f"{row.created_at:%Y-%m-%d}", is_taken=False
    )
    yield SheetColumn(
        "published",
        gettext_lazy("published"),
        lambda row: f"{row.published_at:%Y-%m-%d}" if row.published_at else "",
        is_taken=False,
    )


def _word_of(each: DocumentField) -> Any:
    """A sentence says "page numbers" of the first page, a sheet has two columns."""
    return each.label if each.name == "first_page" else each.word


def _in_a_line(values: Iterable[str]) -> str:
    """One for each author, in their order; "" where nobody has one."""
    found = [value.replace(";", ",") for value in values]
    return "; ".join(found).strip() if any(found) else ""


COLUMNS = tuple(_columns())
BY_NAME = {each.name: each for each in COLUMNS}
MORE_NAMES = {
    "id": "identifier",
    "doi": "doi",
    "file name": "file",
    "keywords": "keywords",
    "date": "year",
    "orcids": "orcid",
    "access": "text_access",
}


@cache
def _names() -> dict[str, str]:
    """How a column may be headed, folded: by its name, and by its word in each of the archive's languages."""
    known = dict(MORE_NAMES)
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            known |= {_folded(str(each.word)): each.name for each in COLUMNS}
    return known | {_folded(each.name): each.name for each in COLUMNS}


def _folded(heading: str) -> str:
    return " ".join(heading.replace("_", " ").split()).casefold()


# ------------------------------------------------------------------ what was found in a sheet
@dataclass(frozen=True, slots=True)
class Fault:
    """`cell`: as a spreadsheet names it, "C4"."""

    cell: str
    heading: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Difference:
    word: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RowFound:
    """A row that changes its article."""

    number: int
    document: Document
    correction: Correction
    differences: list[Difference]


@dataclass
class Sheet:
    rows: list[RowFound] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    same: int = 0  # rows whose articles say all of it already
    told_alone: list[str] = field(default_factory=list)  # headings of columns that are not taken

    @property
    def seen(self) -> str:
        """Another one where an article was changed meanwhile, or the sheet."""
        said = repr([(row.document.pk, row.document.changed_at, row.correction) for row in self.rows])
        return hashlib.sha256(said.encode()).hexdigest()[:16]


class SheetError(Exception):
    """The file is no sheet of articles; the text tells a person why."""


@dataclass(frozen=True, slots=True)
class _Heading:
    place: int
    text: str
    name: str

    @property
    def letter(self) -> str:
        """ "A", "Z", "AA"."""
        letters, number = "", self.place + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(ord("A") + rest) + letters
        return letters


def read_sheet(text: str, *, erases: bool = False) -> Sheet:
    """What the sheet would change. `erases`: an empty cell erases what the article says; else it says nothing.

    Raises SheetError, UnreadableTableError.
    """
    table = rows_of_table(text)
    headings = _headings(table[0] if table else [])
    body = [(number, row) for number, row in enumerate(table[1:], 2) if any(cell.strip() for cell in row)]
    if len(body) > MAX_ROWS:
        raise SheetError(
            _("These are %(count)s rows; at most %(most)s can be taken at once.")
            % {"count": len(body), "most": MAX_ROWS}
        )
    sheet = Sheet(told_alone=[each.text for each in headings if not each.name or not _is_used(each.name)])
    named = _Named(headings, body)
    done: dict[int, int] = {}
    for number, row in body:
        document = named.article(number, row, sheet.faults)
        if document is None:
            continue
        if document.pk in done:
            naming = named.heading_of(row)
            reason = _("The same article stands in row %(row)d.") % {"row": done[document.pk]}
            sheet.faults.append(_fault(naming, number, row, reason))
            continue
        done[document.pk] = number
        _RowReader(sheet, headings, number, row, document, erases=erases).read()
    _refuse_taken_dois(sheet, next((each for each in headings if each.name == "doi"), None))
    return sheet


def _is_used(name: str) -> bool:
    return BY_NAME[name].is_taken or name in ("identifier", "file", "pages")


def _headings(cells: Sequence[str]) -> list[_Heading]:
    known = _names()
    headings = [
        _Heading(place, cell.strip(), known.get(_folded(cell), ""))
        for place, cell in enumerate(cells)
        if cell.strip()
    ]
    names = [each.name for each in headings if each.name]
    if not {"identifier", "file", "doi"} & set(names):
        raise SheetError(
            _(
                "The first row must head the columns, and one of them name the articles: “identifier”, “file” or “DOI”."
            )
        )
    if twice := next((each.text for each in headings if each.name and names.count(each.name) > 1), ""):
        raise SheetError(_("The column “%(name)s” stands there twice.") % {"name": twice})
    return headings


def cell_of(row: Sequence[str], heading: _Heading | None) -> str:
    """Without the apostrophe by which a cell is kept from running (`citations.writers.spreadsheet.guard`)."""
    text = row[heading.place].strip() if heading and heading.place < len(row) else ""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(("=", "+", "-", "@")) else text


def _fault(heading: _Heading, number: int, row: Sequence[str], reason: str) -> Fault:
    return Fault(f"{heading.letter}{number}", heading.text, cell_of(row, heading), reason)


class _Named:
    """The articles that the rows name, by one question to the database for each way of naming."""

    def __init__(self, headings: Sequence[_Heading], body: Sequence[tuple[int, Sequence[str]]]) -> None:
        self.by_name = {each.name: each for each in headings if each.name}
        cells = {
            name: {cell_of(row, self.by_name[name]) for _number, row in body} - {""}
            for name in ("identifier", "file", "doi")
            if name in self.by_name
        }
        rows = Document.objects.for_listing()
        names = {identifier_in(each) for each in cells.get("identifier", ())}
        self.by_identifier = {each.identifier: each for each in rows.filter(identifier__in=names)}
        self.by_doi: dict[str, list[Document]] = defaultdict(list)
        if not names:
            for each in rows.filter(doi__in={doi_in(one) or one for one in cells.get("doi", ())}):
                self.by_doi[each.doi.lower()].append(each)
        self.by_file: dict[str, list[Document]] = defaultdict(list)
        for scan in Scan.objects.filter(original_name__in=cells.get("file", ())):
            self.by_file[scan.original_name] += rows.filter(pages__scan=scan).distinct().order_by("pk")

    def heading_of(self, row: Sequence[str]) -> _Heading:
        """The column by which the row names its article; where it does by none, that by which it could."""
        ways = [self.by_name[name] for name in ("identifier", "file", "doi") if name in self.by_name]
        return next((each for each in ways if cell_of(row, each)), ways[0])

    def article(self, number: int, row: Sequence[str], faults: list[Fault]) -> Document | None:
        heading = self.heading_of(row)
        said = cell_of(row, heading)
        found = self._found(heading.name, said)
        if heading.name == "file" and len(found) > 1:
            found = self._of_pages(found, row)
        if len(found) == 1:
            return found[0]
        faults.append(_fault(heading, number, row, _why_not_one(heading.name, said, len(found))))
        return None

    def _found(self, way: str, said: str) -> list[Document]:
        if way == "identifier":
            found = self.by_identifier.get(identifier_in(said))
            return [found] if found else []
        return (
            self.by_file.get(said, [])
            if way == "file"
            else self.by_doi.get((doi_in(said) or said).lower(), [])
        )

    def _of_pages(self, found: list[Document], row: Sequence[str]) -> list[Document]:
        """Of several articles of a file that which begins on the page said, or has the title said."""
        pages = cell_of(row, self.by_name.get("pages") or self.by_name.get("first_page"))
        first = pages.replace("-", "–").partition("–")[0].strip()
        if first:
            return [each for each in found if each.first_page == first]
        title = cell_of(row, self.by_name.get("title")).casefold()
        return [each for each in found if title and each.title.casefold() == title] or found


def _why_not_one(way: str, said: str, count: int) -> str:
    if not said:
        return _("This row names no article.")
    if count:
        return _("There are %(count)d such articles. Say by “identifier” or “pages” which is meant.") % {
            "count": count
        }
    if way == "identifier" and not is_identifier(identifier_in(said)):
        return _("This is no identifier of an article.")
    return {
        "identifier": _("No article has this identifier."),
        "file": _("No file of this name has been read."),
        "doi": _("No article has this DOI."),
    }[way]


# ------------------------------------------------------------------ one row
class _RowReader:
    def __init__(
        self,
        sheet: Sheet,
        headings: Sequence[_Heading],
        number: int,
        row: Sequence[str],
        document: Document,
        *,
        erases: bool,
    ) -> None:
        self.sheet, self.number, self.row, self.document = sheet, number, row, document
        self.said: dict[str, tuple[_Heading, str, str]] = {}  # by column: what differs, before and after
        for heading in headings:
            column = BY_NAME.get(heading.name)
            if not column or not column.is_taken or not column.shown:
                continue
            before, after = column.shown(document), cell_of(row, heading)
            if (after or erases) and not _is_same(heading.name, before, after):
                self.said[heading.name] = (heading, before, after)

    def read(self) -> None:
        faults = len(self.sheet.faults)
        if not self.said:
            self.sheet.same += 1
            return
        held = Correction.of(self.document)
        values: dict[str, Any] = {}
        for name in self.said.keys() & set(PLAIN_NAMES):
            self._take(name, lambda name=name: values.update({name: _plain_value(name, self.said[name][2])}))
        for name in [name for name, value in values.items() if value == getattr(held, name)]:
            del values[name], self.said[name]  # the same in other words
        if self.said.keys() & {"authors", "orcid", "affiliation"}:
            self._read_authors(held, values)
        if "keywords" in self.said:
            names = (one_line(name) for name in self.said["keywords"][2].split(";"))
            values["keywords"] = tuple(dict.fromkeys(filter(None, names)))
        if self.said.keys() & set(ISSUE):
            self._read_issue(held, values)
        if self.said.keys() & {"text_access", "open_from"}:
            access = values.get("text_access", held.text_access)
            opens = values.get("open_from", held.open_from)
            self._take(
                "open_from" if "open_from" in self.said else "text_access",
                lambda: refuse_needless_embargo(access, opens),
            )
        if len(self.sheet.faults) == faults and not self.said:
            self.sheet.same += 1
        elif len(self.sheet.faults) == faults:
            differences = [
                Difference(str(BY_NAME[name].word), before, after)
                for name, (_heading, before, after) in self.said.items()
            ]
            self.sheet.rows.append(RowFound(self.number, self.document, replace(held, **values), differences))

    def _take(self, name: str, take: Callable[[], object]) -> None:
        try:
            take()
        except ValidationError as error:
            self._refuse(name, " ".join(error.messages))

    def _refuse(self, name: str, reason: str) -> None:
        self.sheet.faults.append(_fault(self.said[name][0], self.number, self.row, reason))

    def _read_authors(self, held: Correction, values: dict[str, Any]) -> None:
        """Names that stand there already stay as they are held, with all that is known of them."""
        authors = [each for each in held.authors if each.role == "author"]
        others = [each for each in held.authors if each.role != "author"]
        if "authors" in self.said:
            if len(self.said["authors"][2]) > LONGEST_AUTHORS:
                self._refuse("authors", _("These are too many names."))
                return
            known = dict(zip((_inverted(each) for each in authors), authors, strict=True))
            names = [one_line(name) for name in self.said["authors"][2].split(";")]
            authors = [known.get(name) or author_named(name) for name in names if name]
        for name in ("orcid", "affiliation"):
            if name in self.said:
                authors = self._with_each(name, authors)
        values["authors"] = (*authors, *others)

    def _with_each(self, name: str, authors: list[ParsedAuthor]) -> list[ParsedAuthor]:
        said = self.said[name][2]
        each = [one_line(part) for part in said.split(";")] if said else [""] * len(authors)
        if len(each) != len(authors):
            text = _(
                "There are %(authors)d authors, and here %(count)d between semicolons; leave a place empty for who has none."
            )
            self._refuse(name, text % {"authors": len(authors), "count": len(each)})
            return authors
        clean = OrcidField(required=False).clean if name == "orcid" else lambda value: value[:1000]
        found: list[str] = []
        self._take(name, lambda: found.extend([clean(value) for value in each]))
        if len(found) != len(authors):
            return authors
        return [replace(author, **{name: value}) for author, value in zip(authors, found, strict=True)]

    def _read_issue(self, held: Correction, values: dict[str, Any]) -> None:
        parts: dict[str, Any] = {}
        for name in ISSUE:
            if name in self.said:
                clean = IssueFields.base_fields[name].clean
                self._take(
                    name, lambda name=name, clean=clean: parts.update({name: clean(self.said[name][2])})
                )
        if "year" in parts:
            date = parts.pop("year")
            parts |= {name: getattr(date, name, None) for name in ("year", "month", "day")}
        issue = replace(held.issue, **parts)
        at_fault = next(name for name in ISSUE if name in self.said)
        if (issue.volume or issue.number or issue.year) and not issue.journal:
            self._refuse(at_fault, _("Say to which journal these numbers belong."))
        elif issue.journal and not (issue.volume or issue.number or issue.year):
            self._refuse(at_fault, _("An issue has at least a year, a volume or a number."))
        values["issue"] = issue


def _is_same(name: str, before: str, after: str) -> bool:
    """A sheet says a year where the article knows the day; spreadsheets change white space."""
    if name == "year" and len(after) == len("2006"):
        return before.partition("-")[0] == after
    return before.split() == after.split()


def _plain_value(name: str, said: str) -> Any:
    """What a column of a document shall be. ValidationError where it cannot be that."""
    asked = ColumnsForm.base_fields[name]
    if name == "text_access":
        return _access_named(said)
    if name in ("begins_before", "ends_after"):
        return _is_yes(said)
    return asked.clean(said)


def _access_named(said: str) -> str:
    """By its code, or by its words in any of the archive's languages."""
    for code, words in Document.TextAccess.choices:
        if said.casefold() in {code, *_in_all_languages(words)}:
            return str(code)
    names = ", ".join(str(code) for code, _words in Document.TextAccess.choices)
    raise ValidationError(_("Write one of: %(names)s.") % {"names": names})


def _is_yes(said: str) -> bool:
    if not said or said.casefold() in _in_all_languages(gettext_lazy("no")) | {"0", "false"}:
        return False
    if said.casefold() in _in_all_languages(gettext_lazy("yes")) | {"1", "true", "x"}:
        return True
    raise ValidationError(_("Write yes or no."))


def _in_all_languages(words: Any) -> set[str]:
    found = set()
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            found.add(str(words).casefold())
    return found


def _inverted(author: ParsedAuthor) -> str:
    return author.literal or ", ".join(filter(None, [author.family, author.given, author.suffix]))


def author_named(name: str) -> ParsedAuthor:
    """ "Pradera, Inés", "King, Martin Luther, Jr.", a lone name, or a body of several words."""
    family, *rest = (part.strip() for part in name.split(","))
    if rest:
        return ParsedAuthor(family=family[:200], given=rest[0][:200], suffix=", ".join(rest[1:])[:20])
    return ParsedAuthor(literal=name[:400]) if " " in name else ParsedAuthor(family=name[:200])


def _refuse_taken_dois(sheet: Sheet, heading: _Heading | None) -> None:
    """Two articles of the sheet, or one of it and another, with one DOI."""
    if heading is None:
        return
    wanted: dict[str, RowFound] = {}
    kept, pks = [], {row.document.pk for row in sheet.rows}
    new = {row.correction.doi.lower() for row in sheet.rows if row.correction.doi} - {""}
    held = {
        each.doi.lower(): each
        for each in Document.objects.filter(doi__in=[*new, *(one.upper() for one in new)]).exclude(pk__in=pks)
    }
    for row in sheet.rows:
        doi = row.correction.doi.lower()
        reason = ""
        if doi and doi != row.document.doi.lower():
            if doi in wanted:
                reason = _("The same DOI stands in row %(row)d.") % {"row": wanted[doi].number}
            elif doi in held:
                reason = _("Another article has this DOI: %(identifier)s.") % {
                    "identifier": held[doi].identifier
                }
        if reason:
            sheet.faults.append(
                Fault(f"{heading.letter}{row.number}", heading.text, row.correction.doi, reason)
            )
        else:
            kept.append(row)
        if doi:
            wanted.setdefault(doi, row)
    sheet.rows = kept
