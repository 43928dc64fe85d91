"""What a document says of itself, in one table: forms, corrections, comparing, zones, lists, export and admin read it.

Another field is one row here, and a migration that makes its column.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from archive.models import Authorship, Document

Words = str | Promise
INITIAL: dict[str, str | bool | None] = {"yes": False, "day": None, "access": str(Document.TextAccess.OPEN)}


@dataclass(frozen=True, slots=True)
class DocumentField:
    """`name` is that of the column, of the correction and of the evidence; `label` stands over a form's field,
    `word` in a sentence and as a column's name in CSV.

    `kind`: how a form asks for it ("line", "text", "doi", "language", "yes", "access", "day"), "" where it has a form of its own.
    `group`: where the form of review shows it. `is_column`: corrected as it is, in a column of `Document`;
    `is_cited`: a citation needs it; `has_zone`: its place is shown on the page image; `is_compared` with a new reading; `is_judged`: the parser
    says how sure it was; `lacking`: which documents lack it, under `lacking_name` in addresses; `exported`: its
    value in CSV.
    """

    name: str
    label: Words
    word: Words
    kind: str = ""
    longest: int = 0  # characters
    group: str = ""
    admin_group: str = ""
    is_column: bool = True
    is_cited: bool = False
    has_zone: bool = False
    is_compared: bool = False
    is_judged: bool = False
    lacking: Q | None = None
    lacking_name: str = ""
    exported: Callable[[Document], str] | None = None
    help: Words = ""  # beside a form's field

    @property
    def initial(self) -> str | bool | None:
        """What it says as long as nobody has said anything."""
        return INITIAL.get(self.kind, "")


def _column(name: str) -> Callable[[Document], str]:
    return lambda document: getattr(document, name)


def _of_issue(read: Callable[[Any], str]) -> Callable[[Document], str]:
    return lambda document: read(document.issue) if document.issue else ""


_AUTHORED = Exists(Authorship.objects.filter(document=OuterRef("pk"), role=Authorship.Role.AUTHOR))
_SUBJECTED = Exists(Document.subjects.through.objects.filter(document=OuterRef("pk")))

FIELDS = (
    DocumentField(
        "title", _("Title"), _("title"), "line", 1000, "head", "text",
        is_cited=True, has_zone=True, is_compared=True, is_judged=True, lacking=Q(title=""), exported=_column("title"),
        help=_("<i>italics</i>, <sub>below</sub> and <sup>above</sup> the line are kept"),
    ),
    DocumentField(
        "subtitle", _("Subtitle"), _("subtitle"), "line", 1000, "head", "text",
        has_zone=True, is_compared=True, is_judged=True,
    ),
    DocumentField(
        "authors", _("Authors"), _("authors"), is_column=False,
        is_cited=True, has_zone=True, is_compared=True, is_judged=True, lacking=~Q(_AUTHORED),
        exported=lambda row: "; ".join(each.author.inverted_name for each in row.bylines),
    ),
    DocumentField(
        "abstract", _("Abstract"), _("abstract"), "text", 50_000, "text", "text",
        has_zone=True, is_compared=True, is_judged=True,
    ),
    DocumentField(
        "issue", _("Where it appeared"), _("issue"), is_column=False,
        is_cited=True, has_zone=True, is_judged=True, lacking=Q(issue=None),
    ),
    DocumentField("journal", _("Journal"), _("journal"), is_column=False, is_cited=True, is_judged=True,
                  exported=_of_issue(lambda issue: issue.journal.title)),
    DocumentField("volume", _("Volume"), _("volume"), is_column=False, is_cited=True, is_judged=True,
                  exported=_of_issue(lambda issue: issue.volume)),
    DocumentField("number", _("Number"), _("number"), is_column=False, is_cited=True, is_judged=True,
                  exported=_of_issue(lambda issue: issue.number)),
    DocumentField("year", _("Year or date"), _("year"), is_column=False, is_cited=True, is_judged=True,
                  exported=_of_issue(lambda issue: str(issue.year or ""))),
    DocumentField("pages", _("Pages"), _("pages"), is_column=False, exported=lambda row: row.page_range),
    DocumentField(
        "first_page", _("First page"), _("page numbers"), "line", 20, "pages", "print", lacking=Q(first_page=""), lacking_name="pages",
    ),
    DocumentField("last_page", _("Last page"), _("last page"), "line", 20, "pages", "print"),
    DocumentField(
        "language", _("Language"), _("language"), "language", 35, "row", "text",
        is_compared=True, is_judged=True, lacking=Q(language=""), exported=_column("language"),
    ),
    DocumentField(
        "doi", "DOI", _("DOI"), "doi", 250, "row", "text",
        has_zone=True, is_compared=True, is_judged=True, lacking=Q(doi=""), exported=_column("doi"),
    ),
    DocumentField(
        "keywords", _("Subjects"), _("subjects"), is_column=False, group="text",
        has_zone=True, is_compared=True, is_judged=True, lacking=~Q(_SUBJECTED), lacking_name="subjects",
        exported=lambda row: "; ".join(subject.name for subject in row.subjects.all()),
    ),
    DocumentField(
        "parallel_texts", _("In other languages"), _("titles in other languages"), is_column=False,
        is_compared=True, is_judged=True, exported=lambda row: "; ".join(each["title"] for each in row.parallel_texts if each["title"]),
    ),
    DocumentField(
        "reviewed_works", _("Review of"), _("works reviewed"), is_column=False,
        is_compared=True, is_judged=True, exported=lambda row: "; ".join(each["title"] for each in row.reviewed_works),
    ),
    DocumentField(
        "rights", _("Rights"), _("rights"), "line", 500, "where", "text",
        lacking=Q(rights=""), exported=_column("rights"),
    ),
    DocumentField(
        "text_access", _("Who may read the text"), _("text may be read"), "access", 0, "access", "access",
        exported=lambda row: str(row.get_text_access_display()),
    ),
    DocumentField(
        "open_from", _("Open to everyone from"), _("open to everyone from"), "day", 0, "access", "access",
        exported=lambda row: f"{row.open_from:%Y-%m-%d}" if row.open_from else "",
        help=_("an embargo: on this day the text opens by itself"),
    ),
    DocumentField("begins_before", _("The beginning is missing"), _("The beginning is missing"), "yes", 0, "choices", "print"),
    DocumentField("ends_after", _("The end is missing"), _("The end is missing"), "yes", 0, "choices", "print"),
)  # fmt: skip

PLAIN = tuple(field for field in FIELDS if field.is_column)
PLAIN_NAMES = tuple(field.name for field in PLAIN)


def named(condition: Callable[[DocumentField], object]) -> tuple[str, ...]:
    """Names of the fields for which the condition holds, in the order of the table."""
    return tuple(field.name for field in FIELDS if condition(field))
