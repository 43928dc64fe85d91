"""The acronyms that published articles explain, with the places where they do."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from archive.models import Acronym
from archive.sort_keys import fold_name

ROWS = 100


@require_safe
def acronyms(request: HttpRequest) -> HttpResponse:
    """/acronyms/: a row a short form, with each long form and its places; `named` is a part of either."""
    named = request.GET.get("named", "").strip()[:100]
    shorts = sorted(_short_forms(named), key=lambda short: (fold_name(short), short))
    page = Paginator(shorts, ROWS).get_page(request.GET.get("page"))
    context = {"section": "acronyms", "rows": page, "entries": _entries(page.object_list), "named": named}
    return render(request, "archive/acronyms.html", context)


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
