"""Authors, journals and subjects as lists to work on: edited, and merged where two are one."""

from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import IntegrityError
from django.db.models import Count, Model, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from archive.models import Author, Journal, Subject
from ingest.desk.answers import tell_refusals
from ingest.desk.catalogue_forms import AuthorRowForm, JournalForm, SubjectForm
from ingest.desk.permissions import may_edit, may_see_catalogue
from ingest.store.cataloguing import edit_row, merge_rows

ROWS = 100


class AuthorityKind(NamedTuple):
    model: type[Model]
    form: type[forms.ModelForm]
    heading: str | Promise
    filter: str  # of the list of articles
    documents: str  # from a row to its articles
    name: str  # the field that is searched
    order: tuple[str, ...]


KINDS = {
    "authors": AuthorityKind(Author, AuthorRowForm, gettext_lazy("Authors"), "author", "authorships", "sort_key", ("sort_key", "pk")),
    "journals": AuthorityKind(Journal, JournalForm, gettext_lazy("Journals"), "journal", "issues__documents", "title", ("sort_key", "title")),
    "subjects": AuthorityKind(Subject, SubjectForm, gettext_lazy("Subjects"), "subject", "documents", "name", ("slug",)),
}  # fmt: skip


def _kind(name: str) -> AuthorityKind:
    if name not in KINDS:
        raise Http404
    return KINDS[name]


def _living(kind: AuthorityKind) -> QuerySet:
    """Those that were not merged, annotated with `articles`, drafts included."""
    rows = kind.model._default_manager.filter(merged_into=None)
    return rows.annotate(articles=Count(kind.documents, distinct=True)).order_by(*kind.order)


@require_safe
@may_see_catalogue
def rows(request: HttpRequest, kind: str) -> HttpResponse:
    chosen, words = _kind(kind), request.GET.get("q", "")[:200]
    found = _living(chosen)
    for word in words.split():
        found = found.filter(_names(chosen, word))
    page = Paginator(found, ROWS).get_page(request.GET.get("page"))
    return _page(request, "catalogue_rows", kind, rows=page, q=words)


def _names(kind: AuthorityKind, word: str) -> Q:
    """An author is also found under his or her name with its accents."""
    said = Q(**{f"{kind.name}__icontains": word})
    if kind.model is Author:
        said |= Q(family__icontains=word) | Q(given__icontains=word) | Q(literal__icontains=word)
    return said


def _page(request: HttpRequest, template: str, kind: str, *, status: int = 200, **context) -> HttpResponse:
    chosen = KINDS[kind]
    context |= {
        "kind": kind,
        "heading": chosen.heading,
        "filter": chosen.filter,
        "kinds": [(name, each.heading) for name, each in KINDS.items()],
        "section": "scans",
    }
    return render(request, f"ingest/{template}.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@may_edit
def row(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """One of them, to be edited."""
    chosen = _kind(kind)
    held = get_object_or_404(_living(chosen), pk=pk)
    form = chosen.form(request.POST or None, instance=chosen.model._default_manager.get(pk=pk))
    if form.is_valid() and _is_saved(held, form, request):
        messages.success(request, _("Saved."))
        return redirect("ingest:catalogue_rows", kind)
    return _page(request, "catalogue_row", kind, row=held, form=form, status=422 if form.is_bound else 200)


def _is_saved(row: Model, form: forms.ModelForm, request: HttpRequest) -> bool:
    """False where another has taken the name or number since the form looked; the form says so."""
    values = {name: form.cleaned_data[name] for name in form.changed_data}
    try:
        if values:
            edit_row(row, values, request.user)
    except IntegrityError:
        form.add_error(None, _("Another has this name or number already. Merge the two instead."))
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
@may_edit
@tell_refusals(lambda _request, kind: redirect("ingest:catalogue_rows", kind))
def merge(request: HttpRequest, kind: str) -> HttpResponse:
    """The chosen (`id`) are one: which of them stays (`kept`)?"""
    chosen = _kind(kind)
    asked = request.POST if request.method == "POST" else request.GET
    numbers = [int(value) for value in asked.getlist("id") if value.isdecimal() and len(value) < 19]
    found = list(_living(chosen).filter(pk__in=numbers).order_by("-articles", "pk"))
    if len(found) < 2:
        messages.error(request, _("Choose at least two that are one."))
        return redirect("ingest:catalogue_rows", kind)
    if request.method == "POST":
        return _merge(request, kind, found)
    return _page(request, "catalogue_merge", kind, rows=found)


def _merge(request: HttpRequest, kind: str, found: list) -> HttpResponse:
    kept = next((each for each in found if str(each.pk) == request.POST.get("kept")), None)
    if kept is None:
        raise Http404
    merge_rows(kept, [each for each in found if each != kept], request.user)
    messages.success(request, _("They are one now: “%(kept)s”.") % {"kept": kept})
    return redirect("ingest:catalogue_rows", kind)
