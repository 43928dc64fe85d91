"""Strings of the browser as values."""

import re
from collections.abc import Callable
from dataclasses import replace
from types import MappingProxyType

from django import forms
from django.utils.translation import gettext_lazy as _

from archive.citations.record import Date
from archive.document_fields import FIELDS, PLAIN, PLAIN_NAMES, DocumentField
from archive.models import Authorship, Document, Journal, is_day, refuse_needless_embargo
from ingest.desk.plain_fields import LANGUAGE_TAG, LineField, TextField
from ingest.desk.row_fields import KINDS, RowFields
from ingest.details import Details
from ingest.models import Batch
from ingest.parsing.records import ParsedAuthor
from ingest.parsing.vocabulary.identifiers import find_doi, find_orcids
from ingest.store import Correction
from ingest.store.find_or_add import YEARS
from ingest.store.wording import one_line

SPARE_AUTHORS = 2
MAX_AUTHORS = 200


def is_number(value: str) -> bool:
    """Whether it can be the number of a row."""
    return value.isdecimal() and len(value) < 19


class DoiField(LineField):
    """Also from an address: "https://doi.org/10.5555/12" → "10.5555/12"."""

    def clean(self, value):
        text = super().clean(value)
        doi = find_doi(text)
        if text and not doi:
            raise forms.ValidationError(
                _("A DOI begins with 10., then a number and a slash: 10.5555/12345678.")
            )
        return doi


class OrcidField(LineField):
    def clean(self, value):
        text = super().clean(value)
        found = find_orcids(text)
        if text and len(found) != 1:
            raise forms.ValidationError(
                _("An ORCID is 0000-0002-1825-0097; its last character checks the others.")
            )
        return found[0] if found else ""


class PrintedDateField(LineField):
    """A year, a month or a day in ISO 8601; the value is a `Date`, or None."""

    FORM = re.compile(r"(\d{4})(?:-(\d\d?)(?:-(\d\d?))?)?", re.ASCII)

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        found = self.FORM.fullmatch(text)
        parts = [part and int(part) for part in found.groups()] if found else [0]
        if parts[0] not in YEARS or not is_day(*parts):
            raise forms.ValidationError(
                _("Write a year (2006), a month (2006-12) or a day (2006-12-03), from 1400 to 2200.")
            )
        return Date(*parts)


class IssueFields(forms.Form):
    """Where an article appeared. Of the date, `cleaned_data` has year, month and day, each None if not said."""

    journal = LineField(
        label=_("Journal"), max_length=500, required=False, widget=forms.TextInput({"list": "journals"})
    )
    volume = LineField(label=_("Volume"), max_length=30, required=False)
    number = LineField(label=_("Number"), max_length=30, required=False)
    year = PrintedDateField(
        label=_("Year or date"), max_length=20, required=False, help_text=_("2006, 2006-12, 2006-12-03")
    )

    def journals(self):
        """For the list of suggestions."""
        return Journal.objects.values_list("title", flat=True)

    def clean(self):
        data = super().clean()
        date = data.get("year")
        data |= {name: getattr(date, name, None) for name in ("year", "month", "day")}
        if any(data.get(name) for name in ("volume", "number")) and not data.get("journal"):
            self.add_error("journal", _("Say to which journal these numbers belong."))
        return data

    def details(self) -> Details:
        names = (*IssueFields.base_fields, "month", "day")
        return Details(**{name: self.cleaned_data[name] for name in names})


class UploadForm(IssueFields):
    """Details for all files of one upload. The files themselves are read from the request."""

    language = LineField(
        label=_("Language"),
        max_length=35,
        required=False,
        validators=[LANGUAGE_TAG],
        help_text=_("such as en or es; empty: found out for each article"),
    )
    rights = LineField(
        label=_("Rights"),
        max_length=500,
        required=False,
        help_text=_("who may use them and how, or the licence's address"),
    )

    def save(self, user) -> Batch:
        return Batch.objects.create(origin=Batch.Origin.UPLOAD, created_by=user, **self.cleaned_data)


class RoleField(forms.ChoiceField):
    """What the person did; nothing said is that he or she wrote it."""

    def clean(self, value):
        return super().clean(value) or Authorship.Role.AUTHOR.value

    def has_changed(self, initial, data):
        author = Authorship.Role.AUTHOR.value
        return super().has_changed(initial or author, data or author)


class AuthorForm(forms.Form):
    """A person (family and given name) or a body. Without a name the row does not count."""

    given = LineField(label=_("Given names"), max_length=200, required=False)
    family = LineField(label=_("Family name"), max_length=200, required=False)
    suffix = LineField(label=_("Suffix"), max_length=20, required=False, help_text=_("Jr., III"))
    role = RoleField(label=_("Role"), choices=Authorship.Role.choices, required=False)
    literal = LineField(label=_("or name of a body"), max_length=400, required=False)
    affiliation = LineField(label=_("Affiliation"), max_length=1000, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    orcid = OrcidField(label="ORCID", max_length=60, required=False)

    def clean(self):
        data = super().clean()
        if data.get("literal") and (data.get("family") or data.get("given")):
            self.add_error("literal", _("Give the name of a person or of a body, not both."))
        elif data.get("given") and not data.get("family"):
            self.add_error("family", _("A lone name is a family name."))
        elif any(data.get(name) for name in ("affiliation", "email", "orcid")) and not (
            data.get("family") or data.get("literal")
        ):
            self.add_error("family", _("Whose is this? Give a name."))
        return data


AuthorFormSet = forms.formset_factory(
    AuthorForm, extra=SPARE_AUTHORS, max_num=MAX_AUTHORS, absolute_max=MAX_AUTHORS
)


class AccessField(forms.ChoiceField):
    """Who may read a text. Where nothing is said of it, it stays as it is."""

    def has_changed(self, initial, data):
        return bool(data) and super().has_changed(initial, data)


# How a form asks for a field of a document, by its kind.
ASKED: dict[str, Callable[[DocumentField], forms.Field]] = {
    "line": lambda each: LineField(
        label=each.label, max_length=each.longest, required=False, help_text=each.help
    ),
    "text": lambda each: TextField(label=each.label, max_length=each.longest, required=False),
    "language": lambda each: LineField(
        label=each.label, max_length=each.longest, required=False, validators=[LANGUAGE_TAG]
    ),
    "doi": lambda each: DoiField(label=each.label, max_length=each.longest, required=False),
    "yes": lambda each: forms.BooleanField(label=each.label, required=False),
    "access": lambda each: AccessField(
        label=each.label, choices=Document.TextAccess.choices, required=False, help_text=each.help
    ),
    "day": lambda each: forms.DateField(
        label=each.label,
        required=False,
        help_text=each.help,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    ),
}
ColumnsForm = type("ColumnsForm", (forms.Form,), {each.name: ASKED[each.kind](each) for each in PLAIN})


class ReviewForm(ColumnsForm, IssueFields):
    """All that a person may correct of a document, but its authors, which are a form set of their own."""

    keywords = TextField(
        label=_("Subjects"),
        max_length=5_000,
        required=False,
        help_text=_("one a line"),
        widget=forms.Textarea({"rows": 4}),
    )
    seen_at = forms.DateTimeField(required=False, widget=forms.HiddenInput)

    ISSUE = ("journal", "volume", "number", "year")

    def __init__(self, data=None, *, document: Document, held: Correction, said: Details) -> None:
        """`said` of the file or of another article in it: what a form begins with as long as the issue is unknown."""
        self.held, self.said = held, said
        initial = {name: getattr(held, name) for name in PLAIN_NAMES}
        initial |= (held.issue if held.issue.journal else said).as_fields()
        initial |= {
            "abstract": self.base_fields["abstract"].to_python(held.abstract),
            "keywords": "\n".join(held.keywords),
            "seen_at": document.changed_at.isoformat(),
        }
        super().__init__(data, initial=initial)
        self.rows = [RowFields(self, kind, getattr(held, kind.name)) for kind in KINDS]
        for sequence, label in held.labels.items():
            self.fields[f"label_{sequence}"] = LineField(
                label=_("Page %(number)d") % {"number": sequence},
                max_length=20,
                required=False,
                initial=label,
            )

    def clean(self):
        data = super().clean()
        numbers = [data.get(name) for name in ("volume", "number", "year")]
        if set(self.ISSUE) & set(self.changed_data) and data.get("journal") and not any(numbers):
            self.add_error("year", _("An issue has at least a year, a volume or a number."))
        elif data.get("year") and not data.get("journal"):
            self.add_error("journal", _("Say to which journal this year belongs."))
        try:
            refuse_needless_embargo(data.get("text_access") or self.held.text_access, data.get("open_from"))
        except forms.ValidationError as error:
            self.add_error(None, error)
        return data

    def grouped(self) -> dict[str, list[forms.BoundField]]:
        """The fields of the table of documents by the group in which the page shows them."""
        groups: dict[str, list[forms.BoundField]] = {}
        for each in FIELDS:
            if each.group:
                groups.setdefault(each.group, []).append(self[each.name])
        return groups

    def label_fields(self):
        return [self[name] for name in self.fields if name.startswith("label_")]

    def correction(self, authors: "AuthorFormSet") -> Correction:
        """What the document shall say; what the person left alone stays exactly as it is."""
        changed, data = set(self.changed_data), self.cleaned_data
        said = {name: data[name] for name in PLAIN_NAMES if name in changed}
        is_new = not self.held.issue.journal and any(data[name] for name in ("volume", "number", "year"))
        if changed & set(self.ISSUE) or is_new:
            said["issue"] = self.details()
        if "keywords" in changed:
            said["keywords"] = tuple(filter(None, map(one_line, re.split(r"[\n;]", data["keywords"]))))
        said |= {rows.kind.name: rows.said() for rows in self.rows if rows.has_changed()}
        labels = {int(name[6:]): data[name] for name in changed if name.startswith("label_")}
        if labels:
            said["labels"] = self.held.labels | labels
        if authors.has_changed():
            said["authors"] = _said_authors(authors, self.held.authors)
        return replace(self.held, **said)


def author_forms(data, held: Correction):
    """The form set of the authors that a document has, with spare rows for more."""
    names = AuthorForm.base_fields
    initial = [{name: getattr(author, name) for name in names} for author in held.authors]
    return AuthorFormSet(data, initial=initial, prefix="authors")


def _said_authors(forms_, held: tuple[ParsedAuthor, ...]) -> tuple[ParsedAuthor, ...]:
    """In the order of the rows; a row that was left alone keeps the name as it was printed."""
    authors = []
    for number, form in enumerate(forms_):
        if number < len(held) and not form.has_changed():
            authors.append(held[number])
        elif form.cleaned_data.get("family") or form.cleaned_data.get("literal"):
            authors.append(ParsedAuthor(**form.cleaned_data))
    return tuple(authors)


class QueueForm(forms.Form):
    """Narrows the queue down. What is not understood narrows nothing."""

    file = LineField(label=_("File name"), max_length=255, required=False)
    by = LineField(label=_("Uploaded by"), max_length=150, required=False)
    batch = forms.IntegerField(label=_("Upload"), required=False, widget=forms.HiddenInput)
    since = forms.DateField(label=_("From"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}))

    CONDITIONS = MappingProxyType(
        {
            "file": "name__icontains",
            "by": "batch__created_by__username__iexact",
            "batch": "batch",
            "since": "created_at__date__gte",
            "until": "created_at__date__lte",
        }
    )

    def narrow(self, jobs):
        self.is_valid()
        said = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        return jobs.filter(**{self.CONDITIONS[name]: value for name, value in said.items()})

    @property
    def is_narrowing(self) -> bool:
        return self.is_bound and any(value not in ("", None) for value in self.cleaned_data.values())
