"""What a librarian does to an article beside correcting its fields: divide it, name its parts, correct the
text of a page, undo. By POST alone; each answers with a sentence and the page it came from."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from archive.models import Author, Authorship, Document, Page
from ingest.desk.answers import go_back, librarian_post, tell_refusals, to_review
from ingest.desk.permissions import may_edit
from ingest.desk.review_order import next_draft
from ingest.messages import Message
from ingest.models import Revision
from ingest.store import texts
from ingest.store.bounds import begin_here, next_begins_here
from ingest.store.dividing import ParagraphPlace, discard, merge_with_previous, split
from ingest.store.merged_people import say_same_person
from ingest.store.relabel_paragraph import NAMED, relabel_paragraph, set_levels
from ingest.store.texts import correct_text, say_without_text
from ingest.store.undoing import undo

ROWS = 50  # revisions on a page


def _document(identifier: str) -> Document:
    return get_object_or_404(Document, identifier=identifier)


def _number(request: HttpRequest, name: str) -> int:
    value = request.POST.get(name, "")
    if not (value.isdecimal() and len(value) < 10):
        raise Http404
    return int(value)


# ------------------------------------------------------------------ articles
@librarian_post
def split_document(request: HttpRequest, identifier: str) -> HttpResponse:
    """At the paragraph `offset` of page `sequence`; on to the new article, whose title wants looking at."""
    document = _document(identifier)
    place = ParagraphPlace(_number(request, "sequence"), _number(request, "offset"))
    new = split(document, place, request.user)
    messages.success(
        request, _("“%(title)s” begins here now. Look at its title and authors.") % {"title": new}
    )
    return to_review(new.identifier)


# What else may be said at a paragraph of where articles begin.
BOUNDS = {"here": begin_here, "next": next_begins_here}


@librarian_post
def move_bound(request: HttpRequest, identifier: str, name: str) -> HttpResponse:
    """This article (`here`) or the one after it (`next`) begins at the paragraph `offset` of page `sequence`."""
    document = _document(identifier)
    if name not in BOUNDS:
        raise Http404
    place = ParagraphPlace(_number(request, "sequence"), _number(request, "offset"))
    BOUNDS[name](document, place, request.user)
    messages.success(request, _("Saved."))
    return to_review(document.identifier)


@librarian_post
def merge_document(request: HttpRequest, identifier: str) -> HttpResponse:
    document = _document(identifier)
    merged = merge_with_previous(document, request.user)
    messages.success(request, _("Both are one article now: “%(title)s”.") % {"title": merged})
    return to_review(merged.identifier)


@librarian_post
def discard_document(request: HttpRequest, identifier: str) -> HttpResponse:
    document = _document(identifier)
    title, following = str(document), next_draft(document)
    article = discard(document, request.user)
    if article:
        text = _(
            "“%(title)s” was discarded. It is a copy of “%(article)s” (%(identifier)s) and as open as that is."
        )
        about = {"title": title, "article": article, "identifier": article.identifier}
    else:
        text, about = _("“%(title)s” was discarded. Its pages stay in the file."), {"title": title}
    messages.success(request, text % about)
    return to_review(following.identifier) if following else go_back(request)


# ------------------------------------------------------------------ parts of a page
@librarian_post
def use_paragraph(request: HttpRequest, identifier: str) -> HttpResponse:
    """The paragraph `offset` of page `sequence` is the title, the by-line, a heading … (`as`)."""
    document = _document(identifier)
    sequence, name = _number(request, "sequence"), request.POST.get("as", "")
    page = get_object_or_404(document.pages, sequence=sequence)
    if name not in NAMED:
        raise Http404
    relabel_paragraph(document, page, _number(request, "offset"), name, request.user)
    messages.success(request, _("Saved."))
    return to_review(document.identifier, sequence)


@librarian_post
def outline(request: HttpRequest, identifier: str) -> HttpResponse:
    """The level of each heading, under `level-` and the position of its section."""
    document = _document(identifier)
    said = {name[6:]: value for name, value in request.POST.items() if name.startswith("level-")}
    numbers = {name: value for name, value in said.items() if name.isdecimal() and value.isdecimal()}
    levels = {int(n): int(level) for n, level in numbers.items() if len(n) < 10 and len(level) < 10}
    if set_levels(document, levels, request.user):
        messages.success(request, _("Saved."))
    return to_review(document.identifier, request.POST.get("page", ""))


@librarian_post
def decide_hyphen(request: HttpRequest, identifier: str, sequence: int) -> HttpResponse:
    """The word that is broken at `at` of the text as read is the other way than it stands now."""
    document = _document(identifier)
    page = get_object_or_404(document.pages, sequence=sequence)
    texts.decide_hyphen(page, _number(request, "at"), request.user)
    messages.success(request, _("Saved."))
    return to_review(document.identifier, sequence)


def _own_text_again(request: HttpRequest, identifier: str, sequence: int) -> HttpResponse:
    """What the person wrote is not lost with the refusal."""
    document = _document(identifier)
    page = get_object_or_404(Page, document=document, sequence=sequence)
    context = {"document": document, "page": page, "own": request.POST.get("text", ""), "section": "scans"}
    return render(request, "ingest/page_text.html", context, status=409)


@librarian_post
@tell_refusals(_own_text_again)
def correct_page_text(request: HttpRequest, identifier: str, sequence: int) -> HttpResponse:
    document = _document(identifier)
    page = get_object_or_404(Page, document=document, sequence=sequence)
    if correct_text(page, request.POST.get("text", ""), request.user, request.POST.get("seen")):
        messages.success(request, _("The text was saved; what was read by machine is kept beside it."))
    return to_review(document.identifier, sequence)


@librarian_post
def page_without_text(request: HttpRequest, identifier: str, sequence: int) -> HttpResponse:
    """The answer to the question what stands on a page that could not be read: nothing to read."""
    document = _document(identifier)
    if say_without_text(get_object_or_404(document.pages, sequence=sequence), request.user):
        messages.success(request, _("Saved."))
    return to_review(document.identifier, sequence)


@librarian_post
def same_person(request: HttpRequest, identifier: str) -> HttpResponse:
    authorship = get_object_or_404(
        Authorship, document__identifier=identifier, pk=_number(request, "authorship")
    )
    author = get_object_or_404(Author, pk=_number(request, "author"))
    say_same_person(authorship, author, request.user)
    messages.success(request, _("Saved."))
    return to_review(authorship.document.identifier)


# ------------------------------------------------------------------ history
@require_safe
@may_edit
def history(request: HttpRequest, identifier: str) -> HttpResponse:
    """What persons have changed of one article, newest first; also of one that a change took away."""
    revisions = Revision.objects.filter(documents__identifier=identifier)
    document = Document.objects.filter(identifier=identifier).first()
    if document is None and not revisions.exists():
        raise Http404
    return _show_history(request, revisions, document)


@require_safe
@may_edit
def all_history(request: HttpRequest) -> HttpResponse:
    return _show_history(request, Revision.objects.all(), None)


def _show_history(request: HttpRequest, revisions, document: Document | None) -> HttpResponse:
    revisions = revisions.select_related("by", "undoes", "undone_by").prefetch_related("documents")
    rows = Paginator(revisions, ROWS).get_page(request.GET.get("page"))
    named = [each for row in rows for each in row.documents.all()]
    living = Document.objects.in_bulk({each.identifier for each in named}, field_name="identifier")
    for each in named:
        each.now = living.get(each.identifier)
    context = {"rows": rows, "document": document, "section": "scans"}
    return render(request, "ingest/history.html", context)


@librarian_post
def undo_revision(request: HttpRequest, pk: int) -> HttpResponse:
    revision = get_object_or_404(Revision, pk=pk)
    undo(revision, request.user)
    messages.success(request, str(Message("undone", what=revision.message)))
    return go_back(request)
