"""Reviewing one article beside the images of its pages."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from archive.models import Document
from archive.text_copies import copies_of
from ingest.desk.answers import redirect_to_history
from ingest.desk.double_pages import may_be_split, recognised
from ingest.desk.forms import ReviewForm, author_forms
from ingest.desk.permissions import may_edit
from ingest.desk.review_order import next_draft, siblings_in
from ingest.desk.review_page import FIELDS_WITH_ZONES, reviewed_page
from ingest.desk.row_fields import kind_of
from ingest.desk.same_person import likenesses
from ingest.details import Details
from ingest.messages import Message, RefusedError
from ingest.models import Job, Report
from ingest.parsing.records import DOUBTFUL
from ingest.store import Correction, correct_document, problems, publish
from ingest.store.changes import named
from ingest.store.corrections import details_of

# Where the evidence of a field stands when it is not under the field's own name.
EVIDENCE_OF = dict.fromkeys(("journal", "volume", "number", "year"), "issue")


@require_http_methods(["GET", "HEAD", "POST"])
@may_edit
@redirect_to_history
def review(request: HttpRequest, identifier: str) -> HttpResponse:
    """The form; saving keeps what the person changed, and publishes when asked to."""
    document = get_object_or_404(Document.objects.select_related("issue__journal"), identifier=identifier)
    held = Correction.of(document)
    job = _job_of(document)
    form = ReviewForm(request.POST or None, document=document, held=held, said=_said(document, job))
    authors = author_forms(request.POST or None, held)
    others = []
    if request.method == "POST" and form.is_valid() and authors.is_valid():
        try:
            return _save(request, document, form, authors)
        except RefusedError as refusal:
            form.add_error(refusal.field or None, str(refusal))
            if not refusal.field:
                form, others = _beside(request, document, form, refusal)
    sequences = dict(document.pages.values_list("scan_page", "sequence"))
    _show_evidence(form, document, sequences)
    _show_evidence_of_authors(authors, document, sequences)
    status = 200 if request.method != "POST" else 422
    return render(
        request,
        "ingest/review.html",
        _context(request, document) | {"form": form, "authors": authors, "others": others, "job": job},
        status=status,
    )


def _save(request: HttpRequest, document: Document, form: ReviewForm, authors) -> HttpResponse:
    seen_at = form.cleaned_data["seen_at"]
    changed = correct_document(document, form.correction(authors), request.user, seen_at)
    if changed:
        messages.success(request, _("Saved."))
    is_published = "publish" in request.POST and _publish(request, document)
    if is_published and "next" in request.POST and (following := next_draft(document)):
        return redirect("ingest:review", following.identifier)
    place = request.POST.get("page", "")
    return redirect(f"{request.path}?page={place}" if place.isdecimal() else request.path)


def _publish(request: HttpRequest, document: Document) -> bool:
    """Whether it is; what speaks against it is told."""
    result = publish([document], request.user)
    for published in result.published:
        messages.success(request, _("“%(title)s” was published.") % {"title": published})
    for refused, reason in result.refused:
        messages.error(request, str(Message("not_published", title=named(refused), reason=reason)))
    return not result.refused


def _beside(
    request: HttpRequest, document: Document, form: ReviewForm, refusal: RefusedError
) -> tuple[ReviewForm, list[tuple[str, str]]]:
    """The person's own values, to be saved over the other's if they save again; and the other's."""
    data = request.POST.copy()
    data["seen_at"] = document.changed_at.isoformat()
    form = ReviewForm(data, document=document, held=form.held, said=form.said)
    form.add_error(None, str(refusal))
    others = [(form[name].label, form[name].initial or _("empty")) for name in form.changed_data]
    return form, others


def _job_of(document: Document) -> Job | None:
    """The last that read the document's file."""
    jobs = Job.objects.filter(scan__pages__document=document).exclude(state=Job.State.DUPLICATE)
    return jobs.select_related("batch").order_by("-pk").first()


def _said(document: Document, job: Job | None) -> Details:
    """Where an article of unknown issue may have appeared: as another of its file did, else as was said of all."""
    if job is None or document.issue_id or document.evidence.get("issue", {}).get("source") == "person":
        return Details()
    others = Document.objects.filter(pages__scan=job.scan_id, issue__isnull=False)
    other = others.select_related("issue__journal").order_by("-changed_at").first()
    return details_of(other) if other else job.batch.details


def _context(request: HttpRequest, document: Document) -> dict[str, object]:
    pages = list(document.pages.defer("words", "raw_text", "text").order_by("sequence"))
    number = request.GET.get("page", "")
    at = min(max(int(number), 1), len(pages)) - 1 if number.isdecimal() and len(number) < 10 else 0
    shown = document.pages.select_related("scan").get(pk=pages[at].pk) if pages else None
    scans = {page.scan_id for page in pages}
    sections = list(document.sections.select_related("page").order_by("position"))
    siblings = siblings_in(scans)
    place = next((n for n, sibling in enumerate(siblings) if sibling == document), 0)
    return {
        "document": document,
        "pages": pages,
        "page": shown,
        "problems": problems([document])[document.pk],
        "authors_evidence": document.evidence.get("authors"),
        "reviewed": reviewed_page(document, shown, sections, is_last=shown.pk == pages[-1].pk)
        if shown
        else None,
        "likenesses": likenesses(document),
        "open_reports": document.reports.filter(state=Report.State.OPEN).count(),
        "sections_tree": sections,
        "zone": request.GET.get("zone", ""),
        "place": place + 1,
        "siblings": siblings,
        "previous": siblings[place - 1] if place else None,
        "next": siblings[place + 1] if place + 1 < len(siblings) else None,
        "is_splittable": shown is not None and may_be_split(shown.scan),
        "recognised": recognised(shown.scan) if any(page.turns_at is not None for page in pages) else {},
        "copies": list(copies_of(document)) if document.is_withdrawn else [],
        "section": "scans",
    }


def _show_evidence(form: ReviewForm, document: Document, sequences: dict[int, int]) -> None:
    """Each field gets `evidence`: what a person should look at, what a person has said, and where it was
    read (`zone` and `at_page`, a sequence); the form gets its `doubtful` fields."""
    for name in form.fields:
        field = EVIDENCE_OF.get(name) or kind_of(name) or name
        evidence = document.evidence.get(field)
        form[name].evidence = evidence and evidence | {
            "is_doubtful": evidence.get("confidence", 1) < DOUBTFUL,
            "is_said": evidence.get("source") == "person",
            "at_page": sequences.get(evidence.get("page")) if "box" in evidence else None,
            "zone": field if field in FIELDS_WITH_ZONES else "",
        }
    form.doubtful = [field for field in form if (field.evidence or {}).get("is_doubtful")]


def _show_evidence_of_authors(forms, document: Document, sequences: dict[int, int]) -> None:
    """Each row of an author gets `evidence`: of the name, the affiliation …, with `at_page`, a sequence."""
    rows = document.authorships.order_by("position").values_list("evidence", flat=True)
    for form, evidence in zip(forms.forms, rows, strict=False):
        form.evidence = [
            {
                "name": str(form[name].label if name in form.fields else form["family"].label),
                "source": each.get("source", ""),
                "confidence": each.get("confidence", 1),
                "at_page": sequences.get(each.get("page")),
            }
            for name, each in evidence.items()
            if each.get("confidence", 1) < DOUBTFUL
        ]
