"""What a new reading of the parser would say of a text that a person has settled: a difference to accept.

Drafts are renewed by reading their file again; what is published, withdrawn or corrected is not. Here the
file is read once more, and a person takes over what is better, field by field, recorded as a correction.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from archive.models import Document
from archive.originals import original_path
from ingest import sandbox
from ingest.parsing.records import ParsedDocument
from ingest.people import may_edit, telling_of_the_gone
from ingest.store import one_writer
from ingest.store.corrections import Correction, CorrectionRefusedError, correct_document
from ingest.store.texts import TextRefusedError, clean, correct_text

MOST_AT_ONCE = 50  # documents compared one after the other

FIELDS = {
    "title": gettext_lazy("Title"),
    "subtitle": gettext_lazy("Subtitle"),
    "authors": gettext_lazy("Authors"),
    "abstract": gettext_lazy("Abstract"),
    "keywords": gettext_lazy("Subjects"),
    "doi": "DOI",
    "language": gettext_lazy("Language"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """`name` is a field, or "text-3" for the text of the third page."""

    name: str
    label: str
    held: str
    read: str


@require_http_methods(["GET", "HEAD", "POST"])
@may_edit
@telling_of_the_gone
def compare(request: HttpRequest, identifier: str) -> HttpResponse:
    """The differences with a box each; those chosen (`take`) are taken over. On to the next of `then`."""
    document = get_object_or_404(Document.objects.prefetch_related("pages__scan"), identifier=identifier)
    waiting = _waiting(request.GET.get("then", ""))
    back = address_of_comparison(waiting) if waiting else reverse("ingest:review", args=[document.identifier])
    try:
        read = _read_again(document)
    except sandbox.RejectedError as rejection:
        messages.error(request, str(rejection))
        return redirect(back)
    if read is None:
        text = _("The new reading divides the file otherwise: it has no text on the pages of “%(title)s”.")
        messages.info(request, text % {"title": document})
        return redirect(back)
    found = differences(document, read)
    if request.method == "POST":
        _take(request, document, read, {each.name for each in found} & set(request.POST.getlist("take")))
        return redirect(back)
    context = {
        "document": document,
        "differences": found,
        "waiting": waiting,
        "back": back,
        "section": "scans",
    }
    return render(request, "ingest/compare.html", context)


def _waiting(names: str) -> list[str]:
    """Identifiers between commas: those that there are, in the order given."""
    wanted = list(dict.fromkeys(names.split(",")))[:MOST_AT_ONCE]
    held = set(Document.objects.filter(identifier__in=wanted).values_list("identifier", flat=True))
    return [name for name in wanted if name in held]


def address_of_comparison(identifiers: Sequence[str]) -> str:
    """Of the comparison of the first, with the others to come; at most MOST_AT_ONCE."""
    first, *others = identifiers[:MOST_AT_ONCE]
    address = reverse("ingest:compare", args=[first])
    return f"{address}?{urlencode({'then': ','.join(others)})}" if others else address


def _read_again(document: Document) -> ParsedDocument | None:
    """What is read now on the pages of the document; None where they are another text's."""
    pages = sorted(document.pages.all(), key=lambda page: page.sequence)
    if not pages:
        return None
    scan, numbers = pages[0].scan, [page.scan_page for page in pages]
    contents = sandbox.read(original_path(scan.sha256), scan.original_name, language=document.language)
    alike = [each for each in contents.parsed.documents if [page.number for page in each.pages] == numbers]
    return next((each for each in alike if each.title == document.title), alike[0] if alike else None)


def differences(document: Document, read: ParsedDocument) -> list[Difference]:
    held = Correction.of(document)
    found = [
        Difference(name, str(label), _written(getattr(held, name)), _written(getattr(read, name)))
        for name, label in FIELDS.items()
    ]
    pages = sorted(document.pages.all(), key=lambda page: page.sequence)
    found += [
        Difference(
            f"text-{page.sequence}",
            _("Text of page %(label)s") % {"label": page.label or page.sequence},
            clean(page.text),
            clean(new.text),
        )
        for page, new in zip(pages, read.pages, strict=True)
    ]
    return [each for each in found if each.held != each.read and each.read]


def _written(value: object) -> str:
    if not isinstance(value, tuple):
        return str(value)
    names = (
        getattr(each, "literal", "") or f"{each.given} {each.family}".strip()
        if hasattr(each, "family")
        else each
        for each in value
    )
    return "; ".join(sorted(names) if value and isinstance(value[0], str) else names)


def _take(request: HttpRequest, document: Document, read: ParsedDocument, chosen: set[str]) -> None:
    """The reading took seconds: what another has saved meanwhile is not overwritten."""
    held = Correction.of(document)
    fields = {name: getattr(read, name) for name in FIELDS if name in chosen}
    pages = sorted(document.pages.all(), key=lambda page: page.sequence)
    try:
        with one_writer():
            correct_document(document, replace(held, **fields), request.user, document.changed_at)
            for page, new in zip(pages, read.pages, strict=True):
                if f"text-{page.sequence}" in chosen:
                    correct_text(page, new.text, request.user, page.text)
    except (CorrectionRefusedError, TextRefusedError) as refusal:
        messages.error(request, str(refusal))
        return
    messages.success(request, _("Saved.") if chosen else _("Nothing was chosen."))
