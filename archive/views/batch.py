"""The batch desk of the staff: many works named, their citations in one file."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from archive.accounts.permissions import SEE_CATALOGUE
from archive.accounts.restricted_views import for_holders_of
from archive.citation_builder import build_record, in_asked_order
from archive.citations.formats import BY_KEY, FORMATS, STYLED_BY_KEY, STYLED_FORMATS
from archive.matching import match_lines
from archive.models import Document
from archive.reader_list import parse_ids
from archive.tables import UnreadableTableError, decode, lines_of_table, lines_of_text
from archive.views.citing import citation_file, site_url

MAX_LINES = 2000
MAX_BYTES = 2_000_000

staff_only = for_holders_of(SEE_CATALOGUE)  # who may see records of all states


class BatchForm(forms.Form):
    """Lines that name works, pasted or as a table; `lines` holds them once the form is valid."""

    works = forms.CharField(
        label=gettext_lazy("Identifiers, addresses, DOIs or titles, one a line"),
        required=False,
        max_length=MAX_BYTES,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    table = forms.FileField(
        label=gettext_lazy("Or a CSV file, with a column “identifier”, “doi”, “url” or “title”"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )
    lines: list[str]

    def clean_table(self):
        table = self.cleaned_data["table"]
        if table and table.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 2 MB. Take it in parts."))
        return table

    def clean(self) -> dict:
        cleaned = super().clean()
        if self.errors:
            return cleaned
        self.lines = lines_of_text(cleaned["works"])
        if table := cleaned["table"]:
            try:
                self.lines += lines_of_table(decode(table.read()))
            except UnreadableTableError as error:
                message = _("This is not a table of text. Save it as CSV and try again.")
                raise forms.ValidationError({"table": message}) from error
        self.lines = list(dict.fromkeys(self.lines))
        if not self.lines:
            raise forms.ValidationError(_("Nothing was named: paste some lines or choose a file."))
        if len(self.lines) > MAX_LINES:
            raise forms.ValidationError(
                _("These are %(count)s lines; at most %(most)s can be taken at once.")
                % {"count": len(self.lines), "most": MAX_LINES}
            )
        return cleaned


@staff_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest) -> HttpResponse:
    """Works named by lines: those matched and how, those to choose from, those not found and why."""
    form = BatchForm(request.POST, request.FILES) if request.method == "POST" else BatchForm()
    matches = match_lines(form.lines) if form.is_bound and form.is_valid() else []
    context = {
        "form": form,
        "matches": matches,
        "sure": [match for match in matches if match.is_sure],
        "open": [match for match in matches if match.found and not match.is_sure],
        "lost": [match for match in matches if not match.found],
        "formats": (*FORMATS, *STYLED_FORMATS),
        "most_lines": MAX_LINES,
    }
    return render(request, "archive/batch.html", context)


@staff_only
@never_cache
@require_POST
def batch_export(request: HttpRequest) -> HttpResponse:
    """The articles that were matched or chosen (`id` and `id-1`, `id-2` …) as one file."""
    if (each := (BY_KEY | STYLED_BY_KEY).get(request.POST.get("format", ""))) is None:
        raise Http404(_("There is no such format."))
    names = [name for name in request.POST if name.partition("-")[0] == "id"]
    asked = " ".join(value for name in names for value in request.POST.getlist(name))
    identifiers = parse_ids(asked, most=MAX_LINES)
    found = Document.objects.published().for_citing().filter(identifier__in=identifiers)
    if not (documents := in_asked_order(found, identifiers)):
        raise Http404(_("No article was chosen."))
    address = site_url(request)
    return citation_file([build_record(document, address) for document in documents], each)
