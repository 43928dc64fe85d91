"""Images that show two printed pages: which those of a file are, where to part them, and the order to do so."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import chain

from django.db.models import Count, F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from archive.models import Document, Page, Scan
from archive.scans.page_images import ZIP
from archive.writing_direction import is_right_to_left
from ingest.desk.answers import tell_refusals
from ingest.desk.forms import is_number
from ingest.desk.permissions import may_edit, may_upload
from ingest.queue.halved_files import ENDINGS
from ingest.queue.jobs import ask_to_halve

MIDDLE = 0.5
FROM_FILES = (Page.TextSource.PDF, Page.TextSource.PLAIN)
LEAST, MOST = 20, 80  # per cent of the width: where a gutter may be said to be
OVERLAP = 0.02  # of the width: so far the words of two pages may reach into each other


@dataclass(frozen=True, slots=True)
class DoublePage:
    """Where an image that shows two printed pages parts, as a share of its width; `right_first`: which is read first."""

    gutter: float
    right_first: bool


@dataclass(slots=True)
class Choice:
    """An image on the form: the page of an article that shows it, and what is said of it."""

    page: Page
    percent: str
    is_chosen: bool
    is_recognised: bool
    error: str = ""

    @property
    def number(self) -> int:
        return self.page.scan_page

    @property
    def line(self) -> float | None:
        """Where the gutter is drawn."""
        share = _share(self.percent)
        return None if share is None else round(100 * share, 1)


def may_be_split(scan: Scan) -> bool:
    """Whether its images can be parted: a PDF, page images, or what may be a zip of them; not a text."""
    if scan.media_type == ZIP:
        return not scan.pages.filter(Q(scan_member="") | Q(text_source__in=FROM_FILES)).exists()
    return scan.media_type in ENDINGS or scan.media_type.startswith("image/")


# ------------------------------------------------------------------ what reading recognised
def recognised(scan: Scan) -> dict[int, DoublePage]:
    """The images of a file on which reading saw two printed pages, by their numbers in it."""
    if not may_be_split(scan):
        return {}
    images: dict[int, list[Page]] = defaultdict(list)
    pages = Page.objects.filter(scan=scan, scan_page__in=_candidates(scan), width__gt=0)
    for page in pages.defer("text", "raw_text").order_by("scan_page", "begins_at"):
        images[page.scan_page].append(page)
    found = {number: _double_page(parts) for number, parts in images.items()}
    return {number: double for number, double in found.items() if double}


def _candidates(scan: Scan) -> list[int]:
    """Images on which a text turns, or of which articles show parts under several labels."""
    turns = Count("pk", filter=Q(turns_at__isnull=False))
    labels = Count("label", distinct=True, filter=~Q(label=""))
    images = (
        Page.objects.filter(scan=scan).order_by().values("scan_page").annotate(turns=turns, labels=labels)
    )
    return list(images.filter(Q(turns__gt=0) | Q(labels__gt=1)).values_list("scan_page", flat=True))


def _double_page(parts: Sequence[Page]) -> DoublePage | None:
    """Between the words of the first printed page and those of the second; None where they are not side by side."""
    width = parts[0].width
    labels = next((page.printed_labels for page in parts if page.turns_at is not None), None)
    labels = labels or tuple(dict.fromkeys(page.label for page in parts if page.label))
    first, second = [], []
    for page in parts:
        for word in chain.from_iterable(page.words):
            is_second = page.label == labels[-1] if page.turns_at is None else word[0] >= page.turns_at
            (second if is_second else first).append((word[2], word[2] + word[4]))
    if not (first and second):
        return None
    for left, right, right_first in ((first, second, False), (second, first, True)):
        low, high = max(end for _start, end in left) / width, min(start for start, _end in right) / width
        if low <= high + OVERLAP:
            quarter = (high - low) / 4
            return DoublePage(round(sorted((low + quarter, MIDDLE, high - quarter))[1], 4), right_first)
    return None


def _is_right_first(scan: Scan, found: Iterable[DoublePage]) -> bool:
    """As reading found it; where it found none, as the language of the file's articles is written."""
    sides = [each.right_first for each in found]
    if sides:
        return 2 * sum(sides) > len(sides)
    languages = Document.objects.filter(pages__scan=scan).values_list("language", flat=True)
    return any(map(is_right_to_left, languages))


# ------------------------------------------------------------------ the page
def _lead_back(request: HttpRequest, pk: int) -> HttpResponse:
    return redirect("ingest:double_pages", pk)


@require_http_methods(["GET", "HEAD", "POST"])
@may_upload
@may_edit
@tell_refusals(_lead_back)
def double_pages(request: HttpRequest, pk: int) -> HttpResponse:
    """The images that may show two printed pages, with a line where they part; after POST on to the job that splits them.

    With `recognised` those that reading recognised are split as they are. `?page=` adds an image to be looked at.
    """
    scan = get_object_or_404(Scan, pk=pk)
    if not may_be_split(scan):
        raise Http404
    found = recognised(scan)
    right_first = _is_right_first(scan, found.values())
    if request.method == "POST" and "recognised" in request.POST and found:
        gutters = {number: double.gutter for number, double in found.items()}
        return redirect(ask_to_halve(scan, gutters, request.user, right_first=right_first))
    choices = list(_choices(request, scan, found))
    error = ""
    if request.method == "POST":
        right_first = "right-first" in request.POST
        error = _check(choices)
        if not error and "preview" not in request.POST:
            gutters = {each.number: _share(each.percent) for each in choices if each.is_chosen}
            return redirect(ask_to_halve(scan, gutters, request.user, right_first=right_first))
    context = {
        "scan": scan,
        "job": scan.jobs.exclude(state="duplicate").last(),
        "choices": choices,
        "error": error,
    }
    context |= {"right_first": right_first, "least": LEAST, "most": MOST, "section": "scans"}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return render(request, "ingest/double_pages.html", context, status=status)


def _choices(request: HttpRequest, scan: Scan, found: Mapping[int, DoublePage]) -> Iterator[Choice]:
    asked = request.POST.getlist("page") if request.method == "POST" else request.GET.getlist("page")
    chosen = {int(each) for each in asked if is_number(each)}
    usual = sorted(each.gutter for each in found.values())
    gutter = usual[len(usual) // 2] if usual else MIDDLE
    for page in _shown(scan, {*found, *chosen}):
        number = page.scan_page
        said = request.POST.get(f"gutter-{number}")
        own = found[number].gutter if number in found else gutter
        is_chosen = number in chosen or (not asked and request.method != "POST" and number in found)
        yield Choice(page, f"{100 * own:.1f}" if said is None else said, is_chosen, number in found)


def _shown(scan: Scan, numbers: Iterable[int]) -> Iterator[Page]:
    """A page of some article for each image that is wider than high, and for these."""
    wide = Q(width__gt=F("height")) | Q(scan_page__in=numbers)
    pages = Page.objects.filter(wide, scan=scan).select_related("document", "scan")
    before = 0
    for page in pages.defer("text", "raw_text", "words").order_by("scan_page", "begins_at", "pk"):
        if page.scan_page != before:
            before = page.scan_page
            yield page


def _check(choices: Sequence[Choice]) -> str:
    """What is wrong with what was chosen, told at its place; "" for nothing."""
    for each in choices:
        if each.is_chosen and _share(each.percent) is None:
            each.error = _("A number from %(least)d to %(most)d.") % {"least": LEAST, "most": MOST}
    if any(each.error for each in choices):
        return _("Nothing was split yet. Please look at the marked images.")
    return "" if any(each.is_chosen for each in choices) else _("Choose at least one image.")


def _share(percent: str) -> float | None:
    """
    >>> _share("49.5"), _share("49,5"), _share("7"), _share("nan")
    (0.495, 0.495, None, None)
    """
    try:
        number = float(percent.replace(",", "."))
    except ValueError:
        return None
    return round(number / 100, 4) if LEAST <= number <= MOST else None
