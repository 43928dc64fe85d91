"""Styles of references of this archive's own: handed in as CSL files, looked through, removed."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from archive.accounts.permissions import REVIEW
from archive.accounts.restricted_views import for_holders_of
from archive.citation_styles import find
from archive.citations.csl.style_errors import StyleError
from archive.citations.csl.xml_input import MAX_BYTES
from archive.citations.style_check import checked_style
from archive.citations.styles import UnknownStyleError
from archive.models import CitationStyle

librarians_only = for_holders_of(REVIEW)


class StyleForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("A style as a CSL file"),
        widget=forms.FileInput(attrs={"accept": ".csl,.xml"}),
    )
    style: CitationStyle  # once the form is valid

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        try:
            head, source = checked_style(file.read(MAX_BYTES + 1))
        except StyleError as error:
            raise forms.ValidationError(said(error)) from error
        if _is_taken(head.name):
            raise forms.ValidationError(
                _("There is a style “%(name)s” already: give this one another id.") % {"name": head.name}
            )
        self.style = CitationStyle(key=head.name, title=head.title[:300], source=source.decode())
        return file


def said(error: StyleError) -> str:
    """The reason in the reader's language, with its line."""
    reason = _(error.reason) % error.values if error.values else _(error.reason)
    if not error.line:
        return reason
    return _("Line %(line)s: %(reason)s") % {"line": error.line, "reason": reason}


def _is_taken(name: str) -> bool:
    try:
        find(name)
    except UnknownStyleError:
        return False
    return True


@librarians_only
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def own_styles(request: HttpRequest) -> HttpResponse:
    """This archive's own styles, and a form to hand in another."""
    form = StyleForm(request.POST, request.FILES) if request.method == "POST" else StyleForm()
    if form.is_bound and form.is_valid():
        form.style.save()
        messages.success(request, _("“%(title)s” can be chosen from now on.") % {"title": form.style.title})
        return HttpResponseRedirect(reverse("own_styles"))
    context = {"form": form, "rows": CitationStyle.objects.defer("source")}
    return render(request, "archive/own_styles.html", context, status=400 if form.errors else 200)


@librarians_only
@require_POST
def remove_style(request: HttpRequest) -> HttpResponse:
    """The style `key` goes; who chose it gets the usual ones again."""
    style = get_object_or_404(CitationStyle, key=request.POST.get("key", ""))
    style.delete()
    messages.success(request, _("“%(title)s” was removed.") % {"title": style.title})
    return HttpResponseRedirect(reverse("own_styles"))
