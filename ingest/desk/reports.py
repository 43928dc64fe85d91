"""Readers report errors without an account; librarians accept or reject what they say.

An accepted suggestion becomes the text of its paragraph, as if the librarian had written it: recorded,
undoable, with what was read by machine kept beside it.
"""

from datetime import timedelta

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from archive.access import access
from archive.accounts.signing_in import address_of
from archive.models import Document, Page
from archive.spans import PARAGRAPH_BREAK
from ingest.desk.answers import go_back, librarian_post
from ingest.desk.permissions import may_edit
from ingest.desk.plain_fields import TextField
from ingest.models import Report
from ingest.store import one_writer
from ingest.store.cutting import paragraph_starts
from ingest.store.texts import correct_text

MAX_LENGTH = 5_000  # characters
ROWS = 50


class ReportForm(forms.Form):
    suggested = TextField(label=gettext_lazy("As it should be"), max_length=MAX_LENGTH, required=False)
    message = TextField(
        label=gettext_lazy("What is wrong"),
        max_length=MAX_LENGTH,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    email = forms.EmailField(
        label=gettext_lazy("Your e-mail"),
        required=False,
        help_text=gettext_lazy("only if you would like an answer; it is shown to librarians alone"),
    )
    # Filled in by programs alone: it is hidden from people.
    website = forms.CharField(
        required=False, widget=forms.TextInput({"autocomplete": "off", "tabindex": "-1"})
    )

    def __init__(self, *args, printed: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.printed = printed
        if not printed:
            del self.fields["suggested"]
        else:
            self.fields["suggested"].initial = printed

    def clean(self):
        data = super().clean()
        if data.get("suggested") == self.printed:
            data["suggested"] = ""
        if not data.get("suggested") and not data.get("message"):
            raise forms.ValidationError(_("Say what is wrong, or correct the text."))
        return data


# ------------------------------------------------------------------ readers
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, identifier: str, address: str) -> HttpResponse:
    """The form for one page; with `offset` for the paragraph that begins there."""
    document = get_object_or_404(Document.objects.visible_to(request.user), identifier=identifier)
    if not access(request.user, document).text:
        return render(request, "archive/text_closed.html", {"document": document}, status=403)
    page = get_object_or_404(document.pages, address=address)
    printed = _paragraph(page, (request.POST or request.GET).get("offset", ""))
    form = ReportForm(request.POST or None, printed=printed)
    status = 200
    if request.method == "POST":
        sender = _sender(request)
        if _has_sent_enough(sender):
            form.is_valid()
            form.add_error(
                None, _("Many reports came from here within the hour. Please send this one later.")
            )
            status = 429
        elif form.is_valid():
            if not form.cleaned_data["website"]:
                _keep(form, document, page, printed, sender)
            messages.success(request, _("Thank you. A librarian will look at it."))
            return redirect(page)
        else:
            status = 422
    context = {
        "document": document,
        "page": page,
        "form": form,
        "printed": printed,
        "offset": (request.POST or request.GET).get("offset", ""),
        "paragraphs": [
            (start, page.text[start:].partition(PARAGRAPH_BREAK)[0]) for start in paragraph_starts(page.text)
        ],
    }
    return render(request, "ingest/report.html", context, status=status)


def _paragraph(page: Page, offset: str) -> str:
    """The paragraph that begins there, "" for none."""
    if not (offset.isdecimal() and len(offset) < 9) or int(offset) not in paragraph_starts(page.text):
        return ""
    return page.text[int(offset) :].partition(PARAGRAPH_BREAK)[0].strip()


def _sender(request: HttpRequest) -> str:
    """Tells senders apart for the limit, and nothing else: the address itself is not kept."""
    return salted_hmac("reports", address_of(request), algorithm="sha256").hexdigest()


def _has_sent_enough(sender: str) -> bool:
    since = timezone.now() - timedelta(hours=1)
    return Report.objects.filter(sender=sender, at__gte=since).count() >= settings.REPORTS_AN_HOUR


def _keep(form: ReportForm, document: Document, page: Page, printed: str, sender: str) -> None:
    said = {name: form.cleaned_data.get(name, "") for name in ("suggested", "message", "email")}
    Report.objects.create(
        document=document, page=page, printed=printed if said["suggested"] else "", sender=sender, **said
    )


# ------------------------------------------------------------------ librarians
@require_safe
@may_edit
def reports(request: HttpRequest) -> HttpResponse:
    """Open ones first come first; `?show=all` those that were answered too."""
    shows_all = request.GET.get("show") == "all"
    rows = Report.objects.select_related("document", "page", "answered_by")
    rows = rows.order_by("-pk") if shows_all else rows.filter(state=Report.State.OPEN)
    page = Paginator(rows, ROWS).get_page(request.GET.get("page"))
    return render(request, "ingest/reports.html", {"rows": page, "shows_all": shows_all, "section": "scans"})


@librarian_post
def answer_report(request: HttpRequest, pk: int) -> HttpResponse:
    """`answer` accepted: the suggestion becomes the text; rejected: it does not. Both end the report."""
    answer = request.POST.get("answer")
    if answer not in (Report.State.ACCEPTED, Report.State.REJECTED):
        raise Http404
    with one_writer():
        row = get_object_or_404(Report.objects.select_related("page", "document"), pk=pk)
        if row.state != Report.State.OPEN:
            messages.info(request, _("The report was answered already."))
            return go_back(request)
        if answer == Report.State.ACCEPTED and row.suggested and not _apply(request, row):
            return go_back(request)
        row.state, row.answered_by, row.answered_at = answer, request.user, timezone.now()
        row.save(update_fields=["state", "answered_by", "answered_at"])
    text = _("The report was accepted.") if answer == Report.State.ACCEPTED else _("The report was rejected.")
    messages.success(request, text)
    return go_back(request)


def _apply(request: HttpRequest, row: Report) -> bool:
    """Whether the suggestion stands in the text now; it must still be about the paragraph that was shown."""
    page = row.page
    if page is None or page.text.count(row.printed) != 1:
        messages.error(
            request, _("The paragraph has been changed since. Correct it by hand, or reject the report.")
        )
        return False
    correct_text(page, page.text.replace(row.printed, row.suggested), request.user, page.text)
    return True
