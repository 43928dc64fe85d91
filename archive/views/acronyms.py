"""The acronyms that published articles explain, with the places where they do."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.models import Acronym, Document, Subject
from archive.sort_keys import fold_name
from archive.views.browse import RELATED, list_page

ROWS = 100
LONG_FORMS = 8  # of one acronym, the most frequent


@require_safe
def acronyms(request: HttpRequest) -> HttpResponse:
    """/acronyms/: a row a short form, with each long form and its places; `named` is a part of either."""
    named = request.GET.get("named", "").strip()[:100]
    shorts = sorted(_short_forms(named), key=lambda short: (fold_name(short), short))
    page = Paginator(shorts, ROWS).get_page(request.GET.get("page"))
    context = {"section": "acronyms", "rows": page, "entries": _entries(page.object_list), "named": named}
    return render(request, "archive/acronyms.html", context)


@require_safe
def acronym(request: HttpRequest, short: str) -> HttpResponse:
    """/acronyms/ALBA/: what it stands for, the articles that explain it and where, what they are about."""
    explained = Acronym.objects.of_published().filter(short=short)
    works = Document.objects.published().filter(pk__in=explained.values("document"))
    documents = list_page(request, works.for_listing().newest_issue_first())
    if not documents:
        raise Http404(_("No published article explains this acronym."))
    places = explained.filter(document__in=list(documents)).select_related("page")
    at: dict[int, list[Acronym]] = {}
    for place in places.defer("page__text", "page__raw_text", "page__words"):
        at.setdefault(place.document_id, []).append(place)
    for document in documents:
        document.explained_at = at.get(document.pk, [])
    context = {
        "section": "acronyms",
        "short": short,
        "longs": explained.long_forms()[:LONG_FORMS],
        "documents": documents,
        "years": works.per_year(),
        "subjects": works.per_subject().order_by("-articles", "slug")[:RELATED],
        "subject": Subject.objects.filter(name=short, merged_into=None, documents__state="published").first(),
        "beside": Acronym.objects.explained_beside(short)[:RELATED],
    }
    return render(request, "archive/acronym.html", context)


def _short_forms(named: str) -> set[str]:
    pairs = Acronym.objects.of_published().values_list("short", "long").order_by().distinct()
    return {
        short
        for short, long in pairs
        if fold_name(named) in fold_name(short) or fold_name(named) in fold_name(long)
    }


def _entries(shorts: list[str]) -> list[tuple[str, list[tuple[str, list[Acronym]]]]]:
    """(short form, [(long form, its places)]), the long forms that stand most often first."""
    places = Acronym.objects.of_published().filter(short__in=shorts).select_related("document", "page")
    places = places.defer("page__text", "page__raw_text", "page__words").order_by("short", "long", "document")
    found = {
        short: [(long, list(rows)) for long, rows in groupby(group, key=lambda row: row.long)]
        for short, group in groupby(places, key=lambda row: row.short)
    }
    return [
        (short, sorted(found[short], key=lambda pair: -len(pair[1]))) for short in shorts if short in found
    ]
