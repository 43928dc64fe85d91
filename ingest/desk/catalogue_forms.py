"""What the pages of catalogue work ask, as values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from archive.models import Author, Document, Issue, Journal, Subject
from ingest.desk.catalogue_filters import MISSING
from ingest.desk.forms import IssueFields, OrcidField
from ingest.desk.plain_fields import LineField

WHICH_STATE = [
    ("", _("held: draft or published")),
    *Document.State.choices,
    ("all", _("all, also withdrawn")),
]


WHICH_ACCESS = [("", _("any")), *Document.TextAccess.choices]


class DocumentsForm(forms.Form):
    """Narrows the list of articles down. What is not understood narrows nothing."""

    q = LineField(label=_("Title, identifier or DOI"), max_length=200, required=False)
    state = forms.ChoiceField(label=_("State"), choices=WHICH_STATE, required=False)
    journal = forms.ModelChoiceField(
        Journal.objects.filter(merged_into=None), label=_("Journal"), required=False, empty_label=_("any")
    )
    missing = forms.ChoiceField(
        label=_("Without"),
        choices=[("", _("any")), *((name, words) for name, words, _condition in MISSING)],
        required=False,
    )
    text_access = forms.ChoiceField(label=_("Who may read the text"), choices=WHICH_ACCESS, required=False)
    doubtful = forms.BooleanField(label=_("read with doubt"), required=False)
    unread = forms.BooleanField(label=_("with pages that have no text"), required=False)
    since = forms.DateField(label=_("Came in from"), required=False, widget=forms.DateInput({"type": "date"}))
    until = forms.DateField(label=_("to"), required=False, widget=forms.DateInput({"type": "date"}))
    # Asked by links alone.
    issue = forms.ModelChoiceField(Issue.objects.all(), required=False, widget=forms.HiddenInput)
    author = forms.ModelChoiceField(Author.objects.all(), required=False, widget=forms.HiddenInput)
    subject = forms.ModelChoiceField(Subject.objects.all(), required=False, widget=forms.HiddenInput)
    published_since = forms.DateField(required=False, widget=forms.HiddenInput)
    published_until = forms.DateField(required=False, widget=forms.HiddenInput)

    def values(self) -> dict:
        self.is_valid()
        return self.cleaned_data

    @property
    def is_narrowing(self) -> bool:
        return any(self.values().values())


class BulkForm(IssueFields):
    """What is to be done with the chosen articles."""

    subjects = LineField(label=_("Subjects, between commas"), max_length=1000, required=False)
    rights = LineField(label=_("Rights"), max_length=500, required=False)
    text_access = forms.ChoiceField(
        label=_("Who may read the text"), choices=Document.TextAccess.choices, required=False
    )
    open_from = forms.DateField(
        label=_("Open to everyone from"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    reason = LineField(label=_("Reason"), max_length=500, required=False)

    def subject_names(self) -> list[str]:
        names = (name.strip() for name in self.cleaned_data["subjects"].split(","))
        return list(dict.fromkeys(name for name in names if name))


class RowForm(forms.ModelForm):
    """A row of the catalogue. Beside each value stands what the person saw, for others may change it meanwhile."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.show_hidden_initial = not self.is_bound or self.add_initial_prefix(name) in self.data

    def clean(self) -> dict:
        said = super().clean()
        for field in [self[name] for name in self.changed_data if self.fields[name].show_hidden_initial]:
            held, seen = field.initial, self.data[field.html_initial_name]
            if _plain(held) not in (_plain(seen), _plain(field.data)):
                text = _(
                    "Somebody has changed this since you opened it; it is now: %(held)s. Save again to put yours in its place."
                )
                self.add_error(field.name, text % {"held": held or "–"})
                self.data = self.data.copy()
                self.data[field.html_initial_name] = held  # seen now
        return said


def _plain(value: object) -> str:
    """Browsers send other line ends than they are given."""
    return " ".join(str(value or "").split())


class AuthorRowForm(RowForm):
    orcid = OrcidField(label="ORCID", required=False)
    variants = forms.CharField(
        label=_("Other forms of the name, one a line"), required=False, widget=forms.Textarea({"rows": 4})
    )

    class Meta:
        model = Author
        fields = ("family", "given", "suffix", "literal", "orcid", "variants")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.initial["variants"] = "\n".join(self.instance.variants)

    def clean_variants(self) -> list[str]:
        lines = (" ".join(line.split()) for line in self.cleaned_data["variants"].splitlines())
        return list(dict.fromkeys(line for line in lines if line))

    def clean(self) -> dict:
        said = super().clean()
        person, body = said.get("family") or said.get("given"), said.get("literal")
        if bool(body) == bool(person) or (person and not said.get("family")):
            raise forms.ValidationError(
                _("Give either a family name, with or without given names, or the name of a body.")
            )
        return said


class JournalForm(RowForm):
    class Meta:
        model = Journal
        fields = ("title", "abbreviation", "issn", "publisher", "kind")


class SubjectForm(RowForm):
    class Meta:
        model = Subject
        fields = ("name",)
