"""The articles of the archive as a list to work on: narrowed down, exported, changed many at once."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from archive.citations.writers.spreadsheet import guarded_line
from archive.models import Document, Subject, refuse_needless_embargo
from archive.sort_keys import fold_name
from ingest.desk.actions import go_back
from ingest.desk.answers import librarian_post, tell_refusals
from ingest.desk.catalogue_filters import in_state, narrow
from ingest.desk.catalogue_forms import BulkForm, DocumentsForm
from ingest.desk.compare import begin_comparison
from ingest.desk.permissions import may_edit, may_see_catalogue
from ingest.desk.publications import tell_publication
from ingest.desk.sheet_reading import COLUMNS
from ingest.store import publish, unpublish, withdraw_all
from ingest.store.cataloguing import add_subjects, remove_subjects, set_access, set_issue, set_rights
from ingest.store.merging import merge

ROWS = 50
MAX_AT_ONCE = 500


def chosen_by(query: QueryDict) -> tuple[DocumentsForm, QuerySet[Document]]:
    """The form as filled in by the address, and the articles that it asks for, the newest first."""
    form = DocumentsForm(query)
    asked = form.values()
    return form, narrow(in_state(asked.get("state", "")), asked).order_by("-pk")


@require_safe
@may_see_catalogue
def documents(request: HttpRequest) -> HttpResponse:
    form, found = chosen_by(request.GET)
    rows = found.for_listing().select_related("merged_into")
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "rows": page,
        "count": page.paginator.count,
        "bulk": BulkForm(),
        "most": MAX_AT_ONCE,
        "section": "scans",
    }
    return render(request, "ingest/catalogue.html", context)


# ------------------------------------------------------------------ export


@require_safe
@may_see_catalogue
def export(request: HttpRequest) -> HttpResponse:
    """The whole list as it is narrowed down, for a spreadsheet: it may come back as a sheet (`ingest.desk.sheets`)."""
    columns = [(each.word, each.shown) for each in COLUMNS if each.shown]
    _form, found = chosen_by(request.GET)
    rows = found.for_listing().iterator(chunk_size=500)
    lines = (guarded_line(cell(row) for _word, cell in columns) for row in rows)
    head = "\ufeff" + guarded_line(str(word) for word, _cell in columns)
    response = StreamingHttpResponse((head, *lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="catalogue.csv"'
    response["Cache-Control"] = "no-store"
    return response


# ------------------------------------------------------------------ many at once
def _publish(request: HttpRequest, chosen: Sequence[Document], form: BulkForm) -> int:
    result = publish(chosen, request.user, is_unseen=True)
    tell_publication(request, result)
    return len(result.published)


def _unpublish(request: HttpRequest, chosen: Sequence[Document], form: BulkForm) -> int:
    return len(unpublish(chosen, request.user))


def _withdraw(request: HttpRequest, chosen: Sequence[Document], form: BulkForm) -> int:
    """With the one reason; what is withdrawn already keeps its own."""
    reason = form.cleaned_data["reason"]
    if not reason:
        messages.error(request, _("A withdrawal needs a reason: readers see it in place of the text."))
        return 0
    return len(withdraw_all([each for each in chosen if not each.is_withdrawn], reason, request.user))


def _add_subjects(request: HttpRequest, chosen: Sequence[Document], form: BulkForm) -> int:
    names = form.subject_names()
    return add_subjects(chosen, names, request.user) if names else 0


def _remove_subjects(request: HttpRequest, chosen: Sequence[Document], form: BulkForm) -> int:
    wanted = {fold_name(name) for name in form.subject_names()}
    subjects = [subject for subject in Subject.objects.all() if fold_name(subject.name) in wanted]
    return remove_subjects(chosen, subjects, request.user) if subjects else 0


def _set_rights(request: HttpRequest, chosen: Sequence[Document], form: BulkForm) -> int:
    return set_rights(chosen, form.cleaned_data["rights"], request.user)


def _set_access(request: HttpRequest, chosen: Sequence[Document], form: BulkForm) -> int:
    text_access, open_from = form.cleaned_data["text_access"], form.cleaned_data["open_from"]
    try:
        refuse_needless_embargo(text_access, open_from)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return 0
    return set_access(chosen, text_access, open_from, request.user) if text_access else 0


def _set_issue(request: HttpRequest, chosen: Sequence[Document], form: BulkForm) -> int:
    details = form.details()
    if not details.journal:
        messages.error(request, _("Say in which journal they appeared."))
        return 0
    return set_issue(chosen, details, request.user)


ACTS = {
    "publish": _publish,
    "unpublish": _unpublish,
    "withdraw": _withdraw,
    "add-subjects": _add_subjects,
    "remove-subjects": _remove_subjects,
    "rights": _set_rights,
    "access": _set_access,
    "issue": _set_issue,
}
# What changes nothing yet: on to the page where it is decided.
LEADING = {
    "same": lambda _request, chosen: _beside_each_other([row.identifier for row in chosen]),
    "compare": begin_comparison,
}


@librarian_post
def change(request: HttpRequest) -> HttpResponse:
    """Do `act` with the chosen `documents`, or with `all` that the address of the list asks for."""
    act, form = request.POST.get("act"), BulkForm(request.POST)
    if act not in ACTS | LEADING:
        raise Http404
    chosen = _chosen(request)
    if not form.is_valid():
        for name, errors in form.errors.items():
            messages.error(request, f"{form[name].label}: {' '.join(errors)}")
    elif len(chosen) > MAX_AT_ONCE:
        text = _("At most %(number)d articles can be changed at once. Narrow the list down first.")
        messages.error(request, text % {"number": MAX_AT_ONCE})
    elif not chosen:
        messages.info(request, _("Nothing was chosen."))
    elif act in LEADING:
        return redirect(LEADING[act](request, chosen))
    else:
        count = ACTS[act](request, chosen, form)
        text = ngettext("%d article was changed.", "%d articles were changed.", count) % count
        messages.success(request, text)
    return go_back(request)


def _chosen(request: HttpRequest) -> list[Document]:
    if "all" in request.POST:
        _form, found = chosen_by(QueryDict(request.POST.get("query", "")))
    else:
        found = Document.objects.filter(identifier__in=request.POST.getlist("documents")).order_by("-pk")
    return list(found[: MAX_AT_ONCE + 1])


# ------------------------------------------------------------------ the same article held twice
def _beside_each_other(identifiers: Sequence[str]) -> str:
    return f"{reverse('ingest:same_article')}?{urlencode({'documents': identifiers}, doseq=True)}"


@require_safe
@may_edit
def same_article(request: HttpRequest) -> HttpResponse:
    """Two `documents` side by side: which one stays?"""
    rows = list(
        Document.objects.filter(identifier__in=request.GET.getlist("documents")).for_listing().order_by("pk")
    )
    if len(rows) != 2:
        messages.error(request, _("Choose the two that are the same article."))
        return redirect("ingest:documents")
    return render(request, "ingest/catalogue_same.html", {"rows": rows, "section": "scans"})


@librarian_post
@tell_refusals(lambda request: redirect(_beside_each_other(request.POST.getlist("documents"))))
def merge_article(request: HttpRequest) -> HttpResponse:
    """The other one of `documents` is withdrawn in favour of `kept`; its addresses lead there."""
    kept = request.POST.get("kept", "")
    rows = list(Document.objects.filter(identifier__in=request.POST.getlist("documents")))
    if len(rows) != 2 or kept not in {row.identifier for row in rows}:
        raise Http404
    rows.sort(key=lambda row: row.identifier == kept)
    merge(*rows, request.user)
    text = _("“%(one)s” was withdrawn: its addresses lead to “%(other)s”.")
    messages.success(request, text % {"one": rows[0], "other": rows[1]})
    return redirect("ingest:history", rows[0].identifier)
