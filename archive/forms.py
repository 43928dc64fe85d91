"""Strings of the address bar into values. What makes no sense counts as not given."""

from django import forms
from django.utils.translation import gettext_lazy as _

from archive.reading.passages import MAX_ADDRESS_LENGTH

MAX_BACK = 1000


class KindForm(forms.Form):
    """A form of a GET request: an unreadable value is as good as none, since addresses get mangled."""

    def values(self) -> dict[str, object]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.fields}


class YearsForm(KindForm):
    """Years from … to; mapped from the names `from` and `to`, of which the first is a Python word."""

    year_from = forms.IntegerField(required=False, min_value=1, max_value=9999)
    year_to = forms.IntegerField(required=False, min_value=1, max_value=9999)

    def add_prefix(self, field_name: str) -> str:
        return field_name.removeprefix("year_")


class NamesForm(KindForm):
    l = forms.CharField(required=False, max_length=1)  # noqa: E741, the name in the address
    name = forms.CharField(required=False, max_length=100)


class ReaderForm(KindForm):
    """How the reader shows a page: whose hits, which of them, and what beside what."""

    VIEWS = (("both", _("Image and text")), ("image", _("Image")), ("text", _("Text")))

    q = forms.CharField(required=False, max_length=1000)  # the search the reader came from
    find = forms.CharField(required=False, max_length=1000)  # a search in this article alone
    hit = forms.IntegerField(required=False, min_value=1)
    part = forms.IntegerField(required=False, min_value=1)  # of a long text, on the article page
    back = forms.CharField(required=False, max_length=MAX_BACK)  # the query string of the results left behind
    at = forms.CharField(required=False, max_length=MAX_ADDRESS_LENGTH)  # a passage: archive.reading.passages
    view = forms.ChoiceField(required=False, choices=VIEWS)
    lines = forms.BooleanField(required=False)  # the lines as printed instead of paragraphs
    zoom = forms.TypedChoiceField(
        required=False, choices=[(z, z) for z in (100, 150, 200)], coerce=int, empty_value=100
    )


class CiteForm(KindForm):
    """What of an article is cited, and how."""

    p = forms.CharField(required=False, max_length=60)  # a page or pages, as a reader types them
    dating = forms.CharField(
        required=False, max_length=10
    )  # a key of archive.citation_builder.ACCESS_DATE_OPTIONS
