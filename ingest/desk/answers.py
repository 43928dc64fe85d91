"""How the desk answers: by POST alone, with the reason of a refusal, and from articles that are gone to their history."""

import logging
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from archive.accounts.restricted_views import View
from archive.models import Document
from ingest.desk.permissions import may_edit
from ingest.messages import RefusedError
from ingest.models import RevisedDocument

logger = logging.getLogger(__name__)


def librarian_post(view: View) -> View:
    """For those who may change what the archive holds; by POST alone. A refusal leads back with its reason."""
    return post_only(may_edit(redirect_to_history(tell_refusals()(view))))


def post_only(view: View) -> View:
    """By POST alone. Who opens the address, as after signing in again, comes to the article or the queue."""

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return require_POST(view)(request, *args, **kwargs)
        identifier = kwargs.get("identifier")
        return redirect("ingest:review", identifier) if identifier else redirect("ingest:queue")

    return answer


def tell_refusals(lead: Callable[..., HttpResponse] | None = None) -> Callable[[View], View]:
    """Where a change is refused, the person reads why, on the page that `lead` gives: else the one worked on."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except RefusedError as refusal:
                messages.error(request, str(refusal))
            return (lead or _back_to_work)(request, *args, **kwargs)

        return answer

    return decorate


def _back_to_work(
    request: HttpRequest, identifier: str = "", sequence: int | str = "", **_others
) -> HttpResponse:
    sequence = sequence or request.POST.get("sequence", "")
    return to_review(identifier, sequence) if identifier else go_back(request)


def to_review(identifier: str, sequence: int | str = "") -> HttpResponse:
    """The page on which an article is reviewed, at one of its pages."""
    address = reverse("ingest:review", args=[identifier])
    return redirect(f"{address}?page={sequence}" if str(sequence).isdecimal() else address)


def go_back(request: HttpRequest) -> HttpResponse:
    """To the page the form stood on; never to another site."""
    place = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(place, allowed_hosts={request.get_host()}):
        return HttpResponseRedirect(place)
    return redirect("ingest:queue")


def redirect_to_history(view: View) -> View:
    """An article that was merged or discarded meanwhile leads to its history, where that can be undone.

    Also where it went between two questions of the view: what is not there is not found, never a fault.
    """

    @wraps(view)
    def answer(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (Http404, ObjectDoesNotExist) as error:
            if isinstance(error, ObjectDoesNotExist):
                logger.warning("went while it was worked on: %s", request.path, exc_info=error)
            identifier = kwargs.get("identifier", "")
            if not _is_gone(identifier):
                raise Http404(str(error)) from error
        messages.info(
            request, _("This article is no longer there. Here is what was done with it; it can be undone.")
        )
        return redirect("ingest:history", identifier)

    return answer


def _is_gone(identifier: str) -> bool:
    has_been = RevisedDocument.objects.filter(identifier=identifier).exists()
    return has_been and not Document.objects.filter(identifier=identifier).exists()
