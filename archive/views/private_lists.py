"""Lists that a reader keeps under a private address: nothing of them is stored, indexed or passed on elsewhere."""

from __future__ import annotations

import json
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from archive.citations.formats import FORMATS
from archive.citations.writers import csl_json
from archive.kept_lists import (
    CURRENT,
    FOLDER,
    MAX_LISTS,
    TooManyListsError,
    changing,
    current_of,
    make,
    name_of,
    reading_list_of,
    touch,
    use,
)
from archive.models import KeptList, ListFolder
from archive.reader_list import share_url
from archive.reading.list_entries import ShownEntry, records_of, shown_entries
from archive.views.citing import in_chosen_style, site_url, styled_exports
from archive.views.lists import (
    ListPage,
    View,
    available,
    changed,
    export_of,
    from_this_site,
    list_page,
    notes_of,
    references_of,
)


# ------------------------------------------------------------------ private addresses
def private(view: View) -> View:
    """Kept by no cache, shown by no search engine; no page that follows learns the address."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return answered


def of_folder(view: View) -> View:
    """Give the view the reader's lists whose private address it is; 404 for any other."""

    @private
    @wraps(view)
    def found(request: HttpRequest, token: str, **rest: Any) -> HttpResponse:
        return view(request, get_object_or_404(ListFolder, token=token), **rest)

    return found


def of_list(view: View) -> View:
    """The same with one of the lists."""

    @private
    @wraps(view)
    def found(request: HttpRequest, token: str, number: int, **rest: Any) -> HttpResponse:
        lists = KeptList.objects.select_related("folder")
        return view(request, get_object_or_404(lists, folder__token=token, number=number), **rest)

    return found


def when_sure(view: View) -> View:
    """Have the view erase the lists or the list it is given only where the reader says that this is meant."""

    @wraps(view)
    def asked(request: HttpRequest, held: ListFolder | KeptList) -> HttpResponse:
        if request.POST.get("sure"):
            return view(request, held)
        messages.warning(request, _("Nothing was erased: tick that you are sure."))
        return HttpResponseRedirect(held.get_absolute_url())

    return asked


# ------------------------------------------------------------------ all of them
@from_this_site
@private
@require_POST
def new(request: HttpRequest) -> HttpResponse:
    """A new list under the reader's private address, which is made with the first; it takes over that of the session."""
    try:
        kept = make(request.session, request.POST.get("name", ""))
    except TooManyListsError as error:
        messages.warning(request, str(error))
        return HttpResponseRedirect(reverse("list"))
    return HttpResponseRedirect(kept.get_absolute_url())


@require_safe
@of_folder
def folder(request: HttpRequest, folder: ListFolder) -> HttpResponse:
    """All lists of a reader, and what can be done with them together."""
    current = current_of(request.session)
    context = {
        "folder": folder,
        "lists": [(kept, len(kept.entries)) for kept in folder.lists.all()],
        "current": current,
        "address": site_url(request) + folder.get_absolute_url(),
        "most": MAX_LISTS,
        "is_of_this_browser": request.session.get(FOLDER) == folder.token,
    }
    return render(request, "archive/kept_lists.html", context)


@require_safe
@of_folder
def export_all(request: HttpRequest, folder: ListFolder) -> HttpResponse:
    """All that is kept, as JSON: names, order, articles as CSL-JSON, quotations, pages, notes."""
    site = site_url(request)
    lists = [
        {"name": kept.name, "entries": [_as_data(each, site) for each in _shown(request, kept)]}
        for kept in folder.lists.all()
    ]
    response = HttpResponse(
        json.dumps({"lists": lists}, ensure_ascii=False, indent=1), content_type="application/json"
    )
    response["Content-Disposition"] = content_disposition_header(True, "lists.json")
    return response


def _as_data(shown: ShownEntry, site: str) -> dict[str, object]:
    quotation = shown.quotation
    records = records_of([shown], site)
    return {
        "article": json.loads("".join(csl_json.write(records)))[0] if records else None,
        "is_available": shown.document is not None,
        "quotation": quotation.paragraphs if quotation else [],
        "pages": quotation.locator if quotation else "",
        "passage": quotation.url if quotation else "",
        "note": shown.note,
    }


@from_this_site
@require_POST
@of_folder
@when_sure
def erase_all(request: HttpRequest, folder: ListFolder) -> HttpResponse:
    """For good."""
    folder.delete()
    for name in (FOLDER, CURRENT):
        request.session.pop(name, None)
    messages.success(request, _("Your lists were erased."))
    return HttpResponseRedirect(reverse("list"))


# ------------------------------------------------------------------ one of them
def _shown(request: HttpRequest, kept: KeptList) -> list[ShownEntry]:
    return shown_entries(reading_list_of(kept).entries, site_url(request))


def _address(name: str, kept: KeptList, *more: object) -> str:
    return reverse(name, args=[kept.folder.token, kept.number, *more])


@require_safe
@of_list
def kept_list(request: HttpRequest, kept: KeptList) -> HttpResponse:
    place = (kept.folder.token, kept.number)
    rows = _shown(request, kept)
    identifiers = list(dict.fromkeys(row.entry.identifier for row in rows))
    page = ListPage(
        held=reading_list_of(kept),
        rows=rows,
        here=kept.get_absolute_url(),
        change_url=_address("kept_list_change", kept),
        references_url=_address("kept_list_references", kept),
        exports=[(each.label, _address("kept_list_export", kept, each.extension)) for each in FORMATS],
        styled_exports=styled_exports("kept_list_export", *place),
        notes_exports=styled_exports("kept_list_notes", *place),
        share_url=share_url(identifiers, site_url(request)),
        kept=kept,
    )
    return list_page(request, page, is_current=current_of(request.session) == kept)


@from_this_site
@require_POST
@of_list
def change(request: HttpRequest, kept: KeptList) -> HttpResponse:
    with changing(kept) as held:
        return changed(request, held, kept.get_absolute_url())


@from_this_site
@require_POST
@of_list
def choose(request: HttpRequest, kept: KeptList) -> HttpResponse:
    """To this list articles are added from now on."""
    use(request.session, kept)
    return HttpResponseRedirect(kept.get_absolute_url())


@from_this_site
@require_POST
@of_list
def rename(request: HttpRequest, kept: KeptList) -> HttpResponse:
    kept.name = name_of(request.POST.get("name", ""), kept.number)
    kept.save(update_fields=["name"])
    touch(kept.folder)
    return HttpResponseRedirect(kept.get_absolute_url())


@from_this_site
@require_POST
@of_list
@when_sure
def erase(request: HttpRequest, kept: KeptList) -> HttpResponse:
    """This list for good."""
    kept.delete()
    touch(kept.folder)
    messages.success(request, _("The list “%(name)s” was erased.") % {"name": kept.name})
    return HttpResponseRedirect(kept.folder.get_absolute_url())


@require_safe
@of_list
@in_chosen_style
def export(request: HttpRequest, kept: KeptList, extension: str) -> HttpResponse:
    return export_of(request, available(_shown(request, kept)), extension, kept.name)


@require_safe
@of_list
@in_chosen_style
def notes(request: HttpRequest, kept: KeptList, extension: str) -> HttpResponse:
    return notes_of(request, available(_shown(request, kept)), extension, kept.name)


@require_safe
@of_list
@in_chosen_style
def references(request: HttpRequest, kept: KeptList) -> HttpResponse:
    context: dict[str, object] = {
        "references_url": _address("kept_list_references", kept),
        "list_url": kept.get_absolute_url(),
        "styled_exports": styled_exports("kept_list_export", kept.folder.token, kept.number),
    }
    return references_of(request, available(_shown(request, kept)), context)
