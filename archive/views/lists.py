"""The reader's list in the session: shown, changed, shared, exported, as a bibliography."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import messages
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseForbidden,
    HttpResponseRedirect,
    JsonResponse,
)
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from archive.citation_builder import reference_list, seen_today
from archive.citation_styles import choice_of, kept_choice
from archive.citations.formats import FORMATS, STYLED_BY_EXTENSION
from archive.citations.manuscript import working_text
from archive.kept_lists import changing_held_by, current_of, held_by
from archive.models import Document, KeptList
from archive.reader_list import (
    ACTS,
    MAX_ENTRIES,
    MAX_PASSAGES,
    ORDERS,
    ListEntry,
    ReadingList,
    entry_of,
    parse_ids,
    parse_keys,
    share_query,
    share_url,
)
from archive.reading.list_entries import ShownEntry, passages_of, records_of, shown_entries
from archive.views.citing import (
    asked_style,
    citation_file,
    format_of,
    in_chosen_style,
    manuscript_file,
    plain,
    site_url,
    styled_exports,
)

View = Callable[..., HttpResponse]


def from_this_site(view: View) -> View:
    """Refuse forms of other sites by what browsers say of a request, which no page can forge.

    A token would set a cookie for every visitor who only reads. `Sec-Fetch-Site` is sent by every
    browser since 2023, `Origin` with every POST since 2020 (Fetch standard, sections 3.2 and 3.5).
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        fetch_site, origin = request.headers.get("Sec-Fetch-Site"), request.headers.get("Origin")
        is_ours = (
            fetch_site in {"same-origin", "none"}
            if fetch_site
            else not origin or urlsplit(origin).netloc == request.get_host()
        )
        if is_ours:
            return view(request, *args, **kwargs)
        return HttpResponseForbidden(_("A list is changed from this site alone."), content_type="text/plain")

    return csrf_exempt(guarded)


@dataclass(frozen=True)
class ListPage:
    """What the template of a list shows, be it in the session, kept or a copy by link."""

    held: ReadingList
    rows: list[ShownEntry]
    here: str  # the address of the page
    change_url: str
    references_url: str
    exports: list[tuple[str, str]]
    styled_exports: list[tuple[str, str]]
    notes_exports: list[tuple[str, str]]  # with quotations and notes
    share_url: str
    ids: str = ""  # of a copy
    kept: KeptList | None = None

    @property
    def count(self) -> int:
        return sum(1 for row in self.rows if row.document)

    @property
    def gone(self) -> int:
        return len(self.rows) - self.count


@require_safe
@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """The reader's own list; with ?ids=… a copy of somebody's, which can only be read and taken over."""
    shared = request.GET.get("ids")
    if shared is None and (current := current_of(request.session)):
        return HttpResponseRedirect(current.get_absolute_url())
    identifiers = parse_ids(shared or "")
    entries = ReadingList(request.session).entries if shared is None else list(map(ListEntry, identifiers))
    query = f"?{share_query(identifiers)}" if shared is not None else ""
    rows = shown_entries(entries, site_url(request))
    page = ListPage(
        held=ReadingList(request.session),
        rows=rows if shared is None else [row for row in rows if row.document],
        here=reverse("list"),
        change_url=reverse("list_change"),
        references_url=reverse("list_references"),
        exports=[(each.label, reverse("list_export", args=[each.extension]) + query) for each in FORMATS],
        styled_exports=styled_exports("list_export"),
        notes_exports=styled_exports("list_notes") if shared is None else [],
        share_url=share_url(list(dict.fromkeys(entry.identifier for entry in entries)), site_url(request)),
        ids="".join(identifiers),
    )
    return list_page(request, page, is_shared=shared is not None, gone=len(rows) - page.count)


def list_page(request: HttpRequest, page: ListPage, **more: Any) -> HttpResponse:
    context = {
        "page": page,
        "rows": page.rows,
        "held": page.held,
        "share_url": page.share_url,
        "identifiers": [row.document.identifier for row in page.rows if row.document],
        "most": MAX_ENTRIES,
        "orders": [(name, label) for name, (label, _key) in ORDERS.items()],
        "choice": kept_choice(request),
        "styled_exports": page.styled_exports,
        "gone": page.gone,
    }
    return render(request, "archive/list.html", context | more)


@from_this_site
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """One change by the button that was pressed, then back to where it stands.

    With `Accept: application/json` what is to be said after it, for the script.
    """
    with changing_held_by(request.session) as held:
        return changed(request, held, reverse("list"))


def changed(request: HttpRequest, held: ReadingList, list_url: str) -> HttpResponse:
    act = request.POST.get("act", "")
    if act not in ACTS:
        return plain(_("The list knows no such change."), status=400)
    keys = asked_keys(request, act)
    ACTS[act](held, keys, request.POST.get("place" if act == "to" else "note", ""))
    is_full = act == "add" and any(each not in held for each in keys)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"count": len(held), "said": said_of(held, is_full), "is_full": is_full})
    if is_full:
        messages.warning(request, said_of(held, is_full))
    return HttpResponseRedirect(way_back(request, list_url))


def asked_keys(request: HttpRequest, act: str) -> list[str]:
    """Those of the form; of published articles alone where they are to be added."""
    asked = parse_keys(request.POST.getlist("id")[:MAX_ENTRIES])
    if act != "add":
        return asked
    identifiers = {entry_of(key).identifier for key in asked}
    known = Document.objects.published().filter(identifier__in=identifiers)
    published = set(known.values_list("identifier", flat=True))
    return [each for each in asked if entry_of(each).identifier in published]


def said_of(held: ReadingList, is_full: bool) -> str:
    if is_full:
        return _(
            "The list is full: it holds at most %(most)s articles, or %(passages)s passages of them."
        ) % {"most": MAX_ENTRIES, "passages": MAX_PASSAGES}
    count = len(held)
    return ngettext("%(count)s article in your list.", "%(count)s articles in your list.", count) % {
        "count": count
    }


def way_back(request: HttpRequest, list_url: str) -> str:
    back = request.POST.get("next", "")
    return back if url_has_allowed_host_and_scheme(back, allowed_hosts=None) else list_url


def asked_entries(request: HttpRequest) -> list[ShownEntry]:
    """Of ?ids=…, else of the reader's own list. Raises Http404 where there is none."""
    shared = request.GET.get("ids")
    entries = held_by(request.session).entries if shared is None else list(map(ListEntry, parse_ids(shared)))
    return available(shown_entries(entries, site_url(request)))


def available(shown: list[ShownEntry]) -> list[ShownEntry]:
    """Those that can be exported. Raises Http404 where there are none."""
    if not (found := [row for row in shown if row.document]):
        raise Http404(_("The list is empty."))
    return found


@require_safe
@never_cache
@in_chosen_style
def export(request: HttpRequest, extension: str) -> HttpResponse:
    """/list/export.ris: all of the list as a file, in its order; /list/export.docx?style=mla: in that of the style."""
    return export_of(request, asked_entries(request), extension, _("References"))


def export_of(request: HttpRequest, shown: list[ShownEntry], extension: str, title: str) -> HttpResponse:
    if (each := format_of(extension)) is None:
        raise Http404(_("There is no such format."))
    return citation_file(records_of(shown, site_url(request)), each, asked_style(request), title)


@require_safe
@never_cache
@in_chosen_style
def notes(request: HttpRequest, extension: str) -> HttpResponse:
    """/list/notes.docx?style=chicago-notes: quotations and notes with their footnotes, and the bibliography."""
    shown = available(shown_entries(ReadingList(request.session).entries, site_url(request)))
    return notes_of(request, shown, extension, _("Quotations and notes"))


def notes_of(request: HttpRequest, shown: list[ShownEntry], extension: str, title: str) -> HttpResponse:
    if (each := STYLED_BY_EXTENSION.get(extension.lower())) is None:
        raise Http404(_("There is no such format."))
    style = asked_style(request)
    passages = passages_of(shown, site_url(request))
    dated = seen_today((passage.record for passage in passages), style)
    cited = [replace(passage, record=record) for passage, record in zip(passages, dated, strict=True)]
    return manuscript_file(working_text(cited, style, title, _("References")), each, each.file_name("notes"))


@require_safe
@never_cache
@in_chosen_style
def references(request: HttpRequest) -> HttpResponse:
    """The list as a bibliography in one style, to be printed or copied."""
    query = f"?{share_query(parse_ids(request.GET['ids']))}" if "ids" in request.GET else ""
    context = {
        "ids": request.GET.get("ids", ""),
        "references_url": reverse("list_references"),
        "list_url": reverse("list") + query,
        "styled_exports": styled_exports("list_export"),
    }
    return references_of(request, asked_entries(request), context)


def references_of(request: HttpRequest, shown: list[ShownEntry], context: dict[str, object]) -> HttpResponse:
    choice = choice_of(request)
    style = choice.single
    rows = reference_list(records_of(shown, site_url(request)), style)
    context |= {"references": rows, "style": style, "choice": choice}
    return render(request, "archive/list_references.html", context)
