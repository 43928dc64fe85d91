"""What a new reading of the parser would say of an article that a person has settled: a difference to accept.

Drafts are renewed by reading their file again; what is published, withdrawn or corrected is not. Here a worker
reads the file once more (`ingest.queue.readings` keeps what it finds, for all articles of the file), and a person takes over
what is better, field by field, recorded as a correction. Nothing is read in a request.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from archive.document_fields import FIELDS
from archive.models import Document, Scan
from ingest.desk.answers import redirect_to_history, tell_refusals
from ingest.desk.permissions import may_edit
from ingest.desk.queue_page import REFRESH_SECONDS
from ingest.desk.review_page import DifferencePiece, difference
from ingest.parsing.records import ParsedDocument, ParsedFile
from ingest.queue import readings
from ingest.queue.jobs import ask_to_reread
from ingest.queue.presence import unclaimed
from ingest.store import one_writer
from ingest.store.corrections import Correction, correct_document, in_words
from ingest.store.history import changed_meanwhile
from ingest.store.texts import clean, correct_text

MAX_AT_ONCE = 50  # documents compared one after the other
WORDS_AROUND = 12  # of what is alike, shown on either side of what differs

COMPARED = {each.name: each.label for each in FIELDS if each.is_compared}


@dataclass(frozen=True, slots=True)
class FieldDifference:
    """`name` is a field, or "text-3" for the text of the third page."""

    name: str
    label: str
    held: str
    read: str

    @property
    def pieces(self) -> list[DifferencePiece]:
        """Word by word, what is alike shortened to what stands around."""
        found = difference(self.held, self.read)
        last = len(found) - 1
        return [_shortened(each, at > 0, at < last) for at, each in enumerate(found)]


def _shortened(piece: DifferencePiece, follows: bool, precedes: bool) -> DifferencePiece:
    words = piece.text.split()
    if piece.kind != "same" or len(words) <= 2 * WORDS_AROUND:
        return piece
    beginning = words[:WORDS_AROUND] if follows else []
    end = words[-WORDS_AROUND:] if precedes else []
    return replace(piece, text=" ".join([*beginning, "…", *end]))


# ------------------------------------------------------------------ the page
@require_http_methods(["GET", "HEAD", "POST"])
@may_edit
@redirect_to_history
@tell_refusals(lambda request, **_address: redirect(request.get_full_path()))
def compare(request: HttpRequest, identifier: str) -> HttpResponse:
    """The differences with a box each, once a worker has read the file; how far it is until then.

    By POST those chosen (`take`) are taken over, and on to the next of `then`; with `read` the file is
    read again: "again" where what is kept is no longer what would be read, "anew" at any rate.
    """
    document = get_object_or_404(Document.objects.prefetch_related("pages__scan"), identifier=identifier)
    waiting = _waiting(request.GET.get("then", ""))
    refresh = "refresh" in request.GET
    back = address_of_comparison(waiting, refresh) if waiting else reverse("ingest:review", args=[identifier])
    scan = _scan_of(document)
    if scan is None:
        text = _("“%(title)s” does not stand in one scan alone: it cannot be compared with a new reading.")
        messages.error(request, text % {"title": document})
        return redirect(back)
    if "read" in request.POST:
        _ask(scan, request.user, anew=request.POST["read"] == "anew")
        return redirect(address_of_comparison([identifier, *waiting], refresh=True))
    reading = readings.kept(scan)
    if request.method == "POST":
        is_taken = _take(request, document, reading)
        return redirect(back if is_taken else request.get_full_path())
    return _show(request, document, scan, reading, {"waiting": waiting, "back": back})


def _show(
    request: HttpRequest,
    document: Document,
    scan: Scan,
    reading: readings.KeptReading | None,
    ways: dict[str, object],
) -> HttpResponse:
    job = scan.rereadings.order_by("-pk").first()
    is_running = job is not None and job.is_running
    read = _read_of(document, reading.parsed) if reading and not is_running else None
    context = ways | {
        "document": document,
        "job": job,
        "has_running": is_running,
        "refreshes": "refresh" in request.GET,
        "refresh_seconds": REFRESH_SECONDS,
        "unclaimed": unclaimed().filter(pk=job.pk).count() if is_running else 0,
        "reading": reading,
        "is_current": reading and reading.is_current(scan),
        "read": read,
        "differences": differences(document, read) if read else [],
        "section": "scans",
    }
    response = render(request, "ingest/compare.html", context)
    response["Cache-Control"] = "no-store"
    if is_running and context["refreshes"]:
        response["Refresh"] = str(REFRESH_SECONDS)
    return response


def _waiting(names: str) -> list[str]:
    """Identifiers between commas: those that there are, in the order given."""
    wanted = list(dict.fromkeys(names.split(",")))[:MAX_AT_ONCE]
    held = set(Document.objects.filter(identifier__in=wanted).values_list("identifier", flat=True))
    return [name for name in wanted if name in held]


def address_of_comparison(identifiers: Sequence[str], refresh: bool = False) -> str:
    """Of the comparison of the first, with the others to come; with `refresh` it renews itself meanwhile."""
    first, *others = identifiers
    query = {"then": ",".join(others)} if others else {}
    if refresh:
        query["refresh"] = "1"
    address = reverse("ingest:compare", args=[first])
    return f"{address}?{urlencode(query, safe=',')}" if query else address


# ------------------------------------------------------------------ reading again
def begin_comparison(request: HttpRequest, documents: Sequence[Document]) -> str:
    """Have the files of the first MAX_AT_ONCE read, each once; the address where they are compared."""
    chosen = documents[:MAX_AT_ONCE]
    if len(chosen) < len(documents):
        text = _("The first %(number)d of %(all)d are compared.")
        messages.info(request, text % {"number": len(chosen), "all": len(documents)})
    scans = Scan.objects.filter(pages__document__in=[document.pk for document in chosen]).distinct()
    for scan in sorted(scans, key=lambda scan: scan.pk):
        _ask(scan, request.user)
    return address_of_comparison([document.identifier for document in chosen], refresh=True)


def _ask(scan: Scan, user, *, anew: bool = False) -> None:
    reading = None if anew else readings.kept(scan)
    if reading is None or not reading.is_current(scan):
        ask_to_reread(scan, user)


def _scan_of(document: Document) -> Scan | None:
    """The one file that shows it."""
    scans = {page.scan for page in document.pages.all()}
    return scans.pop() if len(scans) == 1 else None


def _read_of(document: Document, parsed: ParsedFile) -> ParsedDocument | None:
    """What was read on the pages of the document; None where they are another article's."""
    numbers = [page.scan_page for page in _pages_of(document)]
    alike = [each for each in parsed.documents if [page.number for page in each.pages] == numbers]
    return next((each for each in alike if each.title == document.title), alike[0] if alike else None)


def _pages_of(document: Document) -> list:
    return sorted(document.pages.all(), key=lambda page: page.sequence)


# ------------------------------------------------------------------ what differs
def differences(document: Document, read: ParsedDocument) -> list[FieldDifference]:
    held = Correction.of(document)
    found = [
        FieldDifference(name, str(label), _written(getattr(held, name)), _written(_read(read, name)))
        for name, label in COMPARED.items()
    ]
    found += [
        FieldDifference(
            f"text-{page.sequence}",
            _("Text of page %(label)s") % {"label": page.label or page.sequence},
            clean(page.text),
            clean(new.text),
        )
        for page, new in zip(_pages_of(document), read.pages, strict=True)
    ]
    return [each for each in found if each.held != each.read and each.read]


def _read(read: ParsedDocument, name: str) -> object:
    """What a reading says of a field, as a correction has it: the title with its type, all who are named."""
    if name == "authors":
        return read.authors + read.contributors
    return getattr(read, f"{name}_markup", "") or getattr(read, name)


def _written(value: object) -> str:
    if not isinstance(value, tuple):
        return str(value)
    names = map(in_words, value)
    return "; ".join(sorted(names) if value and isinstance(value[0], str) else names)


# ------------------------------------------------------------------ taking over
def _take(request: HttpRequest, document: Document, reading: readings.KeptReading | None) -> bool:
    """Whether what was chosen is held now. Only of what the person saw: `reading` is its key, `seen_at` when the
    article was changed last; what another has saved since is not overwritten."""
    read = reading and _read_of(document, reading.parsed)
    if not read or request.POST.get("reading") != reading.key:
        text = _(
            "What was read is another since you opened this page. Nothing was saved: see what differs now."
        )
        messages.error(request, text)
        return False
    wanted = set(request.POST.getlist("take"))
    chosen = {each.name for each in differences(document, read)} & wanted
    if chosen:
        _write(document, read, chosen, request)
    messages.success(request, _("Saved.") if wanted else _("Nothing was chosen."))
    return True


def _write(document: Document, read: ParsedDocument, chosen: set[str], request: HttpRequest) -> None:
    with one_writer():
        now = Document.objects.get(pk=document.pk)
        if now.changed_at.isoformat() != request.POST.get("seen_at"):
            raise changed_meanwhile(now)
        fields = {name: _read(read, name) for name in COMPARED if name in chosen}
        correct_document(now, replace(Correction.of(now), **fields), request.user)
        for page, new in zip(_pages_of(now), read.pages, strict=True):
            if f"text-{page.sequence}" in chosen:
                correct_text(page, new.text, request.user)
