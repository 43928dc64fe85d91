"""A sheet of metadata comes in: first what it would change and its mistakes by cell, then all of it as one change."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from archive.citations.writers.spreadsheet import guarded_line
from archive.tables import UnreadableTableError, decode
from ingest.desk.permissions import may_edit
from ingest.desk.sheet_reading import COLUMNS, MAX_ROWS, Sheet, SheetError, read_sheet
from ingest.messages import RefusedError
from ingest.store.corrections import correct_by_sheet
from ingest.store.wording import file_name

MAX_BYTES = 2_000_000
ROWS_SHOWN = 200


class SheetForm(forms.Form):
    """The file; once it was looked at, its text comes back with what the person saw."""

    file = forms.FileField(
        label=gettext_lazy("Sheet (CSV)"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )
    erases = forms.BooleanField(
        label=gettext_lazy("An empty cell erases what the article says"), required=False
    )
    text = forms.CharField(required=False, max_length=MAX_BYTES, strip=False, widget=forms.HiddenInput)
    name = forms.CharField(required=False, max_length=255, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)
    sheet: Sheet

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file and file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 2 MB. Take it in parts."))
        return file

    def clean(self) -> dict:
        said = super().clean()
        if self.errors:
            return said
        try:
            if file := said["file"]:
                said["text"], said["name"] = decode(file.read()), file_name(file.name)
            if not said["text"]:
                raise forms.ValidationError(_("Choose a file."))
            self.sheet = read_sheet(said["text"], erases=said["erases"])
        except UnreadableTableError as error:
            raise forms.ValidationError(
                _("This is not a table of text. Save it as CSV and try again.")
            ) from error
        except SheetError as error:
            raise forms.ValidationError(str(error)) from error
        return said


@may_edit
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest) -> HttpResponse:
    """With `apply` and what was seen, the change is made; else it is shown."""
    form = SheetForm(request.POST, request.FILES) if request.method == "POST" else SheetForm()
    context = {
        "form": form,
        "most": MAX_ROWS,
        "section": "scans",
        "columns": [each for each in COLUMNS if each.is_taken],
    }
    if form.is_bound and form.is_valid():
        found, said = form.sheet, form.cleaned_data
        if "apply" in request.POST and found.rows and not found.faults:
            if said["seen"] == found.seen and _apply(request, found, said["name"]):
                return redirect("ingest:all_history")
            messages.error(
                request,
                _("Somebody has changed one of these articles meanwhile. Look again at what changes."),
            )
        context |= {
            "sheet": found,
            "shown": found.rows[:ROWS_SHOWN],
            "more": max(0, len(found.rows) - ROWS_SHOWN),
            "again": SheetForm(initial=said | {"seen": found.seen}),
        }
    return render(request, "ingest/sheet.html", context)


def _apply(request: HttpRequest, found: Sheet, name: str) -> bool:
    wanted = [(row.document, row.correction) for row in found.rows]
    try:
        count = correct_by_sheet(wanted, name, request.user)
    except RefusedError as refusal:
        messages.error(request, str(refusal.message))
        return False
    text = ngettext("%d article was changed.", "%d articles were changed.", count) % count
    messages.success(request, f"{text} {_('The change can be undone here.')}")
    return True


@require_safe
@may_edit
def sheet_template(request: HttpRequest) -> HttpResponse:
    """An empty sheet with its headings."""
    headings = (
        str(each.word) for each in COLUMNS if each.is_taken or each.name in ("identifier", "file", "pages")
    )
    line = "\ufeff" + guarded_line(headings)
    response = HttpResponse(line, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="sheet.csv"'
    return response
