"""Lines and texts as forms take them."""

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from ingest.store.wording import one_line

LANGUAGE_TAG = RegexValidator(
    r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", _("A language is written as en, es or pt-BR.")
)


class LineField(forms.CharField):
    """One line: white space and control characters are single blanks."""

    def to_python(self, value):
        return one_line(super().to_python(value) or "")


class TextField(forms.CharField):
    """Several lines, whatever line ends the browser sends."""

    widget = forms.Textarea

    def to_python(self, value):
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n").strip()
